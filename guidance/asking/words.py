"""A text as the words that a question is compared by: lower case, one spelling, their stems.

Both sides are brought to the same form, so a stem need not be a word, only the same on both.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import snowballstemmer  # type: ignore[import-untyped]

_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*")
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’](?=[^\W_])")
# British spelling as American: the same on both sides, so that it need not be right, only alike.
_SPELLINGS = (
    (re.compile(r"([ao]e)(?=[a-z]{2})"), "e"),
    (re.compile(r"is(?=(e|ed|es|ing|ation|ations|er)$)"), "iz"),
    (re.compile(r"our(?=(s|ed|ing)?$)"), "or"),
    (re.compile(r"yse(?=[dsr]?$)"), "yze"),
)
_SHORTEST_RESPELT = 6


class Word(NamedTuple):
    """A word in lower case, without apostrophes, and its stem."""

    text: str
    stem: str


def words(text: str) -> Iterator[Word]:
    """All words of the text in their order; "haven't" is "havent", "2.5" one word."""
    for match in _WORD.finditer(_APOSTROPHE.sub("", text.casefold())):
        yield Word(match[0], stem(match[0]))


def stems(text: str) -> tuple[str, ...]:
    """The stems of all words of the text in their order."""
    return tuple(word.stem for word in words(text))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one word in lower case; what holds a digit is its own."""
    if any(char.isdigit() for char in word):
        return word
    for pattern, put in _SPELLINGS if len(word) >= _SHORTEST_RESPELT else ():
        word = pattern.sub(put, word)
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")
