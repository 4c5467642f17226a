"""The log of what changed for readers, written in the transaction that changes it; changes.py reads it.

One row stands for each article and audience: its last change. A change takes the row to the end of the log
by giving it the next number, so the log never needs compacting, and whoever reads it from the beginning
gets the present state and nothing more.

Numbers are taken in the order of commits, which a sequence of PostgreSQL is not: there a transaction can
take 7, another take 8 and commit, and a reader who saw 8 would never look for 7. So the next number is
taken under the lock of the audit log (audit.wait_for_turn), which is held until the transaction has
ended: whoever takes it next sees what was committed before, and its number is greater. A reader reads one
snapshot. If a number is in it, so are all smaller ones that still stand; one that does not stand any more
has moved further back, and is met there. On SQLite writers take turns from their first statement.

The lock is the audit log's own, not a second one, because most of what is told here is told there too: two
locks could be taken in two orders. It needs READ COMMITTED on PostgreSQL, as the audit log does.
"""

import secrets
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from guidance.store import audit, withdrawals
from guidance.store.articles import lock
from guidance.store.change_tables import ChangeLogRow, ChangeRow
from guidance.store.tables import ArticleRow, RepresentationRow, VariantRow
from guidance.store.visibility import APPROVED, HIDDEN, PENDING, WITHDRAWN

KEPT_AS = "application/json"
"""The media type that copies are kept in; a change of other bytes alone is none."""
AUDIENCE_REMOVED = "audience-removed"
RECALL = f"{WITHDRAWN} recall"
"""How the state of what was recalled begins."""
COMMAND = "guidance changes"


class Shift(NamedTuple):
    """What changed for the readers of an article: whether they get it now, and for which audiences.

    `approved`: whether it is approved, or was before it went.
    """

    slug: str
    visibility: str
    audiences: tuple[str, ...]
    approved: bool


def settle(session: Session, slug: str, *, at: datetime) -> Shift | None:
    """Write down what readers get of an article differently from what was told last; None for nothing.

    To be called at the end of whatever can change it. It takes the lock on the article, and where there is
    something to tell, the lock of the audit log. Raises NoSuchArticle.
    """
    lock(session, slug)
    article = session.execute(
        select(ArticleRow.id, ArticleRow.visibility, ArticleRow.served_id).where(ArticleRow.slug == slug)
    ).one()
    told = {row.audience: row for row in session.scalars(_rows_of(article.id))}
    changed = _shown(session, article)
    gone = _gone(session, article)
    changed.update((name, gone) for name in told if name not in changed)
    changed = {
        name: state for name, state in changed.items() if name not in told or told[name].state != state
    }
    if not changed:
        return None
    last = _begin(session)
    for number, name in enumerate(sorted(changed), last + 1):
        row = told.get(name) or ChangeRow(article_id=article.id, audience=name, was_approved=False)
        row.number, row.at, row.state = number, at, changed[name]
        row.was_approved = row.was_approved or article.visibility == APPROVED
        told[name] = row
        session.add(row)
    session.flush()
    approved = any(row.was_approved for row in told.values())
    return Shift(slug, article.visibility, tuple(sorted(changed)), approved)


def name_of(session: Session) -> str:
    """The name of the line of changes, "" before the first."""
    return session.scalar(select(ChangeLogRow.name)) or ""


def renew(session: Session, *, by: str = COMMAND) -> None:
    """Give the line of changes a new name, so that every app begins anew.

    For a database that was restored from a copy: numbers that apps have seen are then given out again.
    """
    _begin(session)
    session.get_one(ChangeLogRow, 1).name = _new_name()
    audit.record(session, "changes.renewed", by=by, subject="changes", at=datetime.now(UTC))


def _rows_of(article_id: int) -> Any:  # noqa: ANN401  (a select with options has no short type)
    query = select(ChangeRow).where(ChangeRow.article_id == article_id)
    return query.execution_options(populate_existing=True)


def _shown(session: Session, article: Row[Any]) -> dict[str, str]:
    """By audience what its readers get now."""
    if article.visibility not in (PENDING, APPROVED):
        return {}
    query = (
        select(VariantRow.audience, RepresentationRow.etag, RepresentationRow.due_etag)
        .join(
            RepresentationRow,
            and_(RepresentationRow.variant_id == VariantRow.id, RepresentationRow.media_type == KEPT_AS),
        )
        .where(VariantRow.revision_id == article.served_id)
    )
    return {
        audience: f"{article.visibility} {etag} {due or ''}" for audience, etag, due in session.execute(query)
    }


def _gone(session: Session, article: Row[Any]) -> str:
    """What is told of audiences that get nothing of it any more."""
    if article.visibility == WITHDRAWN:
        said = withdrawals.latest(session, [article.id]).get(article.id, withdrawals.PLAIN)
        return f"{RECALL if said.recall else WITHDRAWN} {said.superseded_by or ''}"
    return HIDDEN if article.visibility == HIDDEN else AUDIENCE_REMOVED


def _begin(session: Session) -> int:
    """Wait for the turn of this transaction; the number that was given out last."""
    audit.wait_for_turn(session)
    if session.get(ChangeLogRow, 1) is None:
        session.add(ChangeLogRow(id=1, name=_new_name()))
        session.flush()
    return session.scalar(select(func.max(ChangeRow.number))) or 0


def _new_name() -> str:
    return secrets.token_hex(8)
