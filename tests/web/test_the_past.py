"""?as_of= and ?revision= tell what a reader saw, whatever has come since."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from guidance import jobs
from guidance.app import create_app
from guidance.commands import main
from guidance.reviewing import Asked, review_article
from guidance.settings import Settings
from guidance.store import history
from guidance.store.database import Database
from guidance.store.steps import Actor
from guidance.web.current import KEY

ADDRESS = "/v1/articles/asthma-inhalers"
REVIEWER = Actor("rob", frozenset({"reviewer"}))
KINDS = ["application/json", "text/html", "text/markdown", "text/plain"]


@pytest.fixture
def app(database: Database, writer: Any) -> Iterator[Flask]:
    """A service over a fresh database, once of each kind."""
    made = create_app(Settings(database_url=database.engine.url.render_as_string(hide_password=False)))
    yield made
    made.extensions[KEY].database.close()


def now() -> str:
    return datetime.now(UTC).isoformat()


def save(app: Flask, article: str, words: str, status: str = "submitted") -> str:
    """Keep the article with those words, and return a time at which readers have it."""
    jobs.save_article(
        app.extensions[KEY],
        article.replace("status: approved", f"status: {status}") + f"\n{words}\n",
        by="mara",
    )
    return now()


def step(app: Flask, target: str) -> str:
    review_article(app.extensions[KEY], "asthma-inhalers", Asked(target, "it has to be"), actor=REVIEWER)
    return now()


def get(client: FlaskClient, at: str, kind: str = "application/json", **headers: str) -> TestResponse:
    return client.get(ADDRESS, query_string={"as_of": at}, headers={"Accept": kind, **headers})


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_seen_comes_back_byte_for_byte(
    app: Flask, client: FlaskClient, article: str, kind: str
) -> None:
    seen = []
    for number in range(3):
        at = save(app, article, f"These are the words of time {number}.")
        seen.append((at, client.get(ADDRESS, headers={"Accept": kind})))
    for at, then in seen:
        past = get(client, at, kind)
        assert (past.status_code, past.mimetype) == (200, kind)
        assert past.data == then.data
        assert past.headers["ETag"] == then.headers["ETag"]
        assert past.headers["Link"] == f'<{ADDRESS}>; rel="latest-version"'
    assert len({then.data for _, then in seen}) == 3


def test_bytes_that_a_rendering_replaced_come_back(
    app: Flask, client: FlaskClient, writer: Any, article: str
) -> None:
    at = save(app, article, "Words.")
    before = client.get(ADDRESS, query_string={"role": "child"})
    writer.withheld = {"child"}
    jobs.render_articles(app.extensions[KEY], ["asthma-inhalers"])
    after = client.get(ADDRESS, query_string={"role": "child"})
    past = client.get(ADDRESS, query_string={"role": "child", "as_of": at})
    assert past.data == before.data != after.data


def test_a_status_of_the_past_is_told_as_it_was(app: Flask, client: FlaskClient, article: str) -> None:
    times = {"submitted": save(app, article, "Words.")}
    times |= {status: step(app, status) for status in ("under_review", "approved")}
    for status, at in times.items():
        assert get(client, at).json["status"] == status
    assert "no-cache" in get(client, times["submitted"]).headers["Cache-Control"]


def test_before_it_was_published_there_was_nothing(app: Flask, client: FlaskClient, article: str) -> None:
    before = now()
    draft = save(app, article, "Words.", "draft")
    jobs.revise_article(
        app.extensions[KEY], "asthma-inhalers", article + "\nMore.\n", by="mara", start="submitted"
    )
    for at in (before, draft):
        answer = get(client, at)
        assert (answer.status_code, answer.json["code"]) == (404, "not-published-then")
    assert get(client, now()).status_code == 200


def test_a_withdrawal_holds_from_its_time_on(app: Flask, client: FlaskClient, article: str) -> None:
    at = save(app, article, "Words.")
    withdrawn = step(app, "withdrawn")
    assert client.get(ADDRESS).status_code == 410
    assert get(client, at).status_code == 200
    answer = get(client, withdrawn)
    assert (answer.status_code, answer.json["code"]) == (410, "withdrawn")


def test_who_sees_approved_articles_alone_sees_no_others_of_the_past(
    app: Flask, client: FlaskClient, article: str
) -> None:
    pending = save(app, article, "Words.")
    step(app, "under_review")
    approved = step(app, "approved")
    url = app.extensions[KEY].settings.database_url
    careful = create_app(Settings(database_url=url, readers_see="approved"))
    assert get(careful.test_client(), pending).json["code"] == "not-published-then"
    assert get(careful.test_client(), approved).status_code == 200
    careful.extensions[KEY].database.close()


def test_the_future_is_refused(app: Flask, client: FlaskClient, article: str) -> None:
    save(app, article, "Words.")
    answer = get(client, (datetime.now(UTC) + timedelta(days=1)).isoformat())
    assert (answer.status_code, answer.json["code"]) == (422, "in-the-future")


@pytest.mark.parametrize("at", ["yesterday", "2026-01-01", "2026-01-01T00:00:00", "", "1e9"])
def test_a_time_without_a_meaning_is_refused(client: FlaskClient, at: str) -> None:
    answer = get(client, at)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")


def test_an_article_that_is_not_there_never_was(client: FlaskClient) -> None:
    answer = client.get("/v1/articles/gout", query_string={"as_of": "2026-01-01T00:00:00Z"})
    assert (answer.status_code, answer.json["code"]) == (404, "no-such-article")


def test_a_revision_comes_as_readers_last_got_it(app: Flask, client: FlaskClient, article: str) -> None:
    save(app, article, "First words.")
    step(app, "under_review")
    first = client.get(ADDRESS)
    save(app, article, "Second words.")
    assert client.get(ADDRESS).json["revision"] == 2
    assert client.get(ADDRESS + "?revision=1").data == first.data
    assert client.get(ADDRESS + "?revision=3").json["code"] == "not-published-then"
    both = client.get(ADDRESS, query_string={"revision": "1", "as_of": now()})
    assert (both.status_code, both.json["code"]) == (422, "invalid-input")


def test_the_past_is_packed_known_and_chosen_from_like_the_present(
    app: Flask, client: FlaskClient, article: str
) -> None:
    at = save(app, article, "First words.")
    save(app, article, "Second words.")
    plain, packed = get(client, at), get(client, at, **{"Accept-Encoding": "br"})
    assert brotli.decompress(packed.data) == plain.data
    assert get(client, at, **{"If-None-Match": plain.headers["ETag"]}).status_code == 304
    some = client.get(ADDRESS, query_string={"as_of": at, "fields": "title,blocks"})
    assert some.json["blocks"] == plain.json["blocks"]


def test_a_history_that_begins_late_says_so(app: Flask, client: FlaskClient, article: str) -> None:
    """As in a database from before there was one: from when its bytes were made, it is known."""
    site = app.extensions[KEY]
    with site.database.writing() as session:
        session.execute(text("delete from served"))
    early = save(app, article, "First words.")
    save(app, article, "Second words.")
    with site.database.writing() as session:
        session.execute(text("delete from served"))
    jobs.render_articles(site)
    answer = get(client, early)
    assert (answer.status_code, answer.json["code"]) == (404, "not-kept")
    assert get(client, now()).data == client.get(ADDRESS).data


def test_what_is_written_down_is_written_once(app: Flask, article: str) -> None:
    def rows() -> int:
        with app.extensions[KEY].database.reading() as session:
            return session.execute(text("select count(*) from served")).scalar_one()

    save(app, article, "Words.")
    before = rows()
    jobs.render_articles(app.extensions[KEY])
    assert rows() == before > 0


def test_pruning_keeps_what_was_seen_at_the_moment_and_since(
    app: Flask, client: FlaskClient, article: str
) -> None:
    times = [save(app, article, f"Words {number}.") for number in range(3)]
    site = app.extensions[KEY]
    with site.database.writing() as session:
        rows, freed = history.prune(session, before=datetime.fromisoformat(times[1]))
    assert rows > 0
    assert freed > 0
    assert get(client, times[0]).json["code"] == "not-kept"
    for number in (1, 2):
        assert f"Words {number}." in get(client, times[number], "text/plain").text
    assert client.get(ADDRESS, headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"


def test_the_past_cannot_be_changed(app: Flask, article: str) -> None:
    save(app, article, "Words.")
    for change in ("update served set visibility = 'hidden'", "update packed set br_etag = 'x'"):
        with pytest.raises(DBAPIError), app.extensions[KEY].database.writing() as session:
            session.execute(text(change))


def test_the_command_forgets_and_says_so(app: Flask, article: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save(app, article, "Words.")
    monkeypatch.setenv("GUIDANCE_DATABASE_URL", app.extensions[KEY].settings.database_url)
    done = CliRunner().invoke(main, ["history", "prune", "--before", "2020-01-01"])
    assert (done.exit_code, done.output) == (0, "0 entries and 0 bytes went\n")
    with app.extensions[KEY].database.reading() as session:
        assert (
            session.execute(text("select count(*) from audit where action = 'history.pruned'")).scalar() == 1
        )
