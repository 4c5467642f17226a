"""Other names for what was asked: a clinical term and its plain wordings, an abbreviation and its readings.

Made of the rows of the lexicon, both ways: "spasticity" leads to "tight muscles", and "tight muscles" to
"spasticity". Which sense a text means is not asked, so what is found by another name ranks behind what
has the words themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from guidance.asking.words import Word, fold, normalise, words
from guidance.plain.data import folder
from guidance.plain.entries import Abbreviation, Entry
from guidance.plain.respelling import Spelling
from guidance.plain.vocabulary import read_vocabulary
from guidance.site import Site

MOST_ALTERNATIVES = 12
"""Other names that one phrase leads to, at most."""
LONGEST_PHRASE = 6
"""Words that carry a subject in a phrase that has other names."""

_VAGUE = 3
"""A single everyday word that stands for more terms than this ("problem", "use") tells them apart no more."""
_SUBJECTS = ("noun", "adj")
_GENERAL = tuple(f"terms/{topic}.csv:" for topic in ("general", "guideline", "studies", "senses"))
"""Topics of words that say how a thing is told, not what it is about."""

type Stems = tuple[str, ...]


class Alternative(NamedTuple):
    """Another name, as people read it and as its stems."""

    text: str
    stems: Stems


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a question that belong together, and the other names for them, the nearest first."""

    words: tuple[Word, ...]
    alternatives: tuple[Alternative, ...]

    @property
    def stems(self) -> Stems:
        """The stems of its words."""
        return tuple(word.stem for word in self.words)


class Expander:
    """The other names of every term and abbreviation of a lexicon."""

    def __init__(self, entries: Iterable[Entry], abbreviations: Iterable[Abbreviation]) -> None:
        groups = [*map(_names, filter(_is_subject, entries)), *map(_readings, abbreviations)]
        self._others = _others(groups)
        self.words: dict[str, int] = _words(groups)
        """The words of all names, folded, each with 0: how often texts hold them is not known here."""

    def expand(self, phrase: str) -> tuple[Alternative, ...]:
        """The other names for a phrase taken as a whole; () where the lexicon has none."""
        return self._others.get(normalise(phrase), ())

    def read(self, text: str) -> tuple[Part, ...]:
        """A question as parts: at each word the longest phrase that has other names, or the word alone."""
        left, parts = list(words(text)), []
        while left:
            part = self._longest(left)
            parts.append(part)
            del left[: len(part.words)]
        return tuple(parts)

    def _longest(self, left: list[Word]) -> Part:
        for length in range(min(LONGEST_PHRASE, len(left)), 0, -1):
            taken = tuple(left[:length])
            found = self._others.get(tuple(word.stem for word in taken))
            if found:
                return Part(taken, found)
        return Part((left[0],), ())


def of(site: Site) -> Expander:
    """The other names that the lexicon of a site has; read once in a process. Raises LexiconError."""
    return opened(folder(site.settings.lexicon), site.settings.overlay, site.settings.spelling)


@cache
def opened(root: Path, overlay: Path | None, spelling: Spelling) -> Expander:
    """The other names that the rows of these folders have. Raises LexiconError."""
    found = read_vocabulary(root, overlay, spelling=spelling)
    return Expander(found.entries, found.abbreviations)


class _Group(NamedTuple):
    """Names of one thing: the clinical ones, then the everyday ones."""

    clinical: tuple[str, ...]
    everyday: tuple[str, ...]


def _is_subject(entry: Entry) -> bool:
    return entry.pos in _SUBJECTS and not entry.where.startswith(_GENERAL)


def _names(entry: Entry) -> _Group:
    return _Group((entry.term, *entry.variants), (entry.wording, entry.child))


def _readings(short: Abbreviation) -> _Group:
    return _Group((short.short, short.long), (short.plain,))


def _others(groups: Iterable[_Group]) -> Mapping[Stems, tuple[Alternative, ...]]:
    """By the stems of a name: the other names of what it names, first where it is the clinical word."""
    clinical: dict[Stems, dict[Stems, str]] = {}
    everyday: dict[Stems, dict[Stems, str]] = {}
    terms: dict[Stems, int] = {}
    for group in groups:
        told = dict(_stemmed(group.clinical)), dict(_stemmed(group.everyday))
        for stems in told[1]:
            terms[stems] = terms.get(stems, 0) + 1
        for names, known in zip(told, (clinical, everyday), strict=True):
            for stems in names:
                known.setdefault(stems, {}).update(told[0] | told[1])
    vague = {stems for stems, count in terms.items() if len(stems) == 1 and count > _VAGUE}
    listed = {
        stems: tuple(_listed(stems, clinical, clinical.get(stems, {}) | everyday.get(stems, {})))
        for stems in clinical.keys() | (everyday.keys() - vague)
    }
    return {stems: found[:MOST_ALTERNATIVES] for stems, found in listed.items() if found}


def _words(groups: Iterable[_Group]) -> dict[str, int]:
    names = {name for group in groups for name in (*group.clinical, *group.everyday)}
    found = (fold(word.text) for name in names for word in words(name))
    return dict.fromkeys(sorted(set(filter(str.isalpha, found))), 0)


def _stemmed(names: Iterable[str]) -> Iterator[tuple[Stems, str]]:
    for name in names:
        stems = normalise(name)
        if 0 < len(stems) <= LONGEST_PHRASE:
            yield stems, name


def _listed(
    own: Stems, clinical: Mapping[Stems, object], found: Mapping[Stems, str]
) -> Iterator[Alternative]:
    """A single everyday word goes where a longer name holds it: "tight" says less than "tight muscles"."""
    held = {stem for stems in found if len(stems) > 1 for stem in stems}
    for stems, text in found.items():
        says_less = len(stems) == 1 and stems[0] in held and stems not in clinical
        if stems != own and not says_less:
            yield Alternative(text, stems)
