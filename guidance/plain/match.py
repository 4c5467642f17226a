"""Finds phrases in a list of tokens by look-up; generic over what a phrase leads to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple


class Match[T](NamedTuple):
    """Tokens `start` to `end` (exclusive) are a known form; `candidates` is what it may be, best first."""

    start: int
    end: int
    candidates: tuple[T, ...]


class Phrases[T]:
    """Phrases, as token texts with a blank between them, each with what it may be.

    What it may be is kept as it comes from a file; `read` makes values of it when a phrase is found, because
    a text needs few of them.
    """

    def __init__(self, forms: Mapping[str, Any], read: Callable[[Any], tuple[T, ...]]) -> None:
        self.forms = forms
        self._read = read
        self._made: dict[str, tuple[T, ...]] = {}
        self._longer = _lengths(forms)
        self._firsts = {pair.partition(" ")[0] for pair in self._longer}

    def candidates(self, form: str) -> tuple[T, ...]:
        """What a form may be, best first; nothing where it is unknown."""
        return self._values(form) if form in self.forms else ()

    def match(
        self, tokens: Sequence[str], *, holds: Callable[[Match[T]], bool] | None = None
    ) -> Iterator[Match[T]]:
        """Matches in reading order that do not overlap: the longest wins, then the leftmost.

        `holds` may refuse a match (no context of it holds); what it overlaps is then free for others.
        """
        found = self.every(tokens)
        if holds is not None:
            found = [match for match in found if holds(match)]
        return iter(_apart(found))

    def every(self, tokens: Sequence[str]) -> list[Match[T]]:
        """All matches in reading order, those that overlap too."""
        return [
            Match(start, start + length, self._values(form)) for start, length, form in self._known(tokens)
        ]

    def _values(self, form: str) -> tuple[T, ...]:
        """What a known form may be; made once."""
        found = self._made.get(form)
        if found is None:
            found = self._made[form] = self._read(self.forms[form])
        return found

    def _known(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Start, number of tokens and form of everything known, the overlapping too."""
        forms, firsts, longer, end = self.forms, self._firsts, self._longer, len(tokens)
        for start, token in enumerate(tokens):
            if token in forms:
                yield start, 1, token
            if token in firsts and start + 1 < end:
                for length in longer.get(f"{token} {tokens[start + 1]}", ()):
                    form = " ".join(tokens[start : start + length])
                    if start + length <= end and form in forms:
                        yield start, length, form


def _lengths(forms: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The first two words of all longer forms → the numbers of words that they may have."""
    found: dict[str, tuple[int, ...]] = {}
    for form in forms:
        blanks = form.count(" ")
        if not blanks:
            continue
        pair = form if blanks == 1 else " ".join(form.split(" ", 2)[:2])
        known = found.get(pair)
        if known is None:
            found[pair] = (blanks + 1,)
        elif blanks + 1 not in known:
            found[pair] = tuple(sorted((*known, blanks + 1)))
    return found


def _apart[T](found: list[Match[T]]) -> list[Match[T]]:
    if all(one.end <= other.start for one, other in pairwise(found)):
        return found
    kept: list[Match[T]] = []
    taken: set[int] = set()
    for match in sorted(found, key=lambda match: (match.start - match.end, match.start)):
        if taken.isdisjoint(range(match.start, match.end)):
            taken.update(range(match.start, match.end))
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)
