"""The pages of the desk in a real Chromium: axe-core finds nothing, nothing scrolls sideways."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from guidance.store import clients, keys, people, portals, unanswered
from guidance.web.current import KEY

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PAGES = {
    "the worklist": "/desk",
    "the articles": "/desk/articles",
    "an article": "/desk/articles/exercise-multiple-sclerosis",
    "the text of an article": "/desk/articles/exercise-multiple-sclerosis/edit",
    "a new article": "/desk/new-article",
    "what changed": "/desk/articles/exercise-multiple-sclerosis/changes",
    "a revision as patients read it": "/desk/articles/exercise-multiple-sclerosis/revisions/1?role=patient",
    "the questions": "/desk/questions",
    "the people": "/desk/people",
    "the form for a person": "/desk/people/new",
    "a person": "/desk/people/olga",
    "clients and keys": "/desk/keys",
    "an account": "/desk/account",
    "an error": "/desk/articles/nothing-here",
}

type AtDesk = Callable[..., Page]


def free_of_violations(page: Page) -> None:
    """Run axe-core in light and dark, on a phone and on a desktop; nothing may scroll at 320 px."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for scheme, width in product(("light", "dark"), (375, 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{scheme}, {width} px: {found.generate_report()}"
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.fixture(scope="module", autouse=True)
def team(served) -> None:
    """Somebody to look at, and a client with a key that is good and one that is not."""
    with served.app.extensions[KEY].database.writing() as session:
        people.create(session, "olga", "Olga Demir", ["editor"], password="correct horse battery")
        people.disable(session, "olga")
        clients.create(session, "Hospital portal")
        portals.set_origins(session, "Hospital portal", ["https://portal.example", "http://localhost:8080"])
        unanswered.keep(
            session, "exercise-multiple-sclerosis", text="can I dive?", folded="dive", today=date(2026, 3, 1)
        )
        rotated, _ = keys.create(session, "reading", ["read"], client="Hospital portal")
        keys.rotate(session, rotated)
        revoked, _ = keys.create(session, "writing", ["edit"], client="Hospital portal")
        keys.revoke(session, revoked)


@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_axe_finds_no_violation_at_the_desk(at_desk: AtDesk, path: str) -> None:
    free_of_violations(at_desk(path, "editor", "reviewer", "admin"))


def test_axe_finds_no_violation_in_the_form_to_sign_in(browse: Callable[..., Page]) -> None:
    page = browse("/desk/sign-in")
    free_of_violations(page)
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    expect(page.get_by_label("Username")).to_have_value("nobody")
    free_of_violations(page)


def test_axe_finds_no_violation_where_a_secret_is_shown(at_desk: AtDesk) -> None:
    page = at_desk("/desk/keys", "admin")
    page.get_by_label("Whose it is").select_option("Hospital portal")
    page.locator("#key-name").fill("a key made in the browser")
    page.get_by_label("Read").check()
    page.get_by_role("button", name="Make the key").click()
    secret = page.locator(".secret").inner_text()
    assert secret.startswith("gk_")
    free_of_violations(page)
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("heading", name="a key made in the browser")).to_be_visible()
    assert secret not in page.content()


def test_a_person_signs_in_and_out_with_the_keyboard_alone(at_desk: AtDesk) -> None:
    page = at_desk("/desk", "editor")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    page.go_back()
    page.wait_for_url("**/desk/sign-in**")
