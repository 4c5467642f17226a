"""`guidance review` and `guidance audit`: the same rules as everywhere, and a log that shows tampering."""

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from guidance import commands, jobs
from guidance.store import articles, people

SLUG = "asthma-inhalers"


@pytest.fixture
def run(open_site, sqlite_url, writer, make_source, monkeypatch):
    """Run the command line over a database with one submitted article and two accounts."""
    monkeypatch.setenv("GUIDANCE_DATABASE_URL", sqlite_url)
    jobs.save_article(open_site, make_source(), by="mara")
    with open_site.database.writing() as session:
        people.create(session, "mara", "Mara", ["editor", "reviewer"])
        people.create(session, "rob", "Rob", ["reviewer"])

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(commands.main, [str(one) for one in arguments])

    return run


def test_a_review_is_moved_by_an_account_with_its_role(open_site, run) -> None:
    done = run("review", SLUG, "under_review", "--by", "rob")
    assert (done.exit_code, done.stdout) == (0, f"{SLUG}\trevision 1\tsubmitted -> under_review\n")
    assert run("review", SLUG, "approved", "--by", "rob", "--due", "2999-05-31").exit_code == 0
    with open_site.database.reading() as session:
        article = articles.get(session, SLUG)
    assert (article.status, str(article.review_due)) == ("approved", "2999-05-31")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((SLUG, "under_review", "--by", "nobody"), "nobody"),
        ((SLUG, "approved", "--by", "rob"), "stands at submitted"),
        ((SLUG, "withdrawn", "--by", "rob"), "takes a reason"),
        (("other", "under_review", "--by", "rob"), "no article"),
    ],
)
def test_a_step_that_is_not_open_ends_with_status_1(run, arguments, told) -> None:
    refused = run("review", *arguments)
    assert refused.exit_code == 1
    assert told in refused.stderr


def test_nobody_approves_their_own_and_a_disabled_account_takes_no_step(open_site, run) -> None:
    assert run("review", SLUG, "under_review", "--by", "mara").exit_code == 0
    assert "wrote part of" in run("review", SLUG, "approved", "--by", "mara").stderr
    with open_site.database.writing() as session:
        people.disable(session, "rob")
    assert "disabled" in run("review", SLUG, "approved", "--by", "rob").stderr


def test_the_log_is_listed_and_verified_and_names_what_was_tampered_with(open_site, run) -> None:
    run("review", SLUG, "under_review", "--by", "rob", "--why", "größer")
    verified = run("audit", "verify")
    number, newest = verified.stdout.strip().split("\t")
    assert (verified.exit_code, number) == (0, "6 entries")
    lines = [line.split("\t") for line in run("audit", "list", "--subject", SLUG).stdout.splitlines()]
    assert [(line[0], line[2], line[3]) for line in lines] == [
        ("6", "rob", "variants.shown"),
        ("5", "rob", "review.moved"),
        ("2", "mara", "variants.published"),
        ("1", "mara", "revision.kept"),
    ]
    assert json.loads(lines[1][5])["why"] == "größer"
    assert len(run("audit", "list", "--limit", 1).stdout.splitlines()) == 1
    assert run("audit", "verify", "--expect", newest).exit_code == 0
    assert run("audit", "verify", "--expect", "0" * 64).exit_code == 1

    with open_site.database.engine.begin() as connection:
        connection.execute(text("drop trigger audit_no_update"))
        connection.execute(text("update audit set subject = 'other' where number = 2"))
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert "Entry 2 is not as it was written" in broken.stderr


def test_people_and_clients_who_are_changed_stand_in_the_log(run) -> None:
    run("users", "roles", "rob", "--role", "editor")
    run("clients", "create", "portal")
    run("clients", "set", "portal", "--sees-pending", "no")
    lines = [line.split("\t") for line in run("audit", "list", "--limit", 3).stdout.splitlines()]
    assert [(line[2], line[3], line[4]) for line in lines] == [
        ("guidance clients", "client.sees_pending", "portal"),
        ("guidance clients", "client.created", "portal"),
        ("guidance users", "person.roles", "rob"),
    ]
    assert run("audit", "verify").stdout.startswith("7 entries\t")
