"""`guidance report`, over a database with two articles."""

import csv
import io
import json

import pytest
from click.testing import CliRunner, Result

from guidance import commands, jobs
from guidance.web.overview_schemas import OverviewSchema
from guidance.web.readability import ReportsSchema


@pytest.fixture
def run(sqlite_url, writer, monkeypatch, open_site, make_source):
    """Run the command; the variants for children are withheld."""
    monkeypatch.setenv("GUIDANCE_DATABASE_URL", sqlite_url)
    writer.withheld = {"child"}
    for slug in ("asthma", "gout"):
        jobs.save_article(open_site, make_source(slug, title=f"What helps in {slug}?"), by="test")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(commands.main, ["report", *arguments])

    return run


def test_the_report_over_all_counts_verdicts_and_lists_the_hardest_first(run) -> None:
    lines = run().stdout.splitlines()
    assert lines[0] == "16 variants: 14 passed, 0 missed a target, 2 withheld"
    child = next(line.split() for line in lines if line.startswith("child"))
    assert child == ["child", "2", "0", "0", "2", "9.5", "9.5", "5.0", "7.0"]
    table = lines[next(i for i, line in enumerate(lines) if line.startswith("article")) + 1 :]
    assert [line.split()[:3] for line in table[:2]] == [
        ["asthma", "child", "withheld"],
        ["gout", "child", "withheld"],
    ]
    assert len(table) == 16


def test_json_is_that_of_the_api_and_holds_every_row(run) -> None:
    told = json.loads(run("--format", "json").stdout)
    assert OverviewSchema().validate(told) == {}
    assert (len(told["items"]), told["pages"]) == (16, 1)
    one = json.loads(run("asthma", "--format", "json", "--audience", "child").stdout)
    assert ReportsSchema().validate(one) == {}
    assert [(each["slug"], each["audience"]) for each in one["reports"]] == [("asthma", "child")]


def test_csv_has_the_same_columns_for_one_article_and_for_all(run) -> None:
    every = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout)))
    some = list(csv.DictReader(io.StringIO(run("gout", "--format", "csv", "--audience", "teen").stdout)))
    assert len(every) == 16
    assert [one for one in every if (one["slug"], one["audience"]) == ("gout", "teen")] == some


def test_an_article_is_told_measure_by_measure(run) -> None:
    lines = run("asthma", "--audience", "child").stdout.splitlines()
    assert lines[:2] == [
        "asthma for child: withheld; its readers get patient",
        "  What helps in asthma?",
    ]
    assert ["fkgl", "9.5", "9.5", "6.0", "8.0", "beyond", "the", "limit"] in [line.split() for line in lines]
    assert "  hardest words: dyspnoea 0.40" in lines
    assert "  edits by rule: general-words 1" in lines


def test_several_articles_are_told_one_after_the_other(run) -> None:
    told = run("gout", "asthma", "--audience", "teen").stdout
    assert told.index("gout for teen") < told.index("asthma for teen")


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_what_is_not_there_ends_the_command_with_its_name(run, form: str) -> None:
    done = run("nothing", "--format", form)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "'nothing'" in done.stderr
    assert "child, teen" in run("--audience", "king", "--format", form).stderr
