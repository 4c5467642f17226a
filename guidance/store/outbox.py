"""What is to be sent to webhooks: written in the transaction in which it happens, sent later by sender.py.

A delivery is claimed before it is sent, for LEASE: another sender leaves it alone meanwhile, and one that
a sender took down with it is sent again after that time. So an event reaches a webhook at least once, and
its name tells a receiver that it was there already.
"""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from guidance.store import audit, webhooks
from guidance.store.clients import Client, as_client
from guidance.store.webhook_tables import WebhookDeliveryRow, WebhookEventRow, WebhookRow
from guidance.store.webhooks import COMMAND, Webhook

DUE, DELIVERED, GIVEN_UP = "due", "delivered", "given-up"
TRIES = 15
"""How often an event is sent to a webhook before it is given up: some three days."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=12)
GROWTH = 3
"""Each wait is three times the one before, up to the longest, and up to a fifth shorter by chance."""
LEASE = timedelta(minutes=15)
KEPT_FOR = timedelta(days=90)
GONE = 410


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours to send. `keys` sign it, the newest first; `tries` were made before."""

    id: int
    webhook: int
    url: str
    name: str
    body: str
    tries: int
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: the status of an answer, or why there was none; `wait` is Retry-After."""

    status: int | None
    error: str = ""
    wait: timedelta = timedelta(0)

    @property
    def delivered(self) -> bool:
        """Whether the receiver has it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it may be looked at."""

    event: str
    type: str
    at: datetime
    state: str
    tries: int
    tried_at: datetime | None
    due_at: datetime | None
    status: int | None
    error: str


def wanted(session: Session, event: str) -> dict[int, tuple[Client, datetime]]:
    """By number the webhooks that want that event now: whose they are, and since when."""
    query = select(WebhookRow).options(joinedload(WebhookRow.client)).where(WebhookRow.disabled_at.is_(None))
    rows = session.scalars(query.order_by(WebhookRow.id))
    return {row.id: (as_client(row.client), row.created_at) for row in rows if event in row.events}


def add(
    session: Session,
    event: str,
    body: str,
    to: list[int],
    *,
    at: datetime,
    once: str | None = None,
) -> str:
    """Keep an event to be sent to those webhooks; the name that receivers see."""
    row = WebhookEventRow(name=f"msg_{secrets.token_hex(12)}", type=event, at=at, body=body, once=once)
    session.add(row)
    session.flush()
    session.add_all(
        WebhookDeliveryRow(
            event_id=row.id, webhook_id=one, due_at=at, tries=0, state=DUE, status=None, error=""
        )
        for one in to
    )
    session.flush()
    return row.name


def told_once(session: Session, keys: list[str]) -> set[str]:
    """Those of the keys that were told."""
    return {
        key
        for key in session.scalars(select(WebhookEventRow.once).where(WebhookEventRow.once.in_(keys)))
        if key
    }


def is_due(session: Session, *, at: datetime) -> bool:
    """Whether a delivery waits to be sent."""
    query = select(WebhookDeliveryRow.id).join(WebhookRow, WebhookRow.id == WebhookDeliveryRow.webhook_id)
    due = query.where(WebhookDeliveryRow.due_at <= at, WebhookRow.disabled_at.is_(None))
    return session.scalar(due.limit(1)) is not None


def claim(session: Session, *, at: datetime, limit: int) -> tuple[Claim, ...]:
    """Take deliveries that are due, the longest waiting first; they are ours for LEASE."""
    query = (
        select(WebhookDeliveryRow)
        .join(WebhookRow, WebhookRow.id == WebhookDeliveryRow.webhook_id)
        .where(WebhookDeliveryRow.due_at <= at, WebhookRow.disabled_at.is_(None))
        .order_by(WebhookDeliveryRow.due_at, WebhookDeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=WebhookDeliveryRow)
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.due_at = at + LEASE
    session.flush()
    return tuple(
        Claim(
            id=row.id,
            webhook=row.webhook_id,
            url=row.webhook.url,
            name=row.event.name,
            body=row.event.body,
            tries=row.tries,
            keys=webhooks.signing(session, row.webhook_id, at),
        )
        for row in rows
    )


def settle(
    session: Session, claimed: Claim, outcome: Outcome, *, at: datetime, disable_after: timedelta
) -> None:
    """Write down what came of a try, and when the next is due; nothing where the webhook is gone.

    A webhook that has failed for `disable_after`, or answers 410, is sent nothing more.
    """
    row = session.get(WebhookDeliveryRow, claimed.id, with_for_update=True)
    hook = session.get(WebhookRow, claimed.webhook, with_for_update=webhooks.LOCK)
    if row is None or hook is None:
        return
    row.tries, row.tried_at = row.tries + 1, at
    row.status, row.error = outcome.status, outcome.error[:500]
    if outcome.delivered:
        row.state, row.due_at, hook.failing_since = DELIVERED, None, None
        return
    if row.tries >= TRIES:
        row.state, row.due_at = GIVEN_UP, None
    else:
        row.due_at = at + max(pause(row.tries), min(outcome.wait, LONGEST_WAIT))
    hook.failing_since = hook.failing_since or at
    session.flush()
    if hook.disabled_at is None and outcome.status == GONE:
        webhooks.disable(session, hook, why="It answered 410: it wants no more.", at=at)
    elif hook.disabled_at is None and at - hook.failing_since >= disable_after:
        why = f"It has failed since {hook.failing_since:%Y-%m-%d %H:%M} UTC."
        webhooks.disable(session, hook, why=why, at=at)


def put_off(session: Session, claims: Sequence[Claim], *, until: datetime) -> None:
    """Give back deliveries that were not tried, since their webhook does not answer at all."""
    which = WebhookDeliveryRow.id.in_([one.id for one in claims])
    session.execute(update(WebhookDeliveryRow).where(which).values(due_at=until))


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: longer each time, and by chance a little less."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * int(GROWTH ** (tries - 1)))
    return longest * random.uniform(0.8, 1)  # noqa: S311


def replay(
    session: Session,
    webhook: Webhook,
    *,
    at: datetime,
    since: datetime | None = None,
    everything: bool = False,
    by: str = COMMAND,
) -> int:
    """Send again what was not delivered, or `everything`, of what happened `since` (None: all that is
    kept); how many events that are. They keep their names."""
    events = select(WebhookEventRow.id)
    if since is not None:
        events = events.where(WebhookEventRow.at >= since)
    which = [WebhookDeliveryRow.webhook_id == webhook.id, WebhookDeliveryRow.event_id.in_(events)]
    if not everything:
        which.append(WebhookDeliveryRow.state != DELIVERED)
    found = list(session.scalars(select(WebhookDeliveryRow.id).where(*which)))
    session.execute(
        update(WebhookDeliveryRow).where(*which).values(due_at=at, tries=0, state=DUE, error="", status=None)
    )
    name = webhook.client.name
    audit.record(session, "webhook.replayed", by=by, subject=name, webhook=webhook.id, events=len(found))
    return len(found)


def deliveries(session: Session, webhook: Webhook, *, limit: int) -> tuple[Delivery, ...]:
    """The newest deliveries of a webhook, the newest first."""
    query = (
        select(WebhookDeliveryRow)
        .options(joinedload(WebhookDeliveryRow.event))
        .where(WebhookDeliveryRow.webhook_id == webhook.id)
        .order_by(WebhookDeliveryRow.id.desc())
        .limit(limit)
    )
    return tuple(
        Delivery(
            event=row.event.name,
            type=row.event.type,
            at=row.event.at,
            state=row.state,
            tries=row.tries,
            tried_at=row.tried_at,
            due_at=row.due_at,
            status=row.status,
            error=row.error,
        )
        for row in session.scalars(query)
    )


def counted(session: Session, webhook: Webhook) -> dict[str, int]:
    """How many deliveries of a webhook are in each state."""
    query = (
        select(WebhookDeliveryRow.state, func.count())
        .where(WebhookDeliveryRow.webhook_id == webhook.id)
        .group_by(WebhookDeliveryRow.state)
    )
    found = dict(session.execute(query).tuples().all())
    return {state: found.get(state, 0) for state in (DUE, DELIVERED, GIVEN_UP)}


def prune(session: Session, *, at: datetime) -> None:
    """Let go of events that are older than KEPT_FOR; those that may be told only once stay."""
    old = (WebhookEventRow.at < at - KEPT_FOR, WebhookEventRow.once.is_(None))
    session.execute(delete(WebhookEventRow).where(*old))
