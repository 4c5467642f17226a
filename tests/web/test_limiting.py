"""Each key and each address has its own limit a minute; beyond it the answer tells when to come back."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.store import keys
from guidance.web.current import KEY
from guidance.web.limiting import KEY as COUNTER

# Answers that are given again without being made are not counted, so none are kept here.
FEW = {"limit_read": 3, "limit_search": 2, "limit_write": 2, "answer_cache": 0}


@pytest.fixture
def few(make_app) -> FlaskClient:
    """A site that takes few requests."""
    return make_app(**FEW).test_client()


def from_(address: str) -> dict[str, dict[str, str]]:
    return {"environ_base": {"REMOTE_ADDR": address}}


def test_beyond_the_limit_the_answer_is_a_problem_with_the_time_to_wait(few: FlaskClient) -> None:
    answers = [few.get("/v1/articles") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert refused.content_type == "application/problem+json"
    assert refused.json["code"] == "too-many-requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 120
    assert f"in {refused.headers['Retry-After']} s" in refused.json["detail"]
    assert refused.headers["Cache-Control"] == "no-store"


def test_every_counted_answer_tells_what_is_left(few: FlaskClient) -> None:
    for left in (2, 1, 0, 0):
        answer = few.get("/v1/articles/none")
        assert answer.headers["RateLimit-Policy"] == '"read";q=3;w=60'
        assert answer.headers["RateLimit"].startswith(f'"read";r={left};t=')


def test_reading_searching_and_writing_are_counted_apart(few: FlaskClient) -> None:
    assert [few.get("/v1/articles?q=asthma").status_code for _ in range(3)] == [200, 200, 429]
    assert few.get("/?q=asthma", headers={"Accept": "text/html"}).status_code == 429
    assert few.get("/infobutton").status_code == 429
    assert [few.post("/v1/check", json={}).status_code for _ in range(3)] == [401, 401, 429]
    assert few.get("/v1/articles").status_code == 200
    assert few.get("/v1/articles?q=").status_code == 200


def test_each_address_is_counted_for_itself(few: FlaskClient) -> None:
    for _ in range(4):
        last = few.get("/v1/roles", **from_("192.0.2.1"))
    assert last.status_code == 429
    assert few.get("/v1/roles", **from_("192.0.2.2")).status_code == 200


def test_of_ipv6_the_network_of_a_subscriber_counts_and_addresses_of_ipv4_stay_apart(
    few: FlaskClient,
) -> None:
    for host in range(4):
        last = few.get("/v1/roles", **from_(f"2001:db8:1:2::{host + 1}"))
    assert last.status_code == 429
    assert few.get("/v1/roles", **from_("2001:db8:1:3::1")).status_code == 200
    for host in range(6):
        assert few.get("/v1/roles", **from_(f"::ffff:192.0.2.{host + 1}")).status_code == 200


def test_behind_a_proxy_its_word_counts_and_nobody_elses(make_app) -> None:
    trusting = make_app(**FEW, proxies=1).test_client()
    for number in range(6):
        sent = {"X-Forwarded-For": f"10.9.9.{number}, 192.0.2.1"}
        last = trusting.get("/v1/roles", headers=sent)
    assert last.status_code == 429
    direct = make_app(**FEW).test_client()
    for number in range(6):
        last = direct.get("/v1/roles", headers={"X-Forwarded-For": f"10.9.9.{number}"})
    assert last.status_code == 429


def test_a_key_is_counted_for_itself_wherever_it_comes_from(make_app) -> None:
    app = make_app(**FEW)
    one, other = (send(app, name) for name in ("one", "other"))
    client = app.test_client()
    statuses = [
        client.get("/v1/keys", headers=one, **from_(f"192.0.2.{number}")).status_code for number in range(4)
    ]
    assert statuses == [200, 200, 200, 429]
    assert client.get("/v1/keys", headers=other, **from_("192.0.2.1")).status_code == 200


def test_made_up_keys_are_counted_by_address(few: FlaskClient) -> None:
    statuses = [
        few.get("/v1/keys", headers={"Authorization": f"Bearer gk_{number}"}).status_code
        for number in range(4)
    ]
    assert statuses == [401, 401, 401, 429]


def test_addresses_that_do_not_exist_are_counted_and_what_watches_is_not(few: FlaskClient) -> None:
    for _ in range(5):
        last = few.get("/nowhere")
    assert last.status_code == 429
    for path in ("/healthz", "/readyz", "/openapi.yaml", "/embed.js", "/static/page.css", "/desk/sign-in"):
        with few.get(path) as answer:
            told = (answer.status_code, "RateLimit" in answer.headers)
        assert told == (200, False), path
    assert few.options("/v1/articles").status_code == 200


def test_a_reader_in_a_browser_gets_a_page(few: FlaskClient) -> None:
    for _ in range(4):
        page = few.get("/", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (429, "text/html")
    assert "Please wait a minute" in page.text
    assert page.headers["Retry-After"]


def test_where_the_limit_is_none_nobody_is_counted(make_app) -> None:
    free = make_app(limit_read=0, limit_search=1, answer_cache=0).test_client()
    answers = [free.get("/v1/roles") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert "RateLimit" not in answers[0].headers
    assert [free.get("/v1/articles?q=a").status_code for _ in range(2)] == [200, 429]


def test_no_address_is_kept_or_logged(make_app, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app = make_app(**FEW)
    client = app.test_client()
    for _ in range(5):
        client.get("/v1/roles", **from_("198.51.100.77"))
    assert "198.51.100.77" not in caplog.text
    assert "198.51.100.77" not in str(vars(app.extensions[COUNTER]))


def send(app: Flask, name: str) -> dict[str, str]:
    """The headers that send a new key of a client."""
    with app.extensions[KEY].database.writing() as session:
        _, secret = keys.create(session, name, ["admin"])
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.usefixtures("stored")
def test_an_answer_that_is_given_again_is_not_counted_and_tells_nobody_elses_count(make_app) -> None:
    client = make_app(limit_read=2).test_client()
    answers = [client.get("/v1/articles/asthma-inhalers") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert ["RateLimit" in answer.headers for answer in answers] == [True, False, False, False]
