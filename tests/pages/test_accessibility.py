"""The pages in a real Chromium: axe-core finds nothing, and a keyboard, a phone or no script is enough."""

from collections.abc import Callable
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

ARTICLE = "/articles/exercise-multiple-sclerosis"
CODE = "mainSearchCriteria.v.c=G35&mainSearchCriteria.v.csn=ICD-10-CM"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PAGES = {
    "the list": "/",
    "an article for patients": f"{ARTICLE}?role=patient",
    "an article for children": f"{ARTICLE}?role=child",
    "an article for doctors": f"{ARTICLE}?role=doctor",
    "an opened word": f"{ARTICLE}?role=patient#term-spasticity",
    "the editorial policy": "/editorial-policy",
    "the glossary": "/terms",
    "words of a letter for children": "/terms?letter=q&role=child",
    "a word made of parts": "/terms?q=splenomyectomy",
    "a word of the glossary": "/terms/biopsy",
    "articles for a code": f"/infobutton?{CODE}&knowledgeResponseType=text/html",
    "a missing page": "/nowhere",
}
PHONE, DESKTOP = 375, 1280

type Open = Callable[..., Page]


@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_axe_finds_no_violation_in_light_and_dark_on_phone_and_desktop(browse: Open, path: str) -> None:
    page = browse(path, reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for scheme, width in product(("light", "dark"), (PHONE, DESKTOP)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{scheme}, {width} px: {found.generate_report()}"


def test_a_role_is_chosen_with_the_keyboard_alone(browse: Open) -> None:
    page = browse(f"{ARTICLE}?role=patient")
    reach(page, "#role")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#role")).to_have_value("child")
    assert page.url.endswith("role=patient"), "nothing is sent before the reader says so"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**?role=child")
    expect(page.locator("h1")).to_have_text("Is exercise good for people with MS?")


def test_the_first_stop_of_the_keyboard_leads_past_the_header(browse: Open) -> None:
    page = browse("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_has_the_focus_is_outlined(browse: Open) -> None:
    page = browse(ARTICLE)
    for selector in (".brand", "#role", ".chooser button", "a.term", ".citation a", "summary"):
        reach(page, selector)
        outline = page.evaluate("getComputedStyle(document.activeElement).outline")
        assert "solid 3px" in outline, selector


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_word_opens_where_the_reader_is_and_leads_back(browse: Open, script: bool) -> None:
    page = browse(f"{ARTICLE}?role=patient", java_script_enabled=script)
    entry = page.locator("#term-spasticity")
    page.locator("a.term").first.click()
    expect(entry).to_be_in_viewport(ratio=1)
    expect(entry).to_contain_text("Muscles that stay tense")
    expect(page.locator("a.term").first).to_be_in_viewport()
    entry.locator(".close").click()
    expect(entry).not_to_be_in_viewport()
    expect(page.locator("a.term").first).to_be_in_viewport()


def test_an_opened_word_closes_with_escape_at_the_place_it_was_opened_from(browse: Open) -> None:
    page = browse(f"{ARTICLE}?role=patient")
    second_mention = page.locator("a.term", has_text="spasticity").nth(1)
    second_mention.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#term-spasticity")).to_be_focused()
    page.keyboard.press("Escape")
    expect(second_mention).to_be_focused()
    expect(page.locator(".entry:target")).to_have_count(0)


def test_a_second_word_takes_the_place_of_the_first(browse: Open) -> None:
    page = browse(f"{ARTICLE}?role=patient")
    page.locator("a.term", has_text="spasticity").first.click()
    page.locator("a.term", has_text="relapse").first.click()
    expect(page.locator(".entry:target dt")).to_have_text("relapse")
    page.locator("h1").click()
    expect(page.locator(".entry:target")).to_have_count(0)


def test_an_article_can_be_found_and_its_role_chosen_without_script(browse: Open) -> None:
    page = browse("/", java_script_enabled=False)
    page.get_by_label("Words to look for").fill("trainer nerves")
    page.get_by_label("Which best describes you?").select_option("child")
    page.get_by_role("button", name="Show articles").click()
    page.get_by_role("link", name="Is exercise good for people with MS?").click()
    assert page.url.endswith(f"{ARTICLE}?role=child")
    page.get_by_label("Which best describes you?").select_option(label="A doctor")
    page.get_by_role("button", name="Show my version").click()
    expect(page.get_by_role("cell", name="0.9 s shorter")).to_be_visible()


@pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
def test_nothing_scrolls_sideways_on_the_narrowest_screen(browse: Open, path: str) -> None:
    page = browse(path, width=320)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_touched_is_at_least_24_pixels_large(browse: Open) -> None:
    page = browse(f"{ARTICLE}?role=patient", width=PHONE)
    for target in page.locator("nav a, select, button, summary, .back, .close, .brand").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, target.inner_text()


def test_nothing_moves_for_those_who_asked_for_that(browse: Open) -> None:
    page = browse(f"{ARTICLE}?role=patient#term-spasticity", reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.locator(".entry:target").evaluate("one => getComputedStyle(one).animationName") == "none"


def test_paper_carries_the_article_and_its_words_without_the_forms(browse: Open) -> None:
    page = browse(f"{ARTICLE}?role=patient#term-spasticity")
    page.emulate_media(media="print")
    expect(page.locator(".chooser")).to_be_hidden()
    expect(page.locator("#term-spasticity")).to_have_css("position", "static")
    expect(page.locator(".disclaimer")).to_be_visible()


def reach(page: Page, selector: str) -> None:
    """Press Tab until the first of these has the focus."""
    target = page.locator(selector).first
    for _ in range(60):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {selector}")
