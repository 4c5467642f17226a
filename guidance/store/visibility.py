"""What readers get of an article while its newest revision is reviewed: the one place that decides it."""

from guidance.store import steps
from guidance.store.tables import ArticleRow

HIDDEN, PENDING, APPROVED, WITHDRAWN = "hidden", "pending", "approved", "withdrawn"


def settle(row: ArticleRow) -> None:
    """Make the article serve what it should, now that its newest revision stands at `row.status`.

    An approved revision stays until another is approved in its place, or it is withdrawn. What was
    withdrawn comes back only by being approved. A draft is nobody's to read.
    """
    if row.status == "approved":
        row.visibility, row.served = APPROVED, row.current
    elif row.status == "withdrawn":
        row.visibility = HIDDEN if row.visibility == HIDDEN else WITHDRAWN
        row.served, row.review_due = None, None
    elif row.status in steps.PENDING and row.visibility in (HIDDEN, PENDING):
        row.visibility, row.served = PENDING, row.current
    told = row.served or row.current
    if told is not None:
        row.specialty, row.reviewed_by, row.updated = told.specialty, told.reviewed_by, told.updated
