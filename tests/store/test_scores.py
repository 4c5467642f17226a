"""Scores and blockers: what is kept of each publish, and how thousands of them are sifted and counted."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, select, update

from guidance.plain.audience import load
from guidance.plain.readability import measure
from guidance.store import articles, reports, variant_sets
from guidance.store.report_values import Row, Sieve
from guidance.store.reports import SORTS, UnknownSort
from guidance.store.scores import MEASURES
from guidance.store.tables import ArticleRow, BlockerRow, ScoreRow
from guidance.store.variants import Representation, Shown, Variant

AT = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)
LONG_AGO, FAR_AHEAD = date(2025, 1, 1), date(2125, 1, 1)
type Publish = Callable[..., None]


def readability(**values: Any) -> dict[str, Any]:
    """A readability whose grade has the target 6 and the limit 8; `words` names its dearest words."""
    grade, hardest = values.get("fkgl", 7.5), values.get("hardest", {"dyspnoea": 0.4})
    targets = {"fkgl": (6.0, 8.0), "smog": (8.0, 10.0), "unexplained_terms": (1.0, None)}
    measures = []
    for name in MEASURES:
        target, limit = targets.get(name, (None, None))
        value = values.get(name, grade if name == "fkgl" else 0.5)
        measures.append(
            {
                "name": name,
                "value": value,
                "target": target,
                "limit": limit,
                "passed": target is None or value <= target,
                "within_limit": limit is None or value <= limit,
                "note": "",
            }
        )
    return {
        "measures": measures,
        "hardest": [{"kind": "word", "text": text, "cost": cost} for text, cost in hardest.items()]
        + [{"kind": "sentence", "text": "A hard sentence.", "cost": 0.2}],
        "words": values.get("words", 100),
        "sentences": 10,
    }


def variant(audience: str = "patient", *, source: float = 12.0, **values: Any) -> Variant:
    terms = values.pop("unexplained", {})
    after = readability(**values)
    return Variant(
        audience=audience,
        title="Title",
        blocks=[],
        sentences=[{"edits": [{}, {}], "refused": [{}]}, {"edits": [{}], "refused": []}],
        glossary=[],
        readability=after,
        omissions=["doses"],
        passed=all(one["passed"] for one in after["measures"]),
        withheld=not all(one["within_limit"] for one in after["measures"]),
        served_audience=audience,
        served_reason=None,
        lexicon_version="l",
        rules_version="r",
        model_version="m",
        report={
            "source": readability(fkgl=source, words=80),
            "unexplained": [{"text": text, "count": count} for text, count in terms.items()],
            "unhandled": [],
            "passives": [],
        },
    )


@pytest.fixture
def publish(database, make_document) -> Publish:
    """Publish variants of an article, which is kept first where it does not stand yet."""

    def publish(slug: str, *made: Variant, at: datetime = AT, **meta: object) -> None:
        with database.writing() as session:
            if not articles.exists(session, slug):
                articles.create(session, make_document(slug, **meta), "source", by="test", at=at)
            shown = Shown("Title", "text", (Representation("text/plain", b"bytes", "etag"),))
            variant_sets.replace(session, slug, [(one, shown) for one in made], at=at)

    return publish


@contextmanager
def counting(database) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    asked: list[str] = []

    def note(_conn, _cursor, statement, *_rest) -> None:
        if statement.upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def scores(database) -> list[ScoreRow]:
    with database.reading() as session:
        return list(session.scalars(select(ScoreRow).order_by(ScoreRow.id)))


def test_every_measure_that_is_promised_has_its_columns() -> None:
    assert [one.name for one in measure([], load().get("patient")).measures] == list(MEASURES)
    for name in MEASURES:
        assert {name, f"source_{name}"} <= set(ScoreRow.__table__.columns.keys())


def test_a_publish_keeps_the_figures_of_the_variant_and_of_its_source(database, publish) -> None:
    publish("asthma", variant(fkgl=7.25, smog=9.5, source=12.5))
    with database.reading() as session:
        [row] = reports.rows(session, Sieve())
    assert (row.slug, row.audience, row.revision, row.specialty) == ("asthma", "patient", 1, "respiratory")
    assert (row.fkgl, row.smog, row.source_fkgl, row.change) == (7.25, 9.5, 12.5, -5.25)
    assert row.gap == 1.5  # SMOG is 1.5 above its 8, the other grade 1.25 above its 6
    assert (row.words, row.source_words, row.sentences) == (100, 80, 10)
    assert (row.edits, row.withdrawn, row.omissions) == (3, 1, 1)
    assert (row.passed, row.withheld, row.at) == (False, False, AT)


def test_a_publish_that_changes_no_figure_adds_no_score(database, publish) -> None:
    publish("asthma", variant(), variant("child"))
    publish("asthma", variant(), variant("child", fkgl=6.5), at=AT + timedelta(days=1))
    found = scores(database)
    assert [(one.audience, one.fkgl) for one in found] == [("patient", 7.5), ("child", 7.5), ("child", 6.5)]
    with database.reading() as session:
        line = reports.line(session, "asthma")
        assert [(one.audience, one.fkgl, one.at) for one in line][-1] == (
            "child",
            6.5,
            AT + timedelta(days=1),
        )
        assert {row.audience: row.fkgl for row in reports.rows(session, Sieve())} == {
            "patient": 7.5,
            "child": 6.5,
        }


def test_a_variant_without_a_report_has_no_score_and_is_in_no_table(database, publish) -> None:
    old = variant()
    old.report.clear()
    publish("asthma", old)
    assert scores(database) == []
    with database.reading() as session:
        assert reports.rows(session, Sieve()) == ()


def test_only_what_keeps_a_variant_from_a_target_is_a_blocker(database, publish) -> None:
    publish("one", variant(fkgl=7, hardest={"dyspnoea": 0.4}, unexplained={"rales": 3}))
    publish(
        "two", variant(fkgl=5, unexplained_terms=2.0, hardest={"dyspnoea": 0.4}, unexplained={"rales": 3})
    )
    publish("three", variant(fkgl=5, hardest={"dyspnoea": 0.4}, unexplained={"rales": 1}))
    with database.reading() as session:
        found = {
            (one.kind, one.text): (one.variants, one.cost)
            for one in reports.blockers(session, Sieve(), limit=9)
        }
    assert found == {("word", "dyspnoea"): (1, 0.4), ("term", "rales"): (1, 3)}


def test_blockers_go_with_the_variants_they_block(database, publish) -> None:
    publish("asthma", variant(hardest={"dyspnoea": 0.4}))
    publish("asthma", variant(hardest={"wheeze": 0.2}), at=AT + timedelta(days=1))
    with database.reading() as session:
        assert list(session.scalars(select(BlockerRow.text))) == ["wheeze"]


@pytest.fixture
def many(database, publish):
    """Twelve articles for two audiences: grades 4.05, 4.35 … beside sources, and one without a target."""
    for n in range(12):
        extra = {
            "specialty": "cardiology" if n % 3 else "Neurology",
            "status": "approved" if n % 2 else "submitted",
        }
        publish(
            f"article-{n:02}",
            variant("patient", fkgl=4.05 + 0.45 * n, source=10 + n / 10, hardest={f"word{n % 4}": 0.1 * n}),
            variant("child", fkgl=9.0, hardest={"every": 0.1}),
            at=AT + timedelta(days=n),
            **extra,
        )
    with database.writing() as session:
        for n, day in enumerate((LONG_AGO, LONG_AGO, FAR_AHEAD, FAR_AHEAD)):
            at_desk = {"review_due": day, "visibility": "approved" if n % 2 else "pending"}
            session.execute(update(ArticleRow).where(ArticleRow.slug == f"article-{n:02}").values(at_desk))
    return database


SIEVES = {
    "all": Sieve(),
    "audience": Sieve(audience="patient"),
    "status": Sieve(status="approved"),
    "specialty": Sieve(specialty="NEUROLOGY"),
    "passed": Sieve(passed=True),
    "not passed": Sieve(passed=False),
    "withheld": Sieve(withheld=True),
    "missed": Sieve(passed=False, withheld=False),
    "due": Sieve(due=True),
    "not due": Sieve(due=False, audience="child"),
    "slugs": Sieve(slugs=("article-03", "article-04", "nothing", "a\0")),
    "together": Sieve(audience="patient", status="approved", specialty="cardiology", withheld=False),
    "nothing": Sieve(specialty="a\0b"),
}


def passes(row: Row, sieve: Sieve) -> bool:
    """The sieve, told once more in plain Python."""
    return all(
        (
            sieve.audience in (None, row.audience),
            sieve.status in (None, row.status),
            sieve.specialty is None or sieve.specialty.lower() == row.specialty.lower(),
            sieve.passed in (None, row.passed),
            sieve.withheld in (None, row.withheld),
            sieve.due in (None, row.slug == "article-01"),
            sieve.slugs is None or row.slug in sieve.slugs,
        )
    )


def test_all_that_is_counted_is_what_the_sieve_lets_through(many) -> None:
    for name, sieve in SIEVES.items():
        compare(many, name, sieve)


def compare(many, name: str, sieve: Sieve) -> None:
    """All answers to one sieve against the same told in plain Python."""
    with many.reading() as session:
        everything = reports.rows(session, Sieve())
        found = reports.rows(session, sieve)
        grades = reports.grades(session, sieve)
        sources = reports.grades(session, sieve, source=True)
        blockers = reports.blockers(session, sieve, limit=99)
    wanted = [row for row in everything if passes(row, sieve)]
    assert len(everything) == 24
    assert sorted(map(repr, found)) == sorted(map(repr, wanted)), name
    told: Counter[tuple[object, ...]] = Counter()
    for row in wanted:
        # Hundredths, so that no half is rounded here: 7.65 is 76 tenths.
        tenths = -(-(round(row.fkgl * 100) - 5) // 10)
        told[row.audience, tenths, row.passed, row.withheld] += 1
    assert {(one.audience, one.tenths, one.passed, one.withheld): one.variants for one in grades} == told, (
        name
    )
    assert sum(one.variants for one in sources) == len(wanted)
    words: Counter[str] = Counter()
    for row in wanted:
        if not row.passed:
            words["every" if row.audience == "child" else f"word{int(row.slug[-2:]) % 4}"] += 1
    assert {one.text: one.variants for one in blockers} == words, name


def test_the_table_is_sorted_by_each_column_and_pages_follow_without_gap_or_repeat(many) -> None:
    for name, sign in product(SORTS, ("", "-")):
        with many.reading() as session:
            whole = reports.rows(session, Sieve(), sort=sign + name)
            paged = [
                row
                for page in range(5)
                for row in reports.rows(session, Sieve(), sort=sign + name, limit=5, offset=5 * page)
            ]
        assert tuple(paged) == whole, name
        told = [getattr(row, name) for row in whole]
        keys = [key for key in told if key is not None]
        assert told[: len(keys)] == keys, name
        if all(isinstance(key, str) for key in keys):
            assert len(set(whole)) == 24, name  # how letters are ordered is the database's affair
        else:
            assert keys == sorted(keys, reverse=bool(sign)), name


def test_what_has_no_target_stands_last_either_way(database, publish) -> None:
    free = variant("nurse")
    for one in free.readability["measures"]:
        one["target"] = None
    publish("asthma", free, variant())
    with database.reading() as session:
        for sort in ("gap", "-gap"):
            assert [row.audience for row in reports.rows(session, Sieve(), sort=sort)] == ["patient", "nurse"]


def test_a_column_that_is_none_is_refused_with_the_known_ones(database) -> None:
    with database.reading() as session, pytest.raises(UnknownSort, match="slug, title"):
        reports.rows(session, Sieve(), sort="-secret")


def test_changes_add_up_to_what_stands_now(many, publish) -> None:
    publish(
        "article-00", variant("patient", fkgl=8.5), variant("child", fkgl=5.0), at=AT + timedelta(days=40)
    )
    with many.reading() as session:
        rows, changes = reports.rows(session, Sieve()), reports.changes(session, Sieve())
    assert changes[-1].day == (AT + timedelta(days=40)).date()
    assert (changes[-1].audience, changes[-1].variants, round(changes[-1].fkgl, 2)) == ("patient", 0, 4.45)
    for audience in ("patient", "child"):
        own = [row for row in rows if row.audience == audience]
        told = [change for change in changes if change.audience == audience]
        assert sum(change.variants for change in told) == len(own)
        assert sum(change.passed for change in told) == sum(row.passed for row in own)
        assert sum(change.withheld for change in told) == sum(row.withheld for row in own)
        assert sum(change.fkgl for change in told) == pytest.approx(sum(row.fkgl for row in own))


def test_each_question_is_one_statement(many) -> None:
    with many.reading() as session:
        for ask in (
            lambda: reports.rows(session, Sieve(), limit=5),
            lambda: reports.grades(session, Sieve()),
            lambda: reports.blockers(session, Sieve(), limit=5),
            lambda: reports.changes(session, Sieve()),
        ):
            with counting(many) as asked:
                assert ask()
            assert len(asked) == 1


def test_an_older_revision_that_readers_still_get_is_in_no_table(database, make_document, publish) -> None:
    publish("asthma", variant(fkgl=7.5))
    with database.writing() as session:
        session.execute(update(ArticleRow).values(served_id=ArticleRow.current_id, visibility="approved"))
        articles.revise(session, make_document("asthma", title="Newer"), "newer", by="test", at=AT)
        shown = Shown("Title", "text", ())
        variant_sets.replace(session, "asthma", [(variant(fkgl=6.5), shown)], at=AT + timedelta(days=1))
        # The older one is written anew for its readers, and must not come back into the table.
        variant_sets.replace(session, "asthma", [(variant(fkgl=7.0), shown)], at=AT, number=1)
    with database.reading() as session:
        assert [(row.revision, row.fkgl) for row in reports.rows(session, Sieve())] == [(2, 6.5)]
        assert [(one.revision, one.fkgl) for one in reports.line(session, "asthma")] == [(1, 7.5), (2, 6.5)]
        assert [one.variants for one in reports.blockers(session, Sieve(), limit=9)] == [1]
        assert sum(one.variants for one in reports.changes(session, Sieve())) == 1
