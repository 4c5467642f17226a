"""The list of the glossary: by letter, by what is looked for, page by page, in the reader's words."""

import re

from flask.testing import FlaskClient

HEADING = re.compile(r'<h3><a href="(/terms/[^"]*)">([^<]*)</a>')


def test_the_glossary_can_be_gone_through_to_its_end(client: FlaskClient) -> None:
    path, names = "/terms?letter=q", []
    while path:
        page = client.get(path).text
        names += [name for _, name in HEADING.findall(page)]
        following = re.search(r'<a rel="next" href="([^"]*)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert names == sorted(names, key=str.casefold)
    assert {name[0].casefold() for name in names} == {"q"}


def test_a_long_letter_has_pages_and_leads_back_to_the_first(client: FlaskClient) -> None:
    first = client.get("/terms?letter=c").text
    following = re.search(r'<a rel="next" href="([^"]*)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    assert HEADING.findall(first) != HEADING.findall(second)
    assert '<a href="/terms?letter=c">First page</a>' in second


def test_every_letter_leads_to_words_and_the_role_goes_along(client: FlaskClient) -> None:
    page = client.get("/terms?role=nurse").text
    letters = re.findall(r'<a href="(/terms\?letter=(.)&amp;role=nurse)"', page)
    assert [letter for _, letter in letters] == sorted({letter for _, letter in letters})
    assert len(letters) > 20
    assert '<a href="/terms?role=nurse" aria-current="page">Words to know</a>' in page
    for address, _ in HEADING.findall(page):
        assert address.endswith("?role=nurse")


def test_a_search_shows_what_holds_its_words(client: FlaskClient) -> None:
    page = client.get("/terms?q=shortness+of+breath").text
    assert "dyspnoea" in [name for _, name in HEADING.findall(page)]
    assert 'value="shortness of breath"' in page


def test_a_word_that_is_not_listed_is_guessed_at_and_said_to_be(client: FlaskClient) -> None:
    page = client.get("/terms?q=splenomyectomy").text
    assert "is not in this list" in page
    assert "It is a guess from its parts." in page
    assert "No word fits that" not in page
    assert "No word fits that" in client.get("/terms?q=zzz").text


def test_what_is_looked_for_is_written_as_text(client: FlaskClient) -> None:
    page = client.get("/terms?q=<script>alert(1)</script>&letter=<b>").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_first_page_of_the_site_leads_to_the_glossary(client: FlaskClient) -> None:
    assert '<a href="/terms">Words to know</a>' in client.get("/").text
