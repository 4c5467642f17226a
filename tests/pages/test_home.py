"""The list of articles as a page."""

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

type MakeSite = Callable[..., Flask]


def titles(page: str) -> list[str]:
    return re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", page)


def test_the_list_speaks_in_the_words_of_the_role(client: FlaskClient) -> None:
    assert titles(client.get("/?role=child").text) == ["Is exercise good for people with MS?"]
    assert titles(client.get("/?role=doctor").text) == [
        "Is supervised exercise indicated in multiple sclerosis with spasticity?"
    ]


def test_each_article_is_shown_with_its_subject_its_status_and_its_date(client: FlaskClient) -> None:
    page = client.get("/?role=child").text
    assert 'href="/articles/exercise-multiple-sclerosis?role=child"' in page
    assert "<span>Neurology</span>" in page
    assert ">Under review</span>" in page
    assert '<time datetime="2026-01-20">20 January 2026</time>' in page


def test_a_search_looks_at_the_words_that_the_role_reads(client: FlaskClient) -> None:
    assert titles(client.get("/?role=child&q=tight+muscles").text)
    assert not titles(client.get("/?role=doctor&q=tight+muscles").text)
    assert not titles(client.get("/?role=child&q=ambulatory").text)
    assert titles(client.get("/?topic=NEUROLOGY").text)


def test_a_search_that_finds_nothing_says_what_to_try_and_keeps_what_was_asked(client: FlaskClient) -> None:
    page = client.get('/?q="><script>').text
    assert "Try fewer words" in page
    assert 'value="&#34;&gt;&lt;script&gt;"' in page


def test_a_site_without_articles_says_so(make_site: MakeSite) -> None:
    assert "There are no articles yet." in make_site(source="").test_client().get("/").text


def test_a_long_list_goes_on_over_pages_that_keep_the_search(
    make_site: MakeSite, clinician_source: str
) -> None:
    app = make_site(page_size=1)
    make_site(source=clinician_source.replace("exercise-multiple", "rest-multiple"), page_size=1)
    client = app.test_client()
    seen, address = [], "/?role=patient&q=trainer"
    while address:
        page = client.get(address).text
        seen += re.findall(r"/articles/([a-z-]+)", page)
        address = "".join(re.findall(r'rel="next" href="([^"]*)"', page)).replace("&amp;", "&")
    assert seen == ["exercise-multiple-sclerosis", "rest-multiple-sclerosis"]
    assert 'href="/?role=patient&amp;q=trainer">First page' in page


def test_a_browser_that_has_the_list_is_told_so(client: FlaskClient) -> None:
    first = client.get("/")
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_parameters_that_the_list_does_not_know_are_let_be(client: FlaskClient) -> None:
    assert client.get("/?utm_source=letter&q=%00&topic=%ed%a0%80").status_code == 200
