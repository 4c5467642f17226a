"""The tables. Articles with their immutable revisions, the variants made of them; who works with them is in
team_tables.py.

Four tables only grow: revision, reference, code and review_event. Triggers, made by the migration,
refuse every UPDATE and DELETE on them, whoever asks.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from guidance.store.base import Table
from guidance.store.team_tables import (
    ApiKeyRow,
    ApiSecretRow,
    ClientRow,
    PersonRow,
    SessionRow,
    SiteSecretRow,
    TryRow,
)

__all__ = [
    "APPEND_ONLY",
    "SCHEMA",
    "ApiKeyRow",
    "ApiSecretRow",
    "ArticleRow",
    "ClientRow",
    "CodeRow",
    "PersonRow",
    "ReferenceRow",
    "RepresentationRow",
    "ReviewEventRow",
    "RevisionRow",
    "SessionRow",
    "SiteSecretRow",
    "Table",
    "TryRow",
    "VariantRow",
]

SCHEMA = "0002"  # the migration that these tables are the outcome of
APPEND_ONLY = ("revision", "reference", "code", "review_event")


class ArticleRow(Table):
    """What stands for all revisions of an article: its name, and where its review stands."""

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

    current: Mapped["RevisionRow | None"] = relationship(foreign_keys=[current_id], post_update=True)


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
    """One article for one audience, with the account of how each sentence came about.

    `title` and `blocks` are this audience's own; `served_audience` is another's where this one is
    withheld, with the reason in `served_reason`. `shown_title` and `search_text` (case-folded) hold what
    a reader of this audience really sees, so that lists and searches speak those words.
    """

    __tablename__ = "variant"
    __table_args__ = (UniqueConstraint("article_id", "audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    audience: Mapped[str]
    title: Mapped[str]
    blocks: Mapped[list[Any]]
    sentences: Mapped[list[Any]]
    glossary: Mapped[list[Any]]
    readability: Mapped[dict[str, Any]]
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
    """The bytes that a reader of one variant gets in one media type. `etag` is without its quotes."""

    __tablename__ = "representation"

    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    media_type: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    etag: Mapped[str]
    last_modified: Mapped[datetime]
