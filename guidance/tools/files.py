"""The files of a lexicon folder that are refused as a whole at load; here each fault gets its line."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from guidance.errors import ConfigurationError, Fault
from guidance.plain import (
    audience,
    combining,
    constructions,
    cues,
    figures,
    nominalisations,
    people,
    respelling,
    wordclasses,
)

_LOADERS: Mapping[str, Callable[[Path], object]] = {
    "audiences.toml": lambda root: audience.load(root / "audiences.toml"),
    combining.FILE: combining.load,
    "constructions": constructions.load,
    "cues.toml": cues.load,
    "nominalisations.toml": nominalisations.load,
    "numbers.toml": figures.load,
    "people.toml": people.load,
    "spelling.csv": respelling.table,
    "wordclasses.toml": wordclasses.load,
}
_HEADER = re.compile(r"\[{1,2}([^\[\]=,]+)\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r'(?:"([^"]*)"|([\w-]+))\s*=\s*(.*)')
_PLACED = re.compile(r".*:\d+")
_SYNTAX = re.compile(r"\(at line (\d+),")


def faults(root: Path) -> list[Fault]:
    """What is wrong with the files beside terms/ and abbreviations.csv; one that is not there is none."""
    return [
        fault
        for name, load in _LOADERS.items()
        if (root / name).exists()
        for fault in _refused(load, root, name)
    ]


def placed(root: Path, fault: Fault) -> Fault:
    """The fault of a key ("cues.toml: negation.not") or of a whole file as one of a line of that file."""
    if _PLACED.fullmatch(fault.pointer):
        return fault
    file, _, key = fault.pointer.partition(": ")
    lines = (root / file).read_text(encoding="utf-8", errors="replace").splitlines()
    syntax = _SYNTAX.search(fault.detail)
    line = int(syntax[1]) if syntax else _line_of(key, lines)
    detail = f"{key}: {fault.detail}" if key else fault.detail
    return Fault(f"{file}:{line}", detail)


def _refused(load: Callable[[Path], object], root: Path, name: str) -> list[Fault]:
    try:
        load(root)
    except ConfigurationError as error:
        found = error.faults or (Fault(name, error.detail),)
        return [placed(root, fault) for fault in found]
    return []


def _line_of(key: str, lines: list[str]) -> int:
    """The line of the key or of the id, else of the innermost table around it; else the first."""
    near = (0, 1)
    for number, name in _named(lines):
        if name == key:
            return number
        if key.startswith(f"{name}."):
            near = max(near, (len(name), number))
    return near[1]


def _named(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines that name a table, a key with the tables around it, or an id."""
    table = ""
    for number, line in enumerate(lines, start=1):
        header, key = _HEADER.fullmatch(line), _KEY.match(line)
        if header:
            table = header[1].replace('"', "").strip()
            yield number, table
        elif key:
            name = key[1] if key[1] is not None else key[2]
            yield number, f"{table}.{name}" if table else name
            if name == "id":
                yield number, key[3].strip('" ')
