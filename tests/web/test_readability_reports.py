"""Reports over HTTP: the same figures as JSON and CSV, filtered, sorted, page by page."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.reports.overview import overview
from guidance.store.report_values import Sieve
from guidance.web.current import KEY
from guidance.web.overview_schemas import OverviewSchema
from guidance.web.readability import ReportsSchema

CSV = {"Accept": "text/csv"}


@pytest.fixture
def five(app: Flask, writer, article: str) -> Flask:
    """Five articles for eight audiences each; those for children are withheld."""
    writer.withheld = {"child"}
    for number in range(1, 6):
        text = article.replace("slug: asthma-inhalers", f"slug: asthma-{number}")
        specialty = "cardiology" if number == 3 else "respiratory"
        jobs.save_article(app.extensions[KEY], text.replace("respiratory", specialty), by="test")
    return app


@pytest.fixture
def editor(make_key) -> dict[str, str]:
    return make_key("edit")


def test_the_report_over_all_is_what_the_function_returns(five: Flask, client: FlaskClient, editor) -> None:
    told = client.get("/v1/readability", headers=editor).json
    assert OverviewSchema().validate(told) == {}
    site = five.extensions[KEY]
    with site.database.reading() as session:
        found = overview(session, site, Sieve(), size=site.settings.page_size)
    assert told == OverviewSchema().dump(found)
    assert (told["variants"], told["passed"], told["withheld"], told["pages"]) == (40, 35, 5, 2)
    assert [bin_["variants"] for bin_ in told["audiences"][0]["after"]["bins"]] == [5]


def test_csv_and_json_tell_the_same_of_each_variant(five, client: FlaskClient, editor) -> None:
    listed = client.get("/v1/readability?limit=100&sort=slug", headers=editor).json["items"]
    answer = client.get("/v1/readability?sort=slug", headers=editor | CSV)
    assert answer.mimetype == "text/csv"
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(lines) == len(listed) == 40
    for line, item in zip(lines, listed, strict=True):
        assert (line["slug"], line["audience"]) == (item["slug"], item["audience"])
        for name in ("fkgl", "source_fkgl", "smog", "passive_share", "words", "edits", "change"):
            assert float(line[name]) == item[name]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("audience=child", 5),
        ("withheld=true", 5),
        ("withheld=false", 35),
        ("passed=true", 35),
        ("specialty=CARDIOLOGY", 8),
        ("specialty=cardiology&audience=nurse&passed=true&status=approved", 1),
        ("status=submitted", 0),
    ],
)
def test_filters_narrow_json_and_csv_alike(five, client: FlaskClient, editor, query, count) -> None:
    assert client.get(f"/v1/readability?{query}", headers=editor).json["variants"] == count
    lines = client.get(f"/v1/readability?{query}", headers=editor | CSV).text.splitlines()
    assert len(lines) == 1 + count


def test_pages_follow_each_other_by_their_links(five, client: FlaskClient, editor) -> None:
    address, seen = "/v1/readability?limit=15&sort=-slug&withheld=false", []
    while address:
        answer = client.get(address, headers=editor)
        seen += [(item["slug"], item["audience"]) for item in answer.json["items"]]
        link = answer.headers.get("Link")
        assert (link is None) == (answer.json["page"] == answer.json["pages"])
        address = link and link.removesuffix('>; rel="next"').removeprefix("<")
        assert address is None or ("limit=15" in address and "sort=-slug" in address)
    assert len(seen) == len(set(seen)) == 35


def test_an_article_is_reported_for_each_audience_or_for_one(five, client: FlaskClient, editor) -> None:
    told = client.get("/v1/articles/asthma-1/readability", headers=editor).json
    assert ReportsSchema().validate(told) == {}
    assert len(told["reports"]) == 8
    [one] = client.get("/v1/articles/asthma-1/readability?audience=child", headers=editor).json["reports"]
    assert one == told["reports"][0]
    assert (one["reading"]["withheld"], one["served_audience"]) == (True, "patient")
    assert one["reading"]["measures"][0]["source"] == 9.5
    assert one["reading"]["edits_by_rule"] == [{"text": "general-words", "count": 1}]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/readability?audience=king", 422, "unknown-audience"),
        ("/v1/readability?sort=secret", 422, "invalid-input"),
        ("/v1/readability?page=0", 422, "invalid-input"),
        ("/v1/readability?passed=maybe", 422, "invalid-input"),
        ("/v1/readability?other=1", 422, "invalid-input"),
        ("/v1/articles/nothing/readability", 404, "no-such-article"),
        ("/v1/articles/asthma-1/readability?audience=king", 422, "unknown-audience"),
    ],
)
def test_what_cannot_be_read_is_a_problem(five, client: FlaskClient, editor, path, status, code) -> None:
    answer = client.get(path, headers=editor)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_reports_are_for_keys_that_may_edit(five, client: FlaskClient, make_key) -> None:
    reader = make_key("read")
    for path in ("/v1/readability", "/v1/articles/asthma-1/readability"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=reader).status_code == 403


def test_another_kind_than_json_and_csv_is_not_acceptable(five, client: FlaskClient, editor) -> None:
    assert client.get("/v1/readability", headers=editor | {"Accept": "image/png"}).status_code == 406
