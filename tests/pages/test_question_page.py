"""The box on the article's page, and the page that answers: in a real Chromium, and without a script."""

from collections.abc import Callable
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

ARTICLE = "/articles/exercise-multiple-sclerosis"
ASK = f"{ARTICLE}/questions"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

type Open = Callable[..., Page]


def asked(browse: Open, question: str, **how: object) -> Page:
    page = browse(f"{ARTICLE}?role=patient", **how)
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url(f"**{ASK}?role=patient")
    return page


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_question_is_asked_on_the_page_and_told_that_nothing_answers(browse: Open, script: bool) -> None:
    page = asked(browse, "Can I go diving?", java_script_enabled=script)
    expect(page.locator(".asked")).to_have_text("Can I go diving?")
    expect(page.get_by_text("We have no reviewed answer to that.")).to_be_visible()
    page.get_by_role("link", name="Back to the article").click()
    page.wait_for_url(f"**{ARTICLE}?role=patient")


def test_axe_finds_no_violation_on_the_page_of_an_answer(browse: Open) -> None:
    page = asked(browse, "I can't breathe")
    expect(page.get_by_role("alert")).to_be_visible()
    page.emulate_media(reduced_motion="reduce")
    for scheme, width in product(("light", "dark"), (375, 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{scheme}, {width} px: {found.generate_report()}"
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_was_asked_is_kept_by_no_browser_and_is_no_markup(client: FlaskClient) -> None:
    answer = client.post(ASK, data={"question": "<script>alert(1)</script> diving"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("question", ["", "  ", "x" * 501, "a\0b"])
def test_what_is_no_question_is_told_on_a_page(client: FlaskClient, question: str) -> None:
    answer = client.post(ASK, data={"question": question}, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "We could not read that question" in answer.text


def test_a_page_of_another_site_cannot_ask_in_its_readers_name(client: FlaskClient) -> None:
    for origin, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200)):
        answer = client.post(ASK, data={"question": "diving"}, headers={"Sec-Fetch-Site": origin})
        assert answer.status_code == status


def test_a_question_in_the_address_is_not_taken(client: FlaskClient) -> None:
    assert client.get(f"{ASK}?question=diving").status_code == 405
