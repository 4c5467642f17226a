"""Questions that may be an emergency, told by their words alone: lexicon/redflags.toml.

A notice too many costs its reader a line; one too few may cost a life. So a flag is raised on the words,
whoever asks and for whatever reason: a history, a question of a student and an emergency look alike here.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guidance.errors import ConfigurationError
from guidance.plain.datafiles import read

_APOSTROPHES = re.compile(r"['’‘`´]")
_SPACES = re.compile(r"[\s,.;:!?…()/-]+")


class RedFlagsError(ConfigurationError):
    """lexicon/redflags.toml is wrong."""

    code = "red-flags-data"
    title = "The data on emergencies is not valid"


@dataclass(frozen=True, slots=True)
class Flag:
    """What may be an emergency, by which words, and around which words it is none."""

    id: str
    words: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]


@cache
def load(root: Path) -> tuple[Flag, ...]:
    """The flags of a data folder. Raises RedFlagsError."""
    found = read(root / "redflags.toml", RedFlagsError)
    if found.keys() != {"flag"}:
        raise RedFlagsError("redflags.toml holds something that is no flag")
    return tuple(_flag(name, table) for name, table in found["flag"].items())


def raised(question: str, flags: tuple[Flag, ...]) -> tuple[str, ...]:
    """The ids of the flags that the question raises, in the order of the data."""
    told = _SPACES.sub(" ", _APOSTROPHES.sub("", question.casefold())).strip()
    return tuple(
        flag.id
        for flag in flags
        if any(pattern.search(told) for pattern in flag.words)
        and not any(pattern.search(told) for pattern in flag.unless)
    )


def _flag(name: str, table: object) -> Flag:
    if not isinstance(table, dict) or table.keys() != {"words", "unless"} or not table["words"]:
        raise RedFlagsError(f"redflags.toml: the flag {name!r} needs words and unless, and nothing else")
    try:
        words, unless = (tuple(re.compile(one) for one in table[key]) for key in ("words", "unless"))
    except (re.error, TypeError) as error:
        raise RedFlagsError(f"redflags.toml: the flag {name!r} is wrong: {error}") from error
    return Flag(name, words, unless)
