"""Articles are found by their codes, by those above and below, and read as their audience gets them."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from guidance import jobs
from guidance.article.codes import ICD, MESH, SNOMED, CodeSystem
from guidance.reviewing import Asked, review_article
from guidance.site import OpenSite
from guidance.store import coded
from guidance.store.coded import Coded
from guidance.store.steps import Actor

type Keep = Callable[..., None]
type Find = Callable[..., list[str]]


@pytest.fixture
def keep(site: OpenSite, writer: object, make_source: Callable[..., str]) -> Keep:
    def keep(
        slug: str, *codes: str, system: str = "ICD-10-CM", updated: str = "2026-01-20", **meta: str
    ) -> None:
        listed = "".join(f'  - {{system: {system}, code: "{code}"}}\n' for code in codes)
        source = make_source(slug, updated=updated, **meta)
        jobs.save_article(site, source.replace("  - {system: ICD-10-CM, code: J45.909}\n", listed), by="test")

    return keep


def read(site: OpenSite, *wanted: coded.Wanted, limit: int = 9, **more: object) -> tuple[Coded, ...]:
    return coded.find(
        site.database, wanted, audience="patient", media_type="application/json", limit=limit, **more
    )


@pytest.fixture
def find(site: OpenSite) -> Find:
    def find(*asked: str, system: CodeSystem = ICD, **more: object) -> list[str]:
        found = read(site, *((system, code) for code in asked), **more)
        return [json.loads(one.body)["slug"] for one in found]

    return find


def test_an_article_is_found_by_its_code_as_its_audience_reads_it(
    site: OpenSite, keep: Keep, find: Find
) -> None:
    keep("asthma", "J45.909")
    keep("gout", "M10.9")
    [found] = read(site, (ICD, "J45.909"))
    article = json.loads(found.body)
    assert (article["slug"], article["audience"]) == ("asthma", "patient")
    assert found.last_modified.tzinfo is not None


def test_codes_above_and_below_are_found_and_the_nearest_come_first(keep: Keep, find: Find) -> None:
    keep("far", "J45.909")
    keep("same", "J45")
    keep("near", "J45.9")
    keep("beside", "J44.1", "J46")
    assert find("J45") == ["same", "near", "far"]
    assert find("J45.909") == ["far", "near", "same"]
    assert find("J45.90") == ["far", "near", "same"]
    assert find("J45.2") == ["same"]


@pytest.mark.parametrize("other", ["J450", "J4", "J45X", "Z99.9"])
def test_what_only_begins_alike_is_not_found(keep: Keep, find: Find, other: str) -> None:
    keep("asthma", "J45.909")
    assert find(other) == []


def test_a_code_counts_in_its_own_system_only(keep: Keep, find: Find) -> None:
    keep("asthma", "D001249", system="MeSH")
    assert find("D001249", system=MESH) == ["asthma"]
    assert find("D001249", system=SNOMED) == []


def test_several_codes_find_each_article_once_the_last_updated_first(keep: Keep, find: Find) -> None:
    keep("older", "J45.909", "M10.9", updated="2026-01-01")
    keep("newer", "M10.9", updated="2026-02-01")
    assert find("J45.909", "M10.9") == ["newer", "older"]
    assert find("J45.909", "M10.9", limit=1) == ["newer"]
    assert find() == []


def test_only_the_codes_of_the_revision_that_is_served_count(keep: Keep, find: Find) -> None:
    keep("asthma", "J45.909")
    keep("asthma", "J45.20")
    assert find("J45.909") == []
    assert find("J45.20") == ["asthma"]


def test_what_no_reader_may_see_is_not_found_by_its_code(site: OpenSite, keep: Keep, find: Find) -> None:
    keep("draft", "J45.909", status="draft")
    keep("gone", "J45.909", status="approved")
    reviewer = Actor("reviewer", frozenset({"reviewer"}))
    review_article(site, "gone", Asked("withdrawn", "a wrong dose"), actor=reviewer)
    assert find("J45.909", titled=("asthma",)) == []


def test_what_is_under_review_is_found_only_for_those_who_may_see_it(keep: Keep, find: Find) -> None:
    keep("pending", "J45.909")
    keep("approved", "J45.909", status="approved")
    assert find("J45.909") == ["approved", "pending"]
    assert find("J45.909", approved_only=True) == ["approved"]


def test_an_approved_revision_is_found_by_its_codes_while_a_newer_one_is_reviewed(
    site: OpenSite, keep: Keep, find: Find, make_source: Callable[..., str]
) -> None:
    keep("asthma", "J45.909", status="approved")
    newer = make_source("asthma", body="Other words [1].").replace("J45.909", "J45.20")
    jobs.revise_article(site, "asthma", newer, by="editor")
    assert find("J45.909") == ["asthma"]
    assert find("J45.20") == []


def test_an_article_whose_review_is_overdue_says_so(site: OpenSite, keep: Keep) -> None:
    keep("asthma", "J45.909", status="approved")
    [now] = read(site, (ICD, "J45.909"))
    [later] = read(site, (ICD, "J45.909"), today=date(2099, 1, 1))
    kinds = [[notice["kind"] for notice in json.loads(one.body)["notices"]] for one in (now, later)]
    assert kinds == [[], ["review_due"]]
    assert later.last_modified > now.last_modified


def test_a_name_finds_titles_that_hold_all_its_words(keep: Keep, find: Find) -> None:
    keep("aspirin", "I25.10", title="When is low-dose Aspirin advised?")
    keep("gout", "M10.9")
    assert find(titled=("aspirin DOSE",)) == ["aspirin"]
    assert find(titled=("aspirin gout",)) == []
    assert find(titled=("%",)) == []
    assert find("M10.9", titled=("aspirin",)) == ["gout", "aspirin"]


def test_codes_are_looked_up_by_their_index(site: OpenSite) -> None:
    queries = [query for code in ("J45", "J45.909") for query in coded._coded(ICD, code)]
    statement = coded._bodies(queries, "patient", "application/json", 20)
    is_sqlite = site.database.engine.dialect.name == "sqlite"
    written = statement.params(today=date(2026, 3, 1)).compile(
        site.database.engine, compile_kwargs={"literal_binds": True}
    )
    with site.database.engine.connect() as connection:
        if not is_sqlite:
            # An empty table would be read from end to end, whatever index there is.
            connection.execute(text("set local enable_seqscan = off"))
        explain = "explain query plan" if is_sqlite else "explain"
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {written}"))
    assert plan.count("ix_code_code") >= len(queries)
    assert "SCAN code" not in plan
    assert "Seq Scan" not in plan
