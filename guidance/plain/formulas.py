"""The readability formulas, from counts that are made elsewhere."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts that the formulas need."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0
    polysyllables: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.polysyllables + other.polysyllables,
        )

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(
            self.sentences - other.sentences,
            self.words - other.words,
            self.syllables - other.syllables,
            self.polysyllables - other.polysyllables,
        )


def fkgl(tally: Tally) -> float:
    """Flesch–Kincaid Grade Level, in school grades of the United States; 0 without words.

    Kincaid, Fishburne, Rogers, Chissom (1975), Research Branch Report 8-75:
    0.39 words/sentences + 11.8 syllables/words - 15.59.
    """
    if not tally.words or not tally.sentences:
        return 0.0
    return 0.39 * tally.words / tally.sentences + 11.8 * tally.syllables / tally.words - 15.59


def smog(tally: Tally) -> float:
    """SMOG grade; made for 30 sentences and more; 3.1 where there is no polysyllable; 0 without words.

    McLaughlin (1969), SMOG grading: a new readability formula, Journal of Reading 12(8):
    1.0430 √(30 polysyllables/sentences) + 3.1291.
    """
    if not tally.words or not tally.sentences:
        return 0.0
    return 1.0430 * sqrt(30 * tally.polysyllables / tally.sentences) + 3.1291
