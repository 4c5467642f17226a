"""The chooser: every role of every audience, with its label."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from guidance.plain import audience


def test_the_chooser_names_every_role_with_its_audience(client: FlaskClient) -> None:
    chooser = client.get("/v1/roles").json
    assert chooser["question"] == "Which best describes you?"
    known = audience.load()
    assert [(role["id"], role["label"]) for role in chooser["roles"]] == [
        (role.id, role.label) for role in known.roles
    ]
    assert all(known.for_role(role["id"]).id == role["audience"] for role in chooser["roles"])
    assert all(known.get(role["audience"]).label == role["audience_label"] for role in chooser["roles"])


def test_the_chooser_tells_who_reads_where_no_role_is_declared(make_app: Callable[..., Flask]) -> None:
    assert make_app().test_client().get("/v1/roles").json["default_audience"] == "patient"
    other = make_app(default_audience="teen").test_client()
    assert other.get("/v1/roles").json["default_audience"] == "teen"
