"""GET /v1/keys, POST /v1/keys/{number}/rotate and /revoke: a client looks after its own keys.

Keys are named by number, and only those of the client whose key asks are there; another client's answers
as one that does not exist.
"""

from datetime import timedelta
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from guidance.errors import Conflict
from guidance.store import keys
from guidance.web import auth
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import InputSchema

HOUR = timedelta(hours=1)
_ONE = "/keys/<int(min=1, max=2147483647):number>"

blueprint = Blueprint("keys", prefix="/v1", description="The keys of a client")


class OwnKey(Conflict):
    """A key would shut itself out."""

    code = "own-key"
    title = "A key does not revoke itself"


class KeySchema(ma.Schema):
    """A key without its secret. `old_until`: how long a secret from before a rotation is good."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    prefix = fields.String(required=True)
    scopes = fields.List(fields.String(metadata={"enum": list(keys.SCOPES)}), required=True)
    created_at = fields.DateTime(required=True)
    revoked_at = fields.DateTime(required=True, allow_none=True)
    old_until = fields.DateTime(required=True, allow_none=True)


class KeysSchema(ma.Schema):
    """The keys of the client, by name, revoked ones too."""

    client = fields.String(required=True)
    keys = fields.List(fields.Nested(KeySchema), required=True)


class RotationSchema(InputSchema):
    """How long the secret in use stays good."""

    old_good_for_hours = fields.Integer(
        strict=True,
        load_default=keys.OLD_IS_GOOD_FOR // HOUR,
        validate=validate.Range(1, keys.LONGEST_OVERLAP // HOUR),
    )


class RotatedSchema(ma.Schema):
    """The key, and its new secret, which is not shown again."""

    key = fields.Nested(KeySchema, required=True)
    secret = fields.String(required=True)


@blueprint.get("/keys")
@blueprint.needs("admin")
@blueprint.answers(200, KeysSchema)
def list_keys() -> dict[str, Any]:
    """The keys of the client whose key asks."""
    client = auth.current_key().client
    with site().database.reading() as session:
        return {"client": client.name, "keys": keys.listed(session, client=client)}


@blueprint.post(f"{_ONE}/rotate")
@blueprint.needs("admin")
@blueprint.reads(RotationSchema)
@blueprint.problems(404, 409)
@blueprint.answers(200, RotatedSchema)
def rotate_key(sent: dict[str, int], number: int) -> dict[str, Any]:
    """Give a key of the client a new secret; the old one stays good for the hours that are named."""
    asking = auth.current_key()
    with site().database.writing() as session:
        key = keys.of_client(session, asking.client, number)
        overlap = sent["old_good_for_hours"] * HOUR
        rotated, secret = keys.rotate(session, key, old_is_good_for=overlap, by=asking.name)
    return {"key": rotated, "secret": secret}


@blueprint.post(f"{_ONE}/revoke")
@blueprint.needs("admin")
@blueprint.problems(404, 409)
@blueprint.answers(200, KeySchema)
def revoke_key(number: int) -> keys.Key:
    """End a key of the client, at once and with all its secrets; the key that asks cannot end itself."""
    asking = auth.current_key()
    if asking.id == number:
        raise OwnKey("Use another key of the client, or the desk.")
    with site().database.writing() as session:
        return keys.revoke(session, keys.of_client(session, asking.client, number), by=asking.name)
