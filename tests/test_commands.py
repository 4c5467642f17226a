import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from guidance import commands, team_commands
from guidance.plain.draft import Versions
from guidance.searching import Asked, search
from guidance.settings import Settings
from guidance.site import open_site as open_a_site
from guidance.store import entry, keys
from guidance.store.database import open_database


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
    for name in (
        "rewrite",
        "check",
        "ingest",
        "render",
        "index",
        "migrate",
        "users",
        "clients",
        "keys",
        "openapi",
        "review",
        "audit",
    ):
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


def test_indexing_lets_everything_be_found_and_rendering_what_was_not(run, article, sqlite_url) -> None:
    def find() -> list[str]:
        site = open_a_site(Settings(database_url=sqlite_url))
        with site.database.reading() as session:
            found = search(site, session, Asked("inhaled", "patient"), limit=5)
        site.database.close()
        return [item.slug for item in found.items]

    def forget() -> None:
        database = open_database(sqlite_url)
        with database.writing() as session:
            session.execute(text("delete from search_document"))
        database.close()

    run("ingest", article)
    assert find() == ["asthma-inhalers"]
    for command in ("index", "render"):
        forget()
        assert find() == []
        assert run(command).exit_code == 0
        assert find() == ["asthma-inhalers"]
    assert run("index").output.splitlines()[-1] == "1 articles indexed"


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


def test_a_key_gets_a_new_secret_while_the_old_one_is_good(run, sqlite_url) -> None:
    assert run("clients", "create", "hospital portal", "--sees-pending", "no").exit_code == 0
    made = run("keys", "create", "portal", "--scope", "edit", "--client", "hospital portal")
    rotated = run("keys", "rotate", "portal", "--old-good-for", "2")
    assert "The old secret is good until" in rotated.stderr
    first, second = made.stdout.strip(), rotated.stdout.strip()
    assert first != second
    site = open_a_site(Settings(database_url=sqlite_url))
    assert all(keys.find(site.database, secret) is not None for secret in (first, second))
    listed = run("keys", "list").stdout
    assert "hospital portal" in listed
    assert "old secret good until" in listed
    third = run("keys", "rotate", "portal", "--old-good-for", "0").stdout.strip()
    assert [keys.find(site.database, one) is None for one in (first, second, third)] == [True, True, False]
    assert run("keys", "rotate", "portal", "--old-good-for", "721").exit_code == 2
    assert run("keys", "rotate", "nobody").exit_code == 1
    site.database.close()


def test_a_client_is_listed_with_what_it_sees(run) -> None:
    run("clients", "create", "app")
    told = r"app\tsees pending: {}\tportal: [0-9a-f]{{16}}\torigins: {}\n"
    assert re.fullmatch(told.format("site", "none"), run("clients", "list").stdout)
    assert run("clients", "set", "app", "--sees-pending", "yes").exit_code == 0
    assert re.fullmatch(told.format("yes", "none"), run("clients", "list").stdout)
    assert run("clients", "origins", "app", "https://B.example", "http://a.example:80/").exit_code == 0
    assert re.fullmatch(
        told.format("yes", "http://a.example https://b.example"), run("clients", "list").stdout
    )
    assert run("clients", "origins", "app", "b.example").exit_code == 1
    assert run("clients", "origins", "nobody").exit_code == 1
    assert re.fullmatch(told.format("yes", "none"), run("clients", "origins", "app").stdout)
    assert run("keys", "create", "k", "--scope", "read", "--client", "nobody").exit_code == 1


def test_an_account_is_made_with_a_password_from_standard_input(run, sqlite_url) -> None:
    made = run(
        "users", "create", "Mara", "--name", "Mara L", "--role", "editor", feed=b"correct horse battery\n"
    )
    assert made.stdout == "mara\tMara L\teditor\tactive\tpassword\n"
    site = open_a_site(Settings(database_url=sqlite_url))
    assert entry.check(site.database, "mara", "correct horse battery", address="").name == "Mara L"
    site.database.close()
    assert run("users", "list").stdout == made.stdout
    assert "horse" not in made.output


def test_at_a_terminal_a_password_is_asked_for_twice_and_not_shown(run, monkeypatch) -> None:
    monkeypatch.setattr(team_commands, "_at_terminal", lambda: True)
    arguments = ("users", "create", "mara", "--name", "Mara", "--role", "admin")
    made = run(*arguments, feed=b"correct horse battery\ncorrect horse battery\n")
    assert made.exit_code == 0
    assert "Repeat for confirmation" in made.output
    assert "horse" not in made.output


def test_a_password_is_never_an_argument(run) -> None:
    for words in (("--password", "correct horse battery"), ("correct horse battery",)):
        done = run("users", "create", "mara", "--name", "Mara", "--role", "editor", *words)
        assert done.exit_code == 2


@pytest.mark.parametrize("feed", [b"", b"\n", b"short\n", b"this has mara in it\n"])
def test_a_password_that_cannot_be_used_is_refused_without_being_shown(run, feed) -> None:
    done = run("users", "create", "mara", "--name", "Mara", "--role", "editor", feed=feed)
    assert done.exit_code == 1
    assert not feed.strip() or feed.strip().decode() not in done.output
    assert run("users", "list").stdout == ""


def test_an_account_changes_its_roles_and_password_and_is_shut_and_opened(run, sqlite_url) -> None:
    run("users", "create", "ada", "--name", "Ada", "--role", "admin", "--no-password")
    run("users", "create", "mara", "--name", "Mara", "--role", "editor", feed=b"correct horse battery\n")
    assert "\tOpenID Connect" in run("users", "list").stdout
    changed = run("users", "roles", "mara", "--role", "reviewer", "--role", "editor")
    assert "editor,reviewer" in changed.stdout
    assert run("users", "password", "mara", feed=b"another horse battery\n").exit_code == 0
    site = open_a_site(Settings(database_url=sqlite_url))
    assert entry.check(site.database, "mara", "another horse battery", address="").username == "mara"
    site.database.close()
    assert "disabled 2" in run("users", "disable", "mara").stdout
    assert "active" in run("users", "enable", "mara").stdout
    last = run("users", "disable", "ada")
    assert (last.exit_code, "At least one account" in last.stderr) == (1, True)
    assert run("users", "password", "nobody", feed=b"another horse battery\n").exit_code == 1


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
