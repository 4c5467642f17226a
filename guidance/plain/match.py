"""Finds phrases in a list of tokens by look-up; generic over what a phrase leads to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Match[T](NamedTuple):
    """Tokens `start` to `end` (exclusive) are a known form; `candidates` is what it may be, best first."""

    start: int
    end: int
    candidates: tuple[T, ...]


class Phrases[T]:
    """Phrases as tuples of token texts, each with what it may be."""

    def __init__(self, forms: Mapping[tuple[str, ...], tuple[T, ...]]) -> None:
        self.forms = forms
        self.longest = max(map(len, forms), default=0)
        lengths: dict[str, set[int]] = {}
        for form in forms:
            lengths.setdefault(form[0], set()).add(len(form))
        self._lengths = {first: tuple(sorted(found)) for first, found in lengths.items()}

    def match(
        self, tokens: Sequence[str], *, holds: Callable[[Match[T]], bool] | None = None
    ) -> Iterator[Match[T]]:
        """Matches in reading order that do not overlap: the longest wins, then the leftmost.

        `holds` may refuse a match (no context of it holds); what it overlaps is then free for others.
        """
        found = [
            Match(start, start + length, self.forms[form])
            for start, token in enumerate(tokens)
            for length in self._lengths.get(token, ())
            if start + length <= len(tokens) and (form := tuple(tokens[start : start + length])) in self.forms
        ]
        if holds is not None:
            found = [match for match in found if holds(match)]
        return iter(_apart(found))


def _apart[T](found: list[Match[T]]) -> list[Match[T]]:
    kept: list[Match[T]] = []
    taken: set[int] = set()
    for match in sorted(found, key=lambda match: (match.start - match.end, match.start)):
        if taken.isdisjoint(range(match.start, match.end)):
            taken.update(range(match.start, match.end))
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)
