"""How easy a text is to read, in words for its reader."""

from collections.abc import Mapping
from typing import Any, NamedTuple

NAMES: Mapping[str, str] = {
    "fkgl": "School grade (Flesch–Kincaid)",
    "smog": "School grade (SMOG)",
    "longest_sentence": "Words in the longest sentence",
    "mean_sentence": "Words in a sentence, on average",
    "unexplained_terms": "Hard words left unexplained, in 100 words",
    "passive_share": "Sentences in the passive voice",
}
SHARES = frozenset({"passive_share"})
"""Measures that are parts of 1, shown as per cent."""


class Row(NamedTuple):
    """One measure: its name, its value, the aim ("" where there is none), and whether it is met."""

    name: str
    value: str
    aim: str
    passed: bool


class Measured(NamedTuple):
    """All measures, and the verdict in one sentence."""

    verdict: str
    rows: tuple[Row, ...]


def of(readability: Mapping[str, Any]) -> Measured:
    """The stored readability report for a reader's eyes."""
    rows = tuple(_row(measure) for measure in readability["measures"])
    return Measured(_verdict(rows, passed=readability["passed"]), rows)


def _row(measure: Mapping[str, Any]) -> Row:
    name, target = measure["name"], measure["target"]
    aim = "" if target is None else f"{shown(name, target)} or less"
    return Row(NAMES.get(name, name), shown(name, measure["value"]), aim, measure["passed"])


def shown(name: str, value: float) -> str:
    """The value of a measure as people read it."""
    return f"{value:.0%}" if name in SHARES else f"{round(value, 1):g}"


def _verdict(rows: tuple[Row, ...], *, passed: bool) -> str:
    if not any(row.aim for row in rows):
        return "We set no aims for these readers."
    return "It meets all our aims for these readers." if passed else "Parts of it are harder than we aim for."
