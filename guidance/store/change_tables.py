"""The tables that apps which keep copies are served from: what changed, and what was withdrawn and why."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from guidance.store.base import Table


class ChangeRow(Table):
    """The last change of what the readers of one audience get of one article.

    `number` grows over all rows in the order of commits. `state` tells what they got from then on, so that
    nothing is told twice. `was_approved`: whether they ever got an approved revision. Nothing is here of
    what was never shown to anybody.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_audience_number", "audience", "number"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    audience: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    state: Mapped[str]
    was_approved: Mapped[bool]


class ChangeLogRow(Table):
    """The one name of this line of changes (`id` is 1); another name makes every app begin anew."""

    __tablename__ = "change_log"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]


class WithdrawalRow(Table):
    """What was said with a step to "withdrawn": a recall for safety, and the article to read instead."""

    __tablename__ = "withdrawal"

    event_id: Mapped[int] = mapped_column(ForeignKey("review_event.id"), primary_key=True)
    recall: Mapped[bool]
    superseded_by: Mapped[str | None]
