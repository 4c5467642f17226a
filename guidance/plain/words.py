"""Splits a sentence into the words that a readability formula counts, each with what it costs to say.

What is counted, and how:
- numerals ("2.5", "1,000", "8:30", "40%") are one word of one syllable: formulas were made for prose,
  and a figure is read at a glance;
- a hyphened compound is one word with the syllables of all its parts ("10-metre": 1 + 2);
- dotted abbreviations, initials and capitals of four letters or fewer are read letter by letter
  ("e.g." 2, "E." 1, "MRI" 3, "HbA1c" 5); longer capitals are words ("COVID");
- a unit ("mg", "mmol") is one word of one syllable, or one more syllable where it touches its figure;
- an address ("https://…", "name@place") is one word of one syllable;
- a run of more than 64 characters is no word of any language: one word of 21 syllables;
- citations ("[3]") and marks that stand alone are no words;
- words are parted at slashes and dashes ("nurse/doctor" is two).

A polysyllable has three syllables or more, as SMOG has it; letters read aloud and numerals, or the
part of a compound that is one, do not make one.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST = 64
LONG = 3
"""Syllables from which on a word counts as long, as SMOG has it."""
_CITATION = re.compile(r"\[\d{1,4}(?:\s?[,–-]\s?\d{1,4})*\]")
_ADDRESS = re.compile(r"https?:|www\.|doi:|.*@|.*://", re.IGNORECASE)
_EDGE = "\"'“”‘’«»()[]{},;:!?*_…•|·#"
_NUMERAL = re.compile(r"[+−–-]?[£$€]?\d[\d.,:/·–-]*(?:st|nd|rd|th|s)?[%‰°]?\.?")
_PARTING = re.compile(r"[/—–=<>≤≥±×~|&]+")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_CAPITALS = re.compile(r"[A-Z]{2,4}s?")
_MIXED = re.compile(r"(?=.*\d)(?=.*[^\W\d_])\w+")
_UNIT = re.compile(
    r"[mckµμn]?[gmlL]|mcg|d[lL]|[mµμ]?mol|mmHg|k?Pa|kcal|k?J|[kM]?Hz|mEq|IU|min|hrs?|°?[CF]|mths?|[mk]?Sv"
)
_MEASURED = re.compile(r"([\d.,]+)([^\W\d_]+)")


class Word(NamedTuple):
    """A counted word as it stands in the text; `long` marks a polysyllable."""

    text: str
    syllables: int
    long: bool


class _Piece(NamedTuple):
    """A piece of a word: read letter by letter or as a numeral (`fixed` syllables), or spoken (0)."""

    text: str
    fixed: int


def words(text: str, syllables: Callable[[str], int]) -> list[Word]:
    """The counted words of one sentence, in order. `syllables` counts a lower-case word."""
    chunks = _CITATION.sub(" ", text).split()
    parts = (part for chunk in chunks for part in (_parted if len(chunk) <= LONGEST else _part)(chunk))
    return [word for part in parts if (word := _word(part, syllables)).syllables]


def _word(text: str, syllables: Callable[[str], int]) -> Word:
    if len(text) > LONGEST and not _ADDRESS.match(text):
        legible = any(char.isalnum() for char in text)
        return Word(text[:LONGEST], LONGEST // 3 if legible else 0, long=legible)
    spoken = fixed = 0
    for piece in _pieces_of(text):
        if piece.fixed:
            fixed += piece.fixed
        else:
            spoken += syllables(piece.text)
    return Word(text, spoken + fixed, long=spoken >= LONG)


def _part(chunk: str) -> tuple[str, ...]:
    """What stands between two blanks, bare of its marks and parted where it is several words."""
    bare = chunk.strip(_EDGE)
    if _ADDRESS.match(bare) or _NUMERAL.fullmatch(bare):
        return (bare,)
    return tuple(part for piece in _PARTING.split(bare) if (part := piece.strip(_EDGE)))


_parted = lru_cache(maxsize=16384)(_part)


@lru_cache(maxsize=16384)
def _pieces_of(text: str) -> tuple[_Piece, ...]:
    if _ADDRESS.match(text) or _NUMERAL.fullmatch(text):
        return (_Piece(text, 1),)
    return tuple(part for piece in text.replace("’", "'").split("-") for part in _pieces(piece))


def _pieces(piece: str) -> Iterator[_Piece]:
    if measured := _MEASURED.fullmatch(piece):
        yield _Piece(measured[1], 1)
        piece = measured[2]
    if _NUMERAL.fullmatch(piece) or _UNIT.fullmatch(piece.rstrip(".²³")):
        yield _Piece(piece, 1)
    elif _DOTTED.fullmatch(piece) or _CAPITALS.fullmatch(piece) or _MIXED.fullmatch(piece):
        yield _Piece(piece, _letters(piece))
    elif bare := "".join(char for char in piece if char.isalpha() or char == "'").strip("'"):
        yield _Piece(bare.lower(), 1 if len(bare) == 1 else 0)


def _letters(text: str) -> int:
    """Syllables of letters read aloud: one each, three for W; a plural's "s" is not read."""
    read = [char for char in text.removesuffix("s") if char.isalnum()]
    return sum(3 if char in "wW" else 1 for char in read)
