"""`guidance webhooks` and `guidance changes` over a real database and a real receiver."""

import pytest
from click.testing import CliRunner, Result

from guidance import commands, jobs
from guidance.store import changes, clients
from guidance.store.changes import Asked


@pytest.fixture
def run(open_site, sqlite_url, monkeypatch):
    monkeypatch.setenv("GUIDANCE_DATABASE_URL", sqlite_url)
    with open_site.database.writing() as session:
        clients.create(session, "portal")

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(commands.main, [str(one) for one in arguments])

    return run


def test_a_webhook_goes_from_its_beginning_to_its_end(
    open_site, run, writer, make_source, monkeypatch
) -> None:
    made = run("webhooks", "add", "portal", "https://127.0.0.2.example/", "--event", "article.published")
    assert made.exit_code == 0
    assert made.stdout.startswith("whsec_")
    jobs.save_article(open_site, make_source("a"), by="mara")
    line = "1\tportal\thttps://127.0.0.2.example/\tarticle.published\tgood\t1 due, 0 delivered, 0 given-up\n"
    assert run("webhooks", "list").stdout == line
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.2", 443))])
    assert run("webhooks", "send").stdout == "0 delivered, 1 failed, 0 reviews due\n"
    assert "failing since" in run("webhooks", "list").stdout
    rotated = run("webhooks", "rotate", 1, "--old-good-for", 0)
    assert rotated.stdout.startswith("whsec_")
    assert rotated.stdout != made.stdout
    assert run("webhooks", "replay", 1).stdout == "1 events will be sent again\n"
    assert run("webhooks", "replay", 1, "--since", "2999-01-01").stdout == "0 events will be sent again\n"
    assert run("webhooks", "enable", 1).exit_code == 0
    assert run("webhooks", "remove", 1).exit_code == 0
    assert run("webhooks", "list").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "nobody", "https://example.org/"), "no client"),
        (("add", "portal", "http://example.org/"), "https address"),
        (("add", "portal", "https://10.0.0.1/"), "not a public address"),
        (("remove", "7"), "no webhook"),
        (("rotate", "7"), "no webhook"),
    ],
)
def test_what_cannot_be_done_ends_with_status_1(run, arguments, told) -> None:
    refused = run("webhooks", *arguments)
    assert refused.exit_code == 1
    assert told in refused.stderr


def test_a_renewed_line_of_changes_makes_apps_begin_anew(open_site, run, writer, make_source) -> None:
    jobs.save_article(open_site, make_source("a"), by="mara")

    def page(cursor: str | None) -> changes.Changes:
        with open_site.database.reading() as session:
            return changes.page(session, Asked("patient", cursor=cursor))

    cursor = page(None).cursor
    assert not page(cursor).reset
    assert run("changes", "renew").exit_code == 0
    assert page(cursor).reset


def test_a_recall_is_said_on_the_command_line(open_site, run, writer, make_source) -> None:
    jobs.save_article(open_site, make_source("a", status="approved"), by="mara")
    run_user = CliRunner().invoke(
        commands.main,
        ["users", "create", "rob", "--name", "Rob", "--role", "reviewer", "--no-password"],
    )
    assert run_user.exit_code == 0
    done = run("review", "a", "withdrawn", "--by", "rob", "--why", "A wrong dose.", "--recall")
    assert done.exit_code == 0
    with open_site.database.reading() as session:
        [gone] = changes.page(session, Asked("patient")).items
    assert gone.recall
