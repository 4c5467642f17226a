"""The tables. Articles with their immutable revisions, the variants made of them; who works with them is in
team_tables.py, what they did in audit_table.py, what the variants score in score_tables.py, what people
put in the place of the rewriter's words in editing_tables.py, what was served when in serving_tables.py,
what searches read in search_tables.py, what answers questions in question_tables.py.

Some tables only grow (APPEND_ONLY). Triggers, made by the migrations, refuse every UPDATE and DELETE on
them, whoever asks; of those whose rows are let go in the end (NEVER_CHANGED), every UPDATE.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from guidance.store.audit_table import AuditRow
from guidance.store.base import Table
from guidance.store.change_tables import ChangeLogRow, ChangeRow, WithdrawalRow
from guidance.store.editing_tables import AcceptanceRow, WordingRow
from guidance.store.question_tables import PassageRow, TopicRow, UnansweredRow, WordVectorRow
from guidance.store.score_tables import BlockerRow, ScoreRow
from guidance.store.search_tables import SearchRow, SearchTextRow, SearchWordRow
from guidance.store.serving_tables import PackedRow, ServedRow
from guidance.store.team_tables import (
    ApiKeyRow,
    ApiSecretRow,
    ClientRow,
    OriginRow,
    PersonRow,
    SessionRow,
    SiteSecretRow,
    TryRow,
)
from guidance.store.webhook_tables import (
    WebhookDeliveryRow,
    WebhookEventRow,
    WebhookRow,
    WebhookSecretRow,
)

__all__ = [
    "APPEND_ONLY",
    "NEVER_CHANGED",
    "SCHEMA",
    "AcceptanceRow",
    "ApiKeyRow",
    "ApiSecretRow",
    "ArticleRow",
    "AuditRow",
    "BlockerRow",
    "ChangeLogRow",
    "ChangeRow",
    "ClientRow",
    "CodeRow",
    "OriginRow",
    "PackedRow",
    "PassageRow",
    "PersonRow",
    "ReferenceRow",
    "RepresentationRow",
    "ReviewEventRow",
    "RevisionRow",
    "ScoreRow",
    "SearchRow",
    "SearchTextRow",
    "SearchWordRow",
    "ServedRow",
    "SessionRow",
    "SiteSecretRow",
    "Table",
    "TopicRow",
    "TryRow",
    "UnansweredRow",
    "VariantRow",
    "WebhookDeliveryRow",
    "WebhookEventRow",
    "WebhookRow",
    "WebhookSecretRow",
    "WithdrawalRow",
    "WordVectorRow",
    "WordingRow",
]

SCHEMA = "0011"  # the migration that these tables are the outcome of
APPEND_ONLY = (
    "revision",
    "reference",
    "code",
    "review_event",
    "audit",
    "score",
    "wording",
    "acceptance",
    "withdrawal",
)
NEVER_CHANGED = ("packed", "served")


class ArticleRow(Table):
    """What stands for all revisions of an article: its name, where its review stands, what readers get.

    `status` is where the review of the newest revision (`current`) stands. `visibility` tells whether
    readers get anything: "hidden" (a draft), "pending" (with the notice that review is not over),
    "approved", or "withdrawn"; `served` is the revision that they get. `specialty`, `reviewed_by` and
    `updated` are those of that revision, of the newest where readers get none. From the day after
    `review_due` the notice is back on an approved article.
    """

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    specialty: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    reviewed_by: Mapped[str | None]
    updated: Mapped[date]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    current_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    served_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    visibility: Mapped[str]
    review_due: Mapped[date | None] = mapped_column(index=True)

    current: Mapped["RevisionRow | None"] = relationship(foreign_keys=[current_id], post_update=True)
    served: Mapped["RevisionRow | None"] = relationship(foreign_keys=[served_id], post_update=True)


class RevisionRow(Table):
    """The clinician's text as it was at one time. `source` is its Markdown with front matter."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    title: Mapped[str]
    source: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    note: Mapped[str]
    specialty: Mapped[str]
    reviewed_by: Mapped[str | None]
    updated: Mapped[date]

    article: Mapped[ArticleRow] = relationship(foreign_keys=[article_id])
    references: Mapped[list["ReferenceRow"]] = relationship(order_by="ReferenceRow.number")
    codes: Mapped[list["CodeRow"]] = relationship(order_by="CodeRow.system, CodeRow.code")


class ReferenceRow(Table):
    """A numbered source of a revision."""

    __tablename__ = "reference"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    year: Mapped[int]
    kind: Mapped[str]
    about: Mapped[str]
    url: Mapped[str | None]


class CodeRow(Table):
    """A clinical code of a revision, as in ("ICD-10-CM", "G35")."""

    __tablename__ = "code"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    system: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True, index=True)


class ReviewEventRow(Table):
    """One step of a review: who moved which revision from where to where, and why."""

    __tablename__ = "review_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    comment: Mapped[str]


class VariantRow(Table):
    """One revision for one audience, with the account of how each sentence came about.

    `title` and `blocks` are this audience's own; `served_audience` is another's where this one is
    withheld, with the reason in `served_reason`. `shown_title` and `search_text` (case-folded) hold what
    a reader of this audience really sees, so that lists and searches speak those words. `report` is
    empty in variants written before there were reports; `score_id` in these, and in those that are not of
    the newest revision.
    """

    __tablename__ = "variant"
    __table_args__ = (
        UniqueConstraint("revision_id", "audience"),
        # All that a table of reports asks of a variant, so that its text is never read for it.
        Index(
            "ix_variant_report",
            *("score_id", "article_id", "audience", "passed", "withheld", "served_audience"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    audience: Mapped[str]
    title: Mapped[str]
    blocks: Mapped[list[Any]]
    sentences: Mapped[list[Any]]
    glossary: Mapped[list[Any]]
    readability: Mapped[dict[str, Any]]
    report: Mapped[dict[str, Any]]
    score_id: Mapped[int | None] = mapped_column(ForeignKey("score.id"))
    omissions: Mapped[list[Any]]
    passed: Mapped[bool]
    withheld: Mapped[bool]
    served_audience: Mapped[str]
    served_reason: Mapped[str | None]
    shown_title: Mapped[str]
    search_text: Mapped[str]
    lexicon_version: Mapped[str]
    rules_version: Mapped[str]
    model_version: Mapped[str]
    created_at: Mapped[datetime]


class RepresentationRow(Table):
    """The bytes that a reader of one variant gets in one media type. `etag` is without its quotes.

    `due_body` and its `due_etag` take their place when the review is overdue; NULL where no day is set.
    """

    __tablename__ = "representation"

    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    media_type: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    etag: Mapped[str]
    last_modified: Mapped[datetime]
    due_body: Mapped[bytes | None]
    due_etag: Mapped[str | None]
