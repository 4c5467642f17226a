"""What answers a question: sentences of approved variants, as they are served, and nothing else ever."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from guidance import jobs
from guidance.answering.answer import LONGEST, answer
from guidance.plain.draft import Versions
from guidance.reviewing import Asked, review_article
from guidance.site import OpenSite
from guidance.store import passages, variants
from guidance.store.articles import NoSuchArticle
from guidance.store.steps import Actor
from guidance.store.variants import Withdrawn

SLUG = "asthma-inhalers"
REVIEWER = Actor("rob", frozenset({"reviewer"}))
OLD = ["Beclometasone may cause hoarseness.", "& inhalers are not for all adults."]
HOARSE = "does beclometasone cause hoarseness"
type Keep = Callable[..., str]


def lines(
    site: OpenSite, question: str, *, slug: str = SLUG, role: str = "doctor", **how: object
) -> list[str]:
    """The words that answer, passage after passage."""
    found = answer(site, slug, question, site.audiences.for_role(role), **how)
    return [line for one in found.answers for part in one.sentences for line in part["lines"]]


def step(site: OpenSite, slug: str, *statuses: str) -> None:
    for status in statuses:
        review_article(site, slug, Asked(status, "because"), actor=REVIEWER)


def test_a_question_is_answered_with_the_sentence_its_heading_and_its_source(
    site, keep_article: Keep
) -> None:
    keep_article()
    [found] = answer(site, SLUG, HOARSE, site.audiences.for_role("doctor")).answers
    assert found.heading == "Risks"
    assert found.anchor == "section-risks"
    assert found.sentences[0]["lines"] == ["Beclometasone may cause hoarseness."]
    assert found.sentences[0]["id"] == "s13"
    assert [reference["about"] for reference in found.references] == ["stepwise treatment of asthma"]
    assert {match.word: match.by for match in found.ranked.matches}["hoarseness"] == "text"


def test_a_sentence_that_leans_on_another_comes_with_it(site, keep_article: Keep) -> None:
    keep_article()
    assert lines(site, "is it inhaled with a spacer?") == [
        "Salbutamol quickly relieves dyspnoea in adults with asthma.",
        "It is inhaled through a spacer.",
    ]


def test_what_announces_a_list_comes_with_all_of_it(site, keep_article: Keep) -> None:
    keep_article()
    told = lines(site, "should I call an ambulance for drowsiness")
    assert told == ["Call an ambulance if any of these occurs:", "blue lips", "drowsiness"]


def test_a_row_of_a_table_comes_with_the_heads_of_its_columns(site, keep_article: Keep) -> None:
    keep_article()
    [found] = answer(site, SLUG, "prednisolone dose", site.audiences.for_role("doctor")).answers
    assert [(part["label"], *part["lines"]) for part in found.sentences] == [
        ("Drug", "Prednisolone"),
        ("Usual dose", "40 mg once daily for 5 days"),
    ]


def test_everybody_is_answered_in_the_words_that_they_are_served(site, keep_article: Keep) -> None:
    keep_article()
    for role, words in (("patient", "being short of breath"), ("doctor", "dyspnoea")):
        told = lines(site, "what relieves dyspnoea, is it salbutamol?", role=role)
        assert words in told[0]


def test_a_withheld_variant_answers_nobody(site, keep_article: Keep, teller) -> None:
    teller.withheld = {"patient"}
    keep_article()
    told = answer(site, SLUG, "does salbutamol relieve dyspnoea", site.audiences.for_role("patient")).answers
    assert told[0].audience != "patient"
    assert "dyspnoea" in told[0].sentences[0]["lines"][0]


def test_a_misspelt_word_is_read_as_the_one_it_is_most_like(site, keep_article: Keep) -> None:
    keep_article()
    found = answer(site, SLUG, "does beclometasonne cause hoarseness", site.audiences.for_role("doctor"))
    assert "Beclometasone may cause hoarseness." in found.answers[0].sentences[0]["lines"]
    assert found.read_as == {"beclometasonn": "beclometason"}


def test_other_articles_answer_what_they_are_about_after_the_article_itself(site, keep_article: Keep) -> None:
    keep_article()
    keep_article(
        "migraine-prevention", title="Is topiramate right for migraine?", body="Topiramate is taken at night."
    )
    [found] = answer(site, SLUG, "is topiramate taken at night", site.audiences.for_role("doctor")).answers
    assert (found.slug, found.title) == ("migraine-prevention", "Is topiramate right for migraine?")


@pytest.mark.parametrize(
    "question",
    [
        "how do I change a tyre",
        "does beclometasone cause hair loss in cats",
        "",
        "???",
        "the of and",
        "🙂",
        "\0'; --",
    ],
)
def test_what_no_sentence_answers_is_not_answered(site, keep_article: Keep, question: str) -> None:
    keep_article()
    assert lines(site, question) == []


@pytest.mark.parametrize("status", ["submitted", "under_review"])
def test_an_article_under_review_answers_nobody_whoever_may_see_it(
    site, keep_article: Keep, status: str
) -> None:
    keep_article(status=status)
    assert lines(site, HOARSE, approved_only=False) == []
    keep_article("other-inhalers", body="Nothing of that.")
    assert lines(site, HOARSE, slug="other-inhalers", approved_only=False) == []


def test_who_may_not_see_what_is_under_review_does_not_learn_of_it(site, keep_article: Keep) -> None:
    keep_article(status="submitted")
    with pytest.raises(NoSuchArticle):
        lines(site, HOARSE, approved_only=True)


@pytest.mark.parametrize("slug", ["nothing-here", "not a slug", ""])
def test_nobody_asks_about_what_is_not_there(site, keep_article: Keep, slug: str) -> None:
    keep_article("hidden-draft", status="draft")
    for name in (slug, "hidden-draft"):
        with pytest.raises(NoSuchArticle):
            lines(site, HOARSE, slug=name)


def test_a_newer_revision_answers_only_from_its_own_approval_on(
    site, keep_article: Keep, make_source
) -> None:
    keep_article(body="Beclometasone may cause hoarseness.")
    source = make_source(SLUG, body="Beclometasone rarely causes hoarseness.")
    jobs.revise_article(site, SLUG, source, by="mara")
    for status in ("under_review", "changes_requested"):
        step(site, SLUG, status)
        assert lines(site, HOARSE, approved_only=False) == OLD
    jobs.revise_article(site, SLUG, source.replace("rarely", "seldom"), by="mara")
    assert lines(site, HOARSE) == OLD
    step(site, SLUG, "under_review", "approved")
    assert lines(site, HOARSE) == [OLD[0].replace("may cause", "seldom causes"), OLD[1]]


def test_writing_everything_anew_brings_nothing_unapproved_to_light(
    site, keep_article: Keep, make_source, teller
) -> None:
    keep_article(body="Beclometasone may cause hoarseness.")
    jobs.revise_article(
        site, SLUG, make_source(SLUG, body="Beclometasone rarely causes hoarseness."), by="mara"
    )
    keep_article("pending-inhalers", status="submitted", body="Fluticasone may cause hoarseness.")
    teller.versions = Versions(lexicon="lexicon-2", rules="rules-2", model="model-1")
    assert jobs.render_articles(site) == (SLUG, "pending-inhalers")
    assert lines(site, HOARSE) == OLD
    for slug in (SLUG, "pending-inhalers"):
        told = lines(site, "does fluticasone cause hoarseness", slug=slug)
        assert not any("luticasone" in line for line in told)


def test_what_was_withdrawn_answers_nobody_here_or_elsewhere(site, keep_article: Keep) -> None:
    keep_article(
        "topiramate-migraine", title="Is topiramate right for migraine?", body="Topiramate is taken at night."
    )
    keep_article()
    asked = "is topiramate taken at night"
    assert lines(site, asked)
    step(site, "topiramate-migraine", "withdrawn")
    assert lines(site, asked) == []
    with pytest.raises(Withdrawn):
        lines(site, asked, slug="topiramate-migraine")


def test_an_article_that_is_overdue_for_review_answers_nobody(site, keep_article: Keep) -> None:
    keep_article()
    today = datetime.now(UTC).date()
    assert lines(site, HOARSE, today=today)
    assert lines(site, HOARSE, today=today + timedelta(days=5_000)) == []


def test_every_word_of_an_answer_is_served_to_that_reader(site, keep_article: Keep, teller) -> None:
    teller.withheld = {"child"}
    keep_article()
    asked = (
        HOARSE,
        "prednisolone dose",
        "call an ambulance for drowsiness",
        "does salbutamol relieve dyspnoea",
    )
    for role in (one.id for one in site.audiences.roles):
        audience = site.audiences.for_role(role)
        served = variants.read(site.database, SLUG, audience.id, "text/plain", approved_only=True)
        assert served is not None
        for question in asked:
            told = lines(site, question, role=role)
            assert told
            assert all(line.rstrip(":.") in served.body.decode() for line in told)


def test_one_question_is_a_bounded_number_of_statements(site, keep_article: Keep) -> None:
    keep_article()
    for number in range(7):
        keep_article(f"more-{number}", body="Beclometasone may cause hoarseness.")
    seen: list[str] = []
    event.listen(site.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    lines(site, HOARSE + " " + "salbutamol asthma inhaler adults " * 10)
    assert len([one for one in seen if one.lower().startswith("select")]) <= 6


def test_no_more_passages_are_read_than_are_stated(site, keep_article: Keep) -> None:
    many = "\n\n".join(f"Medicine number {n} is taken at night." for n in range(passages.MOST_OWN + 50))
    keep_article(body=many)
    with site.database.reading() as session:
        today = datetime.now(UTC).date()
        found = passages.candidates(session, [SLUG], "clinician", most=passages.MOST_OWN, today=today)
    assert len(found) == passages.MOST_OWN
    assert lines(site, "x" * LONGEST) == []
