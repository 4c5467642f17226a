"""How questions are understood, as data: lexicon/questions.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from guidance.asking.words import stem, stems
from guidance.errors import ConfigurationError
from guidance.plain.datafiles import read

_KEYS = {"ignored", "light", "same", "said", "kind"}


class QuestionsError(ConfigurationError):
    """lexicon/questions.toml is wrong."""

    code = "questions-data"
    title = "The data on questions is not valid"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: how it `asks`, what a sentence `shows` that answers it, and how much others count."""

    id: str
    asks: re.Pattern[str]
    shows: re.Pattern[str]
    otherwise: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Words (and stems) that are `ignored`, stems that count less, groups of names of one thing (stems), what loose
    spellings stand for, kinds.
    """

    ignored: frozenset[str]
    light: frozenset[str]
    same: tuple[tuple[tuple[str, ...], ...], ...]
    said: Mapping[str, str]
    kinds: tuple[Kind, ...]


@cache
def load(root: Path) -> Understanding:
    """What the data folder says of questions. Raises QuestionsError."""
    found = read(root / "questions.toml", QuestionsError)
    odd = found.keys() ^ _KEYS
    if odd:
        raise QuestionsError(f"questions.toml has unknown or missing keys: {', '.join(sorted(odd))}")
    lines = [line for line in str(found["same"]).splitlines() if line.strip()]
    return Understanding(
        ignored=frozenset(form for word in str(found["ignored"]).split() for form in (word, stem(word))),
        light=frozenset(stem(word) for word in str(found["light"]).split()),
        same=tuple(tuple(stems(name) for name in line.split(",")) for line in lines),
        said={str(short): str(meant) for short, meant in found["said"].items()},
        kinds=tuple(_kind(name, table) for name, table in found["kind"].items()),
    )


def _kind(name: str, table: dict[str, Any]) -> Kind:
    try:
        otherwise = float(table["otherwise"])
        kind = Kind(name, re.compile(table["asks"]), re.compile(table["shows"], re.IGNORECASE), otherwise)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise QuestionsError(f"questions.toml: the kind {name!r} is wrong: {error}") from error
    if not 0 <= otherwise <= 1:
        raise QuestionsError(f"questions.toml: `otherwise` of {name!r} is not from 0 to 1")
    return kind
