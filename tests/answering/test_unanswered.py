"""Questions that nothing answered are kept for the content team, counted, and say nothing of who asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import inspect

from guidance.answering.service import ask
from guidance.site import OpenSite
from guidance.store import audit, unanswered
from guidance.store.tables import UnansweredRow

SLUG = "asthma-inhalers"
DAY, NEXT = date(2026, 3, 1), date(2026, 3, 2)
type Keep = Callable[..., str]


def asked(site: OpenSite, question: str, *, slug: str = SLUG, today: date = DAY) -> None:
    ask(site, slug, question, site.audiences.for_role("patient"), today=today)


def waiting(site: OpenSite, *, handled: bool = False) -> list[tuple[str, int]]:
    with site.database.reading() as session:
        return [
            (one.text, one.count)
            for group in unanswered.listed(session, handled=handled)
            for one in group.questions
        ]


def test_a_question_that_nothing_answers_is_kept_and_counted(site, keep_article: Keep) -> None:
    keep_article()
    asked(site, "Can I go  diving?")
    asked(site, "can i go DIVING", today=NEXT)
    asked(site, "Can I go by plane?")
    assert waiting(site) == [("Can I go diving?", 2), ("Can I go by plane?", 1)]
    with site.database.reading() as session:
        [group] = unanswered.listed(session)
    assert (group.slug, group.total) == (SLUG, 3)
    assert (group.questions[0].first_on, group.questions[0].last_on) == (DAY, NEXT)


def test_what_was_answered_or_is_an_emergency_is_not_kept(site, keep_article: Keep) -> None:
    keep_article()
    asked(site, "does beclometasone cause hoarseness")
    asked(site, "I want to die")
    asked(site, "??")
    assert waiting(site) == []


def test_what_tells_who_asks_is_masked_before_it_is_kept(site, keep_article: Keep) -> None:
    keep_article()
    asked(site, "diving? mail me: jo@example.org or 07700 900123, born 1.2.1990")
    [(text, _)] = waiting(site)
    assert text == "diving? mail me: [e-mail] or [number], born [date]"


def test_there_is_no_column_for_anything_about_who_asks_and_no_time_but_days(site) -> None:
    columns = {
        column["name"]: str(column["type"])
        for column in inspect(site.database.engine).get_columns("unanswered")
    }
    assert set(columns) == {
        "id", "article_id", "text", "folded", "count", "first_on", "last_on", "handled_on", "handled_by",
    }  # fmt: skip
    assert {columns[name] for name in ("first_on", "last_on", "handled_on")} == {"DATE"}


def test_a_site_may_keep_none(site, keep_article: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_article()
    site_without = replace(site, settings=replace(site.settings, keep_questions="off"))
    asked(site_without, "can I go diving")
    assert waiting(site) == []


def test_a_handled_question_waits_again_when_it_is_asked_again(site, keep_article: Keep) -> None:
    keep_article()
    asked(site, "can I go diving")
    with site.database.writing() as session:
        [group] = unanswered.listed(session)
        number = group.questions[0].id
        assert unanswered.handle(session, number, by="mara", today=DAY) == SLUG
        with pytest.raises(unanswered.NoSuchQuestion):
            unanswered.handle(session, number, by="mara", today=DAY)
    assert waiting(site) == []
    assert waiting(site, handled=True) == [("can I go diving", 1)]
    with site.database.reading() as session:
        [last] = audit.listed(session, limit=1)
    assert (last.action, last.by, last.subject) == ("question.handled", "mara", SLUG)
    asked(site, "Can I go diving")
    assert waiting(site) == [("can I go diving", 2)]


def test_no_more_are_kept_than_are_stated(site, keep_article: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_article()
    monkeypatch.setattr(unanswered, "MOST_KEPT", 2)
    for question in ("diving", "flying", "skiing", "diving"):
        asked(site, question)
    assert sorted(waiting(site)) == [("diving", 2), ("flying", 1)]


def test_the_article_most_asked_about_comes_first(site, keep_article: Keep) -> None:
    keep_article()
    keep_article("other-inhalers", body="Nothing of that.")
    asked(site, "diving")
    for _ in range(2):
        asked(site, "skiing", slug="other-inhalers")
    with site.database.reading() as session:
        assert [group.slug for group in unanswered.listed(session)] == ["other-inhalers", SLUG]
        assert session.query(UnansweredRow).count() == 2
