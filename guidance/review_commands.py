"""`guidance review` and `guidance audit`: a step of a review, and the log of all that was done."""

from datetime import UTC, datetime

import click

from guidance.article.metadata import STATUSES
from guidance.console import migrated_site
from guidance.reviewing import Asked, review_article
from guidance.site import Site
from guidance.store import audit, people
from guidance.store.steps import Actor, StepNotAllowed
from guidance.store.withdrawals import Withdrawal


@click.command()
@click.argument("slug")
@click.argument("status", metavar="STEP", type=click.Choice(STATUSES))
@click.option("--by", required=True, metavar="USERNAME", help="Whose step it is: an account of the team.")
@click.option("--why", default="", help="The reason; asked for with changes_requested and withdrawn.")
@click.option(
    "--due", type=click.DateTime(["%Y-%m-%d"]), help="With approved: the last day before the notice is back."
)
@click.option("--recall", is_flag=True, help="With withdrawn, for safety: apps tell readers who had it.")
@click.option("--superseded-by", metavar="SLUG", help="With withdrawn: the article to read instead.")
def review(
    slug: str, status: str, by: str, why: str, due: datetime | None, recall: bool, superseded_by: str | None
) -> None:
    """Move the review of an article to STEP: submitted, under_review, changes_requested, approved, withdrawn.

    The same rules hold as everywhere: the account must have the role, and nobody approves what they wrote.
    """
    site = migrated_site()
    asked = Asked(status, why, due.date() if due else None, Withdrawal(recall, superseded_by))
    event = review_article(site, slug, asked, actor=_actor(site, by))
    click.echo(f"{slug}\trevision {event.revision}\t{event.from_status} -> {event.to_status}")


@click.group("audit")
def audit_group() -> None:
    """Check and list the log of all that was done."""


@audit_group.command("verify")
@click.option("--expect", metavar="HASH", help="A hash that was noted earlier, and must still be in the log.")
def audit_verify(expect: str | None) -> None:
    """Read the whole log; fail, naming the first entry, where it is not as it was written.

    Note the hash that is shown in another place: with --expect it also shows that nothing was cut off.
    """
    with migrated_site().database.reading() as session:
        newest = audit.verify(session, expect=expect)
    click.echo("0 entries" if newest is None else f"{newest.number} entries\t{newest.hash}")


@audit_group.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--subject", metavar="NAME", help="Only of this article, key or person.")
def audit_list(limit: int, subject: str | None) -> None:
    """Show the newest entries, the newest first."""
    with migrated_site().database.reading() as session:
        for entry in audit.listed(session, limit=limit, subject=subject):
            details = audit.canonical(entry.details).decode()
            told = (f"{entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", entry.by, entry.action, entry.subject)
            click.echo("\t".join((str(entry.number), *told, details)))


def _actor(site: Site, username: str) -> Actor:
    with site.database.reading() as session:
        person = people.get(session, username)
    if person.disabled_at is not None:
        raise StepNotAllowed(f"The account {username!r} is disabled.")
    return Actor(person.username, frozenset(person.roles))
