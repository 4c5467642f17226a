"""The copies, in a folder: articles/<slug>.json, and sync.json, which tells what they are and how far we
have read.

Each file is written under another name first and then takes its place at once. sync.json comes last, so
whenever the power goes, the folder is as it was before a page or as it is after it, and at worst that page
is asked for again.
"""

import json
import os
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from guidance.client.service import digest

_SLUG = re.compile(r"[a-z0-9-]{1,120}")


class Unreadable(Exception):
    """There is nothing that may be shown; the text says why, for the reader."""


class NotKept(Unreadable):
    """There is no copy of that article."""


class TooOld(Unreadable):
    """Too much time has gone by since the service was asked what changed."""


class Recalled(Unreadable):
    """The article was not safe; whoever has read it must be told. `instead` is the article to read."""

    def __init__(self, slug: str, instead: str | None) -> None:
        more = f" Read {instead} instead." if instead else ""
        super().__init__(f"{slug} was recalled because it was not safe. Do not rely on it.{more}")
        self.instead = instead


class Damaged(Unreadable):
    """The file is not what was kept."""


@dataclass
class Copy:
    """What is known of a copy without opening it."""

    title: str
    etag: str
    revision: int
    status: str
    review_due: str | None


@dataclass
class Recall:
    """That an article was recalled, when, and what to read instead."""

    at: str
    instead: str | None


@dataclass
class State:
    """All that sync.json holds.

    `asked_at` is when the last page was read to its end, `max_age` the seconds for which copies may be
    shown since. `doubtful` are the copies that a beginning has not named yet; they go at its end. `past`
    are articles that were here once: of their recall, too, the reader must be told.
    """

    url: str
    role: str | None
    cursor: str | None = None
    asked_at: str | None = None
    max_age: int = 0
    copies: dict[str, Copy] = field(default_factory=dict)
    recalls: dict[str, Recall] = field(default_factory=dict)
    doubtful: list[str] | None = None
    past: list[str] = field(default_factory=list)


class Folder:
    """The copies of one service for one role. Raises ValueError for a folder of another."""

    def __init__(self, path: Path, url: str, role: str | None) -> None:
        self._articles = path / "articles"
        self._file = path / "sync.json"
        self._articles.mkdir(parents=True, exist_ok=True)
        self.state = self._load(url.rstrip("/"), role)

    def put(self, slug: str, about: Copy, body: str) -> None:
        """Keep a copy; it counts once `keep` was called."""
        _write(self._path(slug), body)
        self.state.copies[slug] = about
        self.state.recalls.pop(slug, None)

    def remove(self, slug: str) -> bool:
        """Let go of a copy; whether there was one."""
        self._path(slug).unlink(missing_ok=True)
        had = self.state.copies.pop(slug, None) is not None
        if had and slug not in self.state.past:
            self.state.past.append(slug)
        return had

    def keep(self) -> None:
        """Write down what the folder holds, and how far we have read."""
        _write(self._file, json.dumps(asdict(self.state), ensure_ascii=False, indent=1))

    def read(self, slug: str, *, now: datetime | None = None) -> dict[str, Any]:
        """The article. Raises Recalled, NotKept, TooOld or Damaged: then there is nothing to show."""
        if slug in self.state.recalls:
            raise Recalled(slug, self.state.recalls[slug].instead)
        if slug not in self.state.copies:
            raise NotKept(f"There is no copy of {slug}.")
        if not self.is_fresh(now=now):
            raise TooOld(f"The copy of {slug} is too old to be shown. Connect to the internet once.")
        text = self._path(slug).read_text(encoding="utf-8") if self._path(slug).is_file() else ""
        if digest(text) != self.state.copies[slug].etag:
            raise Damaged(f"The copy of {slug} is damaged.")
        article: dict[str, Any] = json.loads(text)
        return article

    def is_fresh(self, *, now: datetime | None = None) -> bool:
        """Whether copies may still be shown. A clock that was set back makes them too old, not younger."""
        if self.state.asked_at is None:
            return False
        age = (now or datetime.now(UTC)) - datetime.fromisoformat(self.state.asked_at)
        return timedelta(minutes=-5) <= age <= timedelta(seconds=self.state.max_age)

    def _path(self, slug: str) -> Path:
        # What comes over the network never chooses a path.
        if not _SLUG.fullmatch(slug):
            raise ValueError(f"{slug!r} is no slug")
        return self._articles / f"{slug}.json"

    def _load(self, url: str, role: str | None) -> State:
        if not self._file.is_file():
            return State(url, role)
        kept = json.loads(self._file.read_text(encoding="utf-8"))
        kept["copies"] = {slug: Copy(**one) for slug, one in kept["copies"].items()}
        kept["recalls"] = {slug: Recall(**one) for slug, one in kept["recalls"].items()}
        state = State(**kept)
        if (state.url, state.role) != (url, role):
            raise ValueError(f"The folder keeps copies of {state.url} for {state.role or 'anyone'}.")
        return state


def _write(path: Path, text: str) -> None:
    """Put a whole new file in the place of the old one, on the disk before anything that comes after."""
    other = path.with_suffix(".new")
    with other.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    other.replace(path)
