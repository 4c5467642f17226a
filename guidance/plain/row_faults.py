"""What is wrong with a row of the lexicon; docs/lexicon.md is the law here."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import get_args

from guidance.errors import Fault
from guidance.plain.entries import AbbreviationAction, Action, ConditionKind, Pos, WordingNumber
from guidance.plain.rows import Cells, Row

LONGEST_EXPLANATION = 20
_POS = get_args(Pos.__value__)
_ACTIONS = get_args(Action.__value__)
_SHORT_ACTIONS = get_args(AbbreviationAction.__value__)
_NUMBERS = ("", *get_args(WordingNumber.__value__))
_CONDITION = re.compile(rf"(!?)({'|'.join(get_args(ConditionKind.__value__))}):(\S+)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def term_faults(cells: Cells) -> Iterator[str]:
    """What is wrong with a row of lexicon/terms/."""
    yield from _shared_faults(cells, required=("term", "pos", "action"))
    yield from _one_of(cells, "pos", _POS)
    yield from _one_of(cells, "action", _ACTIONS)
    yield from _one_of(cells, "number", _NUMBERS)
    yield from _one_of(cells, "level", ("", "1", "2"))
    if cells["number"] and cells["pos"] != "noun":
        yield "number: only a noun has one"
    if cells["number"] in ("a", "the") and cells["action"] != "explain":
        yield f"number: {cells['number']!r} is the article of a term that is explained"
    if cells["syllables"] and not re.fullmatch(r"[1-9]\d?", cells["syllables"]):
        yield f"syllables: {cells['syllables']!r} is no count from 1 to 99"
    if not all(
        variant.strip() == variant != "" for variant in cells["variants"].split("|") if cells["variants"]
    ):
        yield "variants: an empty one, or blanks around one"
    yield from _wording_faults(cells)
    yield from _explanation_faults(cells)


def short_faults(cells: Cells) -> Iterator[str]:
    """What is wrong with a row of lexicon/abbreviations.csv."""
    yield from _shared_faults(cells, required=("short", "long", "action"))
    yield from _one_of(cells, "action", _SHORT_ACTIONS)


def order_faults(rows: list[Row], column: str) -> Iterator[Fault]:
    """Rows that do not stand where the alphabet puts them (capitals aside)."""
    for before, row in pairwise(rows):
        if row.cells[column].casefold() < before.cells[column].casefold():
            detail = (
                f"{row.cells[column]!r} stands after {before.cells[column]!r}; rows are sorted by {column}"
            )
            yield Fault(row.where, detail)


def double_faults(rows: list[Row], key: Callable[[Cells], tuple[str, ...]]) -> Iterator[Fault]:
    """Rows that say again what another row says."""
    first: dict[tuple[str, ...], str] = {}
    for row in rows:
        where = first.setdefault(key(row.cells), row.where)
        if where != row.where:
            yield Fault(row.where, f"repeats {where}: {', '.join(filter(None, key(row.cells)))}")


def _shared_faults(cells: Cells, *, required: tuple[str, ...]) -> Iterator[str]:
    for column in (*required, "source", "reviewed"):
        if not cells[column]:
            yield f"{column}: missing"
    for column, cell in cells.items():
        if cell != cell.strip() or "  " in cell or not cell.isprintable():
            yield f"{column}: blanks at an end, two in a row, or a character that cannot be seen"
    yield from date_faults(cells)
    yield from context_faults(cells["context"])


def date_faults(cells: Cells) -> Iterator[str]:
    """What is wrong with the day on which a row was last read; that there is none is told elsewhere."""
    if cells["reviewed"] and not _is_date(cells["reviewed"]):
        yield f"reviewed: {cells['reviewed']!r} is no date (YYYY-MM-DD)"


def context_faults(context: str) -> Iterator[str]:
    """What is wrong with the conditions of a context; docs/lexicon.md lists them."""
    for condition in context.split():
        found = _CONDITION.fullmatch(condition)
        if found is None:
            yield f"context: {condition!r} is no condition"
        elif not all(found[3].split("|")):
            yield f"context: {condition!r} has an empty value"


def _wording_faults(cells: Cells) -> Iterator[str]:
    if cells["action"] in ("replace", "teach") and not cells["wording"]:
        yield f"wording: missing; {cells['action']} needs it"
    if cells["wording"] and cells["wording"].casefold() == cells["term"].casefold():
        yield "wording: is the term itself"
    if cells["child"] and cells["child"] == cells["wording"]:
        yield "child: repeats the wording; leave it empty"


def _explanation_faults(cells: Cells) -> Iterator[str]:
    explanation = cells["explanation"]
    if cells["action"] == "explain" and not explanation:
        yield "explanation: missing; explain needs it"
    words = len(explanation.split())
    if words > LONGEST_EXPLANATION:
        yield f"explanation: has {words} words, {LONGEST_EXPLANATION} at the most"
    if explanation.endswith("."):
        yield "explanation: ends with a full stop"


def _one_of(cells: Cells, column: str, allowed: tuple[str, ...]) -> Iterator[str]:
    if cells[column] not in allowed:
        yield f"{column}: {cells[column]!r} is none of {', '.join(filter(None, allowed))}"


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    year, month, day = map(int, text.split("-"))
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
