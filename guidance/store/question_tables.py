"""The tables of follow-up questions: what answers them, and those that nothing answered."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from guidance.store.base import Table


class PassageRow(Table):
    """A passage of a variant that is served to somebody, in its order. The one of place 0 is the title,
    which is what the others are about, and never an answer.

    `parts` holds {"id", "kind", "label", "lines", "citations"} for each sentence; `anchor` is that of the
    heading on the page. `shows` is the text that kinds of questions look at, `stems` its stems parted by
    spaces, `explained` those of what only explains a word; `lay` and `head` map stems of other names, and
    of the heading, to what brings them. `vector` is empty where no word has one.
    """

    __tablename__ = "passage"

    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    heading: Mapped[str]
    anchor: Mapped[str]
    parts: Mapped[list[Any]]
    shows: Mapped[str]
    stems: Mapped[str]
    explained: Mapped[str]
    lay: Mapped[dict[str, Any]]
    head: Mapped[dict[str, Any]]
    vector: Mapped[bytes]


class TopicRow(Table):
    """A stem of what an article is about, in the words of any of its audiences.

    It hangs on one variant of the revision, and goes with it.
    """

    __tablename__ = "topic"
    __table_args__ = (Index("ix_topic_variant_id", "variant_id"),)

    stem: Mapped[str] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)


class WordVectorRow(Table):
    """What the language model knows of the meaning of a word: 300 signed bytes."""

    __tablename__ = "word_vector"

    word: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[bytes]
    model: Mapped[str]


class UnansweredRow(Table):
    """A question that nothing approved answered, and nothing about who asked it.

    `text` is masked and shortened; `folded` is what makes two of them one. Days are all that is kept of time.
    """

    __tablename__ = "unanswered"
    __table_args__ = (
        UniqueConstraint("article_id", "folded"),
        Index("ix_unanswered_handled_on", "handled_on", "count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    text: Mapped[str]
    folded: Mapped[str]
    count: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]
    handled_on: Mapped[date | None]
    handled_by: Mapped[str | None]
