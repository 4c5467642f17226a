"""Finds phrases in a list of tokens by look-up; generic over what a phrase leads to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
        longer: dict[str, set[int]] = {}
        for form in forms:
            first, blank, rest = form.partition(" ")
            if blank:
                second = rest.partition(" ")[0]
                longer.setdefault(f"{first} {second}", set()).add(form.count(" ") + 1)
        self._longer = {pair: tuple(sorted(found)) for pair, found in longer.items()}
        self._firsts = {pair.partition(" ")[0] for pair in longer}

    def candidates(self, form: str) -> tuple[T, ...]:
        """What a form may be, best first; nothing where it is unknown."""
        found = self.forms.get(form)
        return () if found is None else self._read(found)

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
            Match(start, start + length, self._read(self.forms[form]))
            for start, length, form in self._known(tokens)
        ]

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
