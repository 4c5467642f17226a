"""The articles as the content team looks at them: what stands where, and what waits for whom.

One statement for each list, however many articles there are.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from guidance.store.tables import ArticleRow, RevisionRow, VariantRow
from guidance.store.visibility import APPROVED

SOON = timedelta(days=30)
"""How long before its day a review shows as coming up."""

_Newest, _Served = aliased(RevisionRow), aliased(RevisionRow)
_WITHHELD = (
    select(func.count())
    .where(VariantRow.revision_id == _Newest.id, VariantRow.withheld)
    .correlate(_Newest)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Row:
    """An article at the desk. `title` and `by` are those of the newest revision, `withheld` counts its
    variants that are beyond their limits; `served` is the revision that readers get, None for none."""

    slug: str
    title: str
    specialty: str
    status: str
    revision: int
    by: str
    changed_at: datetime
    visibility: str
    served: int | None
    review_due: date | None
    withheld: int

    @property
    def overdue(self) -> bool:
        """Whether the day of the next review has passed."""
        return self.review_due is not None and self.review_due < datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the list is looked for: a status (or "due", "withheld"), words of the title or the slug."""

    status: str = ""
    q: str = ""


def articles(session: Session, asked: Filter, *, limit: int, offset: int = 0) -> tuple[Row, ...]:
    """The articles, the last changed first."""
    query = _rows(*_conditions(asked)).order_by(ArticleRow.changed_at.desc(), ArticleRow.slug)
    return _read(session, query.limit(limit).offset(offset))


def to_review(session: Session, *, limit: int) -> tuple[Row, ...]:
    """What was handed in or is under review, the longest waiting first."""
    return _waiting(session, ArticleRow.status.in_(("submitted", "under_review")), limit)


def of_author(session: Session, name: str, *, limit: int) -> tuple[Row, ...]:
    """What waits for the author of its newest revision: changes asked for, and drafts."""
    mine = and_(ArticleRow.status.in_(("changes_requested", "draft")), _Newest.created_by == name)
    return _waiting(session, mine, limit)


def withheld(session: Session, *, limit: int) -> tuple[Row, ...]:
    """Of what is not withdrawn: articles that are too hard for some of their audiences."""
    return _waiting(session, and_(*_conditions(Filter("withheld"))), limit)


def due(session: Session, *, limit: int) -> tuple[Row, ...]:
    """What is due for review, or will be soon, the longest overdue first."""
    soon = datetime.now(UTC).date() + SOON
    query = _rows(ArticleRow.visibility == APPROVED, ArticleRow.review_due <= soon)
    return _read(session, query.order_by(ArticleRow.review_due, ArticleRow.slug).limit(limit))


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.status == "due":
        found += [ArticleRow.visibility == APPROVED, ArticleRow.review_due < datetime.now(UTC).date()]
    elif asked.status == "withheld":
        found += [ArticleRow.status != "withdrawn", _WITHHELD > 0]
    elif asked.status:
        found.append(ArticleRow.status == asked.status)
    for word in asked.q.split():
        named = func.lower(_Newest.title).contains(word.lower(), autoescape=True)
        found.append(or_(named, ArticleRow.slug.contains(word.lower(), autoescape=True)))
    return found


def _waiting(session: Session, condition: ColumnElement[bool], limit: int) -> tuple[Row, ...]:
    return _read(session, _rows(condition).order_by(ArticleRow.changed_at, ArticleRow.slug).limit(limit))


type _Rows = Select[tuple[str, str, str, str, int, str, datetime, str, int, date | None, int]]


def _rows(*conditions: ColumnElement[bool]) -> _Rows:
    return (
        select(
            ArticleRow.slug,
            _Newest.title,
            _Newest.specialty,
            ArticleRow.status,
            _Newest.number,
            _Newest.created_by,
            ArticleRow.changed_at,
            ArticleRow.visibility,
            _Served.number,
            ArticleRow.review_due,
            _WITHHELD,
        )
        .join(_Newest, _Newest.id == ArticleRow.current_id)
        .outerjoin(_Served, _Served.id == ArticleRow.served_id)
        .where(*conditions)
    )


def _read(session: Session, query: _Rows) -> tuple[Row, ...]:
    return tuple(Row(*row) for row in session.execute(query))
