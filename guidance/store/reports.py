"""The scores of all articles as they stand, sifted, sorted and counted; each function is one statement."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, false, func, not_, select
from sqlalchemy.orm import Session

from guidance.errors import InvalidInput
from guidance.store.articles import article_row, is_slug
from guidance.store.report_values import Blocker, Change, Grade, Row, Score, Sieve
from guidance.store.tables import ArticleRow, BlockerRow, RevisionRow, ScoreRow, VariantRow
from guidance.store.visibility import APPROVED


class UnknownSort(InvalidInput):
    """A column that a table is not sorted by; the detail lists those it is."""

    code = "unknown-sort"
    title = "The table is not sorted by that"


_HOMES: dict[str, Any] = {
    "slug": ArticleRow.slug,
    "title": RevisionRow.title,
    "specialty": ArticleRow.specialty,
    "status": ArticleRow.status,
    "updated": ArticleRow.updated,
    "review_due": ArticleRow.review_due,
    "revision": RevisionRow.number,
    "audience": VariantRow.audience,
    "served_audience": VariantRow.served_audience,
    "passed": VariantRow.passed,
    "withheld": VariantRow.withheld,
}
_COLUMNS = {field.name: _HOMES.get(field.name) or getattr(ScoreRow, field.name) for field in fields(Row)}
_SORTS: dict[str, Any] = {
    **_COLUMNS,
    "change": ScoreRow.fkgl - ScoreRow.source_fkgl,
}
SORTS = tuple(_SORTS)
"""The columns that a table is sorted by; "change" is the grade less that of the source."""


def rows(
    session: Session, sieve: Sieve, *, sort: str = "-gap", limit: int | None = None, offset: int = 0
) -> tuple[Row, ...]:
    """The variants that pass the sieve. `sort` is one of SORTS, behind a "-" for the highest first.

    What has no value stands last. Raises UnknownSort.
    """
    name = sort.removeprefix("-")
    if name not in _SORTS:
        raise UnknownSort(f"Unknown column {name!r}. Known: {', '.join(SORTS)}")
    by = _SORTS[name].desc() if sort.startswith("-") else _SORTS[name].asc()
    order = (by.nulls_last(), ArticleRow.slug, VariantRow.audience)
    # The page is cut out by narrow rows; only those that are on it are then read whole.
    cut = _standing(VariantRow.id).join(ArticleRow, ArticleRow.id == VariantRow.article_id)
    if name in ("title", "revision"):
        cut = cut.join(RevisionRow, RevisionRow.id == ScoreRow.revision_id)
    chosen = _sifted(cut, sieve).order_by(*order).limit(limit).offset(offset).subquery()
    query = (
        _standing(*_COLUMNS.values())
        .join(chosen, chosen.c.id == VariantRow.id)
        .join(ArticleRow, ArticleRow.id == VariantRow.article_id)
        .join(RevisionRow, RevisionRow.id == ScoreRow.revision_id)
        .order_by(*order)
    )
    return tuple(Row(*found) for found in session.execute(query))


def grades(session: Session, sieve: Sieve, *, source: bool = False) -> tuple[Grade, ...]:
    """How many of the variants that pass the sieve have which grade, or their source texts.

    Halves go down: 7.65 is 76 tenths.
    """
    column = ScoreRow.source_fkgl if source else ScoreRow.fkgl
    # Databases do not agree on what half a tenth is rounded to, so none is left to them.
    tenths = cast(func.round(column * 10 - 0.01), Integer)
    groups = (VariantRow.audience, tenths, VariantRow.passed, VariantRow.withheld)
    query = _narrowed(_standing(*groups, func.count()), sieve).group_by(*groups)
    return tuple(Grade(*found) for found in session.execute(query))


def blockers(session: Session, sieve: Sieve, *, limit: int) -> tuple[Blocker, ...]:
    """What most often keeps the variants that pass the sieve from a target, the most frequent first."""
    variants, cost = func.count(), func.sum(BlockerRow.cost)
    query = (
        select(
            BlockerRow.kind,
            BlockerRow.text,
            variants,
            func.count(BlockerRow.article_id.distinct()),
            cost,
        )
        .group_by(BlockerRow.kind, BlockerRow.text)
        .order_by(variants.desc(), cost.desc(), BlockerRow.text, BlockerRow.kind)
        .limit(limit)
    )
    if sieve.passed:
        return ()
    if sieve.audience is not None:
        query = query.where(BlockerRow.audience == sieve.audience)
    if sieve.withheld is not None:
        query = query.join(VariantRow, VariantRow.id == BlockerRow.variant_id)
        query = query.where(VariantRow.withheld == sieve.withheld)
    if conditions := _of_article(sieve):
        query = query.join(ArticleRow, ArticleRow.id == BlockerRow.article_id).where(*conditions)
    found = session.execute(query)
    return tuple(Blocker(kind, text, n, m, round(cost, 2)) for kind, text, n, m, cost in found)


def changes(session: Session, sieve: Sieve) -> tuple[Change, ...]:
    """Day by day and audience by audience what changed, the oldest first.

    Of the sieve only what stands for an article, and the audience, count: scores of the past are summed
    up whatever their verdict.
    """
    sums = (ScoreRow.first, ScoreRow.more_passed, ScoreRow.more_withheld, ScoreRow.more_fkgl)
    groups = (ScoreRow.audience, ScoreRow.day)
    query = select(*groups, *map(func.sum, sums)).group_by(*groups).order_by(ScoreRow.day, ScoreRow.audience)
    if sieve.audience is not None:
        query = query.where(ScoreRow.audience == sieve.audience)
    if conditions := _of_article(sieve):
        query = query.join(ArticleRow, ArticleRow.id == ScoreRow.article_id).where(*conditions)
    return tuple(Change(*found) for found in session.execute(query))


def line(session: Session, slug: str, audience: str | None = None) -> tuple[Score, ...]:
    """The scores of an article from its first day on. Raises NoSuchArticle."""
    query = (
        select(
            ScoreRow.audience,
            RevisionRow.number,
            *(getattr(ScoreRow, field.name) for field in fields(Score)[2:]),
        )
        .join(RevisionRow, RevisionRow.id == ScoreRow.revision_id)
        .where(ScoreRow.article_id == article_row(session, slug).id)
        .order_by(ScoreRow.id)
    )
    if audience is not None:
        query = query.where(ScoreRow.audience == audience)
    return tuple(Score(*found) for found in session.execute(query))


def _standing(*columns: Any) -> Select[Any]:  # noqa: ANN401
    """A query over the variants that have a score."""
    return select(*columns).select_from(VariantRow).join(ScoreRow, ScoreRow.id == VariantRow.score_id)


def _narrowed(query: Select[Any], sieve: Sieve) -> Select[Any]:
    """The query sifted, with the articles brought in where the sieve asks for them."""
    if _of_article(sieve):
        query = query.join(ArticleRow, ArticleRow.id == VariantRow.article_id)
    return _sifted(query, sieve)


def _sifted(query: Select[Any], sieve: Sieve) -> Select[Any]:
    wanted = {
        VariantRow.audience: sieve.audience,
        VariantRow.passed: sieve.passed,
        VariantRow.withheld: sieve.withheld,
    }
    conditions = [column == value for column, value in wanted.items() if value is not None]
    return query.where(*conditions, *_of_article(sieve))


def _of_article(sieve: Sieve) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sieve.status is not None:
        conditions.append(ArticleRow.status == sieve.status)
    if sieve.specialty is not None:
        asked = sieve.specialty.lower()
        # Drivers have errors of their own for NUL and lone surrogates, which no specialty has.
        same = func.lower(ArticleRow.specialty) == asked if asked.isprintable() else false()
        conditions.append(same)
    if sieve.due is not None:
        past = ArticleRow.review_due < datetime.now(UTC).date()
        overdue = and_(ArticleRow.visibility == APPROVED, func.coalesce(past, false()))
        conditions.append(overdue if sieve.due else not_(overdue))
    if sieve.slugs is not None:
        conditions.append(ArticleRow.slug.in_([slug for slug in sieve.slugs if is_slug(slug)]))
    return conditions
