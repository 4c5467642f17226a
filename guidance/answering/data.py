"""How questions are understood, as data: lexicon/questions.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from guidance.asking.words import normalise
from guidance.errors import ConfigurationError
from guidance.plain.datafiles import read

_KEYS = {"ignored", "light", "same", "said", "kind"}
_KIND_KEYS = {"asks", "means", "shows", "otherwise"}


class QuestionsError(ConfigurationError):
    """lexicon/questions.toml is wrong."""

    code = "questions-data"
    title = "The data on questions is not valid"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: how it `asks`, with which words (stems), what a sentence `shows` that answers it.

    A sentence that does not show it counts `otherwise` times as much.
    """

    id: str
    asks: re.Pattern[str]
    means: frozenset[str]
    shows: re.Pattern[str]
    otherwise: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Stems that are `ignored` or count less (`light`), names of the `same` thing (as stems), what loose
    spellings were `said` for, and the kinds.
    """

    ignored: frozenset[str]
    light: frozenset[str]
    same: tuple[tuple[tuple[str, ...], ...], ...]
    said: Mapping[str, str]
    kinds: tuple[Kind, ...]

    @property
    def loose(self) -> re.Pattern[str]:
        """What finds the loose spellings in a question in lower case, the longest first."""
        return _alternatives(tuple(sorted(self.said, key=lambda one: (-len(one), one))))


@cache
def _alternatives(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


@cache
def load(root: Path) -> Understanding:
    """What the data folder says of questions. Raises QuestionsError."""
    found = read(root / "questions.toml", QuestionsError)
    odd = found.keys() ^ _KEYS
    if odd:
        raise QuestionsError(f"questions.toml has unknown or missing keys: {', '.join(sorted(odd))}")
    lines = [line for line in str(found["same"]).splitlines() if line.strip()]
    return Understanding(
        ignored=frozenset(normalise(str(found["ignored"]))),
        light=frozenset(normalise(str(found["light"]))),
        same=tuple(tuple(normalise(name) for name in line.split(",")) for line in lines),
        said={str(short): str(meant) for short, meant in found["said"].items()},
        kinds=tuple(_kind(name, table) for name, table in found["kind"].items()),
    )


def _kind(name: str, table: dict[str, Any]) -> Kind:
    odd = table.keys() ^ _KIND_KEYS
    if odd:
        raise QuestionsError(
            f"questions.toml: {name!r} has unknown or missing keys: {', '.join(sorted(odd))}"
        )
    try:
        asks, shows = (re.compile(str(table[key]), re.IGNORECASE) for key in ("asks", "shows"))
        otherwise = float(table["otherwise"])
    except (ValueError, TypeError, re.error) as error:
        raise QuestionsError(f"questions.toml: the kind {name!r} is wrong: {error}") from error
    if not 0 <= otherwise <= 1:
        raise QuestionsError(f"questions.toml: `otherwise` of {name!r} is not from 0 to 1")
    return Kind(name, asks, frozenset(normalise(str(table["means"]))), shows, otherwise)
