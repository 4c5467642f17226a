"""A whole day at the desk in Chromium, with the real writer: from a pasted text to what readers get.

What each page looks like in light and dark, on a phone and on a desktop, is left in the folder of the test.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import PASSWORD, make_person_in
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guidance import jobs
from guidance.plain.writer import Writer
from guidance.store import audit
from guidance.web.current import KEY

TEXT = (Path(__file__).parent / "day.md").read_text(encoding="utf-8")
SLUG = "stockings-long-flights"
TITLE = "Do compression stockings help on long flights?"
SWELLING = "Swelling probably gets less as well [2]."
PRESSURE = "The best pressure is not yet known in older travellers."
ASKED = "Say it with fewer names of diseases: patients cannot read this yet."
CHANGES = (
    ("Prophylactic compression stockings may reduce the incidence of asymptomatic", "Stockings may reduce"),
    ("severe peripheral arterial disease", "too little blood in the legs"),
)
NOTE = "Fewer names of diseases"

type SignIn = Callable[..., Page]
type Look = Callable[[Page, str], None]


class Day(NamedTuple):
    """The site that the day is spent at, and the browsers of those who spend it there."""

    address: str
    app: object
    open_browser: Callable[[], Page]


@pytest.fixture
def day(serve, browser: Browser, real_writer: Writer) -> Iterator[Day]:
    """An empty site with an editor, Mara, and a reviewer, Rob."""
    contexts: list[BrowserContext] = []

    def open_browser() -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        return contexts[-1].new_page()

    with serve() as found, pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_writer", lambda *_: real_writer)
        make_person_in(found.app, "editor", username="mara", name="Mara Example")
        make_person_in(found.app, "reviewer", username="rob", name="Rob Example")
        yield Day(found.address, found.app, open_browser)
        for context in contexts:
            context.close()


@pytest.fixture
def sign_in(day: Day) -> SignIn:
    """A browser in which that person has signed in by the form, at the worklist."""

    def sign_in(username: str) -> Page:
        page = day.open_browser()
        page.goto(f"{day.address}/desk")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Worklist")
        return page

    return sign_in


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Leaves pictures of a page, and sees to it that nothing of it scrolls sideways."""

    def look(page: Page, name: str) -> None:
        for scheme, width in product(("light", "dark"), (375, 1280)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == width, name
            page.screenshot(path=tmp_path / f"{name}-{scheme}-{width}.png", full_page=True)
        page.emulate_media(color_scheme="light")

    return look


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of that name: an article may stand in several parts of a worklist."""
    page.get_by_role("link", name=name, exact=True).first.click()


def mend(page: Page, sentence: str, wording: str) -> None:
    """Type a wording for a sentence, wait for what the guards say as one types, and keep it."""
    row = page.locator(f"#{sentence}")
    row.get_by_text("Word it yourself").click()
    row.get_by_label("Your wording").fill(wording)
    expect(row.locator(".verdict")).to_contain_text("No guard objects")
    row.get_by_role("button", name="Keep it").click()
    expect(page.locator(f"#{sentence} .said p").first).to_have_text(wording)


def grades(page: Page) -> list[float]:
    """The grades of the variants in the table over time, the newest first."""
    cells = page.get_by_role("region", name="Grades over time").locator("td.main").all_inner_texts()
    return [float(cell) for cell in cells]


def try_and_write(page: Page, look: Look) -> None:
    """The editor tries the text in the box, then keeps it as a draft."""
    look(page, "worklist-empty")
    follow(page, "Try a text")
    page.get_by_label("Text").fill(re.sub(r"^(?:## |- )", "", TEXT.split("---\n")[2], flags=re.MULTILINE))
    press(page, "Rewrite")
    expect(page.get_by_role("heading", name="Sentence by sentence")).to_be_visible()
    look(page, "tried")
    follow(page, "Articles")
    look(page, "articles-empty")
    follow(page, "Write a new article")
    page.get_by_label("Markdown with front matter").fill(TEXT)
    look(page, "new-article")
    press(page, "Keep as a draft")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    look(page, "article-draft")


def read_report_and_mend(page: Page, look: Look) -> None:
    """From the article to its report, on to its sentences, two of them mended, and back to the article."""
    follow(page, "Readability report")
    expect(page.get_by_role("heading", name="Hardest sentences")).to_be_visible()
    look(page, "report-before")
    follow(page, "Sentence by sentence")
    look(page, "sentences-before")
    mend(page, "s5", SWELLING)
    mend(page, "s9", PRESSURE)
    expect(page.get_by_text("worded by mara")).to_have_count(2)
    look(page, "sentences-after")
    follow(page, "The whole report")
    follow(page, "To the article")


def submit(page: Page) -> None:
    press(page, "Submit for review")
    expect(page.get_by_role("status")).to_contain_text("Submitted")


def ask_for_changes(page: Page, look: Look) -> None:
    """The reviewer finds the article in the worklist and asks for a change; without a reason it fails."""
    look(page, "worklist-reviewer")
    follow(page, TITLE)
    press(page, "Start the review")
    follow(page, "Read revision 1")
    look(page, "revision")
    page.go_back()
    press(page, "Ask for changes")
    expect(page.get_by_role("alert")).to_contain_text("reason")
    page.get_by_label("Reason").fill(ASKED)
    look(page, "article-under-review")
    press(page, "Ask for changes")
    expect(page.get_by_role("status")).to_contain_text("Changes requested")


def change_the_text(page: Page, look: Look) -> None:
    """The editor finds what was asked for, changes the text, and hands it in again."""
    follow(page, "Worklist")
    look(page, "worklist-editor")
    follow(page, TITLE)
    expect(page.get_by_text(ASKED)).to_be_visible()
    follow(page, "Edit the text")
    box = page.get_by_label("Markdown with front matter")
    text = box.input_value()
    for before, after in CHANGES:
        assert before in text
        text = text.replace(before, after)
    box.fill(text)
    page.get_by_label("Why this revision is made").fill(NOTE)
    look(page, "edit")
    press(page, "Submit for review")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def approve(page: Page, look: Look) -> None:
    """The reviewer looks at what changed, and approves."""
    follow(page, "Worklist")
    follow(page, TITLE)
    follow(page, "See what changed")
    expect(page.locator(".line-new").filter(has_text="too little blood in the legs")).to_be_visible()
    look(page, "changes")
    page.go_back()
    press(page, "Start the review")
    page.get_by_label("Review again by").fill("2099-03-01")
    press(page, "Approve")
    expect(page.get_by_role("status")).to_contain_text("Approved")
    look(page, "article-approved")


def test_a_whole_day_at_the_desk(day: Day, sign_in: SignIn, look: Look) -> None:
    reader = day.open_browser()
    its_page = f"{day.address}/articles/{SLUG}?role=patient"

    editor = sign_in("mara")
    try_and_write(editor, look)
    assert reader.goto(its_page).status == 404
    read_report_and_mend(editor, look)
    submit(editor)

    reviewer = sign_in("rob")
    ask_for_changes(reviewer, look)
    reader.goto(its_page)
    expect(reader.locator("[aria-current=step]")).not_to_contain_text("Approved")
    look(reader, "reader-before")

    change_the_text(editor, look)
    approve(reviewer, look)

    reader.goto(its_page)
    steps = reader.get_by_role("region", name="Medical review")
    expect(steps.locator("[aria-current=step]")).to_contain_text("Approved")
    expect(steps.get_by_role("listitem")).to_have_text([re.compile(r"\d{4}")] * 3)
    for kept in (SWELLING, PRESSURE, "too little blood in the legs"):
        expect(reader.locator(".prose")).to_contain_text(kept.split(" [")[0])
    expect(reader.locator(".prose")).not_to_contain_text("arterial")
    look(reader, "reader-after")

    follow(editor, "Readability report")
    found = grades(editor)
    assert len(found) == 4  # written, mended twice, revised
    assert found[0] < found[1]
    expect(editor.locator("h2.of-audience")).not_to_contain_text("Withheld")
    look(editor, "report-after")
    follow(editor, "Reports")
    expect(editor.get_by_role("link", name=TITLE).first).to_be_visible()
    look(editor, "reports")
    with day.app.extensions[KEY].database.reading() as session:
        audit.verify(session)
