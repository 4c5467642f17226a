"""What else a passage may be found by: other names of what it speaks of, and what readers call it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from guidance.answering.data import Understanding
from guidance.asking.expansion import Expander
from guidance.asking.words import normalise

_LONGEST = 5
"""Words of the longest name in the data that is looked for."""


class Found(NamedTuple):
    """The stems of a text, and those of other names for what it says, each with the name that led there."""

    stems: tuple[str, ...]
    other: Mapping[str, str]


class Lay:
    """Other names, from the lexicon and from the data on questions."""

    def __init__(self, expander: Expander, understood: Understanding) -> None:
        self._expander = expander
        self._unsaid = understood.ignored | understood.light
        self._same: dict[tuple[str, ...], list[tuple[tuple[str, ...], ...]]] = {}
        for group in understood.same:
            for name in group:
                if not self._unsaid.issuperset(name) or len(name) > 1:
                    self._same.setdefault(name, []).append(group)

    def read(self, text: str) -> Found:
        """The stems of a text, and the other stems that it is found by."""
        own = normalise(text)
        other = self._terms(text)
        for start in range(len(own)):
            for end in range(start + 1, min(start + _LONGEST, len(own)) + 1):
                for group in self._same.get(own[start:end], ()):
                    for name in group:
                        self._add(other, name, " ".join(own[start:end]))
        return Found(own, {stem: by for stem, by in other.items() if stem not in own})

    def topics(self, text: str) -> frozenset[str]:
        """The stems of a text that say what it is about, and those of other names of the terms in it."""
        return (frozenset(normalise(text)) | self._terms(text).keys()) - self._unsaid

    def _terms(self, text: str) -> dict[str, str]:
        other: dict[str, str] = {}
        for part in self._expander.read(text):
            said = " ".join(word.text for word in part.words).casefold()
            for alternative in part.alternatives:
                self._add(other, alternative.stems, said)
        return other

    def _add(self, other: dict[str, str], name: Sequence[str], by: str) -> None:
        """A name of one word as it is; of a longer one not what many sentences hold."""
        for stem in name:
            if len(name) == 1 or stem not in self._unsaid:
                other.setdefault(stem, by)
