"""What changed for readers: told once, in the order of commits, on both databases."""

import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import event, text

from guidance import jobs
from guidance.reviewing import Asked as Step
from guidance.reviewing import review_article, take_step
from guidance.store import change_log, changes, variants
from guidance.store.changes import Asked, Tombstone, Upsert
from guidance.store.cursors import BadCursor
from guidance.store.migrate import downgrade, upgrade
from guidance.store.steps import Actor
from guidance.store.withdrawals import Withdrawal

REVIEWER = Actor("rob", frozenset({"reviewer", "editor"}))
TODAY = datetime.now(UTC).date()


@pytest.fixture
def ask(site):
    """A page of the changes."""

    def ask(cursor=None, *, audience="patient", today=None, **more) -> changes.Changes:
        with site.database.reading() as session:
            return changes.page(session, Asked(audience, cursor=cursor, **more), today=today)

    return ask


@pytest.fixture
def keep(site, writer, make_source):
    """Keep an article as it is."""

    def keep(slug: str, *, status: str = "approved", body: str = "") -> None:
        jobs.save_article(site, make_source(slug, status=status, body=body), by="mara")

    return keep


def step(site, slug: str, target: str, **more: object) -> None:
    review_article(site, slug, Step(target, "because", **more), actor=REVIEWER)


def told(page: changes.Changes) -> list[tuple[str, str]]:
    return [(item.slug, getattr(item, "reason", "upsert")) for item in page.items]


def test_an_app_that_begins_gets_what_there_is_page_by_page(ask, keep) -> None:
    for slug in ("a", "b", "c"):
        keep(slug)
    first = ask(limit=2)
    assert (told(first), first.reset, first.more) == ([("a", "upsert"), ("b", "upsert")], True, True)
    last = ask(first.cursor, limit=2)
    assert (told(last), last.reset, last.more) == ([("c", "upsert")], False, False)
    assert (told(ask(last.cursor)), ask(last.cursor).more) == ([], False)


def test_a_copy_is_what_a_reader_gets(site, ask, keep) -> None:
    keep("a")
    [item] = ask(bodies=True).items
    served = variants.read(site.database, "a", "patient", "application/json")
    assert item.body.encode() == served.body
    assert item.etag == served.etag == sha256(served.body).hexdigest()
    assert (item.size, item.revision, item.status) == (len(served.body), 1, "approved")
    assert item.last_modified == served.last_modified
    [without] = ask().items
    assert (without.body, without.etag) == (None, item.etag)


def test_what_changes_goes_to_the_end_and_is_told_once(site, ask, keep) -> None:
    keep("a")
    keep("b")
    begun = ask()
    keep("a", body="Other words [1].")
    assert told(ask(begun.cursor)) == []  # the approved revision stays with the readers
    step(site, "a", "under_review")
    review_article(site, "a", Step("approved"), actor=Actor("ines", frozenset({"reviewer"})))
    page = ask(begun.cursor)
    assert [(item.slug, item.revision) for item in page.items] == [("a", 2)]
    assert told(ask(page.cursor)) == []
    assert told(ask()) == [("b", "upsert"), ("a", "upsert")]


def test_what_stays_the_same_is_no_change(site, ask, keep) -> None:
    keep("a")
    cursor = ask().cursor
    jobs.render_articles(site, ["a"])
    assert told(ask(cursor)) == []


def test_a_withdrawn_article_is_a_tombstone_with_its_reason(site, ask, keep) -> None:
    for slug in ("a", "b", "c"):
        keep(slug)
    cursor = ask().cursor
    step(site, "a", "withdrawn")
    step(site, "b", "withdrawn", withdrawal=Withdrawal(recall=True))
    step(site, "c", "withdrawn", withdrawal=Withdrawal(superseded_by="a"))
    gone = [item for item in ask(cursor).items if isinstance(item, Tombstone)]
    assert [(one.slug, one.reason, one.recall, one.superseded_by) for one in gone] == [
        ("a", "withdrawn", False, None),
        ("b", "withdrawn", True, None),
        ("c", "superseded", False, "a"),
    ]
    assert told(ask()) == [("b", "withdrawn")]  # only a recall is told to who begins


def test_a_withdrawal_that_becomes_a_recall_is_told_again(site, ask, keep) -> None:
    keep("a")
    step(site, "a", "withdrawn")
    cursor = ask().cursor
    step(site, "a", "submitted")
    assert told(ask(cursor)) == []
    step(site, "a", "withdrawn", withdrawal=Withdrawal(recall=True))
    [gone] = ask(cursor).items
    assert gone.recall


def test_what_was_never_shown_is_never_told(site, ask, keep) -> None:
    keep("draft", status="draft")
    keep("pending", status="submitted")
    assert told(ask()) == [("pending", "upsert")]
    assert told(ask(approved_only=True)) == []
    cursor = ask(approved_only=True).cursor
    step(site, "pending", "withdrawn")
    assert told(ask(cursor, approved_only=True)) == []


def test_who_may_see_less_than_before_begins_anew(ask, keep) -> None:
    keep("pending", status="submitted")
    keep("approved")
    cursor = ask().cursor
    page = ask(cursor, approved_only=True)
    assert (told(page), page.reset) == ([("approved", "upsert")], True)
    assert ask(page.cursor, audience="child").reset


def test_approval_brings_an_article_to_who_sees_approved_ones_only(site, ask, keep) -> None:
    keep("a", status="submitted")
    cursor = ask(approved_only=True).cursor
    step(site, "a", "under_review")
    review_article(site, "a", Step("approved"), actor=Actor("ines", frozenset({"reviewer"})))
    assert told(ask(cursor, approved_only=True)) == [("a", "upsert")]


def test_the_day_of_review_brings_the_article_again_by_itself(site, ask, keep) -> None:
    for slug in ("a", "b"):
        keep(slug, status="submitted")
        step(site, slug, "under_review")
        due = TODAY + timedelta(days=10 if slug == "a" else 20)
        review_article(
            site, slug, Step("approved", review_due=due), actor=Actor("ines", frozenset({"reviewer"}))
        )
    begun = ask(today=TODAY)
    assert [item.review_due for item in begun.items] == [TODAY + timedelta(10), TODAY + timedelta(20)]
    on_the_day = ask(begun.cursor, today=TODAY + timedelta(10))
    assert told(on_the_day) == []
    after = ask(on_the_day.cursor, today=TODAY + timedelta(11), bodies=True)
    assert told(after) == [("a", "upsert")]
    assert after.items[0].etag != begun.items[0].etag
    assert sha256(after.items[0].body.encode()).hexdigest() == after.items[0].etag
    assert told(ask(after.cursor, today=TODAY + timedelta(11))) == []
    late = ask(begun.cursor, today=TODAY + timedelta(30), limit=1)
    assert (told(late), late.more) == ([("a", "upsert")], True)
    later = ask(late.cursor, today=TODAY + timedelta(30), limit=1)
    assert told(later) == [("b", "upsert")]
    assert told(ask(later.cursor, today=TODAY + timedelta(29))) == []  # a slower clock


def test_an_audience_that_gets_nothing_any_more_is_told(site, ask, keep) -> None:
    keep("a")
    cursor = ask().cursor
    with site.database.writing() as session:
        session.execute(text("delete from representation"))
        session.execute(text("delete from variant where audience = 'patient'"))
        change_log.settle(session, "a", at=datetime.now(UTC))
    assert told(ask(cursor)) == [("a", "audience-removed")]


def test_bodies_end_a_page_where_they_would_be_too_many(ask, keep, monkeypatch) -> None:
    for slug in ("a", "b", "c"):
        keep(slug)
    size = ask().items[0].size
    monkeypatch.setattr(changes, "MOST_BYTES", 2 * size + 10)
    page = ask(bodies=True)
    assert (told(page), page.more) == ([("a", "upsert"), ("b", "upsert")], True)
    assert told(ask(page.cursor, bodies=True)) == [("c", "upsert")]
    monkeypatch.setattr(changes, "MOST_BYTES", 1)
    assert len(ask(bodies=True).items) == 1


def test_a_restored_database_makes_apps_begin_anew(site, ask, keep) -> None:
    keep("a")
    cursor = ask().cursor
    with site.database.writing() as session:
        change_log.renew(session)
    page = ask(cursor)
    assert (told(page), page.reset) == ([("a", "upsert")], True)


@pytest.mark.parametrize("cursor", ["x", "WyJhIiwiYiJd", "WyJhIiwiMSAyMDI2LTAxLTAxIC0xIDAiXQ"])
def test_a_cursor_that_was_made_up_is_refused(ask, cursor) -> None:
    with pytest.raises(BadCursor):
        ask(cursor)


def test_of_changes_that_are_made_at_once_none_is_missed_and_none_told_twice(site, ask, keep) -> None:
    slugs = [f"article-{i}" for i in range(6)]
    for slug in slugs:
        keep(slug)
    begun = ask()
    seen: list[tuple[str, str]] = []
    done = threading.Event()

    def withdraw(slug: str) -> None:
        step(site, slug, "withdrawn")

    def follow() -> None:
        cursor = begun.cursor
        while True:
            last = done.is_set()
            page = ask(cursor, limit=2)
            seen.extend(told(page))
            cursor = page.cursor
            if last and not page.more:
                return

    reader = threading.Thread(target=follow)
    writers = [threading.Thread(target=withdraw, args=(slug,)) for slug in slugs]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert sorted(seen) == [(slug, "withdrawn") for slug in slugs]
    assert isinstance(begun.items[0], Upsert)


def test_who_commits_late_is_not_passed_by(site, ask, keep) -> None:
    for slug in ("early", "late"):
        keep(slug, status="submitted")
    cursor = ask().cursor

    def withdraw() -> None:
        step(site, "late", "withdrawn")

    second = threading.Thread(target=withdraw)
    with site.database.writing() as session:
        take_step(session, site, "early", Step("withdrawn", "because"), actor=REVIEWER)
        second.start()
        # The other has its turn only when this transaction has ended, so no number comes before its own.
        second.join(0.5)
        assert second.is_alive()
        assert told(ask(cursor)) == []
    second.join()
    assert told(ask(cursor)) == [("early", "withdrawn"), ("late", "withdrawn")]


def test_what_there_was_before_there_was_a_line_of_changes_is_its_beginning(site, ask, keep) -> None:
    keep("approved")
    keep("pending", status="submitted")
    keep("draft", status="draft")
    keep("gone")
    step(site, "gone", "withdrawn")
    downgrade(site.database, "0005")
    upgrade(site.database)
    begun = ask()
    assert sorted(told(begun)) == [("approved", "upsert"), ("pending", "upsert")]
    assert told(ask(approved_only=True)) == [("approved", "upsert")]
    jobs.render_articles(site, ["approved", "pending"])
    assert told(ask(begun.cursor)) == []


def test_changes_are_found_by_indexes_alone(sqlite) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *args: asked.append((args[2], args[3])))
    with sqlite.reading() as session:
        changes.page(session, Asked("patient", approved_only=True))
    statement, values = next(one for one in asked if "change.audience" in one[0])
    with sqlite.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"explain query plan {statement}", values)]
    assert len(plan) == 5
    assert all(row.startswith("SEARCH") for row in plan)
    assert "ix_change_audience_number" in plan[0]
