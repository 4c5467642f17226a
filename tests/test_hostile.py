"""A thousand hostile texts through every way in: an answer or a clear error each, no crash, no hang."""

import faulthandler
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hostile_strategies import texts
from hypothesis import HealthCheck, Phase, given, settings

from guidance.app import create_app
from guidance.commands import main
from guidance.settings import Settings
from guidance.store import keys
from guidance.web.current import KEY

COUNT = 1_000
# For each test, some ten times what it takes: only a hang comes near it.
HANG = 600.0

REFUSED = {
    (400, "malformed-body"),
    (413, "too-large"),
    (413, "too-long"),
    (422, "forbidden-character"),
    (422, "invalid-article"),
    (422, "invalid-input"),
    (422, "markdown"),
}
LINE_CODES = {"too-long", "lone-surrogate", "forbidden-character"}


@pytest.fixture(scope="module")
def hostile() -> tuple[str, ...]:
    """The same thousand texts in every run."""
    found: list[str] = []

    @settings(
        max_examples=COUNT,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts)
    def gather(text: str) -> None:
        found.append(text)

    gather()
    return tuple(found)


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """A text that never ends ends the run, and shows where it stood."""
    faulthandler.dump_traceback_later(HANG, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def client(migrated_file: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    """The service with its own writer, asked with a key that may edit."""
    path = tmp_path / "guidance.db"
    shutil.copy(migrated_file, path)
    app = create_app(Settings(database_url=f"sqlite:///{path}", limit_read=0, limit_search=0, limit_write=0))
    database = app.extensions[KEY].database
    with database.writing() as session:
        _, secret = keys.create(session, "editor", ["edit"])
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    yield client
    database.close()


def refused(response: object) -> None:
    """It is a problem with a stable code, and no fault of the service."""
    assert response.mimetype == "application/problem+json"
    problem = response.json
    assert (response.status_code, problem["code"]) in REFUSED, problem
    assert problem["status"] == response.status_code
    assert problem["detail"]


def digits(text: str) -> list[str]:
    return re.findall(r"[0-9]+", text)


def test_the_thousand_texts_are_a_thousand_and_of_every_size(hostile: tuple[str, ...]) -> None:
    assert len(hostile) == COUNT
    assert "" in hostile
    assert any(len(text) >= 1_000_000 for text in hostile)
    assert sum(0 < len(text) < 1_000 for text in hostile) > COUNT // 2


def test_every_line_of_the_command_line_is_answered_in_order(
    hostile: tuple[str, ...], migrated_file: Path
) -> None:
    given_lines = "".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(hostile))
    done = CliRunner(env={"GUIDANCE_DATABASE_URL": f"sqlite:///{migrated_file}"}).invoke(
        main, ["rewrite", "--jsonl", "--audience", "patient"], input=given_lines.encode()
    )
    assert done.exit_code == 0, done.output[-500:]
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(COUNT))
    for answer in answers:
        if "error" in answer:
            assert answer["error"]["code"] in LINE_CODES
            assert answer["error"]["detail"]
        else:
            assert answer["readability"]["measures"]
            assert all(sentence["output"] for sentence in answer["sentences"])
    assert sum("error" not in answer for answer in answers) > COUNT // 2


def test_every_text_sent_to_be_rewritten_is_answered_or_refused_with_a_code(
    hostile: tuple[str, ...], client: FlaskClient
) -> None:
    answered = 0
    for text in hostile:
        sent = json.dumps({"text": text, "role": "patient"})
        response = client.post("/v1/rewrite", data=sent, content_type="application/json")
        if response.status_code != 200:
            refused(response)
            continue
        answered += 1
        for number in digits(" ".join(s["source"] for s in response.json["sentences"])):
            assert number in response.json["text"], text
    assert answered > COUNT // 2


def test_every_text_sent_as_an_article_is_kept_and_readable_or_refused_with_a_code(
    hostile: tuple[str, ...], client: FlaskClient
) -> None:
    kept = 0
    for i, text in enumerate(hostile):
        front = (
            f"---\ntitle: Hostile text {i}\nslug: hostile-{i}\nspecialty: none\n"
            "codes:\n  - {system: ICD-10-CM, code: J45.909}\nupdated: 2026-01-20\nstatus: submitted\n"
            "references:\n  1: {year: 2024, kind: clinical guideline, about: care}\n---\n\n"
        )
        data = (front + text).encode("utf-8", "surrogatepass")
        response = client.post("/v1/articles", data=data, content_type="text/markdown")
        if response.status_code != 201:
            refused(response)
            continue
        kept += 1
        read = client.get(f"/v1/articles/hostile-{i}?role=nurse", headers={"Accept": "application/json"})
        assert read.status_code == 200
    assert kept > COUNT // 4
