"""Every operation of the contract keeps it: schemathesis makes the requests, all of its checks are on.

The contract is that of openapi.yaml, but for a site that takes shorter texts, to be quick. Some answers
are right although no schema can foretell them: 422 for Markdown whose front matter is not valid, for a
cursor that no list gave out and for an address where no webhook may go, 412 for an ETag that nothing has,
413 for a body over the limit and for an article that is too long only as a whole, 428 without If-Match; for
an Infobutton request 400 where it asks about nothing, and 422 for a role that nobody has. Only these are
added to what schemathesis expects.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.openapi import from_dict
from schemathesis.schemas import BaseSchema

from guidance import jobs
from guidance.app import create_app
from guidance.settings import Settings
from guidance.store import keys
from guidance.web import contract
from guidance.web.current import KEY

EXAMPLES = 15
ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409"]
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428"]
# As many requests as it takes.
UNCOUNTED = {"limit_read": 0, "limit_search": 0, "limit_write": 0}
SETTINGS = Settings(database_url="sqlite://", max_text=700, max_body=50_000, **UNCOUNTED)
CONFIG = {
    "seed": 1,
    "generation": {"deterministic": True, "max-examples": EXAMPLES, "database": "none"},
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ACCEPTED},
        "negative_data_rejection": {"expected-statuses": REFUSED},
    },
    "operations": [
        {
            "include-operation-id": name,
            "checks": {
                "positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "413", "422"]},
            },
        }
        for name in (
            "list_articles",
            "list_terms",
            "read_article",
            "search_articles",
            "create_article",
            "check_text",
            "list_changes",
            "add_webhook",
        )
    ]
    + [
        {
            "include-operation-id": name,
            "checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "400", "422"]}},
        }
        for name in ("ask_infobutton", "send_infobutton")
    ]
    + [
        {
            # oEmbed wants 501 for a format that is not written here.
            "include-operation-id": "ask_oembed",
            "checks": {
                "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "501"]},
                "negative_data_rejection": {"expected-statuses": [*REFUSED, "501"]},
            },
        }
    ]
    + [
        {
            "include-operation-id": name,
            "checks": {
                "positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "412", "413", "422"]},
                "missing_required_header": {"expected-statuses": ["401", "404", "428"]},
            },
        }
        for name in (
            "replace_article",
            "take_step",
            "word_sentence",
            "unword_sentence",
            "accept_variant",
        )
    ],
}


class Door:
    """The app that the requests go to; there is none before the fixture has built it."""

    app: Flask

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Who asks here says that packed bytes are welcome, and then cannot unpack them.
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return self.app(environ, start_response)


door = Door()


def asked(**phases: object) -> BaseSchema:
    """The contract, its requests going through the door."""
    config = SchemathesisConfig.from_dict({**CONFIG, "phases": phases})
    schema = from_dict(contract.document(create_app(SETTINGS)), config=config)
    schema.app = door
    return schema


by_an_editor = asked()
# Each bound of each field, one by one, would only be answered 401.
by_anyone = asked(coverage={"enabled": False})


@pytest.fixture(scope="module")
def house(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, article: str
) -> Iterator[dict[str, str]]:
    """A house with one article, behind the door; the headers that send a key good for everything."""
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("house") / "guidance.db")
    app = create_app(replace(SETTINGS, database_url=f"sqlite:///{path}"))
    site = app.extensions[KEY]
    jobs.save_article(site, article, by="test")
    with site.database.writing() as session:
        _, secret = keys.create(session, "schemathesis", ["admin"])
    door.app = app
    yield {"Authorization": f"Bearer {secret}"}
    site.database.close()


@by_an_editor.parametrize()
def test_every_operation_keeps_the_contract_for_an_editor(
    case: schemathesis.Case, house: dict[str, str]
) -> None:
    case.call_and_validate(headers=house)


@by_anyone.parametrize()
def test_every_operation_keeps_the_contract_for_anyone(
    case: schemathesis.Case, house: dict[str, str]
) -> None:
    case.call_and_validate()
