"""The tables of what people put in the place of the rewriter's words; both only grow."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from guidance.store.base import Table


class WordingRow(Table):
    """A step in the story of a wording: given, taken away (`wording` is None), or its source has changed.

    `sentence` is the key of the source sentence in guidance.plain.stretches: a digest of its text, and its
    number among equal ones. `source` is its Markdown, `became` what the article has in its place now (""
    where it has nothing; None while the sentence stands). `overridden` holds {"guard", "detail"} for each
    objection that a reviewer set aside, with the reason in `why`.
    """

    __tablename__ = "wording"
    __table_args__ = (Index("ix_wording_article_id_audience", "article_id", "audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    audience: Mapped[str]
    sentence: Mapped[str]
    source: Mapped[str]
    wording: Mapped[str | None]
    became: Mapped[str | None]
    overridden: Mapped[list[Any]]
    why: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class AcceptanceRow(Table):
    """A reviewer accepts a withheld variant, or takes that back. It holds for the text with that `digest`."""

    __tablename__ = "acceptance"
    __table_args__ = (Index("ix_acceptance_article_id_audience", "article_id", "audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    audience: Mapped[str]
    digest: Mapped[str]
    accepted: Mapped[bool]
    why: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
