"""Where a text holds what was asked: ranges to mark, and the one passage that shows most of it."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guidance.asking.expansion import Part, Stems
from guidance.asking.words import Word, words

LONGEST = 240
"""Characters of a snippet, at most."""

_PASSAGE = re.compile(r"(?:[^.!?\n]|[.!?](?!\s))+[.!?]*")
_MARKERS = "-•| \t"


class Range(NamedTuple):
    """From where up to where, in code points."""

    start: int
    end: int


class Snippet(NamedTuple):
    """A passage of a text; `marks` are the ranges in it that hold what was asked."""

    text: str
    marks: tuple[Range, ...]


class Sought(NamedTuple):
    """What to mark: the part of the question that each word, or each other name, answers."""

    phrases: dict[Stems, int]
    longest: int


def sought(parts: Sequence[Part]) -> Sought:
    """The words of a question and the other names for them."""
    phrases: dict[Stems, int] = {}
    for place, part in enumerate(parts):
        own = [(stem,) for stem in part.stems]
        for stems in (*own, *(other.stems for other in part.alternatives)):
            phrases.setdefault(stems, place)
    return Sought(phrases, max(map(len, phrases), default=0))


def mark(text: str, wanted: Sought) -> tuple[Range, ...]:
    """The ranges of the text that hold what was asked, in their order, none within another."""
    return tuple(where for where, _ in _marked(list(words(text)), wanted))


def snippet(title: str, text: str, wanted: Sought) -> Snippet:
    """The first passage with most of what was asked, cut to LONGEST; the beginning if none has any.

    What the title shows already counts half.
    """
    shown, best, most, whole = _parts(title, wanted), "", 0, len(set(wanted.phrases.values()))
    for found in _PASSAGE.finditer(text):
        passage = found[0].strip(_MARKERS)
        parts = _parts(passage, wanted)
        worth = 2 * len(parts) - len(parts & shown)
        if worth > most or not best:
            best, most = passage, worth
        if len(parts) == whole:
            break
    return _cut(best, mark(best, wanted))


def _parts(text: str, wanted: Sought) -> set[int]:
    return {part for _, part in _marked(list(words(text)), wanted)}


def _marked(found: Sequence[Word], wanted: Sought) -> Iterable[tuple[Range, int]]:
    place = 0
    while place < len(found):
        for length in range(min(wanted.longest, len(found) - place), 0, -1):
            part = wanted.phrases.get(tuple(word.stem for word in found[place : place + length]))
            if part is not None:
                yield Range(found[place].start, found[place + length - 1].end), part
                place += length
                break
        else:
            place += 1


def _cut(passage: str, marks: tuple[Range, ...]) -> Snippet:
    """The passage from shortly before its first mark, at most LONGEST characters, cut between words."""
    if len(passage) <= LONGEST:
        return Snippet(passage, marks)
    start = max(0, min(marks[0][0] - LONGEST // 4 if marks else 0, len(passage) - LONGEST + 2))
    if start:
        start = passage.rfind(" ", 0, start + 1) + 1
    room = LONGEST - 2
    end = len(passage)
    if end - start > room:
        blank = passage.rfind(" ", start + room // 2, start + room)
        end = blank if blank > 0 else start + room
    lead = "…" if start else ""
    shown = f"{lead}{passage[start:end].rstrip()}{'…' if end < len(passage) else ''}"
    moved = len(lead) - start
    kept = [Range(one + moved, other + moved) for one, other in marks if one >= start and other <= end]
    return Snippet(shown, tuple(kept))
