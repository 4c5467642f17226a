"""The review of an article: an append-only line of events, and where it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from guidance.errors import InvalidInput
from guidance.store.articles import article_row, current_row, lock
from guidance.store.tables import ReviewEventRow, RevisionRow

STATUSES = ("submitted", "under_review", "approved")


class UnknownStatus(InvalidInput):
    """A status that no review has; the detail lists the known ones."""

    code = "unknown-status"
    title = "There is no such status"


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One step: who moved which revision from where (None: newly kept) to where, when, and why."""

    revision: int
    from_status: str | None
    to_status: str
    at: datetime
    by: str
    comment: str


def record(session: Session, slug: str, status: str, *, by: str, comment: str = "", at: datetime) -> None:
    """Move the current revision to that status. Raises NoSuchArticle or UnknownStatus."""
    if status not in STATUSES:
        raise UnknownStatus(f"Unknown status {status!r}. Known: {', '.join(STATUSES)}")
    lock(session, slug)
    row = article_row(session, slug)
    event = ReviewEventRow(
        article_id=row.id,
        revision_id=current_row(row).id,
        from_status=row.status,
        to_status=status,
        at=at,
        by=by,
        comment=comment,
    )
    row.status, row.changed_at = status, at
    session.add(event)
    session.flush()


def events(session: Session, slug: str) -> tuple[ReviewEvent, ...]:
    """All events of an article, the oldest first. Raises NoSuchArticle."""
    query = (
        select(ReviewEventRow, RevisionRow.number)
        .join(RevisionRow, RevisionRow.id == ReviewEventRow.revision_id)
        .where(ReviewEventRow.article_id == article_row(session, slug).id)
        .order_by(ReviewEventRow.id)
    )
    return tuple(
        ReviewEvent(number, row.from_status, row.to_status, row.at, row.by, row.comment)
        for row, number in session.execute(query)
    )
