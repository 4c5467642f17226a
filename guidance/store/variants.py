"""Variants and the bytes they are served as, read by one statement; variant_sets.py writes them."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    Select,
    select,
)
from sqlalchemy.orm import Session

from guidance.errors import Conflict, GuidanceError
from guidance.store.articles import is_slug, revision_row
from guidance.store.database import Database
from guidance.store.packing import Coding
from guidance.store.reading import READ, Read
from guidance.store.tables import PackedRow, RepresentationRow, VariantRow
from guidance.store.visibility import APPROVED, WITHDRAWN


class Withdrawn(GuidanceError):
    """The article was withdrawn; it is not served any more."""

    code = "withdrawn"
    title = "The article was withdrawn"
    status = 410


class Outdated(Conflict):
    """The article has changed since the version that the request names (If-Match)."""

    code = "outdated"
    title = "The article has changed since"
    status = 412


@dataclass(frozen=True, slots=True)
class Stored:
    """What a reader gets. `etag` is strong and without its quotes; `last_modified` in whole seconds, UTC.

    `body` is None where the reader has it already. `status` is "approved" or where the review stands.
    `audience` is whose words these are: another than asked for where that one's own variant is withheld.
    `coding` is how the body is packed, None where it is as it is.
    """

    body: bytes | None
    etag: str
    last_modified: datetime
    status: str
    audience: str
    revision: int
    coding: Coding | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant as it is kept: the JSON forms of a Draft's parts, and what made it.

    `sentences` holds {"id", "kind", "source", "output", "edits", "guards", "refused", "omissions",
    "flagged"}; `glossary` {"id", "term", "plain", "explanation"}; `readability` {"audience", "passed",
    "withheld", "measures", "hardest", "words", "sentences"}; `report` {"source", a readability,
    "unexplained": [{"text", "count"}], "unhandled", likewise, "passives": [text]}, or nothing.
    `served_audience` and `served_reason` tell whose variant its readers get, and why where that is not
    their own.
    """

    audience: str
    title: str
    blocks: list[Any]
    sentences: list[Any]
    glossary: list[Any]
    readability: dict[str, Any]
    omissions: list[Any]
    passed: bool
    withheld: bool
    served_audience: str
    served_reason: str | None
    lexicon_version: str
    rules_version: str
    model_version: str
    report: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Representation:
    """The bytes of one media type and their strong ETag, without quotes.

    `due` is what takes their place from the day after the next review is due; None where no day is set.
    """

    media_type: str
    body: bytes
    etag: str
    due: "Representation | None" = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the readers of one audience see: title, searchable words, bytes in each media type."""

    title: str
    text: str
    representations: tuple[Representation, ...]


FIELDS = tuple(field.name for field in fields(Variant))


def read(
    database: Database,
    slug: str,
    audience: str,
    media_type: str,
    *,
    coding: Coding | None = None,
    unless: Collection[str] = (),
    approved_only: bool = False,
    today: date | None = None,
) -> Stored | None:
    """What a reader of that audience gets, by one statement; None where there is no such thing for them.

    `coding` asks for the bytes packed; where they are not, they come as they are. A body whose ETag is
    among `unless` (unquoted) is not fetched. `approved_only` is for readers who may not see what still is
    under review; `today` is for tests. Raises Withdrawn.
    """
    if not is_slug(slug):
        return None
    asked = {
        "slug": slug,
        "audience": audience,
        "media_type": media_type,
        "today": today or datetime.now(UTC).date(),
        "known": _compared(unless),
    }
    rows = [Read(*row) for row in database.ask(READ[coding], asked)]
    if rows and rows[0].visibility == WITHDRAWN:
        raise Withdrawn(f"The article {slug!r} was withdrawn.")
    if not rows or rows[0].etag is None or (approved_only and rows[0].visibility != APPROVED):
        return None
    return _stored(rows[0], unless, coding)


def _stored(row: Read, unless: Collection[str], coding: Coding | None) -> Stored:
    return Stored(
        body=None if row.etag in unless else row.body,
        etag=row.etag,
        last_modified=modified_since(row.last_modified, row.overdue_since),
        status="approved" if row.visibility == APPROVED else row.status,
        audience=row.served_audience,
        revision=row.number,
        coding=coding if row.packed else None,
    )


def _compared(tags: Collection[str]) -> str:
    """The ETag that the database compares, "" for none; browsers send one.

    What is not of the shape of a slug is no ETag of ours, and drivers refuse to look for it.
    """
    return next((tag for tag in tags if is_slug(tag)), "")


def preview(
    session: Session, slug: str, number: int, audience: str, media_type: str
) -> Representation | None:
    """The bytes of the newest or of the served revision, for whoever reviews it; None where there are none.

    Raises NoSuchArticle or NoSuchRevision.
    """
    query = (
        select(RepresentationRow.body, RepresentationRow.etag)
        .join(VariantRow, VariantRow.id == RepresentationRow.variant_id)
        .where(
            VariantRow.revision_id == revision_row(session, slug, number).id,
            VariantRow.audience == audience,
            RepresentationRow.media_type == media_type,
        )
    )
    row = session.execute(query).one_or_none()
    return None if row is None else Representation(media_type, row.body, row.etag)


def etags(session: Session, slug: str, *, number: int | None = None) -> dict[tuple[str, str], str]:
    """The ETags (unquoted) of everything made of a revision, the newest unless it is named by its number.

    By audience and media type. Raises NoSuchArticle or NoSuchRevision.
    """
    query = _made_of(session, slug, number).with_only_columns(
        VariantRow.audience, RepresentationRow.media_type, RepresentationRow.etag
    )
    return {(audience, media_type): etag for audience, media_type, etag in session.execute(query)}


def expect(session: Session, slug: str, if_match: Collection[str] | None) -> None:
    """See to it that one of the ETags (unquoted) is of something made of the newest revision as it stands.

    None asks nothing but that there is an article. Raises NoSuchArticle or Outdated.
    """
    made = _made_of(session, slug, None)
    if if_match is None:
        return
    query = made.with_only_columns(
        RepresentationRow.etag, RepresentationRow.due_etag, PackedRow.br_etag, PackedRow.gzip_etag
    ).outerjoin(PackedRow, PackedRow.etag.in_([RepresentationRow.etag, RepresentationRow.due_etag]))
    if not set(if_match) & {tag for row in session.execute(query) for tag in row if tag}:
        raise Outdated(f"{slug!r} is not as it was when you read it.")


def kept(
    session: Session, slug: str, *, number: int | None = None, audience: str | None = None
) -> tuple[Variant, ...]:
    """The variants of a revision, the newest unless it is named by its number, sorted by audience.

    Where an audience is named, its variant alone. Raises NoSuchArticle or NoSuchRevision.
    """
    query = (
        select(VariantRow)
        .where(VariantRow.revision_id == revision_row(session, slug, number).id)
        .order_by(VariantRow.audience)
    )
    if audience is not None:
        query = query.where(VariantRow.audience == audience)
    rows = session.scalars(query)
    return tuple(Variant(**{name: getattr(row, name) for name in FIELDS}) for row in rows)


def modified_since(made: datetime, overdue_since: date | None) -> datetime:
    """When what a reader gets came to be so: when it was made, or when its review became overdue."""
    if overdue_since is None:
        return made
    return max(made, datetime.combine(overdue_since + timedelta(days=1), time.min, UTC))


def _made_of(session: Session, slug: str, number: int | None) -> Select[tuple[VariantRow, RepresentationRow]]:
    """The variants of a revision with their representations."""
    return (
        select(VariantRow, RepresentationRow)
        .join(RepresentationRow, RepresentationRow.variant_id == VariantRow.id)
        .where(VariantRow.revision_id == revision_row(session, slug, number).id)
    )
