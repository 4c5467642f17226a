"""Reads the CSV files of the lexicon, and turns rows that have no fault into values."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple, cast

from guidance.errors import Fault
from guidance.plain.entries import (
    Abbreviation,
    AbbreviationAction,
    Action,
    Condition,
    ConditionKind,
    Entry,
    Pos,
    WordingNumber,
)

TERM_COLUMNS = (
    "term",
    "variants",
    "pos",
    "sense",
    "context",
    "wording",
    "child",
    "number",
    "explanation",
    "action",
    "level",
    "syllables",
    "source",
    "reviewed",
)
SHORT_COLUMNS = ("short", "long", "plain", "context", "action", "source", "reviewed")
_LABELS = frozenset(("dep", "has", "tag", "headtag"))
_CONDITION = re.compile(r"(!?)(\w+):(\S+)")

type Cells = dict[str, str]


class Row(NamedTuple):
    """One row: its place as "<file>:<line>", and its cells by column."""

    where: str
    cells: Cells


def read(path: Path, name: str, columns: tuple[str, ...], faults: list[Fault]) -> list[Row]:
    """The rows of a CSV file that have the right shape; what has not goes to `faults`.

    `name` is how the file is called in faults ("terms/heart.csv").
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        reader = csv.reader(lines, strict=True)
        numbered = [(reader.line_num, cells) for cells in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(Fault(name, f"cannot be read: {error}"))
        return []
    if not numbered or tuple(numbered[0][1]) != columns:
        faults.append(Fault(f"{name}:1", f"the header must be {','.join(columns)}"))
        return []
    rows = []
    for line, cells in numbered[1:]:
        if len(cells) == len(columns):
            rows.append(Row(f"{name}:{line}", dict(zip(columns, cells, strict=True))))
        else:
            faults.append(Fault(f"{name}:{line}", f"has {len(cells)} cells, {len(columns)} are needed"))
    return rows


def identified(rows: Iterable[Row], columns: tuple[str, str], extra: str) -> Iterator[tuple[Row, str]]:
    """Each row with an id of its own: a slug of the columns, then `extra`, then a count where needed."""
    taken: set[str] = set()
    for row in rows:
        base = _slug(" ".join(row.cells[column] for column in columns))
        longer = f"{base}-{row.cells[extra]}"
        names = chain((base, longer), (f"{longer}-{number}" for number in count(2)))
        identity = next(name for name in names if name not in taken)
        taken.add(identity)
        yield row, identity


def _slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens: it goes into addresses."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "term"


def entry(row: Row, identity: str) -> Entry:
    """A row of lexicon/terms/ that has no fault, as a value."""
    cells = row.cells
    return Entry(
        id=identity,
        term=cells["term"],
        variants=tuple(filter(None, cells["variants"].split("|"))),
        pos=cast(Pos, cells["pos"]),
        sense=cells["sense"],
        context=conditions(cells["context"]),
        wording=cells["wording"],
        child=cells["child"] or cells["wording"],
        number=cast(WordingNumber, cells["number"] or "same"),
        explanation=cells["explanation"],
        action=cast(Action, cells["action"]),
        level=int(cells["level"] or "1"),
        syllables=int(cells["syllables"]) if cells["syllables"] else None,
        source=cells["source"],
        reviewed=date.fromisoformat(cells["reviewed"]),
        where=row.where,
    )


def abbreviation(row: Row, identity: str) -> Abbreviation:
    """A row of lexicon/abbreviations.csv that has no fault, as a value."""
    cells = row.cells
    return Abbreviation(
        id=identity,
        short=cells["short"],
        long=cells["long"],
        plain=cells["plain"] or cells["long"],
        context=conditions(cells["context"]),
        action=cast(AbbreviationAction, cells["action"]),
        source=cells["source"],
        reviewed=date.fromisoformat(cells["reviewed"]),
        where=row.where,
    )


def conditions(context: str) -> tuple[Condition, ...]:
    return tuple(
        Condition(cast(ConditionKind, kind), frozenset(_values(kind, values)), bool(negated))
        for negated, kind, values in _CONDITION.findall(context)
    )


def _values(kind: str, values: str) -> Iterator[str]:
    for value in values.replace("_", " ").split("|"):
        yield value if kind in _LABELS else value.lower()
