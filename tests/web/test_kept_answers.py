"""Answers are given again while the database stands as it stood, and never after a commit has returned."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from guidance import jobs
from guidance.app import create_app
from guidance.reviewing import Asked, review_article
from guidance.settings import Settings
from guidance.store import clients, keys
from guidance.store.database import Database
from guidance.store.steps import Actor
from guidance.web import kept
from guidance.web.current import KEY

UNDER = "/v1/articles"
ADDRESS = f"{UNDER}/asthma-inhalers"
REVISIONS = 25
READERS = 3
REVIEWER = Actor("test reviewer", frozenset({"reviewer"}))


class Counted:
    """An app that counts the requests that reach its views."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.site = app.extensions[KEY]
        self.asked = 0
        app.before_request(self._count)

    def _count(self) -> None:
        self.asked += 1

    def get(self, address: str = ADDRESS, **headers: str) -> TestResponse:
        return Client(self.app).get(address, headers=headers)

    def again(self, address: str = ADDRESS, **headers: str) -> tuple[TestResponse, bool]:
        """An answer to what was asked before, and whether it was made anew."""
        before = self.asked
        answer = self.get(address, **headers)
        return answer, self.asked > before


@pytest.fixture
def service(database: Database, writer: Any) -> Iterator[Counted]:
    """A service over a fresh database, once of each kind."""
    url = database.engine.url.render_as_string(hide_password=False)
    made = Counted(create_app(Settings(database_url=url)))
    yield made
    made.site.database.close()


def publish(service: Counted, article: str, number: int = 0) -> None:
    text = article.replace("status: approved", "status: submitted")
    jobs.save_article(service.site, f"{text}\nThis is number {number}.\n", by="test")


def given_again(service: Counted, address: str = ADDRESS, **headers: str) -> TestResponse:
    """An answer that came from what was kept; other databases of the same server may delay that."""
    for _ in range(1000):
        service.get(address, **headers)
        answer, anew = service.again(address, **headers)
        if not anew:
            return answer
    pytest.fail("nothing was kept")


@pytest.mark.parametrize("headers", [{}, {"Accept": "text/html"}, {"Accept-Encoding": "gzip"}])
def test_what_is_kept_is_the_same_in_every_header_and_byte(
    service: Counted, article: str, headers: dict[str, str]
) -> None:
    publish(service, article)
    made = service.get(**headers)
    again = given_again(service, **headers)
    assert (again.status, again.data) == (made.status, made.data)
    # What is left of a limit is the first asker's alone.
    assert list(again.headers) == [pair for pair in made.headers if not pair[0].startswith("RateLimit")]


def test_a_304_and_the_answer_to_head_are_kept_too(service: Counted, article: str) -> None:
    publish(service, article)
    etag = service.get().headers["ETag"]
    again = given_again(service, **{"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert Client(service.app).head(ADDRESS).data == b""
    assert Client(service.app).head(ADDRESS).data == b""


def test_no_reader_who_begins_after_a_commit_has_returned_gets_older_bytes(
    service: Counted, article: str
) -> None:
    publish(service, article)
    committed, over = [0], Event()
    requests = [0] * READERS

    def read(reader: int) -> list[tuple[int, int]]:
        wrong = []
        while not over.is_set():
            least = committed[0]
            answer = service.get(ADDRESS, Accept="text/plain")
            number = int(answer.text.split("This is number ")[1].split(".")[0])
            requests[reader] += 1
            if number < least:
                wrong.append((number, least))
        return wrong

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, reader) for reader in range(READERS)]
        try:
            for number in range(1, REVISIONS + 1):
                publish(service, article, number)
                committed[0] = number
                # Time for answers to be given again before the next.
                given_again(service, ADDRESS, Accept="text/plain")
        finally:
            over.set()
    assert [reader.result() for reader in readers] == [[]] * READERS
    assert min(requests) > 0


def test_what_was_withdrawn_is_gone_at_once(service: Counted, article: str) -> None:
    publish(service, article)
    given_again(service)
    review_article(service.site, "asthma-inhalers", Asked("withdrawn", "a wrong dose"), actor=REVIEWER)
    assert service.get().status_code == 410


def test_a_review_that_becomes_due_shows_without_any_commit(
    service: Counted, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.save_article(service.site, article, by="test")
    due = date.fromisoformat(given_again(service).json["review_due"])

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(due.year, due.month, due.day, tzinfo=UTC) + timedelta(days=1)

    monkeypatch.setattr(kept, "datetime", Later)
    monkeypatch.setattr("guidance.store.variants.datetime", Later)
    assert [notice["kind"] for notice in service.get().json["notices"]] == ["review_due"]


def test_who_sends_a_key_gets_what_the_key_may_see_and_nobody_else_does(
    service: Counted, article: str
) -> None:
    publish(service, article)
    with service.site.database.writing() as session:
        clients.create(session, "careful", sees_pending=False)
        _, secret = keys.create(session, "careful-key", ["read"], client="careful")
    given_again(service)
    key = {"Authorization": f"Bearer {secret}"}
    assert service.get(**key).status_code == 404
    assert service.again(**key)[1]
    assert service.get().status_code == 200


def test_nothing_is_given_again_while_the_database_cannot_be_asked(
    service: Counted, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(service, article)
    given_again(service)
    monkeypatch.setattr("guidance.store.freshness._Watch.stamp", lambda _: None)
    assert service.again()[1]


def test_what_is_no_answer_to_keep_is_made_each_time(service: Counted, article: str) -> None:
    for address in ("/v1/articles/nowhere", "/v1/roles", ADDRESS + "?role=wizard"):
        service.get(address)
        assert service.again(address)[1]


def test_a_site_may_keep_nothing(make_app: Callable[..., Flask], writer: Any, article: str) -> None:
    service = Counted(make_app(answer_cache=0))
    publish(service, article)
    service.get()
    assert service.again()[1]


class Standing:
    """A watch of a database that nobody writes to."""

    def stamp(self) -> int:
        return 1


def answering(size: int) -> tuple[Client, list[str]]:
    """An application whose answers have that size, with 20,000 bytes to keep them; and what reached it."""
    asked: list[str] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        environ[kept.MAY_BE_KEPT] = True
        start_response("200 OK", [("RateLimit-Remaining", str(len(asked))), ("ETag", '"a"')])
        return [b"x" * size]

    return Client(kept.Kept(app, Standing(), room=20_000)), asked


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    client, asked = answering(100)
    for path in [f"{UNDER}/{number}" for number in (*range(30), 29, 0)]:
        client.get(path)
    assert asked.count(f"{UNDER}/29") == 1
    assert asked.count(f"{UNDER}/0") == 2


def test_an_answer_that_would_take_too_much_room_is_not_kept() -> None:
    client, asked = answering(2_000)
    assert client.get(f"{UNDER}/a").data == client.get(f"{UNDER}/a").data
    assert asked == [f"{UNDER}/a"] * 2


def test_a_question_that_is_very_long_is_not_kept() -> None:
    client, asked = answering(10)
    for _ in range(2):
        client.get(f"{UNDER}/a", headers={"Accept": "x" * 3_000})
    assert len(asked) == 2


def test_what_only_the_first_asker_has_left_is_not_told_to_the_next() -> None:
    client, _ = answering(10)
    assert "RateLimit-Remaining" in client.get(f"{UNDER}/a").headers
    assert dict(client.get(f"{UNDER}/a").headers) == {"ETag": '"a"'}


def test_an_answer_that_a_commit_overtook_while_it_was_made_is_not_given_again() -> None:
    class Overtaken:
        number = 1

        def stamp(self) -> int:
            return self.number

    watch = Overtaken()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        environ[kept.MAY_BE_KEPT] = True
        start_response("200 OK", [])
        body = str(watch.number).encode()
        watch.number = 2
        return [body]

    client = Client(kept.Kept(app, watch, room=20_000))
    assert [client.get(f"{UNDER}/a").data for _ in range(3)] == [b"1", b"2", b"2"]
