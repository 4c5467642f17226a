"""Reads the TOML files of lexicon/: their text, and those that are sets and tables of words."""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guidance.errors import ConfigurationError, Fault

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def read(path: Path, error: type[ConfigurationError]) -> dict[str, Any]:
    """The tables of a file. Raises `error` where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise error(f"{path.name} cannot be read: {fault}") from fault


def words[T: "DataclassInstance"](
    path: Path, kind: type[T], error: type[ConfigurationError], tables: frozenset[str] = frozenset()
) -> T:
    """A dataclass whose fields are the keys of a file: sets of words, or for `tables` word to word.

    Raises `error` for a key too many or too few, and for anything but words.
    """
    read_in = read(path, error)
    odd = sorted(read_in.keys() ^ {field.name for field in fields(kind)})
    if odd:
        detail = f"{path.name} has unknown or missing keys: {', '.join(odd)}"
        raise error(detail, faults=_faults(path, odd, "is an unknown or a missing key"))
    wrong = [key for key, value in read_in.items() if not _is_words(value, dict if key in tables else list)]
    if wrong:
        detail = f"{path.name}: {', '.join(wrong)} has the wrong shape"
        raise error(detail, faults=_faults(path, wrong, "has the wrong shape: words are needed"))
    return kind(**{key: value if key in tables else frozenset(value) for key, value in read_in.items()})


def _faults(path: Path, keys: list[str], detail: str) -> tuple[Fault, ...]:
    return tuple(Fault(f"{path.name}: {key}", detail) for key in keys)


def _is_words(value: object, shape: type[dict[Any, Any]] | type[list[Any]]) -> bool:
    if not isinstance(value, shape):
        return False
    return all(isinstance(word, str) for word in (value.values() if isinstance(value, dict) else value))
