"""`guidance webhooks` and `guidance changes`: what is sent to clients, and apps that keep copies."""

import time
from datetime import UTC, datetime, timedelta

import click
from sqlalchemy.exc import OperationalError

from guidance.console import migrated_site
from guidance.store import change_log, outbox, webhooks
from guidance.store.webhooks import Webhook
from guidance.webhooks import addresses
from guidance.webhooks.sending import Sent, send_due

_number = click.argument("number", type=click.IntRange(1, 2**31 - 1))


@click.group("webhooks")
def webhooks_group() -> None:
    """Addresses of clients that are told what happens: add, list, rotate, enable, remove, replay, send."""


@webhooks_group.command("add")
@click.argument("client")
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    type=click.Choice(webhooks.EVENTS),
    help="May be repeated; without one, all.",
)
def webhooks_add(client: str, url: str, events: tuple[str, ...]) -> None:
    """Tell CLIENT at URL what happens. The secret to check signatures with is shown this once."""
    site = migrated_site()
    addresses.parse(url, anywhere=site.settings.webhook_hosts == "any")
    with site.database.writing() as session:
        made, secret = webhooks.create(session, client, url, events or webhooks.EVENTS)
    click.echo(f"Webhook {made.id}. Keep this secret now; it is not shown again.", err=True)
    click.echo(secret)


@webhooks_group.command("list")
def webhooks_list() -> None:
    """Show all webhooks, and how their deliveries stand."""
    with migrated_site().database.reading() as session:
        for hook in webhooks.listed(session):
            counts = outbox.counted(session, hook)
            told = ", ".join(f"{count} {state}" for state, count in counts.items())
            line = (str(hook.id), hook.client.name, hook.url, ",".join(hook.events), _state(hook), told)
            click.echo("\t".join(line))


@webhooks_group.command("rotate")
@_number
@click.option(
    "--old-good-for",
    "hours",
    type=click.IntRange(0, webhooks.LONGEST_OVERLAP // timedelta(hours=1)),
    default=webhooks.OLD_IS_GOOD_FOR // timedelta(hours=1),
    show_default=True,
    help="Hours for which the secret in use signs beside the new one.",
)
def webhooks_rotate(number: int, hours: int) -> None:
    """Give a webhook a new secret; it is shown this once."""
    with migrated_site().database.writing() as session:
        hook = webhooks.get(session, number)
        secret = webhooks.rotate(session, hook, old_is_good_for=timedelta(hours=hours))
    click.echo("Keep this secret now; it is not shown again.", err=True)
    click.echo(secret)


@webhooks_group.command("enable")
@_number
def webhooks_enable(number: int) -> None:
    """Send to a webhook again that was shut after too many failures."""
    with migrated_site().database.writing() as session:
        webhooks.enable(session, webhooks.get(session, number))
    click.echo(f"Webhook {number} is sent to")


@webhooks_group.command("remove")
@_number
def webhooks_remove(number: int) -> None:
    """Let go of a webhook and of what was still to be sent to it."""
    with migrated_site().database.writing() as session:
        webhooks.remove(session, webhooks.get(session, number))
    click.echo(f"Webhook {number} is removed")


@webhooks_group.command("replay")
@_number
@click.option("--since", type=click.DateTime(), help="Only what happened from then on (UTC).")
@click.option("--all", "everything", is_flag=True, help="Also what was delivered.")
def webhooks_replay(number: int, since: datetime | None, everything: bool) -> None:
    """Send again what was not delivered; the next `guidance webhooks send` does it."""
    with migrated_site().database.writing() as session:
        count = outbox.replay(
            session,
            webhooks.get(session, number),
            at=datetime.now(UTC),
            since=since.replace(tzinfo=UTC) if since else None,
            everything=everything,
        )
    click.echo(f"{count} events will be sent again")


@webhooks_group.command("send")
@click.option("--watch", is_flag=True, help="Go on for ever, as a service does.")
@click.option("--every", default=5, show_default=True, type=click.IntRange(1, 3600), help="Seconds between.")
def webhooks_send(watch: bool, every: int) -> None:
    """Send what is due, and find articles whose day of the next review has passed."""
    site = migrated_site()
    _tell(send_due(site), always=True)
    while watch:
        time.sleep(every)
        try:
            _tell(send_due(site))
        except OperationalError as error:
            # Nothing is lost: what was claimed comes back by itself.
            click.echo(f"The database did not answer: {error.orig}", err=True)


@click.group("changes")
def changes_group() -> None:
    """What apps that keep copies are told."""


@changes_group.command("renew")
def changes_renew() -> None:
    """Have every app begin anew; needed after the database was restored from a copy."""
    with migrated_site().database.writing() as session:
        change_log.renew(session)
    click.echo("Every app will read all of it again")


def _state(hook: Webhook) -> str:
    if hook.disabled_at:
        return f"shut {hook.disabled_at:%Y-%m-%d}"
    return f"failing since {hook.failing_since:%Y-%m-%d}" if hook.failing_since else "good"


def _tell(sent: Sent, *, always: bool = False) -> None:
    if always or any(sent):
        click.echo(f"{sent.delivered} delivered, {sent.failed} failed, {sent.due} reviews due")
