import threading
from datetime import UTC, date, datetime

import pytest

from guidance.article.document import Code, Reference
from guidance.store import articles, reviews
from guidance.store.articles import NoSuchArticle, NoSuchRevision, SlugTaken
from guidance.store.steps import Actor

AT = datetime(2026, 2, 1, 9, 30, 15, 123456, tzinfo=UTC)


def test_a_new_article_is_kept_with_its_first_revision(database, make_document) -> None:
    with database.writing() as session:
        articles.create(session, make_document(), "the source", by="editor", note="first", at=AT)
    with database.reading() as session:
        article = articles.get(session, "asthma-inhalers")
        revision = articles.current(session, "asthma-inhalers")
    assert article == articles.Article(
        slug="asthma-inhalers",
        specialty="respiratory",
        status="submitted",
        reviewed_by=None,
        updated=date(2026, 1, 20),
        revision=1,
        created_at=AT,
        changed_at=AT,
        visibility="pending",
        served=1,
        review_due=None,
    )
    assert revision == articles.Revision(
        slug="asthma-inhalers",
        number=1,
        title="Which inhaler suits adults with asthma?",
        source="the source",
        codes=(Code("ICD-10-CM", "J45.909"),),
        references=(Reference(1, 2024, "clinical guideline", "stepwise treatment of asthma"),),
        created_at=AT,
        created_by="editor",
        note="first",
        specialty="respiratory",
        reviewed_by=None,
        updated=date(2026, 1, 20),
    )


def test_a_new_revision_becomes_the_current_one_and_the_old_one_stays(database, make_document) -> None:
    with database.writing() as session:
        articles.create(session, make_document(), "one", by="a")
        articles.revise(session, make_document(title="New", specialty="paediatrics"), "two", by="b")
    with database.reading() as session:
        assert [one.number for one in articles.revisions(session, "asthma-inhalers")] == [2, 1]
        assert articles.revision(session, "asthma-inhalers", 1).source == "one"
        assert articles.current(session, "asthma-inhalers").title == "New"
        assert articles.get(session, "asthma-inhalers").specialty == "paediatrics"
        assert articles.get(session, "asthma-inhalers").revision == 2


def test_a_slug_that_is_taken_is_refused(database, make_document) -> None:
    with database.writing() as session:
        articles.create(session, make_document(), "one", by="a")
    with pytest.raises(SlugTaken), database.writing() as session:
        articles.create(session, make_document(), "two", by="b")


def test_two_who_take_the_same_slug_at_once_get_one_article_and_one_refusal(postgres, make_document) -> None:
    outcome: list[object] = []

    def other() -> None:
        try:
            with postgres.writing() as session:
                outcome.append(articles.create(session, make_document(), "two", by="b").number)
        except SlugTaken as error:
            outcome.append(error.code)

    with postgres.writing() as session:
        articles.create(session, make_document(), "one", by="a")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=0.3)
    thread.join()
    assert outcome == ["slug-taken"]


def test_two_who_revise_at_once_make_two_revisions(database, make_document) -> None:
    with database.writing() as session:
        articles.create(session, make_document(), "one", by="a")
    numbers: list[int] = []

    def revise() -> None:
        with database.writing() as session:
            numbers.append(articles.revise(session, make_document(), "more", by="b").number)

    threads = [threading.Thread(target=revise) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [2, 3, 4, 5]


@pytest.mark.parametrize("slug", ["nothing-here", "", "a\0b", "%", "ä" * 300, "\ud800"])
def test_an_article_that_is_not_there_is_not_found(database, slug) -> None:
    with database.writing() as session:
        assert not articles.exists(session, slug)
        for ask in (articles.get, articles.current, articles.revisions, articles.lock, reviews.events):
            with pytest.raises(NoSuchArticle):
                ask(session, slug)


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 10**30])
def test_a_revision_that_is_not_there_is_not_found(database, make_document, number) -> None:
    with database.writing() as session:
        articles.create(session, make_document(), "one", by="a")
    with database.reading() as session, pytest.raises(NoSuchRevision):
        articles.revision(session, "asthma-inhalers", number)


def test_a_code_named_twice_is_kept_once(database, make_document) -> None:
    code = Code("ICD-10-CM", "G35")
    with database.writing() as session:
        kept = articles.create(session, make_document(codes=(code, code)), "one", by="a")
    assert kept.codes == (code,)


def test_slugs_come_sorted(database, make_document) -> None:
    with database.writing() as session:
        for slug in ("b", "c", "a"):
            articles.create(session, make_document(slug), "one", by="a")
        assert articles.slugs(session) == ("a", "b", "c")


def test_each_change_of_status_is_an_event_with_who_when_and_why(database, make_document) -> None:
    with database.writing() as session:
        articles.create(session, make_document(), "one", by="a", at=AT)
        actor = Actor("r", frozenset({"reviewer"}))
        reviews.take(session, "asthma-inhalers", "under_review", actor=actor, why="taken", at=AT)
    with database.reading() as session:
        events = reviews.events(session, "asthma-inhalers")
        assert articles.get(session, "asthma-inhalers").status == "under_review"
    assert events == (
        reviews.ReviewEvent(1, None, "submitted", AT, "a", ""),
        reviews.ReviewEvent(1, "submitted", "under_review", AT, "r", "taken"),
    )


def test_a_moment_without_a_time_zone_is_not_kept(sqlite, make_document) -> None:
    with pytest.raises(Exception, match="time zone"), sqlite.writing() as session:
        articles.create(session, make_document(), "one", by="a", at=AT.replace(tzinfo=None))
