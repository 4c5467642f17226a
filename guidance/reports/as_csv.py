"""The table over all articles as CSV (RFC 4180), for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from datetime import date, datetime

from guidance.store.report_values import Row

MEDIA_TYPE = "text/csv"
HEAD = (*(field.name for field in fields(Row)), "change")
# What a spreadsheet takes for the beginning of a formula, or strips before it looks for one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The head and a line for each row, each with its line end.

    A text that a spreadsheet could run as a formula gets an apostrophe before it; numbers stay numbers.
    """
    yield _line(HEAD)
    for row in rows:
        yield _line((*astuple(row), row.change))


def _line(values: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_cell(value) for value in values])
    return out.getvalue()


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case date() | datetime():
            return value.isoformat()
        case str() if value.startswith(_FORMULA):
            return f"'{value}"
        case _:
            return value
