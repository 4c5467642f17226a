"""How words are spoken, by textstat and the CMU pronouncing dictionary that it reads: whether it has them,
how long they take, how they begin. The only user of textstat.

The dictionary is read when it is first asked, once in a process: that takes about two seconds.
"""

from collections.abc import Mapping
from typing import cast

import textstat
from textstat.backend.utils import get_cmudict, get_lang_easy_words


def is_spoken(word: str) -> bool:
    """Whether the dictionary has the lower-case word."""
    return word in _pronounced()


def syllables(word: str) -> int:
    """Syllables of a lower-case word that the dictionary has."""
    return int(textstat.syllable_count(word))


def begins_with_vowel(word: str) -> bool:
    """Whether a lower-case word that the dictionary has begins with a vowel sound. Raises KeyError."""
    return _pronounced()[word][0][0][-1].isdigit()


def easy_words() -> frozenset[str]:
    """The words that readers of ten know, as Dale and Chall listed them: about three thousand."""
    return frozenset(get_lang_easy_words("en"))


def _pronounced() -> Mapping[str, list[list[str]]]:
    """Words → their pronunciations, each as its sounds; vowels carry a stress mark."""
    return cast(Mapping[str, list[list[str]]], get_cmudict("en"))
