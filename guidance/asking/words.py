"""Words of a text as searches compare them: folded, in one spelling, down to the stem.

The same is done to what is stored and to what is asked, so every database compares equal with equal. The
stemmer is Porter's second for English (PyStemmer); irregular plurals of medicine come before it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from Stemmer import Stemmer

from guidance.plain.spelling import american

LONGEST_WORD = 64
"""Characters of a word that count; what follows is passed over."""

# A decimal number stays whole; an apostrophe and a combining accent belong to the word that they stand in.
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:(?:['’](?=[^\W_])|[\u0300-\u036f]+)[^\W_]*)*")
_LATIN = re.compile(r"(?:([a-z]{2}[bchmnr]o)|(ly|gno|sthe|pothe|ynthe|tasta|cri))ses$")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_IRREGULAR = {
    "children": "child",
    "people": "person",
    "men": "man",
    "women": "woman",
    "feet": "foot",
    "teeth": "tooth",
    "lives": "life",
    "bacteria": "bacterium",
    "vertebrae": "vertebra",
    "criteria": "criterion",
    "stimuli": "stimulus",
    "bronchi": "bronchus",
    "thrombi": "thrombus",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
}
# What carries grammar and no subject. "Several" is here because its stem is that of "severe".
_STOP = """
a about after again all also although am an and any are as at be because been before being between both
but by can cannot cant could did do does doing dont each either else even ever every for from get gets
getting go going got had has have having he her here hers herself him himself his how however i if in
into is it its itself ive just many may me might more most much must my myself nor of off often on
once one only or other our ours ourselves out over own please s same several shall she should since so
some such tell than that the their theirs them themselves then there these they this those through to
too until up upon us very was we were what when where whether which while who whom whose why will with
would you your yours yourself
"""
STOP_WORDS = frozenset(_STOP.split())
_STEMMER = Stemmer("english", 0)
_ONE_AT_A_TIME = Lock()  # the stemmer keeps its state in one place


class Word(NamedTuple):
    """A word that carries a subject: as it stands, from `start` up to `end` in its text, and its stem."""

    text: str
    start: int
    end: int
    stem: str


def words(text: str) -> Iterator[Word]:
    """The words of a text that carry a subject, in their order, without the stop words."""
    for found in _WORD.finditer(text):
        stem = _stem(found[0])
        if stem:
            yield Word(found[0], found.start(), found.end(), stem)


def normalise(text: str) -> tuple[str, ...]:
    """The stems of the words that carry a subject, in their order: "Tight muscles" → ("tight", "muscl")."""
    # As words() gives them, without where they stand: whole texts are read this way while a reader waits.
    return tuple(filter(None, map(_stem, _WORD.findall(text))))


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """A word in lower case, without accents and without the possessive: "Ménière’s" → "meniere"."""
    plain = unicodedata.normalize("NFKD", word[:LONGEST_WORD].casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    bare = bare.replace("’", "'").removesuffix("'s").replace("'", "")
    return _IRREGULAR.get(bare, bare)[:LONGEST_WORD]


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    """The stem of a word; "" for a stop word."""
    folded = fold(word)
    if folded in STOP_WORDS:
        return ""
    if not (folded.isascii() and folded.isalpha()):
        # Thousands are joined ("10,000"); a decimal point becomes a sign that no tokenizer splits at.
        whole = _THOUSANDS.sub("", folded)
        return "".join(letter if letter.isalnum() else "·" for letter in whole)
    singular = _LATIN.sub(r"\1\2sis", folded)
    spelt = min(american(singular), default=singular)
    with _ONE_AT_A_TIME:
        stem: str = _STEMMER.stemWord(spelt)
    return stem
