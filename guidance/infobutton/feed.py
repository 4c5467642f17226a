"""The answer to an Infobutton request: a feed with an entry for each article, in its reader's words."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from markupsafe import Markup

from guidance.infobutton import summary
from guidance.infobutton.asked import Asked
from guidance.plain.audience import Audience
from guidance.store.coded import Coded

MAX_ENTRIES = 20
"""The most articles in an answer: those whose codes are nearest to what was asked."""


class Link(NamedTuple):
    """Where an article is read: its page, or its JSON."""

    href: str
    type: str
    title: str
    rel: str = "alternate"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article. `about` holds what neither Atom nor its schema has a place for, by name."""

    id: str
    title: str
    links: tuple[Link, ...]
    updated: str
    summary: Markup
    about: dict[str, str]


@dataclass(frozen=True, slots=True)
class Feed:
    """The answer. `base` is the address of the site; `categories` say the request back."""

    base: str
    title: str
    subtitle: str
    updated: str
    id: str
    categories: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]


def make(asked: Asked, found: Sequence[Coded], audience: Audience | None, *, site: str, base: str) -> Feed:
    """The feed of what was found for the audience, None and nothing where nobody is served.

    One more than MAX_ENTRIES may be found, which tells that there are more. `base` is the address of the
    site and ends with "/".
    """
    entries = tuple(_entry(one, audience, base) for one in found[:MAX_ENTRIES]) if audience else ()
    # An answer without articles is as old as the day, so that it is the same for all of that day.
    today = datetime.combine(datetime.now(UTC).date(), time(), UTC)
    return Feed(
        base=base,
        title=site,
        subtitle=_subtitle(asked, cut=len(found) > MAX_ENTRIES),
        updated=max((entry.updated for entry in entries), default=_moment(today)),
        id=_id(asked, audience),
        categories=asked.categories,
        entries=entries,
    )


def _entry(found: Coded, audience: Audience, base: str) -> Entry:
    article = json.loads(found.body)
    slug, title, role = article["slug"], article["title"], audience.roles[0].id
    name = f"urn:guidance:article:{slug}:{audience.id}"
    return Entry(
        id=name,
        title=title,
        links=(
            Link(f"{base}articles/{slug}?role={role}", "text/html", title),
            Link(f"{base}v1/articles/{slug}?role={role}", "application/json", title),
        ),
        updated=_moment(found.last_modified),
        summary=summary.html(article),
        about=_about(name, article),
    )


def _about(name: str, article: dict[str, Any]) -> dict[str, str]:
    grades = {one["name"]: one["value"] for one in article["readability"]["measures"]}
    about = {
        "entry": name,
        "slug": article["slug"],
        "status": article["status"],
        "revision": str(article["revision"]),
        "lastUpdated": article["last_updated"],
        "audienceAsked": article["served_because"]["asked"],
        "audienceServed": article["audience"],
        "disclaimer": article["disclaimer"],
    }
    return about | ({"readingGrade": f"{grades['fkgl']:.1f}"} if "fkgl" in grades else {})


def _subtitle(asked: Asked, *, cut: bool) -> str:
    systems = (one.system.name if one.system else one.system_name for one in asked.criteria)
    things = (f"{system} {one.code or one.name}" for system, one in zip(systems, asked.criteria, strict=True))
    return f"Results for {', '.join(things)}" + (f": the nearest {MAX_ENTRIES}" if cut else "")


def _id(asked: Asked, audience: Audience | None) -> str:
    said = json.dumps([asked.categories, audience.id if audience else None]).encode()
    return f"urn:guidance:infobutton:{hashlib.sha256(said).hexdigest()[:32]}"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
