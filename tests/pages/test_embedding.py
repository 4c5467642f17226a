"""An article in the page of another origin, in a real Chromium: as an element and in a frame.

The service answers at 127.0.0.1, the portals at localhost: two hosts, and so two origins and two sites.
"""

import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from werkzeug import Request, Response
from werkzeug.serving import make_server

from guidance.store import clients, portals
from guidance.web.current import KEY

SLUG = "exercise-multiple-sclerosis"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
TITLE = "Does exercise help with MS?"
# A portal that allows no script and no style in its pages but from where it says.
POLICY = "default-src 'self'; script-src {site}; connect-src {site}; frame-src {site}; style-src 'self'"
SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A portal</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/theme.css"><script src="{site}/embed.js" defer></script></head>
<body><main><h1>Your health centre</h1>{inside}</main></body></html>"""
THEME = "guidance-article { --guidance-accent: rgb(120, 0, 90); --guidance-size: 21px; --guidance-radius: 0 }"


class Portals(NamedTuple):
    """Two web sites: one that the service knows, and one that it does not."""

    known: str
    unknown: str
    name: str


class Place:
    """What stands in the portals' page; each test says it anew."""

    inside = ""
    theme = ""
    site = ""

    def __call__(self, environ, start_response):
        if Request(environ).path == "/theme.css":
            return Response(self.theme, mimetype="text/css")(environ, start_response)
        page = Response(SHELL.format(site=self.site, inside=self.inside), mimetype="text/html")
        page.headers["Content-Security-Policy"] = POLICY.format(site=self.site)
        return page(environ, start_response)


place = Place()


@pytest.fixture(scope="session")
def both(served) -> Iterator[Portals]:
    """The two portals, answering."""
    place.site = served.address
    servers = [make_server("localhost", 0, place, threaded=True) for _ in range(2)]
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()
    known, unknown = (f"http://localhost:{server.server_port}" for server in servers)
    with served.app.extensions[KEY].database.writing() as session:
        made = clients.create(session, "health centre")
        portals.set_origins(session, made.name, [known])
    yield Portals(known, unknown, made.portal)
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


type Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, both: Portals) -> Iterator[Visit]:
    """Opens a portal's page with this in it; everything the page says wrong fails the test at its end."""
    contexts: list[BrowserContext] = []

    def open_page(
        inside: str, *, at: str = "", theme: str = "", width: int = 1280, **options: object
    ) -> Page:
        place.inside, place.theme = inside.replace("{site}", place.site), theme
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(at or both.known)
        return page

    yield open_page
    for context in contexts:
        assert context.cookies() == []
        context.close()


ELEMENT = f'<guidance-article slug="{SLUG}" role="patient"></guidance-article>'
FRAME = (
    f'<iframe src="{{site}}/embed/{SLUG}?role=patient" title="An article" width="600" height="300"></iframe>'
)


def title(page: Page):
    return page.get_by_role("heading", name=TITLE)


def frame(page: Page):
    return page.frame_locator("iframe")


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core finds wrong: the rule, and the elements. It looks into shadow trees, too."""
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    return [
        (one["id"], [node["html"][:200] + str(node["any"]) for node in one["nodes"]])
        for one in found.response["violations"]
    ]


# The element


def test_the_element_shows_the_article_in_the_page_of_a_portal(visit: Visit) -> None:
    page = visit(ELEMENT)
    expect(page.get_by_role("region", name=TITLE)).to_be_visible()
    for text in ("Last updated 20 January 2026", "still checking this page", "It does not replace"):
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("link", name="Editorial policy")).to_have_attribute(
        "href", f"{place.site}/editorial-policy"
    )
    expect(page.get_by_role("heading", level=2, name=TITLE)).to_be_visible()
    expect(page.get_by_role("heading", level=3, name="References")).to_be_visible()


def test_a_portal_that_is_not_known_gets_a_clear_message_and_a_way_to_read(
    visit: Visit, both: Portals
) -> None:
    page = visit(ELEMENT, at=both.unknown)
    expect(page.get_by_role("alert")).to_have_text("This website is not set up to show this article.")
    link = page.get_by_role("link", name="Read it at 127.0.0.1")
    expect(link).to_have_attribute("href", f"{place.site}/articles/{SLUG}")
    expect(title(page)).to_have_count(0)


def test_who_is_offline_is_told_so_and_gets_the_article_once_connected(visit: Visit) -> None:
    page = visit("")
    page.context.set_offline(True)
    page.evaluate("html => document.querySelector('main').innerHTML = html", ELEMENT)
    expect(page.get_by_role("alert")).to_contain_text("You seem to be offline")
    page.context.set_offline(False)
    expect(title(page)).to_be_visible()


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (410, "withdrawn", "This article was withdrawn."),
        (404, "no-such-article", "There is no such article."),
        (429, "too-many-requests", "Please try again in a minute"),
        (401, "unauthorized", "open only to those who have a key"),
        (500, "internal", "cannot be shown just now"),
        (422, "something-new", "cannot be shown just now"),
    ],
)
def test_what_goes_wrong_is_told_in_plain_words(visit: Visit, status: int, code: str, words: str) -> None:
    page = visit("")
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route(
        "**/v1/articles/**", lambda route: route.fulfill(status=status, json={"code": code}, headers=headers)
    )
    page.evaluate("() => addEventListener('guidance-failed', event => { window.failed = event.detail.code })")
    page.evaluate("html => document.querySelector('main').innerHTML = html", ELEMENT)
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert page.evaluate("window.failed") == code


def test_an_article_that_was_taken_away_leaves_the_portals_own_words(visit: Visit) -> None:
    page = visit('<guidance-article slug="gout"><p>Ask at the desk.</p></guidance-article>')
    expect(page.get_by_role("alert")).to_contain_text("There is no such article")
    expect(page.get_by_text("Ask at the desk.")).to_be_visible()


def test_a_role_is_chosen_with_the_keyboard_and_the_reader_stays_where_they_are(visit: Visit) -> None:
    page = visit(ELEMENT)
    chooser = page.get_by_label("Which best describes you?")
    expect(chooser).to_have_value("patient")
    chooser.focus()
    chooser.select_option("child")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is exercise good for people with MS?")).to_be_visible()
    expect(page.get_by_role("button", name="Show my version")).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Children")
    assert page.url.rstrip("/").count("?") == 0, "nothing about the reader stands in the portal's address"


def test_the_attribute_role_makes_no_nonsense_of_what_the_element_is(visit: Visit) -> None:
    page = visit(ELEMENT)
    expect(title(page)).to_be_visible()
    element = page.locator("guidance-article")
    assert element.get_attribute("role") is None
    element.evaluate("one => one.setAttribute('role', 'child')")
    expect(page.get_by_role("heading", name="Is exercise good for people with MS?")).to_be_visible()
    assert (element.get_attribute("role"), element.get_attribute("reader")) == (None, "child")


@pytest.mark.parametrize(
    ("level", "title_at", "parts_at"), [("1", 1, 2), ("4", 4, 5), ("6", 6, 6), ("x", 2, 3)]
)
def test_headings_begin_at_the_level_that_the_page_needs(
    visit: Visit, level: str, title_at: int, parts_at: int
) -> None:
    page = visit(ELEMENT.replace("slug=", f'heading-level="{level}" slug='))
    expect(page.get_by_role("heading", level=title_at, name=TITLE)).to_be_visible()
    expect(page.get_by_role("heading", level=parts_at, name="References")).to_be_visible()


def test_a_word_leads_to_its_meaning_and_back(visit: Visit) -> None:
    page = visit(ELEMENT)
    word = page.get_by_role("link", name="spasticity").first
    word.click()
    expect(page.get_by_role("term").filter(has_text="spasticity")).to_be_focused()
    expect(page.get_by_text("Muscles that stay tense.")).to_be_in_viewport()
    page.get_by_role("link", name="Back to the text: spasticity").click()
    expect(word).to_be_focused()
    expect(word).to_be_in_viewport()
    page.get_by_role("link", name="Source 1").first.click()
    expect(page.get_by_text("rehabilitation in multiple sclerosis")).to_be_in_viewport()


def test_the_portals_variables_reach_the_element_and_its_own_rules_do_not(visit: Visit) -> None:
    page = visit(ELEMENT, theme=THEME + " a { color: rgb(1, 2, 3) !important } section { display: none }")
    link = page.get_by_role("link", name="Editorial policy")
    expect(link).to_have_css("color", "rgb(120, 0, 90)")
    region = page.get_by_role("region", name=TITLE)
    expect(region).to_have_css("font-size", "21px")
    expect(region).to_have_css("border-radius", "0px")


def test_a_portal_sets_light_or_dark_or_leaves_it_to_the_reader(visit: Visit) -> None:
    grounds = {}
    for theme, scheme in (("", "light"), ("", "dark"), ("light", "dark"), ("dark", "light")):
        page = visit(ELEMENT.replace("slug=", f'theme="{theme}" slug='), color_scheme=scheme)
        region = page.get_by_role("region", name=TITLE)
        expect(region).to_be_visible()
        grounds[theme, scheme] = region.evaluate("one => getComputedStyle(one).backgroundColor")
    assert grounds["", "light"] == grounds["light", "dark"] != grounds["", "dark"] == grounds["dark", "light"]


def test_a_pinned_article_is_shown_as_it_was_and_says_so(visit: Visit) -> None:
    page = visit("")
    pinned = ELEMENT.replace("slug=", 'revision="1" slug=')
    with page.expect_request("**/v1/articles/**revision**") as asked:
        page.evaluate("html => document.querySelector('main').innerHTML = html", pinned)
    assert asked.value.url == f"{place.site}/v1/articles/{SLUG}?role=patient&revision=1"
    assert not asked.value.headers.get("referer")
    assert "cookie" not in asked.value.headers
    expect(title(page)).to_be_visible()
    expect(page.get_by_text("as it was at an earlier time")).to_be_visible()
    expect(page.get_by_role("link", name="Read it as it is now")).to_be_visible()
    page.locator("guidance-article").evaluate("one => one.setAttribute('revision', '99')")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("guidance-article").evaluate("one => one.removeAttribute('revision')")
    expect(title(page)).to_be_visible()
    expect(page.get_by_text("as it was at an earlier time")).to_have_count(0)
    page.locator("guidance-article").evaluate("one => one.setAttribute('as-of', '2000-01-01T00:00:00Z')")
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_pinned_article_that_was_withdrawn_since_is_not_shown(visit: Visit) -> None:
    page = visit("")
    headers = {"Access-Control-Allow-Origin": "*"}

    def now(route: Route) -> None:
        if route.request.method == "HEAD":
            route.fulfill(status=410, headers=headers)
        else:
            route.continue_()

    page.route("**/v1/articles/**", now)
    page.evaluate(
        "html => document.querySelector('main').innerHTML = html",
        ELEMENT.replace("slug=", 'revision="1" slug='),
    )
    expect(page.get_by_role("alert")).to_contain_text("This article was withdrawn.")
    expect(title(page)).to_have_count(0)


def test_words_that_look_like_html_are_only_words(visit: Visit) -> None:
    hostile = "<img src=x onerror='window.broken = true'>"
    run = {"text": hostile}
    blocks = [
        {"type": "heading", "level": 2, "runs": [run]},
        {
            "type": "paragraph",
            "runs": [{**run, "link": "javascript:window.broken = true"}, {**run, "strong": True}],
        },
        {"type": "list", "start": None, "items": [{"blocks": [{"type": "paragraph", "runs": [run]}]}]},
        {"type": "table", "align": [""], "header": [{"runs": [run]}], "rows": [[{"runs": [run]}]]},
        {"type": "callout", "kind": hostile, "blocks": [{"type": "paragraph", "runs": [run]}]},
        {"type": hostile},
    ]
    reference = {
        "number": 1,
        "year": 2024,
        "kind": hostile,
        "about": hostile,
        "url": "javascript:window.broken = true",
    }
    term = {"id": hostile, "term": hostile, "plain": hostile, "explanation": hostile, "url": "javascript:1"}
    article = {
        "slug": SLUG, "title": hostile, "audience": "patient", "audience_label": hostile, "lang": "en",
        "status": "approved", "reviewed_by": hostile, "last_updated": "2026-01-20", "notices": [
            {"kind": hostile, "text": hostile}
        ],
        "editorial_policy": "javascript:window.broken = true", "blocks": blocks, "references": [reference],
        "glossary": [term], "disclaimer": hostile, "added": hostile, "omissions": [hostile], "revision": 1,
    }  # fmt: skip
    page = visit("")
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route("**/v1/articles/**", lambda route: route.fulfill(json=article, headers=headers))
    page.evaluate("html => document.querySelector('main').innerHTML = html", ELEMENT)
    expect(page.get_by_role("heading", level=2, name=hostile)).to_be_visible()
    assert page.locator("guidance-article img").count() == 0
    assert page.locator("guidance-article [href^='javascript']").count() == 0
    assert page.evaluate("window.broken") is None


# The frame


def test_a_known_portal_frames_the_article_and_its_page_makes_the_frame_as_high(visit: Visit) -> None:
    page = visit(FRAME)
    expect(frame(page).get_by_role("heading", name=TITLE)).to_be_visible()
    frame_height = "one => one.getBoundingClientRect().height"
    page.wait_for_function("() => document.querySelector('iframe').style.height")
    high = page.locator("iframe").evaluate(frame_height)
    inner = frame(page).locator("body").evaluate("one => one.getBoundingClientRect().height")
    assert high > 300
    assert abs(high - inner) <= 8
    page.locator("iframe").evaluate("one => { one.style.width = '320px' }")
    page.wait_for_function(
        "high => document.querySelector('iframe').getBoundingClientRect().height > high", arg=high
    )


def test_only_our_own_frames_are_believed_about_their_height(visit: Visit) -> None:
    page = visit(FRAME)
    page.wait_for_function("() => document.querySelector('iframe').style.height")
    before = page.locator("iframe").evaluate("one => one.style.height")
    page.evaluate("() => postMessage({guidance: 'height', height: 5}, '*')")
    frame(page).locator("body").evaluate("() => parent.postMessage({guidance: 'height', height: 1e9}, '*')")
    page.wait_for_timeout(100)
    assert page.locator("iframe").evaluate("one => one.style.height") == before


def test_a_portal_that_is_not_known_frames_nothing(visit: Visit, both: Portals) -> None:
    page = visit("", at=both.unknown)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate("html => document.querySelector('main').innerHTML = html", FRAME.format(site=place.site))
    page.wait_for_function("() => document.querySelector('iframe')")
    expect(frame(page).get_by_role("heading", name=TITLE)).to_have_count(0)
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in text for text in said), said
    # Naming the portal that is known does not help another site.
    page.locator("iframe").evaluate("(one, name) => { one.src += '&portal=' + name }", both.name)
    page.wait_for_timeout(500)
    expect(frame(page).get_by_role("heading", name=TITLE)).to_have_count(0)


def test_a_frame_can_be_read_and_its_role_chosen_without_script_or_cookie(visit: Visit) -> None:
    page = visit(FRAME, java_script_enabled=False)
    inside = frame(page)
    expect(inside.get_by_role("heading", name=TITLE)).to_be_visible()
    inside.get_by_label("Which best describes you?").select_option("child")
    inside.get_by_role("button", name="Show my version").click()
    expect(inside.get_by_role("heading", name="Is exercise good for people with MS?")).to_be_visible()
    inside.locator("a.term").first.click()
    expect(inside.locator(".entry:target")).to_be_visible()


def test_a_portal_that_sends_no_referer_names_itself(visit: Visit, both: Portals) -> None:
    silent = '<meta name="referrer" content="no-referrer">'
    page = visit(silent + FRAME.replace("?role", f"?portal={both.name}&role"))
    expect(frame(page).get_by_role("heading", name=TITLE)).to_be_visible()


def test_what_oembed_hands_out_is_shown_by_a_portal(visit: Visit, served) -> None:
    asked = served.app.test_client().get(
        "/oembed", base_url=place.site, query_string={"url": f"{place.site}/articles/{SLUG}?role=child"}
    )
    page = visit('<meta name="referrer" content="no-referrer">' + asked.json["html"])
    expect(frame(page).get_by_role("heading", name="Is exercise good for people with MS?")).to_be_visible()


# Both


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_no_violation_in_element_or_frame(visit: Visit, scheme: str, width: int) -> None:
    page = visit(
        ELEMENT.replace("slug=", 'theme="" slug='), width=width, color_scheme=scheme, reduced_motion="reduce"
    )
    expect(page.get_by_label("Which best describes you?")).to_be_visible()
    assert faults(page) == []
    for role in ("patient", "child", "doctor"):
        page.goto(f"{place.site}/embed/{SLUG}?role={role}")
        assert faults(page) == [], role


def test_axe_finds_no_violation_in_a_refusal(visit: Visit, both: Portals) -> None:
    page = visit(ELEMENT, at=both.unknown)
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []


def test_neither_scrolls_sideways_on_the_narrowest_screen(visit: Visit) -> None:
    page = visit(ELEMENT, width=320)
    expect(title(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.goto(f"{place.site}/embed/{SLUG}?role=patient")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
