"""Writers that publish and withdraw at random, a proxy that drops connections at random, and apps that must
end as the server stands. sync.py runs them for a time; the tests run them for a number of turns.

The writers go through the code that publishes and reviews; only the words of a variant are made up.
"""

import random
import socket
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from guidance.article import markdown
from guidance.article.document import Document, Metadata, Paragraph, Run
from guidance.client import Folder, Service, Unavailable, sync
from guidance.errors import Conflict, NotFound
from guidance.plain.audience import Audience
from guidance.plain.draft import Draft, Readability, Versions
from guidance.publish import publish
from guidance.reviewing import Asked, review_article
from guidance.site import Site
from guidance.store import articles, steps, variants
from guidance.store.steps import Actor
from guidance.store.withdrawals import PLAIN, Withdrawal

WORDS = ("airways", "breath", "daily", "doctor", "dose", "inhaler", "lungs", "medicine", "relief", "wheeze")


def slugs(count: int) -> list[str]:
    """The slugs of so many articles."""
    return [f"article-{number}" for number in range(count)]


def draft(document: Document, audience: Audience, salt: str) -> Draft:
    """A variant with made-up words, as the language side would hand it in."""
    words = (Paragraph((Run(f"For {audience.id}: {salt}."),)),)
    read = Readability(audience.id, True, False, (), (), 3, 1)
    return Draft(
        audience=audience.id,
        title=f"{document.meta.title} ({audience.id})",
        blocks=words,
        sentences=(),
        glossary=(),
        readability=read,
        source=read,
        versions=Versions(lexicon="made up", rules=salt, model="none"),
    )


class Churner:
    """One writer: each turn takes one article and does one thing to it that its state allows."""

    def __init__(self, site: Site, name: str, seed: int, names: list[str]) -> None:
        self.site, self.names = site, names
        self.author = Actor(f"{name}-author", frozenset({"editor"}))
        self.reviewer = Actor(f"{name}-reviewer", frozenset({"editor", "reviewer"}))
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()

    def turn(self) -> None:
        """Do one thing. Somebody else may have been quicker; that is no fault, and is counted."""
        slug = self.chance.choice(self.names)
        try:
            self.done[self._act(slug)] += 1
        except (Conflict, NotFound):
            self.done["somebody was quicker"] += 1
        except OperationalError:
            # SQLite after ten seconds of waiting for its one writer's lock.
            self.done["gave up waiting"] += 1

    def _act(self, slug: str) -> str:
        with self.site.database.reading() as session:
            status = articles.get(session, slug).status if articles.exists(session, slug) else None
        chance = self.chance.random()
        if status is None or chance < 0.25:
            return self._write(slug, new=status is None)
        if chance < 0.35:
            return self._write_anew(slug)
        open_to = steps.open_to(status, self.reviewer, authors=frozenset())
        # Mostly forward, or nothing would ever be approved.
        weights = [1 if step.target in ("withdrawn", "changes_requested") else 4 for step in open_to]
        [step] = self.chance.choices(open_to, weights)
        said = PLAIN
        if step.target == "withdrawn":
            other = self.chance.choice([None, *(name for name in self.names if name != slug)])
            said = Withdrawal(self.chance.random() < 0.3, other)
            with self.site.database.reading() as session:
                if other is not None and not articles.exists(session, other):
                    said = replace(said, superseded_by=None)
        review_article(self.site, slug, Asked(step.target, "by chance", withdrawal=said), actor=self.reviewer)
        return step.target

    def _write(self, slug: str, *, new: bool) -> str:
        status = self.chance.choice(["submitted", "submitted", "draft"])
        document = self._document(slug, status)
        drafts = self._drafts(document)
        with self.site.database.writing() as session:
            if not new:
                articles.lock(session, slug)
            keep = articles.create if new else articles.revise
            keep(session, document, f"made up {self._salt()}", by=self.author.name)
            publish(session, self.site, slug, drafts, by=self.author.name)
        return "created" if new else "revised"

    def _write_anew(self, slug: str) -> str:
        """Other words for what readers have, as a new lexicon would bring them."""
        document = self._document(slug, "submitted")
        with self.site.database.writing() as session:
            articles.lock(session, slug)
            number = articles.get(session, slug).served
            publish(session, self.site, slug, self._drafts(document), by="render", number=number)
        return "written anew"

    def _document(self, slug: str, status: str) -> Document:
        meta = Metadata(
            title=f"About {slug}",
            slug=slug,
            specialty="respiratory",
            codes=(),
            updated=date(2026, 1, 20),
            status=status,
            reviewed_by=None,
            references=(),
        )
        return replace(markdown.from_text(self._salt()), meta=meta)

    def _drafts(self, document: Document) -> dict[str, Draft]:
        salt = self._salt()
        return {one.id: draft(document, one, salt) for one in self.site.audiences.all}

    def _salt(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randrange(4, 60)))


class Proxy:
    """A TCP proxy in front of a port, which cuts connections after so many bytes as chance will have."""

    def __init__(self, port: int, seed: int, *, cut: float = 0.4) -> None:
        self._target, self._chance, self._cut = port, random.Random(seed), cut
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.cuts = 0
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Take no more connections, and wait for the end of those that are there."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                # As often within the headers of an answer as in the middle of a long one.
                left = int(2 ** self._chance.uniform(4, 16)) if self._chance.random() < self._cut else None
                thread = threading.Thread(target=self._carry, args=(near, left), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _carry(self, near: socket.socket, left: int | None) -> None:
        """Both ways, until one side ends or `left` bytes of answers have gone through."""
        with near, suppress(OSError), socket.create_connection(("127.0.0.1", self._target)) as far:
            asking = threading.Thread(target=_pump, args=(near, far), daemon=True)
            asking.start()
            if _pump(far, near, left):
                self.cuts += 1
            asking.join()


def _pump(source: socket.socket, target: socket.socket, left: int | None = None) -> bool:
    """Carry bytes until the end or until `left` of them have gone; whether it was cut."""
    cut = False
    with suppress(OSError):
        while not cut and (data := source.recv(8192)):
            cut = left is not None and len(data) > left
            target.sendall(data[:left] if cut else data)
            left = None if left is None else left - len(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
    return cut


@dataclass
class App:
    """An app with a folder. It is started anew each time: all that it knows stands in the folder.

    `told` counts each change in the pages whose cursor was kept.
    """

    path: Path
    url: str
    role: str
    key: str | None = None
    told: Counter[tuple[object, ...]] = field(default_factory=Counter)
    pages: int = 0
    failures: int = 0

    def run(self, *, limit: int = 7) -> bool:
        """Sync once; whether it came to the end."""
        folder = Folder(self.path, self.url, self.role)
        with _Heard(self.url, self.role, key=self.key, sleep=lambda _seconds: None) as service:
            try:
                sync(service, folder, limit=limit)
            except Unavailable:
                self.failures += 1
        kept = Folder(self.path, self.url, self.role).state.cursor
        for page in service.heard:
            self.pages += 1
            self.told.update(_name(item) for item in page["items"])
        return bool(service.heard) and service.heard[-1]["cursor"] == kept and not service.heard[-1]["more"]

    def twice(self) -> list[tuple[object, ...]]:
        """The changes that were told more than once."""
        return [name for name, count in self.told.items() if count > 1]

    def differs(self, site: Site, names: list[str], *, approved_only: bool) -> list[str]:
        """The slugs of which the copy is not byte for byte what the server serves now."""
        audience = site.audiences.for_role(self.role).id
        wrong = []
        for slug in names:
            file = self.path / "articles" / f"{slug}.json"
            has = file.read_bytes() if file.is_file() else None
            try:
                stored = variants.read(
                    site.database, slug, audience, "application/json", approved_only=approved_only
                )
            except variants.Withdrawn:
                stored = None
            if has != (stored.body if stored else None):
                wrong.append(slug)
        known = {path.stem for path in (self.path / "articles").glob("*.json")}
        return [*wrong, *sorted(known - set(names))]


class _Heard(Service):
    """A service that remembers the pages it gave out."""

    heard: list[dict[str, Any]]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.heard = []

    def changes(self, cursor: str | None, *, limit: int = 100) -> dict[str, Any]:
        page = super().changes(cursor, limit=limit)
        self.heard.append(page)
        return page


def _name(item: dict[str, Any]) -> tuple[object, ...]:
    """What makes a change this one and no other: when it was, of what, to what."""
    to = item["article"]["etag"] if item["article"] else tuple(item["gone"].values())
    return item["slug"], item["changed_at"], to
