"""Variants and the bytes they are served as, read by one statement; variant_sets.py writes them."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, case, literal, select
from sqlalchemy.orm import Session

from guidance.errors import Conflict, GuidanceError
from guidance.store.articles import is_slug, revision_row
from guidance.store.database import Database
from guidance.store.tables import ArticleRow, RepresentationRow, RevisionRow, VariantRow
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
    """

    body: bytes | None
    etag: str
    last_modified: datetime
    status: str
    audience: str
    revision: int


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

TODAY = bindparam("today", type_=Date())
OVERDUE = and_(
    ArticleRow.visibility == APPROVED,
    ArticleRow.review_due < TODAY,
    RepresentationRow.due_etag.is_not(None),
)
ETAG = case((OVERDUE, RepresentationRow.due_etag), else_=RepresentationRow.etag)
BODY = case((OVERDUE, RepresentationRow.due_body), else_=RepresentationRow.body)

# One statement, built once; where the reader has the bytes already, they stay in the database. Its left
# joins tell an article that was withdrawn from one that never was.
_READ = (
    select(
        ArticleRow.visibility,
        case((ETAG.in_(bindparam("unless", expanding=True)), literal(None)), else_=BODY).label("body"),
        ETAG.label("etag"),
        RepresentationRow.last_modified,
        case((OVERDUE, ArticleRow.review_due), else_=literal(None)).label("overdue_since"),
        ArticleRow.status,
        VariantRow.served_audience,
        RevisionRow.number,
    )
    .select_from(ArticleRow)
    .outerjoin(RevisionRow, RevisionRow.id == ArticleRow.served_id)
    .outerjoin(
        VariantRow,
        and_(VariantRow.revision_id == RevisionRow.id, VariantRow.audience == bindparam("audience")),
    )
    .outerjoin(
        RepresentationRow,
        and_(
            RepresentationRow.variant_id == VariantRow.id,
            RepresentationRow.media_type == bindparam("media_type"),
        ),
    )
    .where(ArticleRow.slug == bindparam("slug"))
)


def read(
    database: Database,
    slug: str,
    audience: str,
    media_type: str,
    *,
    unless: Collection[str] = (),
    approved_only: bool = False,
    today: date | None = None,
) -> Stored | None:
    """What a reader of that audience gets, by one statement; None where there is no such thing for them.

    A body whose ETag is among `unless` (unquoted) is not fetched. `approved_only` is for readers who may
    not see what still is under review; `today` is for tests. Raises Withdrawn.
    """
    if not is_slug(slug):
        return None
    # What is not of the shape of a slug is no ETag of ours either.
    tags = sorted(tag for tag in unless if is_slug(tag))
    now = today or datetime.now(UTC).date()
    asked = {"slug": slug, "audience": audience, "media_type": media_type, "unless": tags, "today": now}
    with database.single.connect() as connection:
        row = connection.execute(_READ, asked).one_or_none()
    if row is not None and row.visibility == WITHDRAWN:
        raise Withdrawn(f"The article {slug!r} was withdrawn.")
    if row is None or row.etag is None or (approved_only and row.visibility != APPROVED):
        return None
    modified = modified_since(row.last_modified, row.overdue_since)
    status = "approved" if row.visibility == APPROVED else row.status
    return Stored(row.body, row.etag, modified, status, row.served_audience, row.number)


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
    query = made.with_only_columns(RepresentationRow.etag, RepresentationRow.due_etag)
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
