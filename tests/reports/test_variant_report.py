"""The report of one article, told from an account whose figures one can count by eye."""

import pytest

from guidance import jobs
from guidance.plain.audience import UnknownAudience
from guidance.reports.variant import Tally, of_article, of_text
from guidance.store.articles import NoSuchArticle


def edit(rule: str) -> dict[str, str]:
    return {"rule": rule, "before": "old", "after": "new", "why": "Because."}


def measured(name: str, value: float) -> dict[str, object]:
    bounds = {"target": 6.0, "limit": 8.0, "passed": value <= 6, "within_limit": value <= 8}
    return {"name": name, "value": value, "note": "", **bounds}


def readability(grade: float) -> dict[str, object]:
    return {
        "passed": False,
        "withheld": False,
        "measures": [measured("fkgl", grade)],
        "hardest": [
            {"kind": "sentence", "text": "A sentence.", "cost": 0.9},
            {"kind": "word", "text": "dyspnoea", "cost": 0.4},
        ],
        "words": 50,
        "sentences": 5,
    }


SENTENCES = [
    {
        "id": "s1",
        "source": "First.",
        "edits": [edit("term"), edit("passive"), edit("term")],
        "refused": [{"edit": edit("term"), "guard": "negation", "detail": "Lost: not."}],
    },
    {
        "id": "s2",
        "source": "Second.",
        "edits": [edit("term")],
        "refused": [{"edit": edit("split"), "guard": "negation", "detail": "Lost: no."}],
    },
]
REPORT = {
    "source": readability(11.5),
    "unexplained": [{"text": "rales", "count": 1}, {"text": "gait", "count": 4}],
    "unhandled": [{"text": "zorbaxifen", "count": 2}],
    "passives": ["It was given."],
}


def test_edits_and_what_guards_took_back_are_counted_the_most_frequent_first() -> None:
    found = of_text("patient", readability(7.5), SENTENCES, ["doses"], REPORT)
    assert found.edits == 4
    assert found.edits_by_rule == (Tally("term", 3), Tally("passive", 1))
    assert found.withdrawn_by_guard == (Tally("negation", 2),)
    assert [(one.sentence, one.rule, one.detail) for one in found.withdrawn] == [
        ("s1", "term", "Lost: not."),
        ("s2", "split", "Lost: no."),
    ]
    assert found.unexplained == (Tally("gait", 4), Tally("rales", 1))
    assert found.unhandled == (Tally("zorbaxifen", 2),)
    assert (found.passives, found.omissions) == (("It was given.",), ("doses",))


def test_a_measure_stands_beside_its_value_in_the_source() -> None:
    [measure] = of_text("patient", readability(7.5), SENTENCES, [], REPORT).measures
    assert (measure.value, measure.source, measure.target, measure.limit) == (7.5, 11.5, 6.0, 8.0)
    assert (measure.passed, measure.within_limit) == (False, True)


def test_the_hardest_words_and_sentences_are_told_apart() -> None:
    found = of_text("patient", readability(7.5), SENTENCES, [], REPORT)
    assert [one.text for one in found.hardest_words] == ["dyspnoea"]
    assert [one.text for one in found.hardest_sentences] == ["A sentence."]


def test_a_variant_from_before_there_were_reports_says_what_is_known() -> None:
    found = of_text("patient", readability(7.5), SENTENCES, [], {})
    assert (found.measures[0].source, found.source_words, found.unexplained) == (None, None, ())
    assert found.edits == 4


def test_an_article_has_a_report_for_each_audience_in_their_order(site, writer, make_source) -> None:
    slug = jobs.save_article(site, make_source(), by="test").slug
    with site.database.reading() as session:
        found = of_article(session, site, slug)
        assert [one.audience for one in found] == [one.id for one in site.audiences.all]
        [one] = of_article(session, site, slug, audience="teen")
        assert (one.title, one.revision, one.served_audience) == (
            "Which inhaler suits adults with asthma?",
            1,
            "teen",
        )
        assert [score.audience for score in one.line] == ["teen"]
        with pytest.raises(NoSuchArticle):
            of_article(session, site, "nothing")
        with pytest.raises(UnknownAudience):
            of_article(session, site, slug, audience="king")
