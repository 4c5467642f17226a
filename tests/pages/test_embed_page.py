"""The page for a frame: where it may stand, what it shows, and that naming a portal never shows more."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.pages import embed
from guidance.store import clients, portals
from guidance.web.current import KEY

SLUG = "exercise-multiple-sclerosis"
ADDRESS = f"/embed/{SLUG}"
FIRST, SECOND = "https://portal.example", "https://intranet.portal.example:8443"


def make_portal(app: Flask, sees_pending: bool | None = None) -> str:
    with app.extensions[KEY].database.writing() as session:
        made = clients.create(session, "portal", sees_pending=sees_pending)
        portals.set_origins(session, "portal", [FIRST, SECOND])
    return made.portal


def policy(client: FlaskClient, address: str = ADDRESS, **headers: str) -> dict[str, str]:
    """The directives of the content policy of an answer."""
    said = client.get(address, headers=headers).headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in said.split(";"))


@pytest.fixture
def site(make_site) -> Flask:
    return make_site()


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


def test_it_is_the_article_and_nothing_of_the_site_around_it(client: FlaskClient) -> None:
    page = client.get(f"{ADDRESS}?role=patient").text
    for part in (
        "Does exercise help with MS?",
        "Last updated",
        "Editorial policy",
        "Which best describes you?",
        "still checking this page",
        "It does not replace",
        "References",
        "Words to know",
    ):
        assert part in page, part
    assert "<nav" not in page
    assert "<header" not in page
    assert 'action="' not in page


def test_links_out_of_the_article_open_beside_the_frame(client: FlaskClient) -> None:
    page = client.get(f"{ADDRESS}?role=patient").text
    outward = re.findall(r'<a [^>]*href="(?!#)[^"]*"[^>]*>', page)
    assert len(outward) > 2
    assert all('target="_blank"' in link and "noopener" in link for link in outward)
    assert not re.findall(r'<a [^>]*href="#[^"]*"[^>]*target=', page)


def test_nothing_in_it_needs_what_a_strict_policy_forbids(client: FlaskClient) -> None:
    answer = client.get(ADDRESS)
    said = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in said
    assert "unsafe" not in said
    assert not re.search(r"<script(?! src=)|<style| style=| on[a-z]+=", answer.text)
    assert "Set-Cookie" not in answer.headers
    assert "X-Frame-Options" not in answer.headers
    assert client.get(f"/articles/{SLUG}").headers["X-Frame-Options"] == "DENY"


def test_a_portal_that_is_named_may_frame_it(site: Flask, client: FlaskClient) -> None:
    name = make_portal(site)
    assert policy(client)["frame-ancestors"] == "'self'"
    assert policy(client, f"{ADDRESS}?portal={name}")["frame-ancestors"] == f"'self' {SECOND} {FIRST}"


@pytest.mark.parametrize(
    ("referer", "where"),
    [
        (f"{FIRST}/a/page?x=1", f"'self' {FIRST}"),
        (f"{SECOND}/", f"'self' {SECOND}"),
        (FIRST, f"'self' {FIRST}"),
        ("https://evil.example/", "'self'"),
        (f"https://evil.example/{FIRST}", "'self'"),
        (f"{FIRST}@evil.example/", "'self'"),
        ("nonsense", "'self'"),
    ],
)
def test_without_a_name_the_page_that_asks_tells_it(
    site: Flask, client: FlaskClient, referer: str, where: str
) -> None:
    make_portal(site)
    assert policy(client, Referer=referer)["frame-ancestors"] == where


def test_caches_are_told_that_the_page_that_asks_counts(site: Flask, client: FlaskClient) -> None:
    make_portal(site)
    ours = client.get(ADDRESS, headers={"Referer": FIRST})
    assert "Referer" in ours.headers["Vary"]
    etag = ours.headers["ETag"]
    assert client.get(ADDRESS, headers={"Referer": FIRST, "If-None-Match": etag}).status_code == 304
    # With a 304 a browser keeps the policy that it had.
    assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 200


def test_a_name_that_is_not_known_is_told_and_framed_nowhere_else(client: FlaskClient) -> None:
    answer = client.get(f"{ADDRESS}?portal=0123456789abcdef", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "We do not know this portal" in answer.text
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_a_site_may_let_any_page_frame_it(make_site) -> None:
    client = make_site(portals="any").test_client()
    assert policy(client, Referer="https://evil.example/")["frame-ancestors"] == "*"


def test_naming_a_portal_shows_less_or_the_same_but_never_more(site: Flask, make_site) -> None:
    name = make_portal(site)
    lenient, strict = site.test_client(), make_site(source="", readers_see="approved").test_client()
    shown = {}
    for sees in (None, True, False):
        with site.extensions[KEY].database.writing() as session:
            clients.let_see_pending(session, "portal", sees)
        shown[sees] = [
            one.get(address, headers=headers).status_code
            for one in (lenient, strict)
            for address, headers in ((f"{ADDRESS}?portal={name}", {}), (ADDRESS, {"Referer": FIRST}))
        ]
    assert shown == {None: [200, 200, 404, 404], True: [200, 200, 404, 404], False: [404] * 4}
    assert lenient.get(ADDRESS).status_code == 200


def test_where_readers_need_a_key_no_frame_shows_anything(site: Flask, make_site) -> None:
    name = make_portal(site)
    closed = make_site(source="", reading="key").test_client()
    answer = closed.get(f"{ADDRESS}?portal={name}")
    assert answer.status_code == 401
    assert "exercise" not in answer.text.lower()


def test_what_goes_wrong_can_be_read_in_the_frame(site: Flask, client: FlaskClient) -> None:
    name = make_portal(site)
    for address, status, words in (
        (f"/embed/gout?portal={name}", 404, "There is no such article"),
        (f"{ADDRESS}?portal={name}&role=wizard", 422, "We do not know that kind of reader"),
        (f"{ADDRESS}?portal={name}&as_of=2026-01-01T00:00:00Z", 422, "as they are now"),
        (f"{ADDRESS}?portal={name}&revision=1", 422, "as they are now"),
    ):
        answer = client.get(address)
        assert (answer.status_code, words in answer.text) == (status, True)
        assert FIRST in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert "<nav" not in answer.text


def test_the_chooser_keeps_the_portal_and_the_theme(site: Flask, client: FlaskClient) -> None:
    name = make_portal(site)
    page = client.get(f"{ADDRESS}?role=child&theme=dark", headers={"Referer": FIRST}).text
    assert f'<input type="hidden" name="portal" value="{name}">' in page
    assert '<input type="hidden" name="theme" value="dark">' in page
    assert re.search(r'<html[^>]*class="framed for-child dark"', page)
    assert 'name="theme"' not in client.get(f'{ADDRESS}?theme="><b>').text


def test_any_page_may_load_the_script_and_who_has_it_gets_no_bytes(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_script_sets_no_html_and_keeps_nothing(client: FlaskClient) -> None:
    script = client.get("/embed.js").text
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert word not in script
    for word in ("localStorage", "sessionStorage", "document.cookie", "indexedDB", "Authorization"):
        assert word not in script


def test_the_themes_of_a_frame_have_the_colours_of_the_pages() -> None:
    folder = embed.SCRIPT.parent
    page, framed = ((folder / name).read_text(encoding="utf-8") for name in ("page.css", "framed.css"))
    names = {"light": page.split(":root {")[1].split("}")[0], "dark": page.split(":root {")[2].split("}")[0]}
    for theme, colours in names.items():
        said = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", colours))
        given = dict(
            re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", framed.split(f".framed.{theme} {{")[1].split("}")[0])
        )
        assert given == said
