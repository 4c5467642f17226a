"""Reads the rows of the lexicon into values and refuses bad ones by file and line; knows no language model.

A site may have rows of its own in a second folder, the overlay: terms/*.csv and abbreviations.csv, in the
same columns. What the site says of a term or an abbreviation stands in the place of all that ships about it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guidance.errors import ConfigurationError, Fault
from guidance.plain.entries import OVERLAY, Abbreviation, Entry
from guidance.plain.respelling import Respelling, Spelling
from guidance.plain.row_faults import double_faults, order_faults, short_faults, term_faults
from guidance.plain.rows import SHORT_COLUMNS, TERM_COLUMNS, Cells, Row, abbreviation, entry, identified, read

_ASIDE = "combining.csv"
_TERM_TEXTS = ("wording", "child", "explanation")
_SHORT_TEXTS = ("long", "plain")


class LexiconError(ConfigurationError):
    """The lexicon is wrong; `faults` name every bad row by file and line."""

    code = "lexicon"
    title = "The lexicon is not valid"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every term and abbreviation, those of the site first.

    `version` is a hash of the data folder's content, 12 hexadecimal digits, with "+" and that of the overlay
    behind it where there is one.
    """

    entries: tuple[Entry, ...]
    abbreviations: tuple[Abbreviation, ...]
    version: str


def read_vocabulary(root: Path, overlay: Path | None = None, *, spelling: Spelling = "en-GB") -> Vocabulary:
    """The rows of a data folder in the spelling that a site writes, under those of an overlay as they stand.

    Raises LexiconError with a fault for every bad row of every file.
    """
    faults: list[Fault] = []
    terms, shorts = _rows(root, "", faults)
    respelt = Respelling(root, spelling)
    terms, shorts = _written(terms, _TERM_TEXTS, respelt), _written(shorts, _SHORT_TEXTS, respelt)
    if overlay is not None:
        own_terms, own_shorts = _rows(overlay, OVERLAY, faults)
        terms = _over(own_terms, terms, _term)
        shorts = _over(own_shorts, shorts, _short)
    if faults:
        raise LexiconError(f"The lexicon has {len(faults)} faults", faults=tuple(faults))
    return Vocabulary(
        tuple(entry(row, identity) for row, identity in identified(terms, ("term", "sense"), "pos")),
        tuple(
            abbreviation(row, identity) for row, identity in identified(shorts, ("short", "long"), "action")
        ),
        versions(root, overlay, spelling),
    )


def versions(root: Path, overlay: Path | None = None, spelling: Spelling = "en-GB") -> str:
    """The version of the data folder, and behind "+" those of the overlay and of another spelling."""
    parts = [version(folder) for folder in (root, overlay) if folder is not None]
    return "+".join(parts if spelling == "en-GB" else [*parts, spelling])


def _written(rows: list[Row], columns: tuple[str, ...], respelt: Callable[[str], str]) -> list[Row]:
    """The rows with what they write respelt."""
    return [Row(r.where, r.cells | {name: respelt(r.cells[name]) for name in columns}) for r in rows]


def version(root: Path) -> str:
    """A hash of the names and contents of the folder's data files: 12 hexadecimal digits."""
    return digest(root)[:12]


def digest(root: Path) -> str:
    """SHA-256 of the names and contents of the folder's data files, in hexadecimal.

    What checks/ holds is asked of the rows and changes nothing that they say; combining.csv is for the
    glossary alone.
    """
    found = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".csv", ".toml") and path.parent != root / "checks" and path != root / _ASIDE:
            content = path.read_bytes()
            found.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            found.update(content)
    return found.hexdigest()


def _term(cells: Cells) -> tuple[str, ...]:
    return (cells["term"].casefold(), cells["pos"])


def _short(cells: Cells) -> tuple[str, ...]:
    return (cells["short"],)


def _over(own: list[Row], shipped: list[Row], named: Callable[[Cells], tuple[str, ...]]) -> list[Row]:
    """The site's rows, then those that speak of nothing that the site speaks of."""
    told = {named(row.cells) for row in own}
    return own + [row for row in shipped if named(row.cells) not in told]


def _rows(root: Path, prefix: str, faults: list[Fault]) -> tuple[list[Row], list[Row]]:
    """The rows of terms and of abbreviations in one folder; `prefix` leads the names of its files in
    faults.
    """
    terms: list[Row] = []
    for path in sorted((root / "terms").glob("*.csv")):
        found = read(path, f"{prefix}terms/{path.name}", TERM_COLUMNS, faults)
        faults.extend(order_faults(found, "term"))
        terms.extend(found)
    faults.extend(_row_faults(terms, term_faults))
    faults.extend(double_faults(terms, lambda cells: (*_term(cells), cells["context"])))
    path = root / "abbreviations.csv"
    shorts = read(path, f"{prefix}{path.name}", SHORT_COLUMNS, faults) if path.exists() else []
    faults.extend(order_faults(shorts, "short"))
    faults.extend(_row_faults(shorts, short_faults))
    faults.extend(
        double_faults(shorts, lambda cells: (*_short(cells), cells["long"].casefold(), cells["context"]))
    )
    return terms, shorts


def _row_faults(rows: Iterable[Row], check: Callable[[Cells], Iterator[str]]) -> Iterator[Fault]:
    for row in rows:
        for detail in check(row.cells):
            yield Fault(row.where, detail)
