"""An article is served in the words of the declared role, from stored bytes, by one statement."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.reviewing import Asked, review_article
from guidance.store.steps import Actor
from guidance.web.current import KEY
from guidance.web.schemas import ArticleSchema

ADDRESS = "/v1/articles/asthma-inhalers"
KINDS = ["application/json", "text/html", "text/markdown", "text/plain"]

pytestmark = pytest.mark.usefixtures("stored")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_served_as_itself_with_what_a_cache_needs(client: FlaskClient, kind: str) -> None:
    answer = client.get(ADDRESS, query_string={"role": "nurse"}, headers={"Accept": kind})
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["ETag"].startswith('"')
    assert answer.headers["Last-Modified"].endswith("GMT")
    assert answer.headers["Vary"] == "Accept-Encoding, Accept, Authorization, Origin"
    assert b"inhaler" in answer.data


def test_the_json_is_what_the_contract_says(client: FlaskClient) -> None:
    served = client.get(ADDRESS).json
    assert served.keys() == ArticleSchema().fields.keys()
    ArticleSchema().load(served)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/plain;q=0.5, text/markdown;q=0.9", "text/markdown"),
        ("application/json;q=0, */*", "text/html"),
    ],
)
def test_the_reader_gets_the_kind_they_prefer(client: FlaskClient, accept: str | None, kind: str) -> None:
    headers = {} if accept is None else {"Accept": accept}
    assert client.get(ADDRESS, headers=headers).mimetype == kind


@pytest.mark.parametrize("accept", ["application/pdf", "nonsense", "application/json;q=0"])
def test_a_kind_that_is_not_there_is_refused_with_those_that_are(client: FlaskClient, accept: str) -> None:
    answer = client.get(ADDRESS, headers={"Accept": accept})
    assert (answer.status_code, answer.json["code"], answer.headers["Vary"]) == (
        406,
        "not-acceptable",
        "Accept",
    )
    assert all(kind in answer.json["detail"] for kind in KINDS)


@pytest.mark.parametrize(
    ("role", "audience"), [("parent", "caregiver"), ("doctor", "clinician"), ("expert-patient", "informed")]
)
def test_the_role_decides_whose_words_are_served(client: FlaskClient, role: str, audience: str) -> None:
    because = client.get(ADDRESS, query_string={"role": role}).json["served_because"]
    assert because == {"audience": audience, "asked": audience, "fallback": False, "reason": None}


def test_without_a_role_it_is_the_audience_that_the_site_has_set(
    client: FlaskClient, make_app: Callable[..., Flask]
) -> None:
    assert client.get(ADDRESS).json["audience"] == "patient"
    other = make_app(default_audience="teen").test_client()
    assert other.get(ADDRESS).json["audience"] == "teen"


def test_a_role_nobody_knows_is_refused_with_the_known_ones(client: FlaskClient) -> None:
    answer = client.get(ADDRESS, query_string={"role": "wizard"})
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-role")
    assert "expert-patient" in answer.json["detail"]


@pytest.mark.parametrize("query", ["rolle=child", "role=child&role=teen", "role=child&as=x"])
def test_a_query_that_is_not_understood_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{ADDRESS}?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")
    assert len(answer.json["errors"]) == 1


def test_an_article_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/v1/articles/gout")
    assert (answer.status_code, answer.json["code"]) == (404, "no-such-article")


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_it_already_gets_no_body(client: FlaskClient, kind: str) -> None:
    full = client.get(ADDRESS, headers={"Accept": kind})
    again = client.get(ADDRESS, headers={"Accept": kind, "If-None-Match": full.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control"):
        assert again.headers[name] == full.headers[name]
    assert "Content-Type" not in again.headers


@pytest.mark.parametrize("form", ['W/"{0}"', '"other", "{0}"', "*"])
def test_any_form_of_having_it_counts(client: FlaskClient, form: str) -> None:
    etag = client.get(ADDRESS).headers["ETag"].strip('"')
    assert client.get(ADDRESS, headers={"If-None-Match": form.format(etag)}).status_code == 304


def test_having_another_kind_or_another_roles_is_not_having_it(client: FlaskClient) -> None:
    html = client.get(ADDRESS, headers={"Accept": "text/html"}).headers["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": html}).status_code == 200
    assert client.get(ADDRESS + "?role=child", headers={"If-None-Match": html}).status_code == 200


@pytest.mark.parametrize("has_it", [False, True])
def test_a_read_asks_the_database_once(app: Flask, client: FlaskClient, has_it: bool, trace: Any) -> None:
    known = {"If-None-Match": client.get(ADDRESS).headers["ETag"]} if has_it else {}
    with trace(app.extensions[KEY].database) as seen:
        answer = client.get(ADDRESS, headers=known)
    assert answer.status_code == (304 if has_it else 200)
    assert len([one for one in seen if one != "PRAGMA data_version"]) == 1


def withdraw(app: Flask) -> None:
    reviewer = Actor("test reviewer", frozenset({"reviewer"}))
    asked = Asked("withdrawn", "a wrong dose")
    review_article(app.extensions[KEY], "asthma-inhalers", asked, actor=reviewer)


def test_what_was_withdrawn_is_gone(app: Flask, client: FlaskClient) -> None:
    known = {"If-None-Match": client.get(ADDRESS).headers["ETag"]}
    withdraw(app)
    for headers in ({}, known):
        answer = client.get(ADDRESS, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (410, "withdrawn")
    assert client.get("/v1/articles").json["items"] == []


def test_how_long_it_may_be_kept_depends_on_the_review(app: Flask, client: FlaskClient, article: str) -> None:
    assert client.get(ADDRESS).headers["Cache-Control"] == "public, max-age=600, must-revalidate"
    other = article.replace("slug: asthma-inhalers", "slug: gout").replace("approved", "submitted")
    jobs.save_article(app.extensions[KEY], other, by="test")
    assert client.get("/v1/articles/gout").headers["Cache-Control"] == "public, no-cache"


def test_where_readers_need_a_key_no_shared_cache_may_keep_it(
    make_app: Callable[..., Flask], make_key: Callable[..., dict[str, str]]
) -> None:
    client = make_app(reading="key").test_client()
    answer = client.get(ADDRESS, headers=make_key("read"))
    assert answer.headers["Cache-Control"] == "private, max-age=600, must-revalidate"


def test_head_tells_all_but_the_body(client: FlaskClient) -> None:
    full, head = client.get(ADDRESS), client.head(ADDRESS)
    assert (head.status_code, head.data) == (200, b"")
    # What is left of the limit is one request less.
    left = {"RateLimit"}
    assert {n: v for n, v in head.headers if n not in left} == {
        n: v for n, v in full.headers if n not in left
    }


def test_a_reader_whose_variant_is_withheld_gets_the_next_with_the_reason(
    app: Flask, client: FlaskClient, writer: Any
) -> None:
    writer.withheld = {"child"}
    jobs.render_articles(app.extensions[KEY], ["asthma-inhalers"])
    served = client.get(ADDRESS, query_string={"role": "child"}).json
    assert served["audience"] == "patient"
    assert served["served_because"]["asked"] == "child"
    assert served["served_because"]["fallback"] is True
    assert served["served_because"]["reason"]
    assert [notice["kind"] for notice in served["notices"]] == ["fallback"]
