"""What readers got of an article at which time: written with every change of it, read by ?as_of=.

Only what changed is written; the bytes are kept once, packed, however often they were served (packing.py).
A moment is that of the transaction that made the change, so readers may have got it some milliseconds
later. Articles from before there was a history begin theirs when they are next published or rendered, from
when their bytes were made.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, and_, delete, func, select, union
from sqlalchemy.orm import Session, aliased

from guidance.errors import InvalidInput, NotFound
from guidance.store.articles import NoSuchArticle, article_row, is_slug
from guidance.store.database import Database
from guidance.store.packing import Coding, unpack
from guidance.store.tables import ArticleRow, PackedRow, RepresentationRow, RevisionRow, ServedRow, VariantRow
from guidance.store.variants import Stored, Withdrawn
from guidance.store.visibility import APPROVED, HIDDEN, PENDING, WITHDRAWN


class InTheFuture(InvalidInput):
    """Nobody can tell what readers will see."""

    code = "in-the-future"
    title = "That time has not come yet"


class NotPublishedThen(NotFound):
    """The article was not there for this reader at that time, or never in that revision."""

    code = "not-published-then"
    title = "The article was not published then"


class NotKept(NotFound):
    """The article may have been there, but what readers saw then is not kept, or no longer."""

    code = "not-kept"
    title = "What readers saw then is not kept"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A moment of the past, or the last words that readers got of a revision; one of both."""

    at: datetime | None = None
    revision: int | None = None


class _State(NamedTuple):
    visibility: str
    revision: int | None = None
    etag: str | None = None
    due_etag: str | None = None
    review_due: date | None = None


type _Key = tuple[str, str]
"""Audience and media type."""


def record(session: Session, slug: str, *, at: datetime) -> None:
    """Write down what readers get now, where that is not what was written last. Raises NoSuchArticle."""
    session.flush()
    article = article_row(session, slug)
    now, last = _standing(session, article), _last(session, article.id)
    for key in sorted(now.keys() | last.keys()):
        state, since = now.get(key, (_State(HIDDEN), None))
        if key in last and last[key][0] == state:
            continue
        # What stood already when the first row was written has stood since its bytes were made.
        moment = max(at, last[key][1]) if key in last else min(at, since or at)
        session.add(
            ServedRow(article_id=article.id, audience=key[0], media_type=key[1], at=moment, **state._asdict())
        )
    session.flush()


def read(
    database: Database,
    slug: str,
    audience: str,
    media_type: str,
    wanted: Wanted,
    *,
    coding: Coding | None = None,
    approved_only: bool = False,
) -> Stored:
    """What a reader of that audience got then, `last_modified` being since when.

    Raises InTheFuture, NoSuchArticle, NotPublishedThen, NotKept, or Withdrawn where it was so then.
    """
    if wanted.at is not None and wanted.at > datetime.now(UTC):
        raise InTheFuture("Ask for a time that has passed.")
    with database.reading() as session:
        article = select(ArticleRow.id, ArticleRow.created_at).where(ArticleRow.slug == slug)
        known = session.execute(article).one_or_none() if is_slug(slug) else None
        if known is None:
            raise NoSuchArticle(f"There is no article under {slug!r}.")
        row = session.scalar(_before(known.id, audience, media_type, wanted))
        if row is None and wanted.at is not None and wanted.at >= known.created_at:
            raise NotKept(f"What readers of {slug!r} saw then is not kept.")
        if row is not None and row.visibility == WITHDRAWN:
            raise Withdrawn(f"The article {slug!r} was withdrawn then.")
        seen = (APPROVED,) if approved_only else (APPROVED, PENDING)
        if row is None or row.visibility not in seen:
            raise NotPublishedThen(f"The article {slug!r} was not published then.")
        return _stored(session, row, wanted, coding)


def prune(session: Session, *, before: datetime) -> tuple[int, int]:
    """Forget what readers saw up to that moment; what they saw at it, and since, stays.

    Returns how many rows went, and how many bytes that nothing speaks of any more.
    """
    later = aliased(ServedRow)
    overtaken = select(later.id).where(
        later.article_id == ServedRow.article_id,
        later.audience == ServedRow.audience,
        later.media_type == ServedRow.media_type,
        later.at <= before,
        (later.at > ServedRow.at) | and_(later.at == ServedRow.at, later.id > ServedRow.id),
    )
    old = session.scalars(select(ServedRow.id).where(overtaken.exists())).all()
    for first in range(0, len(old), 500):
        session.execute(delete(ServedRow).where(ServedRow.id.in_(old[first : first + 500])))
    tags = [
        select(column).where(column.is_not(None))
        for table in (RepresentationRow, ServedRow)
        for column in (table.etag, table.due_etag)
    ]
    unused = PackedRow.etag.not_in(union(*tags))
    freed = session.scalar(
        select(func.sum(func.length(PackedRow.br) + func.length(PackedRow.gzip))).where(unused)
    )
    session.execute(delete(PackedRow).where(unused))
    return len(old), freed or 0


def _standing(session: Session, article: ArticleRow) -> dict[_Key, tuple[_State, datetime]]:
    """What readers get now, and since when that may have been so."""
    visible = article.served_id is not None
    query = (
        select(VariantRow.audience, RepresentationRow, RevisionRow.number)
        .join(VariantRow, VariantRow.id == RepresentationRow.variant_id)
        .join(RevisionRow, RevisionRow.id == VariantRow.revision_id)
        .where(VariantRow.revision_id == (article.served_id if visible else article.current_id))
    )
    found = {}
    for audience, one, number in session.execute(query).tuples():
        state, since = _State(article.visibility), article.changed_at
        if visible:
            state = _State(article.visibility, number, one.etag, one.due_etag, article.review_due)
            # It was kept without its fraction of a second.
            since = one.last_modified + timedelta(seconds=1)
        found[audience, one.media_type] = state, since
    return found


def _last(session: Session, article_id: int) -> dict[_Key, tuple[_State, datetime]]:
    """The newest row of each audience and media type."""
    newest = (
        select(func.max(ServedRow.id))
        .where(ServedRow.article_id == article_id)
        .group_by(ServedRow.audience, ServedRow.media_type)
    )
    rows = session.scalars(select(ServedRow).where(ServedRow.id.in_(newest)))
    return {
        (row.audience, row.media_type): (
            _State(row.visibility, row.revision, row.etag, row.due_etag, row.review_due),
            row.at,
        )
        for row in rows
    }


def _before(article_id: int, audience: str, media_type: str, wanted: Wanted) -> Select[tuple[ServedRow]]:
    query = select(ServedRow).where(
        ServedRow.article_id == article_id,
        ServedRow.audience == audience,
        ServedRow.media_type == media_type,
    )
    if wanted.at is not None:
        query = query.where(ServedRow.at <= wanted.at)
    if wanted.revision is not None:
        query = query.where(ServedRow.revision == wanted.revision)
    return query.order_by(ServedRow.at.desc(), ServedRow.id.desc()).limit(1)


def _stored(session: Session, row: ServedRow, wanted: Wanted, coding: Coding | None) -> Stored:
    etag = row.etag
    overdue = wanted.at is not None and row.review_due is not None and wanted.at.date() > row.review_due
    if overdue and row.visibility == APPROVED and row.due_etag is not None:
        etag = row.due_etag
    packed = session.get(PackedRow, etag) if etag is not None else None
    if packed is None or etag is None:
        raise NotKept("What readers saw then is not kept.")
    ways = {
        "br": (packed.br, packed.br_etag),
        "gzip": (packed.gzip, packed.gzip_etag),
        None: (b"", etag),
    }
    body, tag = ways[coding]
    return Stored(
        body=body if coding else unpack(packed.br),
        etag=tag,
        last_modified=row.at.replace(microsecond=0),
        status=row.visibility,
        audience=row.audience,
        revision=row.revision or 0,
        coding=coding,
    )
