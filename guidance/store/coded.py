"""Articles by their clinical codes, as their readers get them: one statement, on the index of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Select, and_, case, func, literal, select, union_all

from guidance.article import codes
from guidance.article.codes import CodeSystem
from guidance.store.database import Database
from guidance.store.reading import BODY, OVERDUE
from guidance.store.tables import ArticleRow, CodeRow, RepresentationRow, RevisionRow, VariantRow
from guidance.store.variants import modified_since
from guidance.store.visibility import APPROVED, PENDING

_FAR = 100  # further than any two codes are from each other
_LAST = "ZZZZZ"
"""Behind whatever follows a code, in every collation: longer than what can follow, and its last letter."""


@dataclass(frozen=True, slots=True)
class Coded:
    """An article as its reader gets it: the stored bytes, and since when they are so."""

    body: bytes
    last_modified: datetime


type Wanted = tuple[CodeSystem, str]
"""A code in normal form, of its system."""
type _Hits = Select[tuple[int, int]]


def find(
    database: Database,
    wanted: Sequence[Wanted],
    *,
    audience: str,
    media_type: str,
    limit: int,
    titled: Sequence[str] = (),
    approved_only: bool = False,
    today: date | None = None,
) -> tuple[Coded, ...]:
    """Articles with any of the codes, with one above or with one below it, or with `titled` in the title.

    At most `limit`: those of the nearest codes first, then the last updated. `titled` holds names whose
    words must all stand in the clinician's title, in any case. `approved_only` is for readers who may not
    see what still is under review; `today` is for tests.
    """
    hits = [query for system, code in wanted for query in _coded(system, code)]
    hits.extend(_titled(name) for name in titled)
    if not hits:
        return ()
    query = _bodies(hits, audience, media_type, limit, approved_only=approved_only)
    with database.single.connect() as connection:
        rows = connection.execute(query, {"today": today or datetime.now(UTC).date()}).all()
    return tuple(Coded(body, modified_since(made, overdue_since)) for body, made, overdue_since in rows)


def _coded(system: CodeSystem, code: str) -> list[_Hits]:
    """The revisions with the code, with one above it, with one below it, each with how far that is."""
    far = func.abs(func.length(CodeRow.code) - len(code)).label("distance")
    of_system = select(CodeRow.revision_id, far).where(CodeRow.system == system.name)
    found = [of_system.where(CodeRow.code.in_([code, *codes.broader(system, code)]))]
    if below := codes.narrower(system, code):
        # The range is for the index, and takes in too much where a collation passes over the dot.
        within = CodeRow.code.between(code, code + _LAST)
        found.append(of_system.where(within, CodeRow.code.startswith(below, autoescape=True)))
    return found


def _titled(name: str) -> _Hits:
    title = func.lower(RevisionRow.title)
    words = (title.contains(word, autoescape=True) for word in name.lower().split())
    return select(RevisionRow.id.label("revision_id"), literal(_FAR).label("distance")).where(*words)


def _bodies(
    hits: Sequence[_Hits], audience: str, media_type: str, limit: int, *, approved_only: bool = False
) -> Select[tuple[bytes, datetime, date | None]]:
    hit = union_all(*hits).subquery()
    nearest = func.min(hit.c.distance).label("distance")
    # From the revision to its article, and not the other way: only the first way has an index.
    ranked = (
        select(ArticleRow.id, nearest)
        .select_from(hit)
        .join(RevisionRow, RevisionRow.id == hit.c.revision_id)
        .join(
            ArticleRow, and_(ArticleRow.id == RevisionRow.article_id, ArticleRow.served_id == RevisionRow.id)
        )
        .where(ArticleRow.visibility.in_((APPROVED,) if approved_only else (APPROVED, PENDING)))
        .group_by(ArticleRow.id)
        .order_by(nearest, ArticleRow.updated.desc(), ArticleRow.slug)
        .limit(limit)
        .subquery()
    )
    return (
        select(BODY, RepresentationRow.last_modified, case((OVERDUE, ArticleRow.review_due), else_=None))
        .select_from(ranked)
        .join(ArticleRow, ArticleRow.id == ranked.c.id)
        .join(
            VariantRow,
            and_(VariantRow.revision_id == ArticleRow.served_id, VariantRow.audience == audience),
        )
        .join(
            RepresentationRow,
            and_(RepresentationRow.variant_id == VariantRow.id, RepresentationRow.media_type == media_type),
        )
        .order_by(ranked.c.distance, ArticleRow.updated.desc(), ArticleRow.slug)
    )
