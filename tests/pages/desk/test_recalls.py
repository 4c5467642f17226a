"""A reviewer recalls an article at the desk."""

import re

import pytest

from guidance.store import changes
from guidance.store.changes import Asked
from guidance.web.current import KEY

ARTICLE = "/desk/articles/exercise-multiple-sclerosis"


@pytest.fixture
def rob(signed_in):
    return signed_in("reviewer", username="rob")


def withdraw(rob, **fields: str):
    page = rob.get(ARTICLE).text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    return rob.submit(f"{ARTICLE}/steps", status="withdrawn", why="A wrong dose.", version=version, **fields)


def test_a_recall_is_ticked_and_stands_in_the_history(desk, rob) -> None:
    assert "If you withdraw it" in rob.get(ARTICLE).text
    assert withdraw(rob, recall="yes").status_code == 302
    page = rob.get(ARTICLE).text
    assert "Recalled for safety." in page
    assert "If you withdraw it" not in page
    with desk.extensions[KEY].database.reading() as session:
        [gone] = changes.page(session, Asked("patient")).items
    assert (gone.recall, gone.superseded_by) == (True, None)


def test_what_cannot_be_read_instead_is_told_and_what_was_typed_stays(rob) -> None:
    refused = withdraw(rob, recall="yes", superseded_by="nothing-here")
    assert refused.status_code == 422
    assert "/superseded_by: is no other article" in refused.text
    assert 'name="recall" value="yes" checked' in refused.text
    assert 'value="nothing-here"' in refused.text
    assert rob.get("/articles/exercise-multiple-sclerosis").status_code == 200
