import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from guidance import representation
from guidance.article import markdown
from guidance.publish import publish, refresh
from guidance.representation import JSON
from guidance.reviewing import Asked, take_step
from guidance.store import articles, reviews, variants
from guidance.store.steps import Actor

AT = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(days=1)
SLUG = "asthma-inhalers"
REVIEWER = Actor("reviewer", frozenset({"reviewer"}))


@pytest.fixture
def put(site, writer, make_source):
    """Keep a revision with that body, write it and publish it."""

    def put(session, body: str, at: datetime = AT) -> None:
        source = make_source(body=body)
        document = markdown.parse(source)
        keep = articles.revise if articles.exists(session, SLUG) else articles.create
        keep(session, document, source, by="test", at=at)
        publish(session, site, SLUG, writer.write_all(document, site.audiences.all), at=at)

    return put


@pytest.fixture
def published(site, put):
    with site.database.writing() as session:
        put(session, "First words [1].")
    return site


def body_of(site, audience: str) -> dict:
    return json.loads(variants.read(site.database, SLUG, audience, JSON).body)


def seen(session) -> dict[str, int]:
    """For each audience, the revision that its variant was made of, and the words in its bytes."""
    rows = session.execute(
        text(
            "select variant.audience, revision.number, representation.body from variant "
            "join revision on revision.id = variant.revision_id "
            "join representation on representation.variant_id = variant.id "
            "where representation.media_type = 'text/plain'"
        )
    )
    return {audience: (number, "Second" in bytes(body).decode()) for audience, number, body in rows}


def test_every_audience_gets_bytes_in_every_media_type(published) -> None:
    for audience in published.audiences.all:
        for media_type in representation.MEDIA_TYPES:
            assert variants.read(published.database, SLUG, audience.id, media_type).body


def test_a_reader_sees_the_old_set_until_the_new_one_is_complete(published, put) -> None:
    everyone = {audience.id for audience in published.audiences.all}
    with published.database.writing() as writing:
        put(writing, "Second words [1].")
        with published.database.reading() as reading:
            assert seen(reading) == dict.fromkeys(everyone, (1, False))
    with published.database.reading() as reading:
        assert seen(reading) == dict.fromkeys(everyone, (2, True))


def test_a_reader_in_the_middle_of_reading_stays_with_the_old_set(published, put) -> None:
    with published.database.reading() as reading:
        assert articles.get(reading, SLUG).revision == 1
        with published.database.writing() as writing:
            put(writing, "Second words [1].")
        assert {number for number, _ in seen(reading).values()} == {1}


def test_readers_at_work_while_sets_are_replaced_never_see_a_mixture(published, put) -> None:
    done = threading.Event()
    mixtures: list[dict] = []
    looked: list[int] = []

    def look() -> None:
        while not done.is_set():
            with published.database.reading() as session:
                found = seen(session)
            looked.append(len(found))
            if len(found) != 8 or len(set(found.values())) != 1:
                mixtures.append(found)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(6):
        with published.database.writing() as session:
            put(session, f"{'Second' if number % 2 else 'First'} words, {number} [1].")
    done.set()
    for reader in readers:
        reader.join()
    assert mixtures == []
    assert set(looked) == {8}


def test_a_failure_on_the_way_leaves_the_old_set(published, put) -> None:
    def fail_after_publishing() -> None:
        with published.database.writing() as session:
            put(session, "Second words [1].")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_publishing()
    with published.database.reading() as session:
        assert {number for number, _ in seen(session).values()} == {1}
        assert articles.get(session, SLUG).revision == 1


def test_a_withheld_variant_is_served_as_the_nearest_that_is_not(site, put, writer) -> None:
    writer.withheld = {"child", "patient", "student"}
    with site.database.writing() as session:
        put(session, "Words [1].")
    child = body_of(site, "child")
    assert child["served_because"] == {
        "audience": "informed",
        "asked": "child",
        "fallback": True,
        "reason": "Withheld: fkgl is 9.5, the limit 8.",
    }
    assert child["title"] == "Which inhaler suits adults with asthma? (informed)"
    assert child["audience"] == "informed"
    assert child["readability"]["audience"] == "informed"
    assert child["disclaimer"] == site.audiences.get("child").disclaimer
    assert [notice["kind"] for notice in child["notices"]] == ["review", "fallback"]
    assert "written for informed patients" in child["notices"][1]["text"]
    assert body_of(site, "student")["served_because"]["audience"] == "clinician"
    assert body_of(site, "teen")["served_because"] == {
        "audience": "teen",
        "asked": "teen",
        "fallback": False,
        "reason": None,
    }


def test_the_stored_text_is_served_whatever_its_grade(site, put, writer) -> None:
    writer.withheld = {audience.id for audience in site.audiences.all}
    with site.database.writing() as session:
        put(session, "Words [1].")
    served = {audience.id: body_of(site, audience.id)["served_because"] for audience in site.audiences.all}
    assert {why["audience"] for why in served.values()} == {"clinician"}
    assert served["clinician"]["fallback"] is False


def test_a_withheld_variant_is_kept_with_its_own_words_for_an_editor(site, put, writer) -> None:
    writer.withheld = {"child"}
    with site.database.writing() as session:
        put(session, "Words [1].")
    with site.database.reading() as session:
        child = next(one for one in variants.kept(session, SLUG) if one.audience == "child")
    assert child.title.endswith("(child)")
    assert (child.withheld, child.served_audience) == (True, "patient")


def test_a_text_too_short_to_judge_is_withheld_for_that_reason(site, put, writer, monkeypatch) -> None:
    check = writer.check

    def near_empty(document, audience):
        found = check(document, audience)
        return replace(found, passed=False, withheld=audience.id == "child")

    monkeypatch.setattr(writer, "check", near_empty)
    with site.database.writing() as session:
        put(session, "Words [1].")
    assert body_of(site, "child")["served_because"]["reason"] == "Withheld: too little text is left to judge."


def test_publishing_the_same_again_gives_the_same_bytes(published, writer, make_source) -> None:
    with published.database.reading() as session:
        before = variants.etags(session, SLUG)
    document = markdown.parse(make_source(body="First words [1]."))
    with published.database.writing() as session:
        drafts = writer.write_all(document, published.audiences.all)
        publish(session, published, SLUG, drafts, at=LATER)
        assert variants.etags(session, SLUG) == before
    assert variants.read(published.database, SLUG, "patient", JSON).last_modified == AT


def test_what_is_kept_gives_the_bytes_that_were_published(published) -> None:
    with published.database.writing() as session:
        assert refresh(session, published, SLUG, at=LATER) is False


def test_a_change_of_status_changes_notice_and_steps_and_writes_no_word_anew(published, writer) -> None:
    written = list(writer.written)
    assert [notice["kind"] for notice in body_of(published, "patient")["notices"]] == ["review"]
    with published.database.writing() as session:
        take_step(session, published, SLUG, Asked("under_review"), actor=REVIEWER)
        take_step(session, published, SLUG, Asked("approved", "fine"), actor=REVIEWER)
        events = reviews.events(session, SLUG)
    body = body_of(published, "patient")
    assert body["status"] == "approved"
    assert body["notices"] == []
    assert [step["state"] for step in body["review_steps"]] == ["done", "done", "current"]
    assert [event.to_status for event in events] == ["submitted", "under_review", "approved"]
    assert writer.written == written


def test_another_address_of_the_policy_reaches_what_is_served(published) -> None:
    moved = replace(published, settings=replace(published.settings, editorial_policy_url="/policy"))
    with published.database.writing() as session:
        assert refresh(session, moved, SLUG, at=LATER) is True
    assert body_of(published, "nurse")["editorial_policy"] == "/policy"
