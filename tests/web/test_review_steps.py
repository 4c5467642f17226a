"""Review over HTTP: its steps, its history, what readers get in the meantime, and who sees what."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.store import clients, variants
from guidance.web.current import KEY

ADDRESS = "/v1/articles/asthma-inhalers"
REVIEWS = f"{ADDRESS}/reviews"
MARKDOWN = "text/markdown"

type Keys = Callable[..., dict[str, str]]

pytestmark = pytest.mark.usefixtures("writer")


@pytest.fixture
def editor(make_key: Keys) -> dict[str, str]:
    return make_key("edit")


@pytest.fixture
def reviewer(make_key: Keys) -> dict[str, str]:
    return make_key("review")


@pytest.fixture
def sent_in(writer: object, client: FlaskClient, editor: dict[str, str], article: str) -> None:
    """An article that the editor has handed in."""
    made = client.post("/v1/articles", data=article, content_type=MARKDOWN, headers=editor)
    assert made.status_code == 201


def step(client: FlaskClient, key: dict[str, str], status: str, comment: str = "", **more: object):
    """Take a step knowing the article as it is now."""
    etag = client.get(REVIEWS, headers=key).json["etag"]
    body = {"status": status, "comment": comment, **more}
    return client.post(REVIEWS, json=body, headers=key | {"If-Match": etag})


@pytest.fixture
def approved(sent_in: None, client: FlaskClient, reviewer: dict[str, str]) -> None:
    """The article that the editor handed in, approved by the reviewer."""
    for status in ("under_review", "approved"):
        assert step(client, reviewer, status).status_code == 201


@pytest.mark.usefixtures("sent_in")
def test_a_review_goes_its_way_and_its_history_says_who_when_and_why(
    client: FlaskClient, editor: dict[str, str], reviewer: dict[str, str]
) -> None:
    assert client.get(REVIEWS, headers=editor).json["steps"] == []
    assert client.get(REVIEWS, headers=reviewer).json["steps"] == ["under_review", "withdrawn"]
    assert step(client, reviewer, "under_review").json["steps"] == [
        "changes_requested",
        "approved",
        "withdrawn",
    ]
    assert step(client, reviewer, "changes_requested", "Say how often.").status_code == 201
    assert step(client, editor, "submitted", "Done.").status_code == 201
    assert step(client, reviewer, "under_review").status_code == 201
    done = step(client, reviewer, "approved")
    assert (done.json["status"], done.json["revision"], done.json["served"]) == ("approved", 1, 1)
    told = [(one["to_status"], one["by"], one["comment"]) for one in done.json["events"]]
    assert told == [
        ("submitted", "edit", ""),
        ("under_review", "review", ""),
        ("changes_requested", "review", "Say how often."),
        ("submitted", "edit", "Done."),
        ("under_review", "review", ""),
        ("approved", "review", ""),
    ]
    body = client.get(ADDRESS).json
    assert (body["status"], body["notices"]) == ("approved", [])
    assert all(one["at"] for one in body["review_steps"])


@pytest.mark.usefixtures("sent_in")
@pytest.mark.parametrize(
    ("scopes", "status", "comment", "answer"),
    [
        (["edit"], "under_review", "", (403, "step-not-allowed")),
        (["review"], "approved", "", (409, "wrong-step")),
        (["admin"], "draft", "", (409, "wrong-step")),
        (["review"], "withdrawn", " \t ", (422, "reason-required")),
        (["review"], "withdrawn", "x" * 2001, (422, "invalid-input")),
        (["review"], "published", "", (422, "invalid-input")),
        (["read"], "under_review", "", (403, "forbidden")),
    ],
)
def test_a_step_that_is_not_open_is_refused_with_its_code(
    client: FlaskClient, make_key: Keys, scopes, status, comment, answer
) -> None:
    key = make_key(*scopes, "read") | {"If-Match": "*"}
    refused = client.post(REVIEWS, json={"status": status, "comment": comment}, headers=key)
    assert (refused.status_code, refused.json["code"]) == answer
    assert client.get(ADDRESS).json["status"] == "submitted"


def test_nobody_approves_what_they_wrote_whatever_their_key_may(
    client: FlaskClient, make_key: Keys, article: str
) -> None:
    everything = make_key("admin")
    client.post("/v1/articles", data=article, content_type=MARKDOWN, headers=everything)
    assert step(client, everything, "under_review").status_code == 201
    refused = step(client, everything, "approved")
    assert (refused.status_code, refused.json["code"]) == (403, "own-work")
    assert step(client, make_key("review"), "approved").status_code == 201
    assert step(client, everything, "under_review").status_code == 201
    assert step(client, everything, "approved").json["code"] == "own-work"


@pytest.mark.usefixtures("sent_in")
def test_a_step_says_what_was_read(
    client: FlaskClient, editor: dict[str, str], reviewer: dict[str, str], article: str
) -> None:
    read = client.get(f"{ADDRESS}/revisions/1/variant?role=patient", headers=reviewer)
    bare = client.post(REVIEWS, json={"status": "under_review"}, headers=reviewer)
    assert (bare.status_code, bare.json["code"]) == (428, "precondition-required")
    changed = article.replace("one *inhaler*", "two *inhalers*")
    client.put(ADDRESS, data=changed, content_type=MARKDOWN, headers=editor | {"If-Match": "*"})
    sent = reviewer | {"If-Match": read.headers["ETag"]}
    late = client.post(REVIEWS, json={"status": "under_review"}, headers=sent)
    assert (late.status_code, late.json["code"]) == (412, "outdated")


@pytest.mark.usefixtures("approved")
def test_readers_keep_the_approved_revision_byte_for_byte_while_a_new_one_is_reviewed(
    app: Flask, client: FlaskClient, editor: dict[str, str], reviewer: dict[str, str], article: str
) -> None:
    def served() -> dict[tuple[str, str], bytes]:
        return {
            (role["id"], kind): client.get(f"{ADDRESS}?role={role['id']}", headers={"Accept": kind}).data
            for role in client.get("/v1/roles").json["roles"]
            for kind in ("application/json", "text/html", MARKDOWN, "text/plain")
        }

    before, listed = served(), client.get("/v1/articles").json
    changed = article.replace("one *inhaler*", "two *inhalers*").replace("2026-01-20", "2026-02-20")
    etag = client.get(ADDRESS).headers["ETag"]
    kept = client.put(ADDRESS, data=changed, content_type=MARKDOWN, headers=editor | {"If-Match": etag}).json
    assert kept["revision"] == 2
    for status in ("under_review", "changes_requested"):
        step(client, reviewer, status, "why")
        jobs.render_articles(app.extensions[KEY], ["asthma-inhalers"])
        assert served() == before
        assert client.get("/v1/articles").json == listed

    new = client.get(f"{ADDRESS}/revisions/2/variant?role=patient", headers=reviewer).json
    assert (new["revision"], new["status"]) == (2, "changes_requested")
    assert "two" in str(new["blocks"])
    # What a reader has was replaced already, as far as editors are concerned.
    again = editor | {"If-Match": etag}
    late = client.put(ADDRESS, data=changed + "\nMore.\n", content_type=MARKDOWN, headers=again)
    assert (late.status_code, late.json["code"]) == (412, "outdated")

    step(client, editor, "submitted")
    step(client, reviewer, "under_review")
    step(client, reviewer, "approved")
    body = client.get(ADDRESS).json
    assert (body["revision"], body["status"], body["last_updated"]) == (2, "approved", "2026-02-20")
    gone = client.get(f"{ADDRESS}/revisions/1/variant", headers=reviewer)
    assert (gone.status_code, gone.json["code"]) == (404, "no-such-revision")


@pytest.mark.usefixtures("approved")
def test_an_approved_article_that_is_looked_at_again_stays_as_it_is(
    client: FlaskClient, reviewer: dict[str, str]
) -> None:
    before = client.get(ADDRESS).data
    assert step(client, reviewer, "under_review").status_code == 201
    assert client.get(ADDRESS).data == before


@pytest.mark.usefixtures("approved")
def test_what_was_withdrawn_comes_back_only_by_being_approved(
    client: FlaskClient, editor: dict[str, str], reviewer: dict[str, str], article: str
) -> None:
    assert step(client, reviewer, "withdrawn", "A wrong dose.").status_code == 201
    assert client.get(ADDRESS).json["code"] == "withdrawn"
    changed = article.replace("one *inhaler*", "two")
    client.put(ADDRESS, data=changed, content_type=MARKDOWN, headers=editor | {"If-Match": "*"})
    step(client, reviewer, "under_review")
    assert client.get(ADDRESS).status_code == 410
    assert client.get("/v1/articles").json["items"] == []
    step(client, reviewer, "approved")
    assert client.get(ADDRESS).json["status"] == "approved"


@pytest.mark.usefixtures("sent_in")
def test_the_notice_is_back_from_the_day_after_the_review_was_due(
    app: Flask, client: FlaskClient, reviewer: dict[str, str]
) -> None:
    today = datetime.now(UTC).date()
    step(client, reviewer, "under_review")
    past = step(client, reviewer, "approved", review_due=str(today - timedelta(days=1)))
    assert (past.status_code, past.json["code"]) == (422, "invalid-input")
    step(client, reviewer, "approved", review_due=str(today + timedelta(days=9)))
    assert client.get(ADDRESS).json["notices"] == []

    def kinds(day: int) -> tuple[bool, str]:
        found = variants.read(
            app.extensions[KEY].database,
            "asthma-inhalers",
            "patient",
            "application/json",
            today=today + timedelta(days=day),
        )
        return b'"review_due","text"' in found.body, found.last_modified.date().isoformat()

    assert kinds(9) == (False, str(today))
    assert kinds(10) == (True, str(today + timedelta(days=10)))
    assert kinds(99) == (True, str(today + timedelta(days=10)))
    default = step(client, reviewer, "under_review") and step(client, reviewer, "approved")
    assert default.json["review_due"] == str(today + timedelta(days=1095))


@pytest.mark.usefixtures("sent_in")
def test_who_sees_what_is_not_approved_is_a_setting_and_a_client_may_have_its_own(
    app: Flask, make_app: Callable[..., Flask], make_key: Keys
) -> None:
    strict, lenient = make_app(readers_see="approved").test_client(), app.test_client()
    portal = make_key("read")

    def seen(client: FlaskClient, headers: dict[str, str]) -> tuple[int, int, bool]:
        found = client.get(ADDRESS, headers=headers)
        assert "Authorization" in found.headers.get("Vary", "Authorization")
        page = client.get("/articles/asthma-inhalers", headers=headers)
        assert page.status_code == found.status_code
        listed = client.get("/v1/articles", headers=headers)
        home = client.get("/", headers=headers).text
        assert ("inhaler suits adults" in home) == bool(listed.json["items"])
        return found.status_code, len(listed.json["items"]), "private" in listed.headers["Cache-Control"]

    assert seen(lenient, {}) == (200, 1, False)
    assert seen(strict, {}) == (404, 0, False)
    assert seen(strict, portal) == (404, 0, False)
    for pending, client, expected in ((True, strict, (200, 1, True)), (False, lenient, (404, 0, True))):
        with app.extensions[KEY].database.writing() as session:
            clients.let_see_pending(session, "read", pending)
        assert seen(client, portal) == expected
