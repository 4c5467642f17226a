"""Words that carry what must never change: negation, modality, certainty, direction and their like.

lexicon/cues.toml lists them by kind and class; a rewrite may use another word of the same class, never
lose the class or bring in a new one.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from guidance.errors import ConfigurationError, Fault
from guidance.plain import datafiles

# A cue begins where a word does; "n't" inside one.
_START = re.compile(r"(?<![\w-])\S|n't(?!\w)", re.IGNORECASE)
_NONE: Mapping[str, int] = Counter()
# What a value may begin with: "about #" is a hedge in "about 12", none in "a talk about sleep".
_AMOUNT = (
    r"(?=(?:US)?[<>≤≥~£$€]?\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|half|twice|double|hundreds?|thousands?|the\s+(?:same|age|usual)|"
    r"an?\s+(?:half|third|quarter|fifth|tenth|dozen|hundred|thousand|million|period|minute|hour|day|week|month|year))\b)"
)


class CueFileError(ConfigurationError):
    """lexicon/cues.toml is wrong; `faults` name the key."""

    code = "cue-file"
    title = "The file of cues is not valid"


class Cue(NamedTuple):
    """A cue in a text: its kind ("negation"), its class ("not"), its place in characters."""

    kind: str
    name: str
    start: int
    end: int


class Cues:
    """Every cue of the lexicon, by kind; of a class a longer cue wins over a shorter.

    A text is searched word by word: the first two letters lead to the few cues that can begin there.
    """

    def __init__(self, kinds: dict[str, dict[str, tuple[str, ...]]]) -> None:
        self.kinds = {kind: tuple(classes) for kind, classes in kinds.items()}
        self._patterns = _by_start(kinds)
        self._find = lru_cache(maxsize=20_000)(self._search)
        self._count = lru_cache(maxsize=20_000)(self._counted)

    def find(self, text: str) -> tuple[Cue, ...]:
        """Every cue of the text, kind by kind, in reading order."""
        return self._find(text)

    def count(self, text: str, kind: str) -> Mapping[str, int]:
        """How often each class of a kind stands in the text; a class that does not is left out."""
        return self._count(text).get(kind, _NONE)

    def _counted(self, text: str) -> Mapping[str, Mapping[str, int]]:
        counts: dict[str, Counter[str]] = {}
        for cue in self.find(text):
            counts.setdefault(cue.kind, Counter())[cue.name] += 1
        return counts

    def _search(self, text: str) -> tuple[Cue, ...]:
        plain = text.replace("’", "'")
        found: dict[str, list[Cue]] = {kind: [] for kind in self.kinds}
        for start in _START.finditer(plain):
            at = start.start()
            for kind, pattern in self._patterns.get(_key(plain[at : at + 2]), ()):
                before = found[kind]
                match = pattern.match(plain, at) if not before or before[-1].end <= at else None
                if match:
                    before.append(Cue(kind, str(match.lastgroup), at, match.end()))
        return tuple(cue for cues in found.values() for cue in cues)


def _by_start(
    kinds: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """By two letters: for each kind one pattern of the cues that begin so, with a group for each class."""
    starts: dict[str, dict[str, dict[str, list[str]]]] = {}
    for kind, classes in kinds.items():
        for name, words in classes.items():
            for word in sorted(words, key=len, reverse=True):
                starts.setdefault(_key(word), {}).setdefault(kind, {}).setdefault(name, []).append(word)
    return {
        key: [(kind, _pattern(classes)) for kind, classes in found.items()] for key, found in starts.items()
    }


def _key(text: str) -> str:
    """What a cue is looked up by: its first two letters, or a sign that stands alone."""
    return text[:2].lower() if text[:1].isalpha() else text[:1]


def _pattern(classes: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    groups = (f"(?P<{name}>{'|'.join(map(_expression, words))})" for name, words in classes.items())
    return re.compile("|".join(groups), re.IGNORECASE)


def _expression(words: str) -> str:
    """`increas*` stands for every ending, a space for any white space, a "#" at the end for a value.

    Where a cue may begin is not asked here.
    """
    body = re.escape(words).replace(r"\*", r"\w*").replace(r"\ ", r"\s+").replace(r"\#", _AMOUNT)
    end = "" if words.endswith(("*", "#")) else r"(?![\w])"
    return f"{body}{end}"


def load(folder: Path) -> Cues:
    """Read cues.toml. Raises CueFileError naming each wrong key."""
    path = folder / "cues.toml"
    tables = datafiles.read(path, CueFileError)
    faults = [
        Fault(f"cues.toml: {kind}.{name}", "must be a list of words")
        for kind, classes in tables.items()
        for name, words in classes.items()
        if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words)
    ]
    if faults:
        raise CueFileError("cues.toml is not valid", faults=tuple(faults))
    return Cues({kind: {n: tuple(w) for n, w in classes.items()} for kind, classes in tables.items()})
