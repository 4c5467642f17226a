"""What a withdrawal says to those who keep copies: that it is a recall, and what to read instead."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from guidance.store.change_tables import WithdrawalRow
from guidance.store.tables import ReviewEventRow


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`recall`: copies must go and their readers be told; `superseded_by`: the slug of another article."""

    recall: bool = False
    superseded_by: str | None = None


PLAIN = Withdrawal()
"""A withdrawal that says nothing more."""


def record(session: Session, event_id: int, said: Withdrawal) -> None:
    """Keep what was said with the step of that id; one that says nothing more needs no row."""
    if said != PLAIN:
        session.add(WithdrawalRow(event_id=event_id, recall=said.recall, superseded_by=said.superseded_by))
        session.flush()


def latest(session: Session, articles: Collection[int]) -> dict[int, Withdrawal]:
    """By the id of the article what its last withdrawal said, where it said more than that."""
    last = (
        select(func.max(ReviewEventRow.id))
        .where(ReviewEventRow.article_id.in_(articles), ReviewEventRow.to_status == "withdrawn")
        .group_by(ReviewEventRow.article_id)
    )
    query = (
        select(ReviewEventRow.article_id, WithdrawalRow.recall, WithdrawalRow.superseded_by)
        .join(WithdrawalRow, WithdrawalRow.event_id == ReviewEventRow.id)
        .where(ReviewEventRow.id.in_(last))
    )
    return {article: Withdrawal(recall, other) for article, recall, other in session.execute(query)}
