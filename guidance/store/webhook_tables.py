"""The tables of webhooks: where they go, what they are signed with, what happened, what is to be sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from guidance.store.base import Table
from guidance.store.team_tables import ClientRow


class WebhookRow(Table):
    """An address of a client to which events are sent. `events` is sorted as in webhooks.EVENTS.

    `failing_since` is the first failure after the last success.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    url: Mapped[str]
    events: Mapped[list[Any]]
    created_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    client: Mapped[ClientRow] = relationship()


class WebhookSecretRow(Table):
    """What is signed with, as it is: a signature needs the secret itself. `good_until` is None of the
    newest."""

    __tablename__ = "webhook_secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    secret: Mapped[str]
    created_at: Mapped[datetime]
    good_until: Mapped[datetime | None]


class WebhookEventRow(Table):
    """Something that happened, and the bytes that tell of it. `name` is the id that receivers see.

    `once` is what may be told a single time, None of what cannot be told twice.
    """

    __tablename__ = "webhook_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[str]
    once: Mapped[str | None] = mapped_column(unique=True)


class WebhookDeliveryRow(Table):
    """An event for one webhook: when it is to be sent next, None once it was delivered or given up.

    `status` is what the receiver answered last, `error` why it did not.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (UniqueConstraint("event_id", "webhook_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("webhook_event.id", ondelete="CASCADE"))
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    state: Mapped[str]
    tried_at: Mapped[datetime | None]
    status: Mapped[int | None]
    error: Mapped[str]

    event: Mapped[WebhookEventRow] = relationship()
    webhook: Mapped[WebhookRow] = relationship()
