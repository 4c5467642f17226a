"""The table as CSV: read back by a parser, and nothing in it that a spreadsheet would run."""

import csv
import io
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from guidance.reports import as_csv
from guidance.store.report_values import Row

NUMBERS = {field.name: 1 for field in fields(Row)}
ROW = Row(
    **{
        **NUMBERS,
        "slug": "asthma",
        "title": "Which inhaler?",
        "specialty": "respiratory",
        "status": "submitted",
        "updated": date(2026, 1, 20),
        "audience": "patient",
        "served_audience": "informed",
        "passed": False,
        "withheld": True,
        "gap": None,
        "fkgl": 7.25,
        "source_fkgl": 12.5,
        "at": datetime(2026, 2, 1, 9, 30, tzinfo=UTC),
    }
)


def read(*rows: Row) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(as_csv.lines(rows)))))


def test_each_figure_stands_under_its_name() -> None:
    [found] = read(ROW)
    assert list(found) == [*(field.name for field in fields(Row)), "change"]
    assert (found["slug"], found["passed"], found["withheld"], found["gap"]) == (
        "asthma",
        "false",
        "true",
        "",
    )
    assert (found["fkgl"], found["source_fkgl"], found["change"]) == ("7.25", "12.5", "-5.25")
    assert (found["updated"], found["at"]) == ("2026-01-20", "2026-02-01T09:30:00+00:00")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_text_begins_as_a_formula_does(sign: str) -> None:
    evil = f'{sign}HYPERLINK("https://example.org")'
    [found] = read(replace(ROW, title=evil, specialty=f"{sign}1"))
    assert found["title"].startswith("'")
    assert found["title"].endswith(evil[1:])
    assert found["specialty"].startswith("'")


def test_a_title_may_hold_what_csv_is_made_of() -> None:
    title = 'Comma, "quote"\nand a line; – = inside'
    assert read(replace(ROW, title=title))[0]["title"] == title


def test_lines_end_as_rfc_4180_has_it() -> None:
    head, line = as_csv.lines([ROW])
    assert head.endswith("change\r\n")
    assert line.endswith("\r\n")
