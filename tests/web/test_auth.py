"""Writing needs a key of the right scope; reading too, where the site has set it so."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.store import keys
from guidance.web.current import KEY

GUARDED = [
    ("POST", "/v1/articles"),
    ("PUT", "/v1/articles/asthma"),
    ("GET", "/v1/articles/asthma/revisions"),
    ("GET", "/v1/articles/asthma/revisions/1"),
    ("POST", "/v1/check"),
    ("POST", "/v1/rewrite"),
    ("GET", "/v1/keys"),
    ("POST", "/v1/keys/1/rotate"),
    ("POST", "/v1/keys/1/revoke"),
]
READ = ["/v1/articles", "/v1/articles/asthma"]


@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize("sent", [None, "Bearer", "Bearer nobody-made-this", "Basic YTpi", "bogus"])
def test_without_a_valid_key_an_editors_address_answers_401(
    client: FlaskClient, method: str, path: str, sent: str | None
) -> None:
    answer = client.open(path, method=method, headers={"Authorization": sent} if sent else {})
    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_key_of_another_scope_answers_403(
    client: FlaskClient, make_key: Callable[..., dict[str, str]], method: str, path: str
) -> None:
    answer = client.open(path, method=method, headers=make_key("read"))
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_a_revoked_key_is_no_key(
    app: Flask, client: FlaskClient, make_key: Callable[..., dict[str, str]]
) -> None:
    sent = make_key("edit")
    assert client.get("/v1/articles/asthma/revisions", headers=sent).status_code == 404
    with app.extensions[KEY].database.writing() as session:
        keys.revoke(session, keys.named(session, "edit"))
    assert client.get("/v1/articles/asthma/revisions", headers=sent).status_code == 401


def test_a_key_with_the_scope_admin_opens_everything(
    client: FlaskClient, make_key: Callable[..., dict[str, str]]
) -> None:
    assert client.get("/v1/articles/asthma/revisions", headers=make_key("admin")).status_code == 404


def test_reading_is_open_to_everyone_as_a_rule(client: FlaskClient) -> None:
    assert [client.get(path).status_code for path in READ] == [200, 404]


def test_where_the_site_asks_for_it_reading_needs_a_key(
    make_app: Callable[..., Flask], make_key: Callable[..., dict[str, str]]
) -> None:
    client = make_app(reading="key").test_client()
    assert [client.get(path).status_code for path in READ] == [401, 401]
    assert [client.get(path, headers=make_key("read")).status_code for path in READ[:1]] == [200]


def test_the_chooser_and_the_contract_are_open_even_then(make_app: Callable[..., Flask]) -> None:
    client = make_app(reading="key").test_client()
    assert [client.get(path).status_code for path in ("/v1/roles", "/openapi.yaml")] == [200, 200]
