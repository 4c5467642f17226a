"""`guidance history`: what readers saw at earlier times, and how long that is kept."""

from datetime import UTC, datetime

import click

from guidance.console import Group, migrated_site
from guidance.store import audit, history


@click.group("history", cls=Group)
def history_group() -> None:
    """What readers saw at earlier times."""


@history_group.command()
@click.option(
    "--before",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="A day, in UTC: what readers saw when it began, and since, stays.",
)
def prune(before: datetime) -> None:
    """Forget what readers saw before that day. Nothing brings it back."""
    moment = before.replace(tzinfo=UTC)
    with migrated_site().database.writing() as session:
        rows, freed = history.prune(session, before=moment)
        audit.record(
            session,
            "history.pruned",
            by="guidance history",
            subject=moment.isoformat(),
            rows=rows,
            bytes=freed,
        )
    click.echo(f"{rows:,} entries and {freed:,} bytes went")
