"""Lists of articles in the words that an audience reads, page by page behind an opaque cursor."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from guidance.store import cursors
from guidance.store.tables import ArticleRow, VariantRow

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
) -> Page:
    """The articles that the audience can read, the last updated first.

    `topic` is a specialty, in any case; `q` words that must all stand in what this audience reads, in
    any case and anywhere in a word. Raises BadCursor.
    """
    if _UNKEPT.search(f"{topic}{q}"):
        return Page((), None)
    query = _filtered(listed(audience), topic, q)
    if cursor is not None:
        query = _after(query, *_read_cursor(cursor))
    # One more than asked for tells whether another page follows.
    found = tuple(Listed(*row) for row in session.execute(query.limit(limit + 1)))
    items = found[:limit]
    return Page(
        items, cursors.write((items[-1].updated.isoformat(), items[-1].slug)) if len(found) > limit else None
    )


def listed(audience: str) -> _Query:
    """The articles as an audience lists them, the last updated first: the columns of Listed."""
    return (
        select(
            ArticleRow.slug,
            VariantRow.shown_title,
            ArticleRow.specialty,
            ArticleRow.status,
            ArticleRow.updated,
            VariantRow.served_audience,
        )
        .join(VariantRow, VariantRow.article_id == ArticleRow.id)
        .where(VariantRow.audience == audience)
        .order_by(ArticleRow.updated.desc(), ArticleRow.slug)
    )


def topics(session: Session) -> tuple[str, ...]:
    """The specialties that articles have, sorted."""
    return tuple(session.scalars(select(ArticleRow.specialty).distinct().order_by(ArticleRow.specialty)))


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
