"""Any text can be checked or rewritten for a role; nothing of it is kept."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.web.check import CheckedSchema
from guidance.web.rewrite import RewrittenSchema

TEXT = "Physiotherapy is indicated.\n\nIt reduces spasticity [1]."

pytestmark = pytest.mark.usefixtures("writer")


@pytest.fixture
def editor(make_key: Callable[..., dict[str, str]]) -> dict[str, str]:
    return make_key("edit")


def test_a_rewritten_text_comes_with_the_account_of_it(client: FlaskClient, editor: dict[str, str]) -> None:
    answer = client.post("/v1/rewrite", json={"text": TEXT, "role": "carer"}, headers=editor)
    assert answer.status_code == 200
    assert answer.json.keys() == RewrittenSchema().fields.keys()
    RewrittenSchema().load(answer.json)
    assert answer.json["audience"] == "caregiver"
    assert "spasticity [1]" in answer.json["text"]


def test_a_check_tells_every_measure_with_its_target_and_limit(
    client: FlaskClient, editor: dict[str, str]
) -> None:
    answer = client.post("/v1/check", json={"text": TEXT, "role": "child"}, headers=editor)
    assert answer.status_code == 200
    CheckedSchema().load(answer.json)
    assert answer.json["audience"] == "child"
    assert answer.json["measures"][0].keys() >= {"name", "value", "target", "limit", "passed"}


@pytest.mark.parametrize("path", ["/v1/check", "/v1/rewrite"])
def test_without_a_role_it_is_the_audience_that_the_site_has_set(
    client: FlaskClient, editor: dict[str, str], path: str
) -> None:
    assert client.post(path, json={"text": TEXT}, headers=editor).json["audience"] == "patient"


@pytest.mark.parametrize("path", ["/v1/check", "/v1/rewrite"])
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": " \n "}, "/text"),
        ({"text": None}, "/text"),
        ({"text": "a\u0007b"}, "/text"),
        ({"text": "x", "audience": "child"}, "/audience"),
        ({"text": "x", "role": 3}, "/role"),
        ([{"text": "x"}], ""),
        ("text", ""),
    ],
)
def test_what_is_wrong_in_the_body_is_pointed_at(
    client: FlaskClient, editor: dict[str, str], path: str, body: object, pointer: str
) -> None:
    answer = client.post(path, json=body, headers=editor)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")
    assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize("path", ["/v1/check", "/v1/rewrite"])
def test_a_text_longer_than_the_site_takes_is_refused_with_the_limit(
    make_app: Callable[..., Flask], editor: dict[str, str], path: str
) -> None:
    client = make_app(max_text=20).test_client()
    answer = client.post(path, json={"text": "x" * 21}, headers=editor)
    assert answer.status_code == 422
    assert answer.json["errors"] == [{"pointer": "/text", "detail": "Longer than 20 characters."}]


@pytest.mark.parametrize("path", ["/v1/check", "/v1/rewrite"])
def test_a_role_nobody_knows_is_refused(client: FlaskClient, editor: dict[str, str], path: str) -> None:
    answer = client.post(path, json={"text": TEXT, "role": "wizard"}, headers=editor)
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-role")
