"""Finding texts: the hits of one tier as a reader may see them, and words near to a misspelt one.

Work is bounded however common a word is: of each tier only the hits in the newest articles count, MOST_HITS
of them. FTS5 gives hits by number, the highest first. A GIN index gives them in no order, so PostgreSQL
is asked for one run of segments after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    text,
)
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


_FIRST = After(date.max, "")


class _Statements(NamedTuple):
    """What is asked of one kind of database, built once: a page of hits, and whether there is any."""

    page: Select[tuple[str, str, str, str, date, str, str]]
    any: Select[tuple[int]]


def _statements(hit: Subquery) -> _Statements:
    """`hit` holds the numbers of texts. Texts are read for those alone that are on the page."""
    seen = (
        select(SearchRow.id, SearchRow.revision_id, ArticleRow.id.label("article_id"))
        .select_from(hit)
        .join(SearchRow, SearchRow.id == hit.c.id)
        .join(
            ArticleRow,
            and_(ArticleRow.id == SearchRow.article_id, ArticleRow.served_id == SearchRow.revision_id),
        )
        .where(or_(ArticleRow.visibility == APPROVED, bindparam("pending", type_=Boolean())))
    )
    same_day = and_(ArticleRow.updated == bindparam("updated"), ArticleRow.slug > bindparam("slug"))
    order = (ArticleRow.updated.desc(), ArticleRow.slug)
    behind = seen.where(or_(ArticleRow.updated < bindparam("updated"), same_day))
    best = behind.order_by(*order).limit(bindparam("limit")).subquery()
    page = (
        select(
            ArticleRow.slug,
            VariantRow.shown_title,
            ArticleRow.specialty,
            case((ArticleRow.visibility == APPROVED, literal(APPROVED)), else_=ArticleRow.status),
            ArticleRow.updated,
            VariantRow.served_audience,
            SearchTextRow.text,
        )
        .select_from(best)
        .join(ArticleRow, ArticleRow.id == best.c.article_id)
        .join(SearchTextRow, SearchTextRow.id == best.c.id)
        .join(
            VariantRow,
            and_(VariantRow.revision_id == best.c.revision_id, VariantRow.audience == bindparam("audience")),
        )
        .order_by(*order)
    )
    return _Statements(page, seen.with_only_columns(SearchRow.id).limit(1))


_NEWEST = text(
    "select rowid as id from search_index where search_index match :match order by rowid desc limit :most"
)
_NUMBERS = select(func.unnest(bindparam("numbers", type_=ARRAY(BigInteger))).label("id"))
_SQLITE = _statements(_NEWEST.columns(SearchRow.id).subquery("hit"))
_POSTGRES = _statements(_NUMBERS.subquery("hit"))
# Without the fence a LIMIT tempts the planner to read text after text, the newest first.
_WITHIN = text(
    "select id from (select id from search_text where words @@ cast(:match as tsquery) offset 0) as hit "
    "order by id desc limit :most"
)
# The newest number, and from here on neither whole tables nor compiled plans: both cost more than they save.
_PREPARE = text(
    "select (select max(id) from search_document), set_config('enable_seqscan', 'off', true), "
    "set_config('jit', 'off', true)"
)
_NEWEST_KEY = "newest text"
_LAST = "\U0010ffff"


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
    asked = {"audience": audience, "limit": limit, "pending": not approved_only}
    asked |= (after or _FIRST)._asdict()
    if (found := _found(session, match)) is None:
        return ()
    rows = session.connection().execute(found[0].page, asked | found[1])
    return tuple(Hit(*row) for row in rows)


def any_hit(session: Session, match: Match, *, approved_only: bool = False) -> bool:
    """Whether a reader can see any article with such a text among the newest that match."""
    if (found := _found(session, match)) is None:
        return False
    asked = {"pending": not approved_only, **found[1]}
    return session.connection().execute(found[0].any, asked).first() is not None


def near_words(session: Session, word: str, edge: int) -> dict[str, int]:
    """Words that begin or end with the same letters, as many as `edge`, and how often texts held them.

    The most frequent, at most MOST_GUESSES with the same beginning and as many with the same end.
    """
    found: dict[str, int] = {}
    ends = ((SearchWordRow.word, word[:edge]), (SearchWordRow.backwards, word[::-1][:edge]))
    for column, letters in ends:
        query = (
            select(SearchWordRow.word, SearchWordRow.seen)
            .where(column >= letters, column < letters + _LAST)
            .order_by(SearchWordRow.seen.desc(), SearchWordRow.word)
            .limit(MOST_GUESSES)
        )
        found.update(session.execute(query).tuples().all())
    return found


def _found(session: Session, match: Match) -> tuple[_Statements, dict[str, object]] | None:
    """What to ask for the newest hits, and with which values; None where it is known that there are none."""
    if session.get_bind().dialect.name != "postgresql":
        return _SQLITE, {"match": _as_fts5(match), "most": MOST_HITS}
    numbers = list(_numbers(session, match))
    return (_POSTGRES, {"numbers": numbers}) if numbers else None


def _numbers(session: Session, match: Match) -> Iterator[int]:
    """On PostgreSQL: the newest segment first, then as many as should hold what is still wanted."""
    run = session.connection().execute
    last = _newest(session)
    above, width, wanted = last >> SEGMENT, 1, MOST_HITS
    while above >= 0 and wanted > 0:
        segments = range(above, max(above - width, -1), -1)
        found = run(_WITHIN, {"match": _as_tsquery(match, segments), "most": wanted}).scalars().all()
        yield from found
        wanted -= len(found)
        above -= width
        width = max(1, 2 * wanted * width // len(found)) if found else above + 1


def _newest(session: Session) -> int:
    """The newest number, 0 where there is none; asked once in a session, which sees one snapshot."""
    if _NEWEST_KEY not in session.info:
        session.info[_NEWEST_KEY] = session.scalar(_PREPARE) or 0
    newest: int = session.info[_NEWEST_KEY]
    return newest


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
