import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance import commands
from guidance.plain.draft import Versions
from guidance.settings import Settings
from guidance.site import open_site as open_a_site
from guidance.store import keys


@pytest.fixture
def run(sqlite_url, writer, monkeypatch):
    """Run the command line over a fresh database."""
    monkeypatch.setenv("GUIDANCE_DATABASE_URL", sqlite_url)

    def run(*arguments: object, feed: bytes = b"") -> Result:
        return CliRunner().invoke(commands.main, [str(one) for one in arguments], input=feed)

    return run


@pytest.fixture
def article(tmp_path: Path, make_source) -> Path:
    path = tmp_path / "asthma.md"
    path.write_text(make_source(), encoding="utf-8")
    return path


def test_help_names_every_command(run) -> None:
    shown = run("--help").output
    for name in ("rewrite", "check", "ingest", "render", "migrate", "keys", "openapi"):
        assert f"\n  {name} " in shown


def test_a_text_is_rewritten_from_standard_input_and_from_a_file(run, tmp_path) -> None:
    (tmp_path / "text.txt").write_text("Two words — here.", encoding="utf-8")
    from_file = run("rewrite", "--audience", "patient", tmp_path / "text.txt")
    from_input = run("rewrite", "--audience", "patient", feed="Two words — here.".encode())
    assert (from_file.exit_code, from_file.stdout) == (0, "Two words — here.\n")
    assert from_input.stdout == from_file.stdout


def test_markdown_comes_back_as_markdown_under_its_title(run, article) -> None:
    done = run("rewrite", "--audience", "teen", "--markdown", article)
    assert done.stdout.startswith("# Which inhaler suits adults with asthma? (teen)\n\n## Treatment\n\n")


def test_json_lines_are_answered_in_the_shape_that_is_promised(run) -> None:
    given = (b'{"id": "a", "text": "Some words."}', b'{"id": "b", "text": "half \\ud800"}', b"bad")
    feed = b"\n".join((*given, b'{"id": "c", "text": "x"}'))
    done = run("rewrite", "--audience", "patient", "--jsonl", feed=feed)
    first, second, third, fourth = (json.loads(line) for line in done.stdout.splitlines())
    assert done.exit_code == 0
    assert first == {
        "id": "a",
        "audience": "patient",
        "text": "Some words.",
        "sentences": [
            {
                "source": "Some words.",
                "output": ["Some words."],
                "edits": [
                    {
                        "rule": "general-words",
                        "before": "commence",
                        "after": "start",
                        "why": "an everyday word",
                    }
                ],
                "guards": [{"guard": "numbers", "passed": True, "detail": ""}],
            }
        ],
        "readability": {
            "passed": True,
            "withheld": False,
            "measures": [{"name": "fkgl", "value": 5.5, "target": 6.0, "limit": 8.0, "passed": True}],
            "hardest": [{"kind": "word", "text": "dyspnoea", "cost": 0.4}],
        },
    }
    assert (second["id"], second["error"]["code"]) == ("b", "lone-surrogate")
    assert (third["id"], third["error"]["code"]) == (None, "bad-json")
    assert fourth["text"] == "x"


def test_a_text_over_the_limit_is_told_the_limit_and_the_next_line_is_answered(run, monkeypatch) -> None:
    monkeypatch.setenv("GUIDANCE_MAX_TEXT", "20")
    feed = b'{"id": 1, "text": "much more than twenty characters"}\n{"id": 2, "text": "short"}\n'
    first, second = run("rewrite", "--audience", "patient", "--jsonl", feed=feed).stdout.splitlines()
    assert json.loads(first)["error"]["code"] == "too-long"
    assert "20 are the limit" in json.loads(first)["error"]["detail"]
    assert json.loads(second)["text"] == "short"


def test_an_audience_that_does_not_exist_ends_the_command_with_the_known_ones(run) -> None:
    done = run("rewrite", "--audience", "king", "--jsonl", feed=b'{"id": 1, "text": "x"}')
    assert (done.exit_code, done.stdout) == (1, "")
    assert "child, teen, patient" in done.stderr


def test_a_text_that_is_not_utf_8_is_refused_in_one_line(run) -> None:
    done = run("rewrite", "--audience", "patient", feed=b"caf\xe9")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The text is not UTF-8")


def test_a_check_reports_every_measure_with_its_bounds(run, article) -> None:
    done = run("check", article, "--audience", "patient")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].startswith("patient: passed (")
    assert "  fkgl 5.5 (target 6, limit 8): met" in done.stdout
    assert "  word 'dyspnoea' costs 0.40" in done.stdout


def test_a_check_that_fails_says_so(run, writer, article) -> None:
    writer.withheld = {"patient"}
    done = run("check", article, "--audience", "patient")
    assert done.stdout.startswith("patient: withheld (")
    assert "  fkgl 9.5 (target 6, limit 8): beyond the limit" in done.stdout


def test_a_check_as_json_is_the_whole_report(run) -> None:
    done = run("check", "--audience", "patient", "--json", feed=b"Three plain words.")
    assert json.loads(done.stdout)["words"] == 3


def test_ingesting_creates_then_leaves_alone_then_changes(run, article, make_source) -> None:
    assert run("ingest", article).stdout.splitlines()[-1] == "created\tasthma-inhalers\trevision 1"
    assert run("ingest", article).stdout.splitlines()[-1] == "unchanged\tasthma-inhalers\trevision 1"
    article.write_text(make_source(body="Other words [1]."), encoding="utf-8")
    assert run("ingest", article).stdout.splitlines()[-1] == "changed\tasthma-inhalers\trevision 2"


def test_a_file_that_is_wrong_is_named_and_the_others_are_ingested(run, article, tmp_path) -> None:
    wrong, binary = tmp_path / "wrong.md", tmp_path / "binary.md"
    wrong.write_text("---\ntitle: T\ncolour: red\n---\nText.", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe")
    done = run("ingest", wrong, binary, article)
    assert done.exit_code == 1
    assert str(wrong) in done.stderr
    assert "colour" in done.stderr
    assert str(binary) in done.stderr
    assert done.stdout.splitlines()[-1] == "created\tasthma-inhalers\trevision 1"


def test_a_citation_without_a_reference_is_reported_and_the_article_kept(run, article, make_source) -> None:
    article.write_text(make_source(body="Some words [1][2]."), encoding="utf-8")
    done = run("ingest", article)
    assert done.exit_code == 0
    assert f"{article}: " in done.stderr
    assert "2" in done.stderr


def test_rendering_tells_how_many_were_stale(run, article, writer) -> None:
    run("ingest", article)
    assert run("render").stdout == "0 of 1 articles rendered\n"
    writer.versions = Versions("lexicon-2", "rules-1", "model-1")
    assert run("render").stdout == "1 of 1 articles rendered\n"
    assert run("render", "--all").stdout == "1 of 1 articles rendered\n"
    assert run("render", "asthma-inhalers").stdout == "1 of 1 articles rendered\n"
    assert run("render", "gout").exit_code == 1


def test_migrating_an_empty_place_makes_it_ready(run, tmp_path, monkeypatch, article) -> None:
    monkeypatch.setenv("GUIDANCE_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'guidance.db'}")
    refused = run("ingest", article)
    assert refused.exit_code == 2
    assert "guidance migrate" in refused.stderr
    assert run("migrate").exit_code == 0
    assert run("migrate").exit_code == 0
    assert run("ingest", article).exit_code == 0


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(run, sqlite_url) -> None:
    made = run("keys", "create", "portal", "--scope", "edit", "--scope", "read")
    secret = made.stdout.strip()
    site = open_a_site(Settings(database_url=sqlite_url))
    assert keys.find(site.database, secret).scopes == ("read", "edit")

    listed = run("keys", "list").stdout
    assert "portal" in listed
    assert "read,edit" in listed
    assert secret not in listed

    assert run("keys", "revoke", "portal").exit_code == 0
    assert keys.find(site.database, secret) is None
    assert "revoked" in run("keys", "list").stdout
    site.database.close()


def test_a_key_without_a_scope_or_with_a_name_in_use_is_refused(run) -> None:
    assert run("keys", "create", "portal").exit_code == 2
    assert run("keys", "create", "portal", "--scope", "write").exit_code == 2
    run("keys", "create", "portal", "--scope", "edit")
    again = run("keys", "create", "portal", "--scope", "edit")
    assert (again.exit_code, again.stdout) == (1, "")


def test_the_contract_is_written_and_a_stale_one_is_told(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(commands, "CONTRACT", tmp_path / "openapi.yaml")
    assert run("openapi", "--check").exit_code == 1
    assert run("openapi").exit_code == 0
    assert run("openapi", "--check").exit_code == 0
    with (tmp_path / "openapi.yaml").open("a", encoding="utf-8") as opened:
        opened.write("# changed by hand\n")
    stale = run("openapi", "--check")
    assert stale.exit_code == 1
    assert "stale" in stale.stderr


def test_a_wrong_setting_ends_any_command_with_status_2_and_its_name(run, monkeypatch) -> None:
    monkeypatch.setenv("GUIDANCE_MAX_TEXT", "lots")
    done = run("keys", "list")
    assert done.exit_code == 2
    assert "GUIDANCE_MAX_TEXT" in done.stderr
