"""/desk/questions: what waits, for whom, and how it is marked as handled."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from guidance.store import unanswered
from guidance.web.current import KEY

SLUG = "exercise-multiple-sclerosis"
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def waits(desk: Flask) -> int:
    """The number of a question that waits."""
    with desk.extensions[KEY].database.writing() as session:
        for _ in range(3):
            unanswered.keep(session, SLUG, text=EVIL, folded="alert", today=date(2026, 3, 1))
        unanswered.keep(session, SLUG, text="can I dive?", folded="dive", today=date(2026, 3, 2))
    with desk.extensions[KEY].database.reading() as session:
        return unanswered.listed(session)[0].questions[0].id


def test_questions_stand_by_article_the_most_asked_first_and_as_text(
    desk, waits: int, signed_in: Callable
) -> None:
    page = signed_in("editor").get("/desk/questions").text
    assert "Asked 4 times" in page
    assert EVIL not in page
    assert page.index("alert(1)") < page.index("can I dive?")


def test_a_question_is_marked_as_handled_once(desk, waits: int, signed_in: Callable) -> None:
    client = signed_in("reviewer")
    assert client.submit(f"/desk/questions/{waits}/handled").status_code == 302
    page = client.get("/desk/questions").text
    assert "marked as handled" in page
    assert "alert(1)" not in page
    assert "alert(1)" in client.get("/desk/questions?show=handled").text
    assert client.submit(f"/desk/questions/{waits}/handled").status_code == 404


def test_who_neither_edits_nor_reviews_does_not_see_them(desk, waits: int, signed_in: Callable) -> None:
    client = signed_in("admin")
    assert client.get("/desk/questions").status_code == 403
    assert "/desk/questions" not in client.get("/desk").text
