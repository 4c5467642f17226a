"""What differs between two texts, line by line, and within a line word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

AROUND = 2  # lines that are shown before and after a change
_WORDS = re.compile(r"\s+|[^\s]+")


class Piece(NamedTuple):
    """A stretch of a line; `changed` where the other text has it not."""

    text: str
    changed: bool


class Line(NamedTuple):
    """A line as it is shown. `kind` is "same", "old" (gone), "new" (has come), or "gap": lines left out.

    `old` and `new` are its numbers in the two texts, 0 where it does not stand.
    """

    kind: str
    old: int
    new: int
    pieces: tuple[Piece, ...]


def compared(old: str, new: str) -> tuple[Line, ...]:
    """The lines that changed, with a few around them; none where the texts are the same."""
    before, after = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(None, before, after)
    found: list[Line] = []
    for group in matcher.get_grouped_opcodes(AROUND):
        if group[0][1] > 0 or group[0][3] > 0:
            found.append(Line("gap", 0, 0, ()))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                same = zip(range(i1, i2), range(j1, j2), strict=True)
                found += [Line("same", i + 1, j + 1, (Piece(before[i], False),)) for i, j in same]
            else:
                found += _changed(before[i1:i2], after[j1:j2], i1, j1)
    return tuple(found)


def _changed(before: list[str], after: list[str], old: int, new: int) -> Iterator[Line]:
    """Lines that gave way to others; what stands at the same place of both is compared word by word."""
    pairs = [_words(one, other) for one, other in zip(before, after, strict=False)]
    for place, line in enumerate(before):
        pieces = pairs[place][0] if place < len(pairs) else (Piece(line, True),)
        yield Line("old", old + place + 1, 0, pieces)
    for place, line in enumerate(after):
        pieces = pairs[place][1] if place < len(pairs) else (Piece(line, True),)
        yield Line("new", 0, new + place + 1, pieces)


def _words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left, right = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        left.append(Piece("".join(old[i1:i2]), tag != "equal"))
        right.append(Piece("".join(new[j1:j2]), tag != "equal"))
    return tuple(piece for piece in left if piece.text), tuple(piece for piece in right if piece.text)
