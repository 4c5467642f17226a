"""The tables that searches read: which texts there are, the tokens of each, and the words to guess from."""

from sqlalchemy import BigInteger, ForeignKey, Integer, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from guidance.store.base import Table

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_TOKENS = Text().with_variant(TSVECTOR(), "postgresql")
_WORD = Text().with_variant(Text(collation="C"), "postgresql")


class SearchRow(Table):
    """A text that readers get: that of a variant whose own words are served. Narrow, since it is sorted by.

    `id` sorts texts by the age of their articles, and so the hits of a search; search_index.py makes it.
    """

    __tablename__ = "search_document"

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), index=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))


class SearchTextRow(Table):
    """`text` is what a hit is shown in; `words` are the tokens that it is found by, with blanks between.

    The migration makes its `search_index`: GIN on PostgreSQL; on SQLite an FTS5 table, kept in step with
    this one by triggers.
    """

    __tablename__ = "search_text"
    id: Mapped[int] = mapped_column(
        _NUMBER, ForeignKey("search_document.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str]
    words: Mapped[str] = mapped_column(_TOKENS)


class SearchWordRow(Table):
    """A word that some text has held; `seen` counts in how many, when they were written, and only grows."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    backwards: Mapped[str] = mapped_column(_WORD, index=True)
    seen: Mapped[int]
