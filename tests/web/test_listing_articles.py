"""The list of articles: filtered, in the words of the role, page by page."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.web.articles import PageSchema
from guidance.web.current import KEY


@pytest.fixture
def five(app: Flask, writer: object, article: str) -> list[str]:
    """The slugs of five articles, the last updated first."""
    for number in range(1, 6):
        text = article.replace("slug: asthma-inhalers", f"slug: asthma-{number}")
        text = text.replace("updated: 2026-01-20", f"updated: 2026-01-0{number}")
        specialty = "cardiology" if number == 3 else "respiratory"
        jobs.save_article(app.extensions[KEY], text.replace("respiratory", specialty), by="test")
    return [f"asthma-{number}" for number in (5, 4, 3, 2, 1)]


def slugs(page: dict[str, object]) -> list[str]:
    return [item["slug"] for item in page["items"]]


def test_pages_follow_each_other_to_the_end_by_their_links(client: FlaskClient, five: list[str]) -> None:
    seen, address = [], "/v1/articles?limit=2&role=nurse"
    while address:
        answer = client.get(address)
        PageSchema().load(answer.json)
        seen.append(slugs(answer.json))
        link = answer.headers.get("Link")
        assert (link is None) == (answer.json["next"] is None)
        address = link and link.removesuffix('>; rel="next"').removeprefix("<")
        assert address is None or ("role=nurse" in address and "limit=2" in address)
    assert seen == [five[:2], five[2:4], five[4:]]


def test_the_cursor_alone_leads_to_the_next_page(client: FlaskClient, five: list[str]) -> None:
    first = client.get("/v1/articles", query_string={"limit": 3}).json
    second = client.get("/v1/articles", query_string={"limit": 3, "cursor": first["next"]}).json
    assert slugs(first) + slugs(second) == five


def test_a_topic_and_words_narrow_the_list(client: FlaskClient, five: list[str]) -> None:
    assert slugs(client.get("/v1/articles?topic=Cardiology").json) == ["asthma-3"]
    assert slugs(client.get("/v1/articles?q=INHALED+persistent").json) == five
    assert slugs(client.get("/v1/articles?q=gout").json) == []
    assert slugs(client.get("/v1/articles?q=100%25").json) == []


def test_an_empty_house_lists_nothing(client: FlaskClient) -> None:
    assert client.get("/v1/articles").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=ten", "/limit"),
        ("limit=1e1", "/limit"),
        ("limit=+5", "/limit"),
        ("limit=%D9%A5", "/limit"),
        ("limit=99999999999999999999", "/limit"),
        ("q=" + "x" * 201, "/q"),
        ("q=a%00b", "/q"),
        ("topic=a%0A", "/topic"),
        ("cursor=..", "/cursor"),
        ("page=2", "/page"),
        ("limit=1&limit=2", "/limit"),
    ],
)
def test_a_query_out_of_bounds_is_pointed_at(client: FlaskClient, query: str, pointer: str) -> None:
    answer = client.get(f"/v1/articles?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")
    assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]


def test_a_cursor_that_nobody_gave_out_is_refused(client: FlaskClient) -> None:
    answer = client.get("/v1/articles?cursor=abc")
    assert (answer.status_code, answer.json["code"]) == (422, "bad-cursor")


def test_the_site_sets_how_long_a_page_is(make_app: Callable[..., Flask], five: list[str]) -> None:
    client = make_app(page_size=2, page_limit=3).test_client()
    assert slugs(client.get("/v1/articles").json) == five[:2]
    assert slugs(client.get("/v1/articles?limit=3").json) == five[:3]
    assert client.get("/v1/articles?limit=4").status_code == 422
