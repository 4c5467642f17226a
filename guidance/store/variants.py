"""Variants and the bytes they are served as: kept as a set, read by one statement."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, literal, select
from sqlalchemy.orm import Session

from guidance.store import scores
from guidance.store.articles import article_row, current_row, is_slug, lock
from guidance.store.database import Database
from guidance.store.tables import ArticleRow, RepresentationRow, RevisionRow, VariantRow


@dataclass(frozen=True, slots=True)
class Stored:
    """What a reader gets. `etag` is strong and without its quotes; `last_modified` in whole seconds, UTC.

    `body` is None where the reader has it already. `audience` is whose words these are: another than
    asked for where that one's own variant is withheld.
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
    """The bytes of one media type and their strong ETag, without quotes."""

    media_type: str
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the readers of one audience see: title, searchable words, bytes in each media type."""

    title: str
    text: str
    representations: tuple[Representation, ...]


_FIELDS = tuple(field.name for field in fields(Variant))

# One statement, built once; where the reader has the bytes already, they stay in the database.
_READ = (
    select(
        case(
            (RepresentationRow.etag.in_(bindparam("unless", expanding=True)), literal(None)),
            else_=RepresentationRow.body,
        ),
        RepresentationRow.etag,
        RepresentationRow.last_modified,
        ArticleRow.status,
        VariantRow.served_audience,
        RevisionRow.number,
    )
    .join(VariantRow, VariantRow.id == RepresentationRow.variant_id)
    .join(ArticleRow, ArticleRow.id == VariantRow.article_id)
    .join(RevisionRow, RevisionRow.id == VariantRow.revision_id)
    .where(
        ArticleRow.slug == bindparam("slug"),
        VariantRow.audience == bindparam("audience"),
        RepresentationRow.media_type == bindparam("media_type"),
    )
)


def read(
    database: Database, slug: str, audience: str, media_type: str, *, unless: Collection[str] = ()
) -> Stored | None:
    """What a reader of that audience gets, by one statement; None where there is no such thing.

    A body whose ETag is among `unless` (unquoted) is not fetched.
    """
    if not is_slug(slug):
        return None
    # What is not of the shape of a slug is no ETag of ours either.
    tags = sorted(tag for tag in unless if is_slug(tag))
    asked = {"slug": slug, "audience": audience, "media_type": media_type, "unless": tags}
    with database.single.connect() as connection:
        row = connection.execute(_READ, asked).one_or_none()
    return None if row is None else Stored(*row)


def etags(session: Session, slug: str) -> dict[tuple[str, str], str]:
    """The ETags (unquoted) of everything served of an article, by audience and media type."""
    query = (
        select(VariantRow.audience, RepresentationRow.media_type, RepresentationRow.etag)
        .join(VariantRow, VariantRow.id == RepresentationRow.variant_id)
        .join(ArticleRow, ArticleRow.id == VariantRow.article_id)
        .where(ArticleRow.slug == slug)
    )
    return {(audience, media_type): etag for audience, media_type, etag in session.execute(query)}


def kept(session: Session, slug: str, *, audience: str | None = None) -> tuple[Variant, ...]:
    """The variants of an article, sorted by audience; that of one audience where it is named."""
    query = (
        select(VariantRow)
        .join(ArticleRow, ArticleRow.id == VariantRow.article_id)
        .where(ArticleRow.slug == slug)
        .order_by(VariantRow.audience)
    )
    if audience is not None:
        query = query.where(VariantRow.audience == audience)
    rows = session.scalars(query)
    return tuple(Variant(**{name: getattr(row, name) for name in _FIELDS}) for row in rows)


def replace(session: Session, slug: str, made: Iterable[tuple[Variant, Shown]], *, at: datetime) -> None:
    """Put a whole new set of variants, made of the current revision, in the place of the old one.

    What is byte for byte the same keeps the moment it was last modified. Raises NoSuchArticle.
    """
    lock(session, slug)
    row = article_row(session, slug)
    since = _modified(session, row.id)
    last = scores.standing(session, row.id)
    old = select(VariantRow.id).where(VariantRow.article_id == row.id)
    session.execute(delete(RepresentationRow).where(RepresentationRow.variant_id.in_(old)))
    session.execute(delete(VariantRow).where(VariantRow.article_id == row.id))
    for variant, shown in made:
        new = VariantRow(
            **{name: getattr(variant, name) for name in _FIELDS},
            article_id=row.id,
            revision_id=current_row(row).id,
            shown_title=shown.title,
            search_text=search_text(shown),
            created_at=at,
        )
        session.add(new)
        session.flush()
        scores.record(session, new, last.get(variant.audience))
        session.add_all(_rows(new, shown, since, at))
    session.flush()


def show(session: Session, slug: str, shown: Mapping[str, Shown], *, at: datetime) -> None:
    """Put new bytes, by audience, in the place of the old ones; the variants themselves stay.

    Raises NoSuchArticle.
    """
    lock(session, slug)
    row = article_row(session, slug)
    since = _modified(session, row.id)
    variants = session.scalars(select(VariantRow).where(VariantRow.article_id == row.id)).all()
    for variant in variants:
        new = shown[variant.audience]
        variant.shown_title, variant.search_text = new.title, search_text(new)
        session.execute(delete(RepresentationRow).where(RepresentationRow.variant_id == variant.id))
        session.add_all(_rows(variant, new, since, at))
    session.flush()


def search_text(shown: Shown) -> str:
    """The words of a variant as a search looks at them: title and text, case-folded."""
    return f"{shown.title}\n{shown.text}".casefold()


type _Since = dict[tuple[str, str, str], datetime]


def _modified(session: Session, article_id: int) -> _Since:
    """When each (audience, media type, ETag) that stands now was last modified."""
    query = (
        select(
            VariantRow.audience,
            RepresentationRow.media_type,
            RepresentationRow.etag,
            RepresentationRow.last_modified,
        )
        .join(VariantRow, VariantRow.id == RepresentationRow.variant_id)
        .where(VariantRow.article_id == article_id)
    )
    return {(audience, media, etag): since for audience, media, etag, since in session.execute(query)}


def _rows(variant: VariantRow, shown: Shown, since: _Since, at: datetime) -> list[RepresentationRow]:
    # HTTP dates have no fractions of a second.
    now = at.replace(microsecond=0)
    return [
        RepresentationRow(
            variant_id=variant.id,
            media_type=one.media_type,
            body=one.body,
            etag=one.etag,
            last_modified=since.get((variant.audience, one.media_type, one.etag), now),
        )
        for one in shown.representations
    ]
