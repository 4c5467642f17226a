"""/v1/webhooks: a client looks after its own, and after no others."""

import pytest
from flask.testing import FlaskClient

from guidance.store import audit, keys
from guidance.web.current import KEY

ADDRESS = "/v1/webhooks"
URL = "https://hooks.example.org/guidance"


@pytest.fixture
def admin(make_key) -> dict[str, str]:
    return make_key("admin")


@pytest.fixture
def made(client: FlaskClient, admin) -> dict:
    answer = client.post(ADDRESS, json={"url": URL, "events": ["article.withdrawn"]}, headers=admin)
    assert answer.status_code == 201
    return answer.json


def test_a_webhook_shows_its_secret_once(client, admin, made) -> None:
    assert made["secret"].startswith("whsec_")
    listed = client.get(ADDRESS, headers=admin)
    assert listed.json == {"client": "admin", "webhooks": [made["webhook"]]}
    assert (made["webhook"]["url"], made["webhook"]["events"]) == (URL, ["article.withdrawn"])
    rotated = client.post(f"{ADDRESS}/1/rotate", json={}, headers=admin).json
    assert rotated["webhook"] == made["webhook"]
    assert rotated["secret"] != made["secret"]
    assert made["secret"] not in listed.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "http://hooks.example.org/"}, "forbidden-address"),
        ({"url": "https://192.168.0.1/"}, "forbidden-address"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "forbidden-address"),
        ({"url": "mailto:a@example.org"}, "invalid-input"),
        ({"url": URL, "events": []}, "invalid-input"),
        ({"url": URL, "events": ["article.eaten"]}, "invalid-input"),
        ({}, "invalid-input"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused(client, admin, body, code) -> None:
    refused = client.post(ADDRESS, json=body, headers=admin)
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert client.get(ADDRESS, headers=admin).json["webhooks"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("delete", ""),
        ("post", "/rotate"),
        ("post", "/enable"),
        ("post", "/replay"),
        ("get", "/deliveries"),
    ],
)
def test_a_webhook_of_another_client_is_as_one_that_is_not_there(client, app, made, method, path) -> None:
    with app.extensions[KEY].database.writing() as session:
        _, secret = keys.create(session, "other", ["admin"])
    answer = client.open(
        f"{ADDRESS}/1{path}",
        method=method.upper(),
        json={} if method == "post" else None,
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert (answer.status_code, answer.json["code"]) == (404, "no-such-webhook")


def test_a_webhook_is_sent_again_opened_and_removed(client, admin, made, app, stored) -> None:
    withdrawn = client.post(
        f"/v1/articles/{stored}/reviews",
        json={"status": "withdrawn", "comment": "Wrong."},
        headers=admin | {"If-Match": "*"},
    )
    assert withdrawn.status_code == 201
    [delivery] = client.get(f"{ADDRESS}/1/deliveries", headers=admin).json["deliveries"]
    assert (delivery["type"], delivery["state"], delivery["tries"]) == ("article.withdrawn", "due", 0)
    assert client.post(f"{ADDRESS}/1/replay", json={}, headers=admin).json == {"events": 1}
    later = {"since": "2999-01-01T00:00:00Z", "everything": True}
    assert client.post(f"{ADDRESS}/1/replay", json=later, headers=admin).json == {"events": 0}
    assert client.post(f"{ADDRESS}/1/enable", headers=admin).json == made["webhook"]
    assert client.delete(f"{ADDRESS}/1", headers=admin).status_code == 204
    assert client.get(ADDRESS, headers=admin).json["webhooks"] == []
    with app.extensions[KEY].database.reading() as session:
        told = [one.action for one in audit.listed(session, subject="admin") if "webhook" in one.action]
    assert told == ["webhook.removed", "webhook.replayed", "webhook.replayed", "webhook.added"]


def test_other_scopes_look_after_no_webhooks(client, make_key) -> None:
    assert client.get(ADDRESS, headers=make_key("edit", "review")).status_code == 403
    assert client.get(ADDRESS).status_code == 401
