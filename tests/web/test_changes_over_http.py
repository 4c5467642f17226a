"""GET /v1/changes, and what a withdrawal says to it."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.store import clients
from guidance.web.current import KEY

ADDRESS = "/v1/changes"
SLUG = "asthma-inhalers"
REVIEWS = f"/v1/articles/{SLUG}/reviews"


def withdraw(client: FlaskClient, key: dict[str, str], **more: object):
    body = {"status": "withdrawn", "comment": "A wrong dose.", **more}
    return client.post(REVIEWS, json=body, headers=key | {"If-Match": "*"})


def test_an_app_learns_what_there_is_and_where_to_fetch_it(client: FlaskClient, stored: str) -> None:
    answer = client.get(f"{ADDRESS}?role=child")
    [item] = answer.json["items"]
    assert (item["kind"], item["slug"], item["gone"]) == ("upsert", SLUG, None)
    article = item["article"]
    assert (article["audience"], article["served_audience"], article["body"]) == ("child", "child", None)
    fetched = client.get(article["url"])
    assert article["etag"] == fetched.headers["ETag"]
    assert article["etag"] == f'"{sha256(fetched.data).hexdigest()}"'
    assert (article["size"], article["title"]) == (len(fetched.data), fetched.json["title"])
    assert (article["review_due"], article["status"]) == (fetched.json["review_due"], "approved")
    assert {name: answer.json[name] for name in ("reset", "more", "max_age")} == {
        "reset": True,
        "more": False,
        "max_age": 30 * 86_400,
    }
    assert answer.headers["Vary"] == "Authorization, Origin"
    after = client.get(f"{ADDRESS}?role=child&cursor={answer.json['cursor']}")
    assert (after.json["items"], after.json["reset"]) == ([], False)


def test_the_whole_article_comes_where_it_is_asked_for(client: FlaskClient, stored: str) -> None:
    [item] = client.get(f"{ADDRESS}?bodies=true").json["items"]
    assert item["article"]["body"].encode() == client.get(item["article"]["url"]).data
    assert item["article"]["url"] == f"/v1/articles/{SLUG}"


def test_a_recall_goes_through_a_step_of_the_review(
    client: FlaskClient, stored: str, make_key: Callable[..., dict[str, str]]
) -> None:
    cursor = client.get(ADDRESS).json["cursor"]
    done = withdraw(client, make_key("review"), recall=True)
    assert done.status_code == 201
    assert done.json["events"][-1] | {"at": ""} == {
        "revision": 1,
        "from_status": "approved",
        "to_status": "withdrawn",
        "at": "",
        "by": "review",
        "comment": "A wrong dose.",
        "recall": True,
        "superseded_by": None,
    }
    [item] = client.get(f"{ADDRESS}?cursor={cursor}").json["items"]
    assert (item["kind"], item["article"]) == ("tombstone", None)
    assert item["gone"] == {"reason": "withdrawn", "recall": True, "superseded_by": None}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"superseded_by": SLUG}, "/superseded_by"),
        ({"superseded_by": "nothing-here"}, "/superseded_by"),
        ({"superseded_by": "../x"}, "/superseded_by"),
        ({"recall": "yes"}, "/recall"),
        ({"status": "under_review", "recall": True}, "/recall"),
    ],
)
def test_what_a_withdrawal_cannot_say_is_refused(
    client: FlaskClient, stored: str, make_key: Callable[..., dict[str, str]], body, pointer
) -> None:
    refused = withdraw(client, make_key("review"), **body)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)
    assert client.get(f"/v1/articles/{SLUG}").status_code == 200


def test_a_client_that_sees_approved_articles_only_is_not_told_of_others(
    client: FlaskClient, app: Flask, article: str, writer: object, make_key: Callable[..., dict[str, str]]
) -> None:
    strict = make_key("read")
    with app.extensions[KEY].database.writing() as session:
        clients.let_see_pending(session, "read", False)
    client.post("/v1/articles", data=article, content_type="text/markdown", headers=make_key("edit"))
    assert len(client.get(ADDRESS).json["items"]) == 1
    answer = client.get(ADDRESS, headers=strict)
    assert answer.json["items"] == []
    assert answer.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "cursor=x", "bodies=1", "role=king", "x=1"])
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"{ADDRESS}?{query}").status_code == 422
