"""What the questions of reports.py ask for, and what they are answered with."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which variants count; None lets all pass. `due` asks for articles whose next review is overdue, or
    for the others; `slugs` names articles."""

    audience: str | None = None
    status: str | None = None
    specialty: str | None = None
    passed: bool | None = None
    withheld: bool | None = None
    due: bool | None = None
    slugs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One article for one audience; ScoreRow says what each figure means. `at` is when it came to be."""

    slug: str
    title: str
    specialty: str
    status: str
    updated: date
    review_due: date | None
    revision: int
    audience: str
    served_audience: str
    passed: bool
    withheld: bool
    gap: float | None
    fkgl: float
    smog: float
    longest_sentence: float
    mean_sentence: float
    unexplained_terms: float
    passive_share: float
    words: int
    sentences: int
    source_fkgl: float
    source_smog: float
    source_longest_sentence: float
    source_mean_sentence: float
    source_unexplained_terms: float
    source_passive_share: float
    source_words: int
    source_sentences: int
    edits: int
    withdrawn: int
    omissions: int
    at: datetime

    @property
    def change(self) -> float:
        """By how many grades (FKGL) the variant differs from its source; below 0 where it is easier."""
        return round(self.fkgl - self.source_fkgl, 2)


@dataclass(frozen=True, slots=True)
class Grade:
    """How many variants for an audience have a grade (FKGL, in tenths: 76 is 7.6) and a verdict."""

    audience: str
    tenths: int
    passed: bool
    withheld: bool
    variants: int


@dataclass(frozen=True, slots=True)
class Blocker:
    """A word or term with the number of variants, and of articles, that it keeps from a target.

    `cost` is the sum over them: school grades for a "word", mentions for a "term".
    """

    kind: str
    text: str
    variants: int
    articles: int
    cost: float


@dataclass(frozen=True, slots=True)
class Change:
    """What one day changed for one audience: how many variants came, passed, were withheld more than before,
    and by how much the sum of all grades rose.
    """

    audience: str
    day: date
    variants: int
    passed: int
    withheld: int
    fkgl: float


@dataclass(frozen=True, slots=True)
class Score:
    """One score in the line of an article's scores."""

    audience: str
    revision: int
    at: datetime
    passed: bool
    withheld: bool
    fkgl: float
    smog: float
    source_fkgl: float
    source_smog: float
