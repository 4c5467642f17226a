"""openapi.yaml is what the code says, and says all of it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from guidance.app import create_app
from guidance.article import markdown, render
from guidance.errors import InvalidInput
from guidance.plain import audience
from guidance.settings import Settings
from guidance.web import contract

FILE = Path(__file__).resolve().parents[2] / "openapi.yaml"
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def described(app: Flask) -> dict[str, Any]:
    return contract.document(app)


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": item[method]
        for path, item in described["paths"].items()
        for method in METHODS
        if method in item
    }


def test_the_file_is_what_the_code_says() -> None:
    made = contract.to_yaml(create_app(Settings(database_url="sqlite://")))
    assert FILE.read_text(encoding="utf-8") == made, "stale: run `guidance openapi`"


def test_the_address_answers_the_contract(client: FlaskClient, app: Flask) -> None:
    answer = client.get("/openapi.yaml")
    assert answer.content_type == "application/yaml"
    assert yaml.safe_load(answer.text) == contract.document(app)


def test_every_address_of_the_interface_stands_in_the_contract(app: Flask, described: dict[str, Any]) -> None:
    rules = {
        re.sub(r"<[^>]*:(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/v1/")
    }
    assert rules
    assert rules <= described["paths"].keys()


def test_every_operation_has_a_name_of_its_own_and_a_summary(described: dict[str, Any]) -> None:
    found = operations(described).values()
    names = [operation["operationId"] for operation in found]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] for operation in found)


def test_the_statuses_of_each_operation(described: dict[str, Any]) -> None:
    # That there may be too many requests is told of all of them, by another test.
    said = {
        name: " ".join(status for status in operation["responses"] if status != "429")
        for name, operation in operations(described).items()
    }
    assert said == {
        "get /v1/roles": "200",
        "get /v1/search": "200 401 403 422",
        "get /v1/articles": "200 304 401 403 422",
        "post /v1/articles": "201 400 401 403 409 413 415 422",
        "get /v1/articles/{slug}": "200 304 401 403 404 406 410 422",
        "get /v1/changes": "200 401 403 422",
        "post /v1/articles/{slug}/questions": "200 400 401 403 404 410 413 415 422",
        "put /v1/articles/{slug}": "200 400 401 403 404 412 413 415 422 428",
        "get /infobutton": "200 304 400 401 403 406 415 422",
        "post /infobutton": "200 400 401 403 406 413 415 422",
        "get /v1/articles/{slug}/revisions": "200 401 403 404",
        "get /v1/articles/{slug}/revisions/{number}": "200 401 403 404",
        "get /v1/terms": "200 401 403 422",
        "get /v1/terms/{name}": "200 401 403 404 422",
        "get /v1/articles/{slug}/revisions/{number}/variant": "200 401 403 404 422",
        "get /v1/articles/{slug}/reviews": "200 401 403 404",
        "post /v1/articles/{slug}/reviews": "201 400 401 403 404 409 412 413 415 422 428",
        "get /v1/articles/{slug}/readability": "200 401 403 404 422",
        "get /v1/readability": "200 401 403 406 422",
        "get /v1/articles/{slug}/variants/{audience}": "200 401 403 404",
        "put /v1/articles/{slug}/variants/{audience}/sentences/{name}": (
            "200 400 401 403 404 409 412 413 415 422 428"
        ),
        "delete /v1/articles/{slug}/variants/{audience}/sentences/{name}": "204 400 401 403 404 409 412 428",
        "put /v1/articles/{slug}/variants/{audience}/acceptance": (
            "200 400 401 403 404 409 412 413 415 422 428"
        ),
        "post /v1/check": "200 400 401 403 409 413 415 422",
        "post /v1/rewrite": "200 400 401 403 413 415 422",
        "get /v1/keys": "200 401 403",
        "post /v1/keys/{number}/rotate": "200 400 401 403 404 409 413 415 422",
        "post /v1/keys/{number}/revoke": "200 401 403 404 409",
        "get /v1/webhooks": "200 401 403",
        "post /v1/webhooks": "201 400 401 403 413 415 422",
        "delete /v1/webhooks/{number}": "204 401 403 404",
        "post /v1/webhooks/{number}/rotate": "200 400 401 403 404 413 415 422",
        "post /v1/webhooks/{number}/enable": "200 401 403 404",
        "post /v1/webhooks/{number}/replay": "200 400 401 403 404 413 415 422",
        "get /v1/webhooks/{number}/deliveries": "200 401 403 404",
        "get /v1/clients": "200 401 403",
        "get /v1/clients/{portal}": "200 401 403 404",
        "put /v1/clients/{portal}": "200 400 401 403 404 409 413 415 422",
        "get /oembed": "200 401 403 404 422 501",
        "get /healthz": "200",
        "get /readyz": "200 503",
        "get /openapi.yaml": "200",
    }


def test_all_operations_that_are_counted_tell_that_there_may_be_too_many(described: dict[str, Any]) -> None:
    free = {name for name, one in operations(described).items() if "429" not in one["responses"]}
    assert free == {"get /healthz", "get /readyz", "get /openapi.yaml"}
    assert list(described["components"]["responses"]["TooManyRequests"]["headers"]) == ["Retry-After"]


def test_every_problem_is_described_as_one(described: dict[str, Any]) -> None:
    for response in described["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]


def test_the_article_is_described_in_all_four_kinds(described: dict[str, Any]) -> None:
    answer = described["paths"]["/v1/articles/{slug}"]["get"]["responses"]["200"]
    assert set(answer["content"]) == {"application/json", "text/html", "text/markdown", "text/plain"}
    needed = {"Cache-Control", "ETag", "Last-Modified", "Vary"}
    assert set(answer["headers"]) == needed | {"Content-Encoding", "Link"}


def test_the_roles_of_the_contract_are_those_of_the_data(described: dict[str, Any]) -> None:
    [role] = described["paths"]["/v1/articles/{slug}"]["get"]["parameters"][:1]
    assert role["schema"]["enum"] == [role.id for role in audience.load().roles]


def test_inputs_refuse_what_they_do_not_know(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    inputs = [name for name in schemas if name.endswith("Input")] + ["Document", "Metadata", "Run"]
    assert len(inputs) > 3
    assert all(schemas[name]["additionalProperties"] is False for name in inputs)


def test_the_limits_of_the_contract_are_those_of_the_site(sqlite_url: str) -> None:
    app = create_app(Settings(database_url=sqlite_url, max_text=5000, page_limit=50, page_size=10))
    made = contract.document(app)
    limit = next(p for p in made["paths"]["/v1/articles"]["get"]["parameters"] if p["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}
    assert made["components"]["schemas"]["TextInput"]["properties"]["text"]["maxLength"] == 5000


def test_the_app_starts_without_the_language_side() -> None:
    code = (
        "import sys; from guidance.app import create_app; from guidance.settings import Settings; "
        "create_app(Settings(database_url='sqlite://')); "
        "print([name for name in ('spacy', 'textstat', 'lemminflect', 'alembic') if name in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


def validator(described: dict[str, Any], name: str) -> Draft202012Validator:
    """A validator of one schema of the contract."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", **described})


def test_a_document_as_the_article_side_writes_it_is_one_of_the_contract(
    described: dict[str, Any], article: str
) -> None:
    document = render.document_to_json(markdown.parse(article))
    validator(described, "Document").validate(json.loads(json.dumps(document)))


@pytest.mark.parametrize(
    "mark", [{"term": "asthma"}, {"colour": "red"}, {"citation": 0}, {"link": "ftp://x"}]
)
def test_what_the_article_side_refuses_in_a_run_is_not_of_the_contract(
    described: dict[str, Any], article: str, mark: dict[str, object]
) -> None:
    document = json.loads(json.dumps(render.document_to_json(markdown.parse(article))))
    document["blocks"].append({"type": "paragraph", "runs": [{"text": "[0]", **mark}]})
    assert not validator(described, "Document").is_valid(document)
    with pytest.raises(InvalidInput):
        render.document_from_json(document)
