"""Search over HTTP: what is found, what was looked for, page by page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.web.current import KEY
from guidance.web.search import SearchSchema


@pytest.fixture
def three(app: Flask, writer: object, article: str) -> list[str]:
    """The slugs of three articles, the last updated first."""
    for number in range(1, 4):
        text = article.replace("slug: asthma-inhalers", f"slug: asthma-{number}")
        text = text.replace("updated: 2026-01-20", f"updated: 2026-01-0{number}")
        text = text.replace("status: approved", "status: submitted") if number == 2 else text
        jobs.save_article(app.extensions[KEY], text, by="test")
    return ["asthma-3", "asthma-2", "asthma-1"]


def slugs(page: dict[str, object]) -> list[str]:
    return [item["slug"] for item in page["items"]]


def test_what_is_found_says_where_it_holds_the_words(client: FlaskClient, stored: str) -> None:
    answer = client.get("/v1/search?q=steroids+for+asthma&role=patient")
    assert SearchSchema().validate(answer.json) == {}
    (item,) = answer.json["items"]
    assert (item["slug"], item["status"], item["exact"]) == (stored, "approved", False)
    title, snippet = item["title"], item["snippet"]
    assert [title[one["start"] : one["end"]] for one in item["title_marks"]] == ["asthma"]
    marked = [snippet["text"][one["start"] : one["end"]] for one in snippet["marks"]]
    assert marked == ["corticosteroids", "asthma"]


def test_pages_follow_each_other_by_their_links(client: FlaskClient, three: list[str]) -> None:
    seen, address = [], "/v1/search?q=inhaled+steroids&limit=1&role=nurse"
    while address:
        answer = client.get(address)
        assert SearchSchema().validate(answer.json) == {}
        seen += slugs(answer.json)
        link = answer.headers.get("Link")
        address = link and link.removesuffix('>; rel="next"').removeprefix("<")
    assert seen == three


def test_a_misspelt_word_is_told_with_what_it_was_taken_for(client: FlaskClient, stored: str) -> None:
    found = client.get("/v1/search?q=inhlaer+zorbax").json
    assert slugs(found) == [stored]
    assert found["searched_for"] == "inhaler"
    assert found["corrected"] == [{"typed": "inhlaer", "meant": "inhaler"}]
    assert found["left_out"] == ["zorbax"]


def test_where_nothing_is_found_terms_of_the_glossary_are_offered(client: FlaskClient, stored: str) -> None:
    found = client.get("/v1/search?q=hypertension&role=patient").json
    assert found["items"] == []
    assert "high blood pressure" in found["also"]
    assert found["terms"][0]["term"] == "hypertension"
    assert client.get("/v1/search?q=asthma").json["terms"] == []


def test_what_is_not_approved_is_found_as_the_site_has_it(make_app, three: list[str]) -> None:
    client = make_app(readers_see="approved").test_client()
    assert slugs(client.get("/v1/search?q=asthma").json) == ["asthma-3", "asthma-1"]


def test_no_shared_cache_keeps_what_was_looked_for(client: FlaskClient) -> None:
    answer = client.get("/v1/search?q=asthma")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Vary"] == "Authorization, Origin"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("", "/q"),
        ("q=" + "x" * 201, "/q"),
        ("q=a%00b", "/q"),
        ("q=a&limit=0", "/limit"),
        ("q=a&cursor=..", "/cursor"),
        ("q=a&page=2", "/page"),
    ],
)
def test_a_query_out_of_bounds_is_pointed_at(client: FlaskClient, query: str, pointer: str) -> None:
    answer = client.get(f"/v1/search?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")
    assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]


def test_a_cursor_that_nobody_gave_out_is_refused(client: FlaskClient) -> None:
    answer = client.get("/v1/search?q=asthma&cursor=abc")
    assert (answer.status_code, answer.json["code"]) == (422, "bad-cursor")


@pytest.mark.parametrize("q", ['"', "gout NEAR(x)", "zorbax' OR 'x'='x' --", "مرض", "🫁", "%5C", "!!!"])
def test_strange_questions_have_clear_answers(client: FlaskClient, stored: str, q: str) -> None:
    answer = client.get("/v1/search", query_string={"q": q})
    assert answer.status_code == 200
    assert slugs(answer.json) == []
