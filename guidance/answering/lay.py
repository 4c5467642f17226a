"""What else a text may be found by: other names of the terms in it, and what readers call them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from guidance.asking.data import Understanding
from guidance.asking.words import stems
from guidance.plain.vocabulary import Vocabulary

_LONGEST = 6
"""Words of the longest name that is looked for."""


class Name(NamedTuple):
    """Other stems of a thing, and what it is known by: the id of a term, or a line of the data."""

    stems: frozenset[str]
    source: str


class Lay:
    """The other names of things, by each name as its stems."""

    def __init__(self, vocabulary: Vocabulary, understood: Understanding) -> None:
        self._unsaid = understood.ignored | understood.light
        self._names: dict[tuple[str, ...], list[Name]] = {}
        for names, source in _groups(vocabulary):
            self._add([stems(name) for name in names], source)
        for group in understood.same:
            self._add(group, "+".join(group[0]))

    def of(self, found: Sequence[str]) -> dict[str, str]:
        """Stems that the text with these does not have, each with the source that brings it."""
        own = set(found)
        other: dict[str, str] = {}
        for start in range(len(found)):
            for end in range(start + 1, min(start + _LONGEST, len(found)) + 1):
                for name in self._names.get(tuple(found[start:end]), ()):
                    for stem in sorted(name.stems - own):
                        other.setdefault(stem, name.source)
        return other

    def _add(self, names: Collection[tuple[str, ...]], source: str) -> None:
        told = {name: frozenset(word for word in name if word not in self._unsaid) for name in names if name}
        everything = frozenset().union(*told.values())
        for name, own in told.items():
            if own and len(name) <= _LONGEST:
                self._names.setdefault(name, []).append(Name(everything - own, source))


def _groups(vocabulary: Vocabulary) -> Iterator[tuple[Iterable[str], str]]:
    """The names of each term that has one meaning; those of others would find what is not meant."""
    for entry in vocabulary.entries:
        if not entry.context and not entry.sense and entry.pos in ("noun", "adj", "phrase", "verb"):
            names = (entry.term, *entry.variants, entry.wording, entry.child)
            yield dict.fromkeys(filter(None, names)), entry.id
    for short in vocabulary.abbreviations:
        if not short.context:
            yield dict.fromkeys((short.short, short.long, short.plain)), short.id
