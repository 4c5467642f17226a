"""Reads lexicon/combining.csv: the parts of which medical words are made; they hint at what a word means.

A hint is a guess, for the glossary alone. It is given only where the parts cover the whole word and their
order is that of such words: a prefix, then stems, each with its "o", or before a vowel without, then one
suffix, or an ending that only makes an adjective. Where equally few parts say two things there is none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from guidance.errors import Fault
from guidance.plain.respelling import Respelling, Spelling
from guidance.plain.row_faults import date_faults, double_faults, order_faults
from guidance.plain.rows import Cells, Row, read
from guidance.plain.vocabulary import LexiconError

type Where = Literal["prefix", "stem", "suffix", "ending", "not"]

FILE = "combining.csv"
COLUMNS = ("form", "where", "meaning", "source", "reviewed")
LONGEST = 40
"""Letters of the longest word that is read; no name of an illness is longer."""
_MOST_PARTS = 5
_VOWELS = tuple("aeiouy")
_KINDS = get_args(Where.__value__)
_FORM = re.compile(r"[a-z]+(?:\|[a-z]+)*")
_WORD = re.compile(r"[a-z]+")
_SINGULAR = (("ies", "y"), ("omata", "oma"), ("ses", "sis"), ("s", ""))
_NEXT: Mapping[str, tuple[Where, ...]] = {
    "": ("prefix", "stem"),
    "prefix": ("stem", "suffix"),
    "stem": ("stem", "suffix", "ending"),
}


class Part(NamedTuple):
    """One part of a word as dictionaries write it ("cardio-", "-itis"), and what it means."""

    form: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What the parts of a word, in lower case, hint at."""

    word: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The hint in a sentence that says that it is a guess."""
        *first, last = (f"{part.form} ({part.meaning})" for part in self.parts)
        return f"This word seems to be made of {', '.join(first)} and {last}. It is a guess from its parts."


class _Piece(NamedTuple):
    """A part with its place in a word."""

    where: Where
    part: Part


class Combining:
    """The parts, by what stands in a word for them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._pieces: dict[Where, dict[str, Part]] = {where: {} for where in _KINDS}
        for row in rows:
            where = cast(Where, row.cells["where"])
            for form in row.cells["form"].split("|"):
                self._pieces[where][_key(form, where)] = Part(_shown(form, where), row.cells["meaning"])

    def hint(self, word: str) -> Hint | None:
        """What the parts of a word hint at, in any case and in the plural; None where they say nothing."""
        lower = word.lower()
        if len(lower) > LONGEST or not _WORD.fullmatch(lower):
            return None
        for form in (lower, *singulars(lower)):
            if form in self._pieces["not"]:
                return None
            parts = self._parts(form)
            if parts:
                return Hint(lower, parts)
        return None

    def _parts(self, word: str) -> tuple[Part, ...]:
        """The fewest parts that cover the word, where they say one thing."""
        ways = [tuple(piece.part for piece in way) for way in self._ways(word, ())]
        fewest = min(map(len, ways), default=0)
        shortest = [way for way in ways if len(way) == fewest]
        said = {tuple(part.meaning for part in way) for way in shortest}
        return shortest[0] if len(said) == 1 else ()

    def _ways(self, rest: str, before: tuple[_Piece, ...]) -> Iterator[tuple[_Piece, ...]]:
        """The ways in which parts cover what is left of a word, behind those that cover what was before."""
        if len(before) == _MOST_PARTS:
            return
        for where in _NEXT[before[-1].where if before else ""]:
            for end in range(1, len(rest) + 1):
                part = self._pieces[where].get(rest[:end])
                if part is None:
                    continue
                way = (*before, _Piece(where, part))
                if where in ("suffix", "ending"):
                    if end == len(rest):
                        yield way
                elif where == "stem" and part.form.endswith("o-"):
                    yield from self._behind_stem(rest, end, way)
                else:
                    yield from self._ways(rest[end:], way)

    def _behind_stem(self, rest: str, end: int, way: tuple[_Piece, ...]) -> Iterator[tuple[_Piece, ...]]:
        """Behind a stem with its "o", which it may lose before a vowel."""
        following = rest[end : end + 1]
        if following == "o":
            yield from self._ways(rest[end + 1 :], way)
        if following in _VOWELS:
            yield from self._ways(rest[end:], way)
        # "Cardi-" and "-itis" share a letter: "carditis".
        shared = self._pieces["suffix"].get(rest[end - 1 :])
        if rest[end - 1] == "i" and shared is not None:
            yield (*way, _Piece("suffix", shared))


def load(root: Path, spelling: Spelling = "en-GB") -> Combining:
    """The parts of a lexicon folder, none where it has no such file; meanings in the site's spelling.

    Raises LexiconError.
    """
    path = root / FILE
    if not path.exists():
        return Combining(())
    faults: list[Fault] = []
    rows = read(path, FILE, COLUMNS, faults)
    faults.extend(order_faults(rows, "form"))
    faults.extend(Fault(row.where, detail) for row in rows for detail in _row_faults(row.cells))
    faults.extend(double_faults(_each(rows), lambda cells: (cells["form"], cells["where"])))
    if faults:
        raise LexiconError(f"{FILE} has {len(faults)} faults", faults=tuple(faults))
    respelt = Respelling(root, spelling)
    return Combining(Row(r.where, r.cells | {"meaning": respelt(r.cells["meaning"])}) for r in rows)


def _each(rows: Iterable[Row]) -> list[Row]:
    """The rows with one form each."""
    return [Row(r.where, r.cells | {"form": form}) for r in rows for form in r.cells["form"].split("|")]


def _row_faults(cells: Cells) -> Iterator[str]:
    if not _FORM.fullmatch(cells["form"]):
        yield f"form: {cells['form']!r} is not lower-case letters, with “|” between forms"
    if cells["where"] not in _KINDS:
        yield f"where: {cells['where']!r} is none of {', '.join(_KINDS)}"
    elif bool(cells["meaning"]) == (cells["where"] == "not"):
        yield "meaning: missing" if not cells["meaning"] else "meaning: a word that is not read has none"
    if cells["meaning"] != cells["meaning"].strip() or cells["meaning"].endswith("."):
        yield "meaning: blanks at an end, or a full stop"
    for column in ("source", "reviewed"):
        if not cells[column]:
            yield f"{column}: missing"
    yield from date_faults(cells)


def _key(form: str, where: Where) -> str:
    return form.removesuffix("o") if where == "stem" else form


def _shown(form: str, where: Where) -> str:
    return f"-{form}" if where in ("suffix", "ending") else f"{form}-"


def singulars(word: str) -> Iterator[str]:
    """What a word in lower case may be the plural of."""
    for ending, singular in _SINGULAR:
        if word.endswith(ending):
            yield word.removesuffix(ending) + singular
