"""The pages of reports: what they show, that they stay quick, and that nothing in them is run."""

import csv
import io
import re

import pytest
from flask import Flask
from sqlalchemy import event

from guidance import jobs
from guidance.web.current import KEY

SLUG = "exercise-multiple-sclerosis"
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def rows(page: str) -> list[tuple[str, str]]:
    """Article and audience of each row of the table."""
    return re.findall(r'href="/desk/reports/([a-z0-9-]+)\?audience=([a-z]+)"', page)


def selects(desk: Flask, client, path: str) -> int:
    """How many questions a page asks the database."""
    seen: list[str] = []
    engine = desk.extensions[KEY].database.engine
    listen = ("before_cursor_execute", lambda *args: seen.append(args[2]))
    event.listen(engine, *listen)
    assert client.get(path).status_code == 200
    event.remove(engine, *listen)
    return sum(statement.lower().startswith("select") for statement in seen)


@pytest.fixture
def more(desk: Flask, clinician_source: str):
    """Keep that many more articles, each with a title of its own, which goes into quotes."""

    def keep(count: int, title: str = "Number") -> None:
        for n in range(count):
            source = clinician_source.replace(f"slug: {SLUG}", f"slug: more-{n}")
            source = re.sub(r"title: .*", f"title: '{title} {n}'", source, count=1)
            jobs.save_article(desk.extensions[KEY], source, by="test")

    return keep


def test_any_role_reads_the_reports(signed_in) -> None:
    for role in ("editor", "reviewer", "admin"):
        client = signed_in(role)
        for path in ("/desk/reports", f"/desk/reports/{SLUG}", "/desk/reports.csv"):
            assert client.get(path).status_code == 200


def test_the_page_lists_each_variant_and_counts_them(signed_in) -> None:
    page = signed_in("editor").get("/desk/reports").text
    assert len(rows(page)) == 8
    assert "<strong>8</strong> variants" in page
    assert "<strong>8</strong> passed" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("audience=child", 1),
        ("verdict=passed", 8),
        ("verdict=withheld", 0),
        ("verdict=missed", 0),
        ("specialty=neurology", 8),
        ("specialty=gout", 0),
        ("status=under_review&audience=nurse", 1),
        ("status=approved", 0),
    ],
)
def test_what_is_asked_for_is_shown_and_stays_chosen(signed_in, query: str, count: int) -> None:
    client = signed_in("editor")
    page = client.get(f"/desk/reports?{query}").text
    assert len(rows(page)) == count
    assert ("No variant is like that" in page) == (count == 0)
    lines = list(csv.reader(io.StringIO(client.get(f"/desk/reports.csv?{query}").text)))
    assert len(lines) == 1 + count
    name, value = query.split("=")[0], query.split("=")[1].split("&")[0]
    if value != "gout":
        assert f'<option value="{value}" selected>' in page, name


def test_a_heading_sorts_by_its_column_and_then_the_other_way(signed_in, more) -> None:
    more(2)
    client = signed_in("editor")
    page = client.get("/desk/reports?sort=title&audience=teen").text
    assert [slug for slug, _ in rows(page)] == [SLUG, "more-0", "more-1"]
    assert 'aria-sort="ascending"' in page
    turned = client.get("/desk/reports?sort=-title&audience=teen").text
    assert [slug for slug, _ in rows(turned)] == ["more-1", "more-0", SLUG]
    assert 'aria-sort="descending"' in turned
    assert "sort=-title#listing-title" in page.replace("&amp;", "&")


def test_the_table_comes_in_pages(signed_in, more) -> None:
    more(7)
    client = signed_in("editor")
    first = client.get("/desk/reports?sort=slug").text
    second = client.get("/desk/reports?sort=slug&page=2").text
    assert (len(rows(first)), len(rows(second))) == (50, 14)
    assert not set(rows(first)) & set(rows(second))
    assert "Page 2 of 2" in second
    assert client.get("/desk/reports?page=99999999999").status_code == 200


def test_the_questions_asked_do_not_grow_with_the_articles(desk, signed_in, more) -> None:
    client = signed_in("editor")
    few = selects(desk, client, "/desk/reports"), selects(desk, client, f"/desk/reports/{SLUG}")
    more(9)
    assert (selects(desk, client, "/desk/reports"), selects(desk, client, f"/desk/reports/{SLUG}")) == few
    assert few[0] <= 8


@pytest.mark.parametrize("query", ["audience=king", "sort=secret", "status=lost", "verdict=odd"])
def test_what_is_not_known_is_refused_with_the_known_ones(signed_in, query: str) -> None:
    answer = signed_in("editor").get(f"/desk/reports?{query}")
    assert answer.status_code == 422
    assert "Known: " in answer.text


def test_a_missing_article_and_an_unknown_audience_are_pages_too(signed_in) -> None:
    client = signed_in("editor")
    assert client.get("/desk/reports/nothing").status_code == 404
    assert client.get(f"/desk/reports/{SLUG}?audience=king").status_code == 422


def test_the_report_of_an_article_tells_of_every_audience_and_of_one_in_full(signed_in) -> None:
    page = signed_in("editor").get(f"/desk/reports/{SLUG}?audience=child").text
    assert len(set(re.findall(rf"/desk/reports/{SLUG}\?audience=([a-z]+)", page))) == 8
    assert page.count('aria-current="true"') == 1 + page.count('nav aria-label="Desk"') * 1
    for shown in ("multiple", "zorbaxifen", "spasticity", "It was given.", "How much of a medicine is taken"):
        assert shown in page, shown
    assert "Lost: not." in page


def test_the_report_guesses_at_words_that_nobody_has_described(signed_in) -> None:
    page = signed_in("editor").get(f"/desk/reports/{SLUG}?audience=child").text
    assert "<strong>splenomyectomy</strong>: spleno‑ (spleen), myo‑ (muscle)" in page
    assert "<strong>zorbaxifen</strong>" not in page


def test_script_in_a_title_or_an_address_is_shown_and_not_run(signed_in, more) -> None:
    more(1, title=EVIL)
    client = signed_in("editor")
    for path in (
        "/desk/reports",
        "/desk/reports/more-0",
        f"/desk/reports?specialty={EVIL}",
        f"/desk/reports?sort={EVIL}",
        f"/desk/reports?audience={EVIL}",
    ):
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    assert "&lt;script&gt;alert(1)" in client.get("/desk/reports/more-0").text


def test_a_title_that_a_spreadsheet_would_run_is_made_harmless(signed_in, more) -> None:
    more(1, title="=cmd|A1")
    lines = list(csv.DictReader(io.StringIO(signed_in("editor").get("/desk/reports.csv").text)))
    assert {line["title"][:2] for line in lines if line["slug"] == "more-0"} == {"'="}


def test_no_reports_yet_says_what_to_do(make_site, signed_in, desk) -> None:
    with desk.extensions[KEY].database.writing() as session:
        session.connection().exec_driver_sql("update variant set score_id = null")
    client = signed_in("editor")
    assert "guidance render" in client.get("/desk/reports").text
    assert client.get(f"/desk/reports/{SLUG}").status_code == 200
