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


def marks(page: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", page)


def test_a_search_looks_at_the_words_that_the_role_reads(client: FlaskClient) -> None:
    assert titles(client.get("/?role=child&q=good+for+people").text)
    assert not titles(client.get("/?role=doctor&q=good+for+people").text)
    assert titles(client.get("/?topic=NEUROLOGY").text)
    assert not titles(client.get("/?topic=cardiology&q=exercise").text)


def test_what_was_looked_for_is_marked_in_title_and_passage(client: FlaskClient) -> None:
    page = client.get("/?role=child&q=exercises+tight+muscles").text
    assert titles(page) == ["Is <mark>exercise</mark> good for people with MS?"]
    assert {"tight", "muscles"} <= set(marks(page))


def test_another_name_of_the_same_thing_finds_it_and_is_said(client: FlaskClient) -> None:
    page = client.get("/?role=doctor&q=tight+muscles").text
    assert "spasticity" in marks(page)
    assert "Also looked for: spasticity." in page


def test_a_misspelt_word_is_put_right_and_the_page_says_so(client: FlaskClient) -> None:
    page = client.get("/?role=doctor&q=exercise+spastcity").text
    assert titles(page)
    assert "“spastcity” was taken as “spasticity”." in page
    assert "Looked for: <strong>exercise spasticity</strong>" in page


def test_a_search_that_finds_nothing_says_what_to_try_and_keeps_what_was_asked(client: FlaskClient) -> None:
    page = client.get('/?q="><script>zorbax').text
    assert "Try fewer words" in page
    assert 'value="&#34;&gt;&lt;script&gt;zorbax"' in page


def test_a_search_that_finds_nothing_shows_terms_that_may_help(client: FlaskClient) -> None:
    page = client.get("/?role=patient&q=hypertnsion").text
    assert "Words that may help" in page
    assert 'href="/terms/hypertension?role=patient"' in page
    assert 'href="/?q=hypertension&amp;role=patient"' in page


def test_a_search_for_common_words_alone_asks_for_another_word(client: FlaskClient) -> None:
    assert "Add a word for what it is about" in client.get("/?q=what+is+it").text


def test_what_was_found_is_escaped(make_site: MakeSite, clinician_source: str) -> None:
    title = "title: Is supervised exercise indicated in multiple sclerosis with spasticity?"
    assert title in clinician_source
    source = clinician_source.replace(title, "title: <img src=x> & supervised")
    page = make_site(source=source).test_client().get("/?role=doctor&q=img+supervised").text
    assert "&lt;<mark>img</mark> src=x&gt; &amp; <mark>supervised</mark>" in page


def test_no_shared_cache_keeps_what_was_looked_for(client: FlaskClient) -> None:
    assert client.get("/?q=exercise").headers["Cache-Control"] == "private, no-cache"


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
