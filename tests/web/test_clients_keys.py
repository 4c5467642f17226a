"""A client looks after its own keys, and can neither see nor touch those of another."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.store import keys
from guidance.store.keys import Key
from guidance.web.current import KEY

type Made = tuple[Key, dict[str, str]]


@pytest.fixture
def make(app: Flask):
    """A key of a client, and the headers that send it."""

    def make(client: str, name: str, scope: str = "admin") -> Made:
        with app.extensions[KEY].database.writing() as session:
            owner = keys.clients.find(session, client) or keys.clients.create(session, client)
            made, secret = keys.create(session, name, [scope], client=owner.name)
        return made, {"Authorization": f"Bearer {secret}"}

    return make


def test_a_client_lists_its_own_keys_and_no_others(client: FlaskClient, make) -> None:
    ours, sent = make("portal", "portal admin")
    make("portal", "portal reading", "read")
    make("app", "app admin")
    answer = client.get("/v1/keys", headers=sent)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["client"] == "portal"
    assert [key["name"] for key in answer.json["keys"]] == ["portal admin", "portal reading"]
    assert sent["Authorization"].removeprefix("Bearer ") not in answer.text
    assert answer.json["keys"][0]["id"] == ours.id


@pytest.mark.parametrize("act", ["rotate", "revoke"])
def test_the_key_of_another_client_answers_as_one_that_is_not_there(
    client: FlaskClient, make, act: str
) -> None:
    _, ours = make("portal", "portal admin")
    theirs, their_headers = make("app", "app reading")
    seen = client.post(f"/v1/keys/{theirs.id}/{act}", headers=ours, json={} if act == "rotate" else None)
    missing = client.post("/v1/keys/999999/" + act, headers=ours, json={} if act == "rotate" else None)
    assert (seen.status_code, missing.status_code) == (404, 404)
    assert seen.text.replace(str(theirs.id), "999999") == missing.text
    after = client.get("/v1/keys", headers=their_headers).json["keys"][0]
    assert (after["revoked_at"], after["old_until"]) == (None, None)


def test_a_client_rotates_its_key_and_both_secrets_are_good(client: FlaskClient, make) -> None:
    ours, old = make("portal", "portal admin")
    answer = client.post(f"/v1/keys/{ours.id}/rotate", headers=old, json={"old_good_for_hours": 2})
    assert answer.status_code == 200
    assert answer.json["key"]["old_until"] is not None
    new = {"Authorization": f"Bearer {answer.json['secret']}"}
    assert [client.get("/v1/keys", headers=sent).status_code for sent in (old, new)] == [200, 200]


@pytest.mark.parametrize("hours", [0, -1, 721, 1.5, "2", None])
def test_an_old_secret_stays_good_for_one_hour_to_thirty_days(client: FlaskClient, make, hours) -> None:
    ours, sent = make("portal", "portal admin")
    answer = client.post(f"/v1/keys/{ours.id}/rotate", headers=sent, json={"old_good_for_hours": hours})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")
    assert answer.json["errors"][0]["pointer"] == "/old_good_for_hours"


def test_a_client_revokes_another_of_its_keys_but_no_key_itself(client: FlaskClient, make) -> None:
    ours, sent = make("portal", "portal admin")
    other, other_headers = make("portal", "portal second")
    itself = client.post(f"/v1/keys/{ours.id}/revoke", headers=sent)
    assert (itself.status_code, itself.json["code"]) == (409, "own-key")
    assert client.post(f"/v1/keys/{other.id}/revoke", headers=sent).json["revoked_at"] is not None
    assert client.get("/v1/keys", headers=other_headers).status_code == 401
    again = client.post(f"/v1/keys/{other.id}/rotate", headers=sent, json={})
    assert (again.status_code, again.json["code"]) == (409, "key-is-revoked")


def test_only_a_key_with_the_scope_admin_looks_after_keys(client: FlaskClient, make) -> None:
    ours, sent = make("portal", "portal editing", "edit")
    assert client.get("/v1/keys", headers=sent).status_code == 403
    assert client.post(f"/v1/keys/{ours.id}/rotate", headers=sent, json={}).status_code == 403


def test_the_cookie_of_the_desk_opens_nothing_of_the_interface(app: Flask) -> None:
    visitor = app.test_client()
    visitor.get("/desk/sign-in", headers={"Accept": "text/html"})
    assert visitor.get("/v1/keys").status_code == 401
