"""The pages of reports and the paste box in a real Chromium, on phone and desktop, in light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from test_desk_accessibility import free_of_violations

PAGES = {
    "the reports": "/desk/reports",
    "reports that are none": "/desk/reports?verdict=withheld",
    "the report of an article": "/desk/reports/exercise-multiple-sclerosis?audience=child",
    "the empty box for texts": "/desk/try",
}

type AtDesk = Callable[..., Page]


@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_axe_finds_no_violation_in_the_reports(at_desk: AtDesk, path: str) -> None:
    free_of_violations(at_desk(path, "editor"))


@pytest.mark.usefixtures("sample_writer")
def test_axe_finds_no_violation_in_a_text_that_was_tried(at_desk: AtDesk) -> None:
    page = at_desk("/desk/try", "editor")
    page.get_by_label("Text").fill("Prophylactic treatment may commence at once.")
    page.get_by_label("Audience", exact=True).select_option("patient")
    page.get_by_role("button", name="Rewrite").click()
    expect(page.get_by_role("heading", name="Sentence by sentence")).to_be_visible()
    free_of_violations(page)


def test_the_table_of_reports_is_sifted_and_sorted_with_the_keyboard_alone(at_desk: AtDesk) -> None:
    page = at_desk("/desk/reports", "reviewer")
    page.get_by_label("Audience", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**audience=child**")
    page.get_by_role("link", name="Grade", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=-fkgl**")
    expect(page.locator("[aria-sort=descending]")).to_have_text("Grade")
