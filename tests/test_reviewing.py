"""Steps of a review, on both databases: who is first, what is kept, what the log says."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from guidance import jobs
from guidance.errors import GuidanceError, InvalidInput
from guidance.reviewing import Asked, review_article
from guidance.store import articles, audit, reviews
from guidance.store.steps import STEPS, Actor, find, open_to
from guidance.store.variants import Outdated

SLUG = "asthma-inhalers"
REVIEWER = Actor("rob", frozenset({"reviewer"}))
EDITOR = Actor("mara", frozenset({"editor"}))


@pytest.fixture
def kept(site, writer, make_source):
    """A site with one article that mara has handed in."""
    jobs.create_article(site, make_source(), by="mara")
    return site


def test_of_those_who_take_the_same_step_at_once_one_does(kept) -> None:
    outcome: list[str] = []

    def take() -> None:
        try:
            review_article(kept, SLUG, Asked("under_review"), actor=REVIEWER)
            outcome.append("taken")
        except GuidanceError as error:
            outcome.append(error.code)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["taken", "wrong-step", "wrong-step", "wrong-step"]
    with kept.database.reading() as session:
        assert [event.to_status for event in reviews.events(session, SLUG)] == ["submitted", "under_review"]
        audit.verify(session)


def test_a_step_on_an_older_version_is_refused(kept, make_source) -> None:
    with kept.database.reading() as session:
        known = reviews.version(session, SLUG)
    jobs.revise_article(kept, SLUG, make_source(body="Other words [1]."), by="mara", version=known)
    with pytest.raises(Outdated):
        review_article(kept, SLUG, Asked("under_review"), actor=REVIEWER, version=known)
    with pytest.raises(Outdated):
        jobs.revise_article(kept, SLUG, make_source(body="Third [1]."), by="ines", version=known)


@pytest.mark.parametrize(
    "asked",
    [
        Asked("withdrawn", "half \ud800"),
        Asked("withdrawn", "x" * 2001),
        Asked("under_review", review_due=datetime.now(UTC).date()),
        Asked("approved", review_due=datetime.now(UTC).date() - timedelta(days=2)),
    ],
)
def test_what_no_step_can_hold_is_refused_and_nothing_moves(kept, asked) -> None:
    if asked.target == "approved":
        review_article(kept, SLUG, Asked("under_review"), actor=REVIEWER)
    with pytest.raises(InvalidInput):
        review_article(kept, SLUG, asked, actor=REVIEWER)
    with kept.database.reading() as session:
        assert articles.get(session, SLUG).status != asked.target


def test_authors_are_all_who_wrote_since_the_last_approval(kept, make_source) -> None:
    def authors() -> frozenset[str]:
        with kept.database.reading() as session:
            return reviews.authors(session, SLUG)

    jobs.revise_article(kept, SLUG, make_source(body="Second [1]."), by="ines")
    assert authors() == {"mara", "ines"}
    for target in ("under_review", "approved"):
        review_article(kept, SLUG, Asked(target), actor=REVIEWER)
    assert authors() == {"ines"}
    jobs.revise_article(kept, SLUG, make_source(body="Third [1]."), by="sam")
    assert authors() == {"sam"}


def test_every_step_stands_in_the_log_with_what_it_changed(kept) -> None:
    review_article(kept, SLUG, Asked("withdrawn", "A wrong dose."), actor=REVIEWER)
    with kept.database.reading() as session:
        entries = audit.listed(session, subject=SLUG)
    moved = next(entry for entry in entries if entry.action == "review.moved")
    assert (moved.by, moved.details) == (
        "rob",
        {
            "revision": 1,
            "moved_from": "submitted",
            "moved_to": "withdrawn",
            "why": "A wrong dose.",
            "review_due": None,
        },
    )


def test_the_steps_that_are_open_are_those_of_the_table() -> None:
    for step in STEPS:
        for source in step.sources:
            assert find(source, step.target) == step
            assert step in open_to(source, Actor("x", frozenset({step.role})), authors=frozenset())
            assert step not in open_to(source, Actor("x", frozenset({"admin"})), authors=frozenset())
    assert not open_to("approved", EDITOR, authors=frozenset())
    approve = find("under_review", "approved")
    assert approve not in open_to("under_review", REVIEWER, authors=frozenset({"rob"}))
