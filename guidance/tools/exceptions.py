"""lexicon/checks/: what the checks ask, and the rows for which somebody has decided that they need not hold.

checks.toml holds limits and refused words; exceptions.csv, in columns COLUMNS, one exception a row: the
rule, the term, the text that breaks it (the wording or the explanation as it stands in the row), and why it
may.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guidance.errors import Fault
from guidance.plain.rows import read
from guidance.plain.vocabulary import LexiconError

COLUMNS = ("rule", "term", "text", "why")
_FOLDER = "checks"
_EMPTY: dict[str, Any] = {"grade": 6.0, "harder": 0.25, "refused": []}


@dataclass(frozen=True, slots=True)
class Demands:
    """`grade` is the highest of an explanation (FKGL); `harder` the Zipf step by which a wording is clearly
    rarer;
    `refused` finds wording that puts an illness before the person."""

    grade: float
    harder: float
    refused: re.Pattern[str]
    exceptions: frozenset[tuple[str, str, str]]

    def allows(self, rule: str, term: str, text: str) -> bool:
        """Whether somebody has decided that this text may break this rule."""
        return (rule, term, text) in self.exceptions


def load(root: Path) -> Demands:
    """The demands of a lexicon folder; a folder without checks/ has those that ship as defaults.

    Raises LexiconError.
    """
    faults: list[Fault] = []
    rows = []
    path = root / _FOLDER / "exceptions.csv"
    if path.exists():
        rows = read(path, f"{_FOLDER}/{path.name}", COLUMNS, faults)
        faults.extend(Fault(row.where, "why: missing") for row in rows if not row.cells["why"])
    said = _said(root / _FOLDER / "checks.toml", faults)
    if faults:
        raise LexiconError("What the checks ask is not valid", faults=tuple(faults))
    return Demands(
        grade=said["grade"],
        harder=said["harder"],
        refused=re.compile(rf"\b(?:{'|'.join(said['refused']) or '(?!)'})\b", re.IGNORECASE),
        exceptions=frozenset((r.cells["rule"], r.cells["term"], r.cells["text"]) for r in rows),
    )


def _said(path: Path, faults: list[Fault]) -> dict[str, Any]:
    if not path.exists():
        return dict(_EMPTY)
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(Fault(f"{_FOLDER}/{path.name}", f"cannot be read: {error}"))
        return dict(_EMPTY)
    unknown = sorted(said.keys() - _EMPTY)
    faults.extend(Fault(f"{_FOLDER}/{path.name}: {key}", "is no key of this file") for key in unknown)
    return _EMPTY | said
