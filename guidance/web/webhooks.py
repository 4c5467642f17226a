"""/v1/webhooks: a client looks after its own webhooks, with a key of the scope admin.

Webhooks are named by number, and only those of the client whose key asks are there; another client's
answers as one that does not exist.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from guidance.store import outbox, webhooks
from guidance.store.webhooks import Webhook
from guidance.web import auth
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import Exactly, InputSchema
from guidance.webhooks import addresses

HOUR = timedelta(hours=1)
SHOWN = 100
"""Deliveries that are shown at most."""
_ONE = "/webhooks/<int(min=1, max=2147483647):number>"
_EVENT = validate.OneOf(webhooks.EVENTS)

blueprint = Blueprint("webhooks", prefix="/v1", description="The webhooks of a client")


class WebhookInput(InputSchema):
    """Where to send what."""

    url = fields.String(
        required=True,
        validate=[validate.Length(max=addresses.LONGEST), Exactly("^https?://[!-~]+$")],
        metadata={"description": "A public https address, unless the site allows others."},
    )
    events = fields.List(
        fields.String(validate=_EVENT),
        load_default=list(webhooks.EVENTS),
        validate=validate.Length(1, len(webhooks.EVENTS)),
        metadata={"description": "Without them, all."},
    )


class WebhookSchema(ma.Schema):
    """A webhook without its secret. `failing_since`: the first failure after the last success;
    `disabled_at`: since when nothing more is sent to it, after too many days of failure."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    events = fields.List(fields.String(validate=_EVENT), required=True)
    created_at = fields.DateTime(required=True)
    failing_since = fields.DateTime(required=True, allow_none=True)
    disabled_at = fields.DateTime(required=True, allow_none=True)


class WebhooksSchema(ma.Schema):
    """The webhooks of the client, the oldest first."""

    client = fields.String(required=True)
    webhooks = fields.List(fields.Nested(WebhookSchema), required=True)


class WebhookSecretSchema(ma.Schema):
    """The webhook, and the secret to check its signatures with, which is not shown again."""

    webhook = fields.Nested(WebhookSchema, required=True)
    secret = fields.String(required=True)


class WebhookRotationInput(InputSchema):
    """How long the secret in use signs beside the new one."""

    old_good_for_hours = fields.Integer(
        strict=True,
        load_default=webhooks.OLD_IS_GOOD_FOR // HOUR,
        validate=validate.Range(0, webhooks.LONGEST_OVERLAP // HOUR),
    )


class ReplayInput(InputSchema):
    """What to send again: what was not delivered, or `everything`; of what happened `since`, or all."""

    since = fields.AwareDateTime(load_default=None)
    everything = fields.Boolean(truthy={True}, falsy={False}, load_default=False)


class ReplayedSchema(ma.Schema):
    """How many events will be sent again, under the ids that they have."""

    events = fields.Integer(required=True)


class DeliverySchema(ma.Schema):
    """An event for the webhook: how often it was sent, what the receiver answered last, when it is sent
    next."""

    event = fields.String(required=True)
    type = fields.String(required=True, validate=_EVENT)
    at = fields.DateTime(required=True)
    state = fields.String(
        required=True, validate=validate.OneOf([outbox.DUE, outbox.DELIVERED, outbox.GIVEN_UP])
    )
    tries = fields.Integer(required=True)
    tried_at = fields.DateTime(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    status = fields.Integer(required=True, allow_none=True)
    error = fields.String(required=True)


class DeliveriesSchema(ma.Schema):
    """The newest deliveries, the newest first."""

    deliveries = fields.List(fields.Nested(DeliverySchema), required=True)


@blueprint.get("/webhooks")
@blueprint.needs("admin")
@blueprint.answers(200, WebhooksSchema)
def list_webhooks() -> dict[str, Any]:
    """The webhooks of the client whose key asks."""
    client = auth.current_key().client
    with site().database.reading() as session:
        return {"client": client.name, "webhooks": webhooks.listed(session, client=client)}


@blueprint.post("/webhooks")
@blueprint.needs("admin")
@blueprint.reads(WebhookInput)
@blueprint.answers(201, WebhookSecretSchema)
def add_webhook(sent: dict[str, Any]) -> dict[str, Any]:
    """Be told what happens, at an address of the client."""
    addresses.parse(sent["url"], anywhere=site().settings.webhook_hosts == "any")
    key = auth.current_key()
    with site().database.writing() as session:
        made, secret = webhooks.create(session, key.client.name, sent["url"], sent["events"], by=key.name)
    return {"webhook": made, "secret": secret}


@blueprint.delete(_ONE)
@blueprint.needs("admin")
@blueprint.problems(404)
@blueprint.answers(204, None)
def remove_webhook(number: int) -> None:
    """Be told no more; what was still to be sent is forgotten."""
    key = auth.current_key()
    with site().database.writing() as session:
        webhooks.remove(session, webhooks.get(session, number, client=key.client), by=key.name)


@blueprint.post(f"{_ONE}/rotate")
@blueprint.needs("admin")
@blueprint.reads(WebhookRotationInput)
@blueprint.problems(404)
@blueprint.answers(200, WebhookSecretSchema)
def rotate_webhook(sent: dict[str, int], number: int) -> dict[str, Any]:
    """Give a webhook a new secret; for the hours that are named, messages are signed with both."""
    key = auth.current_key()
    with site().database.writing() as session:
        hook = webhooks.get(session, number, client=key.client)
        overlap = sent["old_good_for_hours"] * HOUR
        return {
            "webhook": hook,
            "secret": webhooks.rotate(session, hook, old_is_good_for=overlap, by=key.name),
        }


@blueprint.post(f"{_ONE}/enable")
@blueprint.needs("admin")
@blueprint.problems(404)
@blueprint.answers(200, WebhookSchema)
def enable_webhook(number: int) -> Webhook:
    """Be told again, after nothing was sent because of too many days of failure."""
    key = auth.current_key()
    with site().database.writing() as session:
        return webhooks.enable(session, webhooks.get(session, number, client=key.client), by=key.name)


@blueprint.post(f"{_ONE}/replay")
@blueprint.needs("admin")
@blueprint.reads(ReplayInput)
@blueprint.problems(404)
@blueprint.answers(200, ReplayedSchema)
def replay_webhook(sent: dict[str, Any], number: int) -> dict[str, int]:
    """Have events sent again, of the last 90 days at most."""
    key = auth.current_key()
    with site().database.writing() as session:
        hook = webhooks.get(session, number, client=key.client)
        count = outbox.replay(session, hook, at=datetime.now(UTC), by=key.name, **sent)
    return {"events": count}


@blueprint.get(f"{_ONE}/deliveries")
@blueprint.needs("admin")
@blueprint.problems(404)
@blueprint.answers(200, DeliveriesSchema)
def list_deliveries(number: int) -> dict[str, Any]:
    """What was sent to a webhook and what came of it: the newest 100."""
    client = auth.current_key().client
    with site().database.reading() as session:
        hook = webhooks.get(session, number, client=client)
        return {"deliveries": outbox.deliveries(session, hook, limit=SHOWN)}
