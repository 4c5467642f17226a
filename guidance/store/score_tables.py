"""The tables of reports: what each variant scored when it was published, and what stands in its way."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from guidance.store.base import Table

CHANGE = ("audience", "day", "article_id", "first", "more_passed", "more_withheld", "more_fkgl")


class ScoreRow(Table):
    """How one article read to one audience when it was published: the figures that tables need.

    `source_…` tell the same of the clinicians' text. `gap` is how many school grades the harder of the
    two grades stands above its target (below: negative; None: no target). `edits` counts what was
    changed, `withdrawn` what guards took back, `omissions` what was left out on purpose. `day` is the day
    of `at` in UTC. `first` is 1 where the variant had no score before, else 0; `more_passed`,
    `more_withheld` and `more_fkgl` are by how much it differs from the score before, so that what stood
    on a day is a sum.
    """

    __tablename__ = "score"
    __table_args__ = (
        Index("ix_score_article", "article_id", "audience", "id"),
        # All that a chart over time asks of a score.
        Index("ix_score_change", *CHANGE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    audience: Mapped[str]
    at: Mapped[datetime]
    day: Mapped[date]
    passed: Mapped[bool]
    withheld: Mapped[bool]
    gap: Mapped[float | None]
    fkgl: Mapped[float]
    smog: Mapped[float]
    longest_sentence: Mapped[float]
    mean_sentence: Mapped[float]
    unexplained_terms: Mapped[float]
    passive_share: Mapped[float]
    words: Mapped[int]
    sentences: Mapped[int]
    source_fkgl: Mapped[float]
    source_smog: Mapped[float]
    source_longest_sentence: Mapped[float]
    source_mean_sentence: Mapped[float]
    source_unexplained_terms: Mapped[float]
    source_passive_share: Mapped[float]
    source_words: Mapped[int]
    source_sentences: Mapped[int]
    edits: Mapped[int]
    withdrawn: Mapped[int]
    omissions: Mapped[int]
    first: Mapped[int]
    more_passed: Mapped[int]
    more_withheld: Mapped[int]
    more_fkgl: Mapped[float]


class BlockerRow(Table):
    """A word that keeps a variant from its target: "term", unexplained, or "word", long and dear.

    `cost` is the grade that its mentions add ("word"), or how often it stands in the text ("term").
    """

    __tablename__ = "blocker"
    __table_args__ = (Index("ix_blocker_kind_text", "kind", "text", "audience", "article_id", "cost"),)

    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    audience: Mapped[str]
    cost: Mapped[float]
