"""Webhooks: addresses of clients to which events are sent, and the secrets that they are signed with.

A secret is shown once. It is kept as it is, since each signature needs it; whoever reads the database could
sign in our name, and is stopped by a new secret. While a secret is changed, both sign. What changes a
webhook stands in the audit log: `by` is the person, key or command that did it.
"""

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from guidance.errors import InvalidInput, NotFound
from guidance.store import audit, clients
from guidance.store.clients import Client, as_client
from guidance.store.webhook_tables import WebhookRow, WebhookSecretRow

PUBLISHED, WITHDRAWN, REVIEW_DUE = "article.published", "article.withdrawn", "article.review_due"
EVENTS = (PUBLISHED, WITHDRAWN, REVIEW_DUE)
MARK = "whsec_"
SECRET_BYTES = 32
OLD_IS_GOOD_FOR, LONGEST_OVERLAP = timedelta(days=1), timedelta(days=30)
"""How long an old secret still signs after a rotation, where nothing else is said and at most."""
MOST = 20
"""Webhooks of one client."""
COMMAND = "guidance webhooks"
LOCK = {"key_share": True}
"""A row lock that lets others point at the row. Who publishes writes deliveries while holding the audit log;
a stronger lock here, with an entry for the log to follow, would wait for that in a circle."""


class NoSuchWebhook(NotFound):
    """No webhook has that number."""

    code = "no-such-webhook"
    title = "There is no such webhook"


class UnknownEvent(InvalidInput):
    """An event that nothing sends; the detail lists the known ones."""

    code = "unknown-event"
    title = "There is no such event"


class TooManyWebhooks(InvalidInput):
    """The client has as many webhooks as a client may have."""

    code = "too-many-webhooks"
    title = "The client has too many webhooks"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook without its secrets. `failing_since` is the first failure after the last success."""

    id: int
    client: Client
    url: str
    events: tuple[str, ...]
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None


def create(
    session: Session, client: str, url: str, events: Collection[str] = EVENTS, *, by: str = COMMAND
) -> tuple[Webhook, str]:
    """A new webhook and its secret. Whether the address may be one is the caller's to see to.

    Raises NoSuchClient, UnknownEvent or TooManyWebhooks.
    """
    owner = clients.get(session, client)
    unknown = sorted(set(events) - set(EVENTS))
    if unknown or not events:
        raise UnknownEvent(f"Unknown event {', '.join(unknown) or '(none)'}. Known: {', '.join(EVENTS)}")
    if len(listed(session, client=owner)) >= MOST:
        raise TooManyWebhooks(f"{owner.name} has {MOST} webhooks, which is the most.")
    now = datetime.now(UTC)
    chosen = [one for one in EVENTS if one in events]
    row = WebhookRow(client_id=owner.id, url=url, events=chosen, created_at=now)
    session.add(row)
    session.flush()
    secret = _new_secret(session, row.id, now)
    audit.record(session, "webhook.added", by=by, subject=owner.name, webhook=row.id, url=url, events=chosen)
    return get(session, row.id), secret


def listed(session: Session, *, client: Client | None = None) -> tuple[Webhook, ...]:
    """All webhooks (of a client, where one is given), the oldest first."""
    query = select(WebhookRow).options(joinedload(WebhookRow.client)).order_by(WebhookRow.id)
    if client is not None:
        query = query.where(WebhookRow.client_id == client.id)
    return tuple(_webhook(row) for row in session.scalars(query))


def get(session: Session, number: int, *, client: Client | None = None) -> Webhook:
    """The webhook of that number, if it is of the client where one is given. Raises NoSuchWebhook."""
    row = session.get(WebhookRow, number, options=[joinedload(WebhookRow.client)])
    if row is None or (client is not None and row.client_id != client.id):
        raise NoSuchWebhook(f"There is no webhook with the number {number}.")
    return _webhook(row)


def rotate(
    session: Session,
    webhook: Webhook,
    *,
    old_is_good_for: timedelta = OLD_IS_GOOD_FOR,
    by: str = COMMAND,
) -> str:
    """Give a webhook a new secret; the one it has signs for that long beside it, and no older one does.

    Raises InvalidInput for a time that is not from none to LONGEST_OVERLAP.
    """
    if not timedelta(0) <= old_is_good_for <= LONGEST_OVERLAP:
        raise InvalidInput(f"An old secret stays good for at most {LONGEST_OVERLAP.days} days.")
    now = datetime.now(UTC)
    _row(session, webhook)
    of_this = WebhookSecretRow.webhook_id == webhook.id
    session.execute(delete(WebhookSecretRow).where(of_this, WebhookSecretRow.good_until.is_not(None)))
    session.execute(update(WebhookSecretRow).where(of_this).values(good_until=now + old_is_good_for))
    secret = _new_secret(session, webhook.id, now)
    until = (now + old_is_good_for).isoformat()
    audit.record(
        session, "webhook.rotated", by=by, subject=webhook.client.name, webhook=webhook.id, old_until=until
    )
    return secret


def remove(session: Session, webhook: Webhook, *, by: str = COMMAND) -> None:
    """Let go of a webhook, its secrets, and what was still to be sent to it."""
    # First of all: deleting waits for those who point at the row, and they have the log (see LOCK).
    audit.wait_for_turn(session)
    session.execute(delete(WebhookRow).where(WebhookRow.id == webhook.id))
    session.expire_all()
    audit.record(
        session, "webhook.removed", by=by, subject=webhook.client.name, webhook=webhook.id, url=webhook.url
    )


def enable(session: Session, webhook: Webhook, *, by: str = COMMAND) -> Webhook:
    """Send to a webhook again; what waits for it is sent."""
    row = _row(session, webhook)
    if row.disabled_at is not None:
        row.disabled_at, row.failing_since = None, None
        session.flush()
        audit.record(session, "webhook.enabled", by=by, subject=webhook.client.name, webhook=webhook.id)
    return _webhook(row)


def disable(session: Session, row: WebhookRow, *, why: str, at: datetime, by: str = COMMAND) -> None:
    """Send nothing more to a webhook, and say so in the audit log."""
    row.disabled_at = at
    session.flush()
    audit.record(session, "webhook.disabled", by=by, subject=row.client.name, at=at, webhook=row.id, why=why)


def signing(session: Session, number: int, at: datetime) -> tuple[bytes, ...]:
    """The keys that sign what is sent to a webhook at that time, the newest first."""
    query = (
        select(WebhookSecretRow.secret)
        .where(
            WebhookSecretRow.webhook_id == number,
            or_(WebhookSecretRow.good_until.is_(None), WebhookSecretRow.good_until > at),
        )
        .order_by(WebhookSecretRow.id.desc())
    )
    return tuple(base64.b64decode(secret.removeprefix(MARK)) for secret in session.scalars(query))


def _new_secret(session: Session, number: int, at: datetime) -> str:
    secret = MARK + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    session.add(WebhookSecretRow(webhook_id=number, secret=secret, created_at=at, good_until=None))
    session.flush()
    return secret


def _row(session: Session, webhook: Webhook) -> WebhookRow:
    row = session.get(WebhookRow, webhook.id, with_for_update=LOCK)
    if row is None:
        raise NoSuchWebhook(f"There is no webhook with the number {webhook.id}.")
    return row


def _webhook(row: WebhookRow) -> Webhook:
    return Webhook(
        id=row.id,
        client=as_client(row.client),
        url=row.url,
        events=tuple(row.events),
        created_at=row.created_at,
        failing_since=row.failing_since,
        disabled_at=row.disabled_at,
    )
