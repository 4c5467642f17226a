"""Lists of articles in the words that an audience reads, page by page behind an opaque cursor."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from guidance.store import cursors
from guidance.store.tables import ArticleRow, VariantRow
from guidance.store.visibility import APPROVED, PENDING

# No text that is kept holds these, and drivers refuse to look for them.
_UNKEPT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list. `title` is in the words that the audience reads."""

    slug: str
    title: str
    specialty: str
    status: str
    updated: date
    served_audience: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `next` is the cursor of the page that follows, None on the last."""

    items: tuple[Listed, ...]
    next: str | None


type _Query = Select[tuple[str, str, str, str, date, str]]


def list_page(
    session: Session,
    *,
    audience: str,
    cursor: str | None = None,
    limit: int = 20,
    topic: str | None = None,
    q: str | None = None,
    approved_only: bool = False,
) -> Page:
    """The articles that the audience can read, the last updated first.

    `topic` is a specialty, in any case; `q` words that must all stand in what this audience reads, in
    any case and anywhere in a word. `approved_only` is for readers who may not see what still is under
    review. Raises BadCursor.
    """
    if _UNKEPT.search(f"{topic}{q}"):
        return Page((), None)
    query = _filtered(listed(audience, approved_only=approved_only), topic, q)
    if cursor is not None:
        query = _after(query, *_read_cursor(cursor))
    # One more than asked for tells whether another page follows.
    found = tuple(Listed(*row) for row in session.execute(query.limit(limit + 1)))
    items = found[:limit]
    return Page(
        items, cursors.write((items[-1].updated.isoformat(), items[-1].slug)) if len(found) > limit else None
    )


def listed(audience: str, *, approved_only: bool = False) -> _Query:
    """The articles as an audience lists them, the last updated first: the columns of Listed."""
    query = (
        select(
            ArticleRow.slug,
            VariantRow.shown_title,
            ArticleRow.specialty,
            case((ArticleRow.visibility == APPROVED, literal(APPROVED)), else_=ArticleRow.status),
            ArticleRow.updated,
            VariantRow.served_audience,
        )
        .join(VariantRow, VariantRow.revision_id == ArticleRow.served_id)
        .where(VariantRow.audience == audience)
        .order_by(ArticleRow.updated.desc(), ArticleRow.slug)
    )
    return query.where(ArticleRow.visibility == APPROVED) if approved_only else query


def topics(session: Session, *, approved_only: bool = False) -> tuple[str, ...]:
    """The specialties of the articles that readers can see, sorted."""
    seen = (APPROVED,) if approved_only else (APPROVED, PENDING)
    query = select(ArticleRow.specialty).where(ArticleRow.visibility.in_(seen))
    return tuple(session.scalars(query.distinct().order_by(ArticleRow.specialty)))


def _filtered(query: _Query, topic: str | None, q: str | None) -> _Query:
    if topic is not None:
        query = query.where(func.lower(ArticleRow.specialty) == topic.lower())
    for word in (q or "").casefold().split():
        query = query.where(VariantRow.search_text.contains(word, autoescape=True))
    return query


def _after(query: _Query, updated: date, slug: str) -> _Query:
    same_day = and_(ArticleRow.updated == updated, ArticleRow.slug > slug)
    return query.where(or_(ArticleRow.updated < updated, same_day))


def _read_cursor(cursor: str) -> tuple[date, str]:
    updated, slug = cursors.read(cursor)
    try:
        day = date.fromisoformat(updated)
    except ValueError as error:
        raise cursors.bad() from error
    if "\0" in slug or not slug.isascii():
        raise cursors.bad()
    return day, slug
