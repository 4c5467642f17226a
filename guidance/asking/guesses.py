"""What a misspelt word may have meant."""

from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz.distance import OSA

_SHORTEST, _LONG = 4, 8
MOST_GUESSES = 5
"""Words that one misspelt word is taken for, at most, one after the other."""


class Reach(NamedTuple):
    """How far a guess may be away: `mistakes` letters; it begins or ends with the same `edge` letters."""

    mistakes: int
    edge: int


def reach(word: str) -> Reach | None:
    """One mistake (a letter wrong, missing, too many, or two swapped), two from 8 letters; None below 4.

    One mistake leaves one half as it is, so no such word is missed. With two, the first three letters or
    the last three must be right.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    return Reach(2, 3) if len(word) >= _LONG else Reach(1, (len(word) - 1) // 2)


def nearest(word: str, candidates: Mapping[str, int], mistakes: int) -> tuple[str, ...]:
    """The nearest of the candidates, the most frequent of those as near first, MOST_GUESSES at most."""
    near = []
    for candidate, seen in candidates.items():
        distance = OSA.distance(word, candidate, score_cutoff=mistakes)
        if 0 < distance <= mistakes:
            near.append((distance, -seen, candidate))
    return tuple(candidate for _, _, candidate in sorted(near)[:MOST_GUESSES])
