"""The example client: over a real service, and with made-up answers where a service must misbehave."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import requests
from requests.adapters import BaseAdapter

from guidance import jobs
from guidance.client import (
    Copy,
    Damaged,
    Folder,
    NotKept,
    Recalled,
    Refused,
    Service,
    TooOld,
    Unavailable,
    sync,
)
from guidance.client.__main__ import main
from guidance.reviewing import Asked, review_article
from guidance.store import change_log, variants
from guidance.store.steps import Actor
from guidance.store.withdrawals import Withdrawal

REVIEWER = Actor("rob", frozenset({"reviewer", "editor"}))
URL = "http://guidance.example.org"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def keep(site, writer, make_source):
    def keep(*slugs: str) -> None:
        for slug in slugs:
            jobs.save_article(site, make_source(slug, status="approved"), by="mara")

    return keep


@pytest.fixture
def run(served, tmp_path, capsys):
    """The command line; what it says, and how it ends."""

    def run(*more: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{served[1]}"
        status = main([url, str(tmp_path / "copies"), "--role", "patient", *more])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


class Told(BaseAdapter):
    """Answers with what it was given, one after the other; an exception is raised."""

    def __init__(self, *answers: object) -> None:
        super().__init__()
        self.answers = list(answers)
        self.asked: list[str] = []

    def send(self, request, **_: object) -> requests.Response:
        self.asked.append(request.url)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, headers, body = answer
        response = requests.Response()
        response.status_code, response.url, response.request = status, request.url, request
        response.headers.update(headers)
        response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return response

    def close(self) -> None:
        pass


def page(*items: dict, more: bool = False, reset: bool = False, cursor: str = "c") -> tuple:
    body = {"items": list(items), "cursor": cursor, "more": more, "reset": reset, "max_age": 3600}
    return 200, {}, body


def upsert(slug: str, body: str = "{}") -> dict:
    article = {
        "title": slug,
        "etag": f'"{sha256(body.encode()).hexdigest()}"',
        "revision": 1,
        "status": "approved",
        "review_due": None,
        "body": body,
    }
    return {"slug": slug, "changed_at": "2026-02-01T00:00:00Z", "article": article, "gone": None}


def tombstone(slug: str, *, recall: bool = False, superseded_by: str | None = None) -> dict:
    gone = {"reason": "withdrawn", "recall": recall, "superseded_by": superseded_by}
    return {"slug": slug, "changed_at": "2026-02-01T00:00:00Z", "article": None, "gone": gone}


@pytest.fixture
def told():
    """A service that gives these answers, and the seconds that were waited."""

    def told(*answers: object) -> tuple[Service, Told, list[float]]:
        waited: list[float] = []
        adapter, session = Told(*answers), requests.Session()
        session.mount("http://", adapter)
        return Service(URL, "patient", session=session, sleep=waited.append), adapter, waited

    return told


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path, URL, "patient")


def test_the_command_line_brings_copies_and_reads_them_without_a_service(site, keep, run, tmp_path) -> None:
    keep("a", "b")
    assert run() == (0, "updated\ta\nupdated\tb\n2 copies, good for 30 days\n")
    assert run() == (0, "2 copies, good for 30 days\n")
    served = variants.read(site.database, "a", "patient", "application/json").body
    assert (tmp_path / "copies/articles/a.json").read_bytes() == served
    assert json.loads(run("--read", "a")[1]) == json.loads(served)
    assert run("--read", "c") == (1, "There is no copy of c.\n")
    assert run("--role", "child")[0] == 1  # a folder is for one role


def test_a_recall_is_shown_each_time_until_the_article_comes_back(site, keep, run) -> None:
    keep("a", "b")
    run()
    said = Withdrawal(recall=True, superseded_by="b")
    review_article(site, "a", Asked("withdrawn", "A wrong dose.", withdrawal=said), actor=REVIEWER)
    first = run()[1].splitlines()
    assert first[0] == "removed\ta\tsuperseded"
    assert first[1].startswith("RECALLED\ta\t")
    assert first[1].endswith("read b")
    assert "RECALLED" in run()[1]
    status, why = run("--read", "a")
    assert (status, why) == (
        1,
        "a was recalled because it was not safe. Do not rely on it. Read b instead.\n",
    )
    for target in ("submitted", "under_review", "approved"):
        review_article(site, "a", Asked(target), actor=REVIEWER)
    assert run() == (0, "updated\ta\n2 copies, good for 30 days\n")


def test_a_service_that_begins_anew_leaves_nothing_behind(site, keep, run, tmp_path) -> None:
    keep("a", "b")
    run()
    review_article(site, "a", Asked("withdrawn", "Old."), actor=REVIEWER)
    with site.database.writing() as session:
        change_log.renew(session)
    assert run() == (0, "updated\tb\nremoved\ta\tgone\n1 copies, good for 30 days\n")
    assert [path.name for path in (tmp_path / "copies/articles").iterdir()] == ["b.json"]


def test_what_was_read_before_a_failure_is_kept_and_read_on_from(told, folder, tmp_path) -> None:
    broken = [requests.ConnectionError("cut")] * 8
    service, _, _ = told(page(upsert("a"), more=True, reset=True, cursor="one"), *broken)
    with pytest.raises(Unavailable):
        sync(service, folder)
    again = Folder(tmp_path, URL, "patient")
    assert (again.state.cursor, list(again.state.copies)) == ("one", ["a"])
    with pytest.raises(TooOld):
        again.read("a")  # nobody has told yet that this is all
    service, adapter, _ = told(page(upsert("b"), cursor="two"))
    report = sync(service, again)
    assert "cursor=one" in adapter.asked[0]
    assert (report.updated, sorted(again.state.copies)) == (["b"], ["a", "b"])
    assert again.read("a") == {}


def test_a_beginning_that_was_cut_off_still_sweeps_at_its_end(told, folder, tmp_path) -> None:
    sync(told(page(upsert("a"), upsert("b"), reset=True))[0], folder)
    broken = [requests.ConnectionError("cut")] * 8
    with pytest.raises(Unavailable):
        sync(told(page(upsert("b"), more=True, reset=True, cursor="one"), *broken)[0], folder)
    again = Folder(tmp_path, URL, "patient")
    assert sync(told(page())[0], again).removed == {"a": "gone"}
    assert list(again.state.copies) == ["b"]


def test_waits_grow_and_the_service_is_heard_when_it_says_how_long(told, folder) -> None:
    in_a_minute = (datetime.now(UTC) + MINUTE).strftime("%a, %d %b %Y %H:%M:%S GMT")
    service, _, waited = told(
        requests.ConnectionError("refused"),
        requests.Timeout("slow"),
        (429, {"Retry-After": "7"}, b""),
        (503, {"Retry-After": in_a_minute}, b""),
        page(reset=True),
    )
    sync(service, folder)
    assert 0.25 <= waited[0] <= 0.5 <= waited[1] <= 1
    assert waited[2] == 7
    assert 55 <= waited[3] <= 60


def test_a_service_that_asks_for_a_long_time_is_left_alone(told, folder) -> None:
    service, _, waited = told((429, {"Retry-After": "3600"}, b""))
    with pytest.raises(Unavailable, match="3600"):
        sync(service, folder)
    assert waited == []


def test_what_was_damaged_on_the_way_is_asked_for_again(told, folder) -> None:
    damaged = upsert("a", '{"dose": "5 mg"}')
    damaged["article"]["body"] = '{"dose": "50 mg"}'
    service, _, waited = told(
        page(damaged, reset=True), (200, {}, b'{"items": ['), (200, {}, []), page(upsert("a"), reset=True)
    )
    sync(service, folder)
    assert (len(waited), folder.read("a")) == (3, {})


def test_a_refusal_is_not_asked_for_again_but_a_cursor_that_is_not_known_begins_anew(told, folder) -> None:
    refused = (403, {}, {"code": "forbidden", "detail": "No."})
    with pytest.raises(Refused, match="403 forbidden"):
        sync(told(refused)[0], folder)
    folder.state.cursor = "old"
    service, adapter, _ = told((422, {}, {"code": "bad-cursor", "detail": "?"}), page(reset=True))
    sync(service, folder)
    assert ["cursor" in url for url in adapter.asked] == [True, False]


def test_copies_that_are_too_old_are_not_shown_nor_where_the_clock_was_set_back(told, folder) -> None:
    sync(told(page(upsert("a"), reset=True))[0], folder)
    now = datetime.now(UTC)
    assert folder.read("a", now=now + 59 * MINUTE) == {}
    for moment in (now + 61 * MINUTE, now - 60 * MINUTE):
        with pytest.raises(TooOld):
            folder.read("a", now=moment)


def test_a_recall_after_a_plain_withdrawal_is_told_to_who_had_it_and_to_nobody_else(told, folder) -> None:
    sync(told(page(upsert("a"), reset=True))[0], folder)
    sync(told(page(tombstone("a")))[0], folder)
    with pytest.raises(NotKept):
        folder.read("a")
    report = sync(told(page(tombstone("a", recall=True), tombstone("never", recall=True)))[0], folder)
    assert report.recalled == ["a"]
    with pytest.raises(Recalled):
        folder.read("a")


def test_a_file_that_is_not_what_was_kept_is_not_shown(told, folder, tmp_path) -> None:
    sync(told(page(upsert("a"), reset=True))[0], folder)
    (tmp_path / "articles/a.json").write_text("[]")
    with pytest.raises(Damaged):
        folder.read("a")


@pytest.mark.parametrize("slug", ["../a", "", "a/b", "A", "a" * 121])
def test_no_answer_chooses_a_path(folder, slug) -> None:
    with pytest.raises(ValueError, match="no slug"):
        folder.put(slug, Copy("", "", 1, "approved", None), "{}")
