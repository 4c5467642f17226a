"""Passages of variants, kept when they are published, and read for a question by bounded statements.

What answers is decided here and in one place: an article whose readers get an approved revision that is
not overdue for review, and of it the variant that readers of an audience are really served.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, delete, func, insert, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from guidance.store.articles import NoSuchArticle, is_slug, revision_row
from guidance.store.tables import (
    ArticleRow,
    PassageRow,
    ReferenceRow,
    TopicRow,
    VariantRow,
    WordVectorRow,
)
from guidance.store.variants import Withdrawn
from guidance.store.visibility import APPROVED, HIDDEN, WITHDRAWN

MOST_OWN = 400
"""Passages of the article itself that are looked at for one question."""
MOST_OTHERS = 5
"""Other articles that are looked at."""
MOST_OF_OTHERS = 300
"""Passages of all other articles together."""
MOST_WITH_STEM = 1_000
"""Variants that are looked at for each word when other articles are looked for."""
MOST_STEMS = 12
"""Words of a question by which other articles are looked for."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage as it is kept; PassageRow tells what each part holds."""

    place: int
    heading: str
    anchor: str
    parts: list[Any]
    shows: str
    stems: str
    explained: str
    lay: dict[str, Any]
    head: dict[str, Any]
    vector: bytes


class Found(NamedTuple):
    """A passage that may answer, and where it stands."""

    slug: str
    title: str
    revision_id: int
    audience: str
    passage: Kept


_COLUMNS = tuple(getattr(PassageRow, field.name) for field in fields(Kept))


def replace(
    session: Session,
    slug: str,
    passages: Mapping[str, Sequence[Kept]],
    topics: Collection[str],
    *,
    number: int | None = None,
) -> None:
    """Keep passages of the variants of a revision (None: the newest), by audience, and what it is about.

    The variants must be there, and have no passages yet. Raises NoSuchArticle or NoSuchRevision.
    """
    query = select(VariantRow.audience, VariantRow.id).where(
        VariantRow.revision_id == revision_row(session, slug, number).id
    )
    ids = dict(session.execute(query.order_by(VariantRow.audience)).tuples().all())
    rows = [
        {"variant_id": ids[audience]} | {field.name: getattr(one, field.name) for field in fields(Kept)}
        for audience, kept in passages.items()
        for one in kept
    ]
    if rows:
        session.execute(insert(PassageRow), rows)
    if ids and topics:
        first = next(iter(ids.values()))
        session.execute(
            insert(TopicRow), [{"stem": stem, "variant_id": first} for stem in sorted(set(topics))]
        )


def expect_readable(session: Session, slug: str, *, approved_only: bool = False) -> None:
    """See to it that a reader can read the article. Raises NoSuchArticle or Withdrawn."""
    query = select(ArticleRow.visibility).where(ArticleRow.slug == slug)
    visibility = session.scalar(query) if is_slug(slug) else None
    if visibility == WITHDRAWN:
        raise Withdrawn(f"The article {slug!r} was withdrawn.")
    if visibility in (None, HIDDEN) or (approved_only and visibility != APPROVED):
        raise NoSuchArticle(f"There is no article under {slug!r}.")


def about(session: Session, stems: Collection[str], slug: str, *, today: date) -> tuple[str, ...]:
    """The slugs of at most MOST_OTHERS other articles that are about most of the stems, which may answer."""
    if not stems:
        return ()
    each = [
        select(TopicRow.variant_id)
        .where(TopicRow.stem == stem)
        .order_by(TopicRow.variant_id)
        .limit(MOST_WITH_STEM)
        .subquery()
        for stem in sorted(stems)[:MOST_STEMS]
    ]
    found = union_all(*(select(one.c.variant_id) for one in each)).subquery()
    count = func.count().label("count")
    query = (
        select(ArticleRow.slug)
        .select_from(found)
        .join(VariantRow, VariantRow.id == found.c.variant_id)
        .join(ArticleRow, ArticleRow.served_id == VariantRow.revision_id)
        .where(_may_answer(today), ArticleRow.slug != slug)
        .group_by(ArticleRow.slug)
        .order_by(count.desc(), ArticleRow.slug)
        .limit(MOST_OTHERS)
    )
    return tuple(session.scalars(query))


def candidates(
    session: Session, slugs: Collection[str], audience: str, *, most: int, today: date
) -> tuple[Found, ...]:
    """At most `most` passages of these articles in the words that the audience is served, in their order.

    One statement. An article that may not answer, for whatever reason, has none.
    """
    query = _served(audience, today).where(ArticleRow.slug.in_(sorted(slugs)))
    rows = session.execute(query.order_by(ArticleRow.slug, PassageRow.place).limit(most))
    return tuple(Found(row[0], row[1], row[2], row[3], Kept(*row[4:])) for row in rows)


def references(session: Session, revision_ids: Collection[int]) -> dict[tuple[int, int], dict[str, Any]]:
    """The references of revisions, by id of the revision and number."""
    query = select(ReferenceRow).where(ReferenceRow.revision_id.in_(sorted(revision_ids)))
    return {
        (row.revision_id, row.number): {
            "number": row.number,
            "year": row.year,
            "kind": row.kind,
            "about": row.about,
            "url": row.url,
        }
        for row in session.scalars(query)
    }


def vectors(session: Session, words: Iterable[str]) -> dict[str, bytes]:
    """The vectors of those words that have one."""
    asked, found = sorted(set(words)), dict[str, bytes]()
    for start in range(0, len(asked), _BATCH):
        query = select(WordVectorRow.word, WordVectorRow.vector).where(
            WordVectorRow.word.in_(asked[start : start + _BATCH])
        )
        found.update(session.execute(query).tuples().all())
    return found


def known(session: Session, model: str) -> set[str]:
    """The words whose vectors are kept as that model has them."""
    return set(session.scalars(select(WordVectorRow.word).where(WordVectorRow.model == model)))


def learn(session: Session, found: Mapping[str, bytes], model: str) -> None:
    """Keep the vectors of words, in the place of those that another model gave them."""
    words = sorted(found)
    for start in range(0, len(words), _BATCH):
        batch = words[start : start + _BATCH]
        session.execute(delete(WordVectorRow).where(WordVectorRow.word.in_(batch)))
        session.execute(
            insert(WordVectorRow), [{"word": word, "vector": found[word], "model": model} for word in batch]
        )


def _may_answer(today: date) -> Any:  # noqa: ANN401  (SQLAlchemy's conditions are of many types)
    """An article whose readers get an approved revision, and whose review is not overdue."""
    return and_(
        ArticleRow.visibility == APPROVED,
        or_(ArticleRow.review_due.is_(None), ArticleRow.review_due >= today),
    )


def _served(audience: str, today: date) -> Select[Any]:
    """Passages of the variants that readers of the audience get, another's where theirs is withheld."""
    asked, served = aliased(VariantRow), aliased(VariantRow)
    return (
        select(ArticleRow.slug, served.title, served.revision_id, served.audience, *_COLUMNS)
        .join(asked, and_(asked.revision_id == ArticleRow.served_id, asked.audience == audience))
        .join(
            served,
            and_(served.revision_id == ArticleRow.served_id, served.audience == asked.served_audience),
        )
        .join(PassageRow, PassageRow.variant_id == served.id)
        .where(_may_answer(today))
    )
