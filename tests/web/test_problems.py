"""Every error is an RFC 9457 problem with a stable code, and tells nothing of the inside."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.errors import ConfigurationError, Conflict, Fault
from guidance.web import problems

MEMBERS = {"type", "title", "status", "detail", "code"}


def explode() -> None:
    raise RuntimeError("the password is hunter2")


def misconfigured() -> None:
    raise ConfigurationError("the file /etc/secret cannot be read")


def clash() -> None:
    raise Conflict("Both cannot stand.", faults=(Fault("/a/0", "this one"),))


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    for view in (explode, misconfigured, clash):
        app.add_url_rule(f"/{view.__name__}", view_func=view)
    return app.test_client()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/v1/articles/Not_A_Slug", 404, "not-found"),
        ("GET", "/v1/articles/%00", 404, "not-found"),
        ("GET", "/v1/articles/x/revisions/99999999999999999999", 404, "not-found"),
        ("DELETE", "/v1/roles", 405, "method-not-allowed"),
    ],
)
def test_what_the_framework_refuses_is_a_problem_too(
    client: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.content_type) == (status, problems.MEDIA_TYPE)
    assert answer.json is not None
    assert answer.json.keys() == MEMBERS
    assert (answer.json["status"], answer.json["code"]) == (status, code)


def test_a_method_that_is_not_allowed_names_those_that_are(client: FlaskClient) -> None:
    assert client.delete("/v1/roles").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_over_the_limit_is_refused_with_the_limit(
    make_app: Callable[..., Flask], make_key: Callable[..., dict[str, str]]
) -> None:
    client = make_app(max_body=1000).test_client()
    answer = client.post("/v1/check", json={"text": "x" * 1000}, headers=make_key("edit"))
    assert answer.status_code == 413
    assert answer.json is not None
    assert (answer.json["code"], answer.json["detail"]) == ("too-large", "At most 1,000 bytes are taken.")


def test_an_error_of_the_service_keeps_its_status_code_and_faults(failing: FlaskClient) -> None:
    answer = failing.get("/clash")
    assert answer.status_code == 409
    assert answer.json == {
        "type": "urn:guidance:problem:conflict",
        "title": "The request conflicts with what is kept",
        "status": 409,
        "detail": "Both cannot stand.",
        "code": "conflict",
        "errors": [{"pointer": "/a/0", "detail": "this one"}],
    }


@pytest.mark.parametrize("path", ["/explode", "/misconfigured"])
def test_an_unforeseen_error_says_nothing_of_the_inside(failing: FlaskClient, path: str) -> None:
    answer = failing.get(path)
    assert (answer.status_code, answer.content_type) == (500, problems.MEDIA_TYPE)
    assert answer.json is not None
    assert answer.json["code"] == "internal"
    assert not any(secret in answer.text for secret in ("hunter2", "RuntimeError", "secret"))


def test_the_log_of_an_error_leaves_out_what_the_reader_declared(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        failing.get("/explode?role=child")
    assert "hunter2" in caplog.text
    assert "child" not in caplog.text


def test_a_problem_can_quote_half_a_surrogate_pair() -> None:
    answer = problems.problem(422, "x", "x", "\ud800")
    assert b"\\ud800" in answer.get_data()


def test_nested_messages_become_json_pointers() -> None:
    messages = {"a/b": {0: {"c~d": ["wrong", "twice"]}}, "_schema": ["whole"]}
    assert list(problems.faults_of(messages)) == [
        Fault("/a~1b/0/c~0d", "wrong"),
        Fault("/a~1b/0/c~0d", "twice"),
        Fault("", "whole"),
    ]
