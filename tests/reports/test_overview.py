"""The report over all articles, against counting by other means."""

import random
from statistics import mean

import pytest
from sqlalchemy import event

from guidance import jobs
from guidance.reports.overview import Overview, overview, spread
from guidance.store.report_values import Grade, Sieve


def grade(tenths: int, variants: int = 1) -> Grade:
    return Grade("patient", tenths, passed=False, withheld=False, variants=variants)


def test_quartiles_and_bins_are_those_of_the_grades_one_by_one() -> None:
    chance = random.Random(3)
    for size in (1, 2, 3, 4, 5, 40, 999):
        tenths = sorted(chance.randrange(10, 180) for _ in range(size))
        found = spread([grade(one) for one in tenths])
        ranks = {"lower": 0.25, "median": 0.5, "upper": 0.75}
        for name, share in ranks.items():
            at = next(i for i in range(size) if (i + 1) / size >= share)
            assert getattr(found, name) == tenths[at] / 10
        assert sum(one.variants for one in found.bins) == size
        for one in found.bins:
            assert one.variants == sum(one.grade <= each / 10 < one.grade + 1 for each in tenths)


def test_a_grade_below_nought_has_its_bin_too() -> None:
    assert [(one.grade, one.variants) for one in spread([grade(-5), grade(3, 2)]).bins] == [(-1, 1), (0, 2)]


@pytest.fixture
def three(site, writer, make_source):
    """Three articles, of which the children's and the teenagers' variants are withheld."""
    writer.withheld = {"child", "teen"}
    for n in range(3):
        jobs.save_article(site, make_source(f"article-{n}", title=f"Title {n}"), by="test")
    return site


def report(site, sieve: Sieve | None = None, **options: object) -> Overview:
    with site.database.reading() as session:
        return overview(session, site, sieve or Sieve(), **options)


def test_verdicts_add_up_and_audiences_stand_in_their_order(three) -> None:
    found = report(three)
    assert (found.variants, found.passed, found.missed, found.withheld) == (24, 18, 0, 6)
    assert [one.audience for one in found.audiences] == [one.id for one in three.audiences.all]
    child = found.audiences[0]
    assert (child.variants, child.withheld, child.after.median, child.target) == (3, 3, 9.5, 5)
    assert [one.text for one in found.blockers] == ["dyspnoea"]
    assert (found.blockers[0].variants, found.blockers[0].articles) == (6, 3)


def test_a_page_past_the_last_is_the_last(three) -> None:
    found = report(three, page=99, size=10)
    assert (found.page, found.pages, len(found.items)) == (3, 3, 4)
    assert report(three, Sieve(audience="nurse"), size=3).pages == 1


def test_nothing_at_all_is_a_report_too(site) -> None:
    found = report(site)
    assert (found.variants, found.audiences, found.items, found.pages) == (0, (), (), 1)


def test_the_line_over_time_ends_where_things_stand(three, writer, make_source) -> None:
    writer.withheld = set()
    jobs.save_article(three, make_source("article-0", body="Other words [1]."), by="test")
    found = report(three)
    child = next(one for one in found.trends if one.audience == "child").points[-1]
    grades = [row.fkgl for row in found.items if row.audience == "child"]
    assert (child.variants, child.passed, child.withheld) == (3, 1, 2)
    assert child.fkgl == round(mean(grades), 2) == round((5.5 + 9.5 + 9.5) / 3, 2)


def test_however_many_articles_there_are_the_statements_are_as_many(three, writer, make_source) -> None:
    def asked() -> int:
        seen: list[str] = []
        listen = ("before_cursor_execute", lambda *args: seen.append(args[2]))
        event.listen(three.database.engine, *listen)
        report(three)
        event.remove(three.database.engine, *listen)
        return sum(statement.lower().startswith("select") for statement in seen)

    few = asked()
    for n in range(3, 12):
        jobs.save_article(three, make_source(f"article-{n}"), by="test")
    assert asked() == few == 6
