from datetime import UTC, datetime, timedelta

import pytest

from guidance.store import acceptances, articles, reviews, wordings

SLUG = "asthma-inhalers"
AT = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def kept(database, make_document):
    """A database with the article."""
    with database.writing() as session:
        articles.create(session, make_document(), "source", by="test")
    return database


def record(session, sentence="a.1", wording="Words.", audience="patient", **more) -> int:
    given = {"source": f"Source of {sentence}.", "why": "plainer", "by": "mara", "at": AT} | more
    return wordings.record(session, SLUG, audience, sentence, wording=wording, **given)


def accept(session, audience="patient", *, accepted=True, digest="d", at=AT) -> None:
    step = {"why": "short enough", "by": "rene", "at": at}
    acceptances.record(session, SLUG, audience, digest=digest, accepted=accepted, **step)


def test_the_last_step_of_a_sentence_counts(kept) -> None:
    with kept.writing() as session:
        record(session)
        record(session, wording="Better words.", overridden=[{"guard": "numbers", "detail": "5 was lost"}])
        record(session, sentence="a.2", wording="Of the equal one.")
        record(session, audience="child", wording="Small words.")
    with kept.reading() as session:
        assert wordings.standing(session, SLUG) == {
            "patient": {"a.1": "Better words.", "a.2": "Of the equal one."},
            "child": {"a.1": "Small words."},
        }
        first = wordings.latest(session, SLUG)[0]
    assert (first.wording, first.source, first.why, first.by, first.at) == (
        "Better words.", "Source of a.1.", "plainer", "mara", AT,
    )  # fmt: skip
    assert first.overridden == ({"guard": "numbers", "detail": "5 was lost"},)
    assert first.became is None


def test_what_was_taken_away_is_gone_and_its_story_stays(kept) -> None:
    with kept.writing() as session:
        record(session)
        record(session, wording=None, why="not needed", by="rene", at=AT + timedelta(hours=1))
    with kept.reading() as session:
        assert wordings.standing(session, SLUG) == {}
        assert wordings.latest(session, SLUG) == ()
        story = wordings.history(session, SLUG, "patient")
    assert [(one.wording, one.why, one.by) for one in story] == [
        ("Words.", "plainer", "mara"),
        (None, "not needed", "rene"),
    ]


def test_articles_keep_their_wordings_apart(kept, make_document) -> None:
    with kept.writing() as session:
        articles.create(session, make_document("other"), "source", by="test")
        record(session)
        assert wordings.standing(session, "other") == {}
        assert wordings.history(session, "other", "patient") == ()


def test_a_wording_of_an_article_that_is_not_there_is_refused(database) -> None:
    with pytest.raises(articles.NoSuchArticle), database.writing() as session:
        record(session)
    with pytest.raises(articles.NoSuchArticle), database.writing() as session:
        accept(session)


def test_an_acceptance_counts_until_it_is_taken_back(kept) -> None:
    with kept.writing() as session:
        accept(session)
        accept(session, "child", digest="c")
        assert {name: one.digest for name, one in acceptances.latest(session, SLUG).items()} == {
            "patient": "d",
            "child": "c",
        }
        accept(session, accepted=False)
        assert set(acceptances.latest(session, SLUG)) == {"child"}
        accept(session, digest="e", at=AT + timedelta(days=1))
        found = acceptances.latest(session, SLUG)["patient"]
    assert (found.digest, found.why, found.by, found.at) == (
        "e", "short enough", "rene", AT + timedelta(days=1),
    )  # fmt: skip


def test_who_words_a_sentence_is_among_those_who_wrote_what_is_reviewed(kept) -> None:
    with kept.writing() as session:
        record(session, by="mara")
        record(session, sentence="b.1", wording=None, by="noor")
        record(session, sentence="c.1", became="Another source.", by="lena")
        assert reviews.authors(session, SLUG) == {"test", "mara"}
