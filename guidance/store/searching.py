"""Finding texts: the hits of one tier as a reader may see them, and words near to a misspelt one.

Work is bounded however common a word is: of each tier only the hits in the newest articles count, MOST_HITS
of them. FTS5 gives hits by number, the highest first. A GIN index gives them in no order, so PostgreSQL
is asked for one run of segments after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, Select, Subquery, and_, bindparam, case, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from guidance.asking.match import All, Any, But, Match
from guidance.store.search_index import SEGMENT, segmented
from guidance.store.tables import ArticleRow, SearchRow, SearchTextRow, SearchWordRow, VariantRow
from guidance.store.visibility import APPROVED

MOST_HITS = 1_000
"""Hits of one tier that are sorted: those in the newest articles."""
MOST_GUESSES = 1_000
"""Words with the same beginning, and as many with the same end, that a misspelt word is compared with."""

_NEWEST = text(
    "select rowid as id from search_index where search_index match :match order by rowid desc limit :most"
)
# Without the fence a LIMIT tempts the planner to read text after text, the newest first.
_WITHIN = text(
    "select id from (select id from search_text where words @@ cast(:match as tsquery) offset 0) as hit "
    "order by id desc limit :most"
)
_INDEX_ALONE = text("select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, as listing.Listed; `text` is what its reader reads, without the title."""

    slug: str
    title: str
    specialty: str
    status: str
    updated: date
    served_audience: str
    text: str


class After(NamedTuple):
    """The place in a tier behind which a page begins."""

    updated: date
    slug: str


def hits(
    session: Session,
    match: Match,
    *,
    audience: str,
    limit: int,
    approved_only: bool = False,
    after: After | None = None,
) -> tuple[Hit, ...]:
    """The articles with such a text, the last updated first, as the audience gets them.

    `match` must ask for texts that the audience reads. `approved_only` is for readers who may not see what
    still is under review.
    """
    best = (
        _seen(session, match, approved_only)
        .add_columns(ArticleRow.id, SearchRow.id.label("text_id"), SearchRow.revision_id)
        .order_by(ArticleRow.updated.desc(), ArticleRow.slug)
        .limit(limit)
    )
    if after is not None:
        same_day = and_(ArticleRow.updated == after.updated, ArticleRow.slug > after.slug)
        best = best.where(or_(ArticleRow.updated < after.updated, same_day))
    return _read(session, best, audience)


def any_hit(session: Session, match: Match, *, approved_only: bool = False) -> bool:
    """Whether a reader can see any article with such a text among the newest that match."""
    return session.execute(_seen(session, match, approved_only).limit(1)).first() is not None


def near_words(session: Session, word: str, edge: int) -> dict[str, int]:
    """Words that begin or end with the same letters, as many as `edge`, and how often texts held them.

    The most frequent, at most MOST_GUESSES with the same beginning and as many with the same end.
    """
    found: dict[str, int] = {}
    for column, letters in (
        (SearchWordRow.word, word[:edge]),
        (SearchWordRow.backwards, word[: -edge - 1 : -1]),
    ):
        query = (
            select(SearchWordRow.word, SearchWordRow.seen)
            .where(column >= letters, column < letters + _LAST)
            .order_by(SearchWordRow.seen.desc(), SearchWordRow.word)
            .limit(MOST_GUESSES)
        )
        found.update(session.execute(query).tuples().all())
    return found


def _seen(session: Session, match: Match, approved_only: bool) -> Select[tuple[date, str]]:
    """The articles of the newest hits that a reader may see."""
    hit = _newest(session, match)
    query = (
        select(ArticleRow.updated, ArticleRow.slug)
        .select_from(hit)
        .join(SearchRow, SearchRow.id == hit.c.id)
        .join(
            ArticleRow,
            and_(ArticleRow.id == SearchRow.article_id, ArticleRow.served_id == SearchRow.revision_id),
        )
    )
    return query.where(ArticleRow.visibility == APPROVED) if approved_only else query


def _read(session: Session, best: Select[tuple[date, str]], audience: str) -> tuple[Hit, ...]:
    """What is shown of the few that are on the page; texts are read for these alone."""
    page = best.subquery()
    query = (
        select(
            ArticleRow.slug,
            VariantRow.shown_title,
            ArticleRow.specialty,
            case((ArticleRow.visibility == APPROVED, literal(APPROVED)), else_=ArticleRow.status),
            ArticleRow.updated,
            VariantRow.served_audience,
            SearchTextRow.text,
        )
        .select_from(page)
        .join(ArticleRow, ArticleRow.id == page.c.id)
        .join(SearchTextRow, SearchTextRow.id == page.c.text_id)
        .join(VariantRow, and_(VariantRow.revision_id == page.c.revision_id, VariantRow.audience == audience))
        .order_by(ArticleRow.updated.desc(), ArticleRow.slug)
    )
    return tuple(Hit(*row) for row in session.execute(query))


def _newest(session: Session, match: Match) -> Subquery:
    """The numbers of the newest hits, as a table of one column."""
    if session.get_bind().dialect.name != "postgresql":
        asked = _NEWEST.bindparams(match=_as_fts5(match), most=MOST_HITS)
        return asked.columns(SearchRow.id).subquery("hit")
    numbers = bindparam("numbers", list(_numbers(session, match)), type_=ARRAY(BigInteger))
    return select(func.unnest(numbers).label("id")).subquery("hit")


def _numbers(session: Session, match: Match) -> Iterator[int]:
    """On PostgreSQL: the newest segment first, then as many as should hold what is still wanted."""
    session.execute(_INDEX_ALONE)
    last = session.scalar(select(func.max(SearchRow.id)))
    above, width, wanted = (last or 0) >> SEGMENT, 1, MOST_HITS
    while last is not None and above >= 0 and wanted > 0:
        segments = range(above, max(above - width, -1), -1)
        asked = {"match": _as_tsquery(match, segments), "most": wanted}
        found = session.scalars(_WITHIN, asked).all()
        yield from found
        wanted -= len(found)
        above -= width
        width = max(1, wanted * width * 2 // len(found)) if found else above + 1


def _as_fts5(match: Match) -> str:
    match match:
        case str():
            return f'"{match}"'
        case All(of):
            return f"({' AND '.join(map(_as_fts5, of))})"
        case Any(of):
            return f"({' OR '.join(map(_as_fts5, of))})"
        case But(one, other):
            return f"({_as_fts5(one)} NOT {_as_fts5(other)})"


def _as_tsquery(match: Match, segments: range) -> str:
    match match:
        case str():
            return f"({' | '.join(segmented(one, match) for one in segments)})"
        case All(of):
            return f"({' & '.join(_as_tsquery(one, segments) for one in of)})"
        case Any(of):
            return f"({' | '.join(_as_tsquery(one, segments) for one in of)})"
        case But(one, other):
            return f"({_as_tsquery(one, segments)} & !{_as_tsquery(other, segments)})"
