"""A client says for itself where its articles are shown, and knows of no other."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.store import clients, keys, portals
from guidance.web.current import KEY


@pytest.fixture
def ours(app: Flask) -> tuple[str, dict[str, str]]:
    """The name of a client in addresses, and the headers that send its key."""
    with app.extensions[KEY].database.writing() as session:
        made = clients.create(session, "portal")
        _, secret = keys.create(session, "portal key", ["admin"], client="portal")
        clients.create(session, "other")
        portals.set_origins(session, "other", ["https://other.example"])
    return made.portal, {"Authorization": f"Bearer {secret}"}


def test_a_client_finds_itself_alone(client: FlaskClient, ours) -> None:
    name, sent = ours
    [found] = client.get("/v1/clients", headers=sent).json["items"]
    assert found == {"portal": name, "name": "portal", "origins": [], "sees_pending": None}
    assert client.get(f"/v1/clients/{name}", headers=sent).json == found


def test_what_is_put_counts_at_once(client: FlaskClient, ours) -> None:
    name, sent = ours
    body = {"origins": ["https://B.example/", "https://a.example"], "sees_pending": False}
    answer = client.put(f"/v1/clients/{name}", headers=sent, json=body)
    assert answer.status_code == 200
    assert answer.json["origins"] == ["https://a.example", "https://b.example"]
    assert answer.json["sees_pending"] is False
    read = client.get("/v1/articles", headers={"Origin": "https://a.example"})
    assert read.headers["Access-Control-Allow-Origin"] == "https://a.example"


def test_another_client_answers_as_one_that_is_not_there(app: Flask, client: FlaskClient, ours) -> None:
    _, sent = ours
    with app.extensions[KEY].database.reading() as session:
        theirs = clients.get(session, "other").portal
    body = {"origins": [], "sees_pending": None}
    for method in (client.get, client.put):
        seen, missing = (
            method(f"/v1/clients/{name}", headers=sent, **({"json": body} if method == client.put else {}))
            for name in (theirs, "0123456789abcdef")
        )
        assert (seen.status_code, seen.json) == (404, missing.json)
    with app.extensions[KEY].database.reading() as session:
        assert portals.origins(session, "other") == ("https://other.example",)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"origins": ["https://other.example"], "sees_pending": None}, 409, "origin-taken"),
        ({"origins": ["https://x.example/path"], "sees_pending": None}, 422, "bad-origin"),
        ({"origins": [""], "sees_pending": None}, 422, "invalid-input"),
        ({"origins": [], "sees_pending": "yes"}, 422, "invalid-input"),
        ({"origins": []}, 422, "invalid-input"),
        ({"sees_pending": True, "origins": [], "name": "x"}, 422, "invalid-input"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(
    client: FlaskClient, ours, body: dict[str, object], status: int, code: str
) -> None:
    name, sent = ours
    before = client.get(f"/v1/clients/{name}", headers=sent).json
    answer = client.put(f"/v1/clients/{name}", headers=sent, json=body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert client.get(f"/v1/clients/{name}", headers=sent).json == before


def test_it_takes_a_key_for_everything(client: FlaskClient, make_key) -> None:
    assert client.get("/v1/clients").status_code == 401
    assert client.get("/v1/clients", headers=make_key("edit", "review")).status_code == 403
