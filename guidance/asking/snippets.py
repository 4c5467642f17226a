"""Where a text holds what was asked: ranges to mark, and the one passage that shows most of it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from guidance.asking.expansion import Part, Stems
from guidance.asking.words import normalise, words

LONGEST = 240
"""Characters of a snippet, at most."""

_SENTENCE = re.compile(r"(?:[^.!?]|[.!?](?!\s))+[.!?]*")
_ITEM = re.compile(r"\s*(?:- |\d+\. )")


class Range(NamedTuple):
    """From where up to where, in code points."""

    start: int
    end: int


class Snippet(NamedTuple):
    """A passage of a text; `marks` are the ranges in it that hold what was asked."""

    text: str
    marks: tuple[Range, ...]


class Sought(NamedTuple):
    """What to mark: the part of the question that each word, or each other name, answers.

    `first` are the stems that any of them begins with, `longest` is how many stems the longest has.
    """

    phrases: dict[Stems, int]
    first: frozenset[str]
    longest: int


def sought(parts: Sequence[Part]) -> Sought:
    """The words of a question and the other names for them."""
    phrases: dict[Stems, int] = {}
    for place, part in enumerate(parts):
        own = [part.stems, *((stem,) for stem in part.stems)]
        for stems in (*own, *(other.stems for other in part.alternatives)):
            phrases.setdefault(stems, place)
    return Sought(phrases, frozenset(stems[0] for stems in phrases), max(map(len, phrases), default=0))


def mark(text: str, wanted: Sought) -> tuple[Range, ...]:
    """The ranges of the text that hold what was asked, in their order, none within another."""
    found = list(words(text))
    spans = _spans([word.stem for word in found], wanted)
    return tuple(Range(found[start].start, found[end - 1].end) for start, end, _ in spans)


def snippet(title: str, text: str, wanted: Sought) -> Snippet:
    """The first passage with most of what was asked, cut to LONGEST; the beginning if none has any.

    What the title shows already counts half.
    """
    shown, best, most, whole = _parts(title, wanted), "", 0, len(set(wanted.phrases.values()))
    for passage in _passages(text):
        parts = _parts(passage, wanted)
        worth = 2 * len(parts) - len(parts & shown)
        if worth > most or not best:
            best, most = passage, worth
        if len(parts) == whole:
            break
    return _cut(best, mark(best, wanted))


def _passages(text: str) -> Iterator[str]:
    """The sentences of a text; each of a list behind what leads to it ("Do not take it if you have: … gout").

    An item alone could say the opposite of its list.
    """
    lead, items = "", 0
    for line in filter(str.strip, text.split("\n")):
        item = _ITEM.match(line)
        items = items + 1 if item else 0
        sentences = [found[0].strip() for found in _SENTENCE.finditer(line, item.end() if item else 0)]
        if item is None and sentences:
            lead = sentences[-1] if sentences[-1].endswith(":") else ""
        between = " … " if items > 1 else " "
        for sentence in filter(None, sentences):
            yield f"{lead}{between}{sentence}" if item and lead else sentence


def _parts(text: str, wanted: Sought) -> set[int]:
    stems = normalise(text)
    return set() if wanted.first.isdisjoint(stems) else {part for _, _, part in _spans(stems, wanted)}


def _spans(stems: Sequence[str], wanted: Sought) -> Iterator[tuple[int, int, int]]:
    """From which stem up to which one a part stands, and its number; the longest where there are several."""
    place = 0
    while place < len(stems):
        room = min(wanted.longest, len(stems) - place) if stems[place] in wanted.first else 0
        for length in range(room, 0, -1):
            part = wanted.phrases.get(tuple(stems[place : place + length]))
            if part is not None:
                yield place, place + length, part
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
        # On to the next word, but not past the mark, nor over a very long word.
        blank = passage.find(" ", start, marks[0].start if marks else start + LONGEST // 4)
        start = blank + 1 if blank >= 0 else start
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
