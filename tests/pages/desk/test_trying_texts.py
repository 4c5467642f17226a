"""The paste box: any text, any audience; nothing of it is stored or logged."""

import logging
import subprocess
import sys

import pytest
from sqlalchemy import text as sql

from guidance.store.tables import Table
from guidance.web.current import KEY

TEXT = "The word quixotanol stands in this text."


def contents(desk) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but those that a visit itself writes."""
    visits = {"session", "sign_in_try", "site_secret", "person"}
    with desk.extensions[KEY].database.engine.connect() as connection:
        return {
            name: list(connection.execute(sql(f"select * from {name}")).tuples())
            for name in Table.metadata.tables
            if name not in visits
        }


def test_a_text_is_shown_before_and_after_with_its_measures(signed_in) -> None:
    page = signed_in("editor").submit("/desk/try", text=TEXT, audience="child").text
    assert "zorbaxifen" in page
    assert "An everyday word." in page
    assert "Lost: not." in page
    assert "School grade (Flesch–Kincaid)" in page
    assert f"{TEXT}</textarea>" in page
    assert '<option value="child" selected>' in page


def test_nothing_of_a_text_is_stored_or_logged(desk, signed_in, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    client = signed_in("editor")
    before = contents(desk)
    answer = client.submit("/desk/try", text=TEXT, audience="patient")
    assert "quixotanol" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert contents(desk) == before
    assert "quixotanol" not in caplog.text


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "Paste a text first."), (" \r\n ", "Paste a text first."), ("half \x07 bell quixotanol", "U+0007")],
)
def test_a_text_that_cannot_be_read_stays_in_the_box(signed_in, text: str, told: str) -> None:
    answer = signed_in("editor").submit("/desk/try", text=text, audience="patient")
    assert answer.status_code == 422
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert ("quixotanol" in answer.text) == ("quixotanol" in text)


def test_a_text_over_the_limit_stays_in_the_box(signed_in) -> None:
    answer = signed_in("editor").submit("/desk/try", text="word " * 20_001, audience="patient")
    assert answer.status_code == 413
    assert "100,000 are the limit" in answer.text
    assert answer.text.count("word ") > 20_000


def test_a_text_of_any_letters_up_to_the_limit_is_taken(signed_in) -> None:
    text = "\u0939 " * 49_999
    assert signed_in("editor").submit("/desk/try", text=text, audience="patient").status_code == 200


def test_an_audience_that_is_none_is_refused_and_the_text_kept(signed_in) -> None:
    answer = signed_in("editor").submit("/desk/try", text=TEXT, audience="king")
    assert answer.status_code == 422
    assert "Unknown audience" in answer.text
    assert TEXT in answer.text


def test_script_in_a_text_is_shown_and_not_run(signed_in) -> None:
    evil = "</textarea><script>alert(1)</script>"
    for audience in ("patient", evil):
        page = signed_in("editor").submit("/desk/try", text=evil, audience=audience).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_an_empty_box_and_the_reports_load_no_language_code() -> None:
    code = (
        "import sys; from guidance.app import create_app; create_app(); "
        "import guidance.reports.command; "
        "print(*sorted({'spacy', 'textstat', 'lemminflect'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
