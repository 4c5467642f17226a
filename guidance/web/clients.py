"""GET /v1/clients, GET and PUT /v1/clients/{portal}: where a client's visitors read, and what they may see.

A client looks after itself: another client's name answers as one that does not exist.
"""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from guidance.store import clients, portals
from guidance.store.clients import Client
from guidance.store.portals import LONGEST_ORIGIN, MOST_ORIGINS, NoSuchPortal
from guidance.web import auth
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import InputSchema

ORIGIN = r"^https?://[^\s/?#@\\]+/?$"
_ONE = "/clients/<slug:portal>"
_SEES = "Whether it may see articles before they are approved; null: as the site has it."

blueprint = Blueprint("clients", prefix="/v1", description="What a client may show, and where")


class ClientSchema(ma.Schema):
    """A client. `portal` names it in the address of a frame, and is no secret."""

    portal = fields.String(required=True, metadata={"pattern": portals.NAME})
    name = fields.String(required=True)
    origins = fields.List(fields.String(), required=True)
    sees_pending = fields.Boolean(required=True, allow_none=True, metadata={"description": _SEES})


class ClientsSchema(ma.Schema):
    """The client whose key asks, and no other."""

    items = fields.List(fields.Nested(ClientSchema), required=True)


class ClientInput(InputSchema):
    """All that a client may change of itself; what is sent takes the place of what was."""

    origins = fields.List(
        fields.String(validate=validate.Length(1, LONGEST_ORIGIN), metadata={"pattern": ORIGIN}),
        required=True,
        validate=validate.Length(max=MOST_ORIGINS),
        metadata={"description": "Origins such as https://portal.example.org; none for nowhere."},
    )
    sees_pending = fields.Boolean(
        required=True, allow_none=True, truthy={True}, falsy={False}, metadata={"description": _SEES}
    )


@blueprint.get("/clients")
@blueprint.needs("admin")
@blueprint.answers(200, ClientsSchema)
def list_clients() -> dict[str, Any]:
    """The client whose key asks."""
    return {"items": [_told(auth.current_key().client)]}


@blueprint.get(_ONE)
@blueprint.needs("admin")
@blueprint.problems(404)
@blueprint.answers(200, ClientSchema)
def read_client(portal: str) -> dict[str, Any]:
    """Where the client's visitors read, and what they may see."""
    return _told(_own(portal))


@blueprint.put(_ONE)
@blueprint.needs("admin")
@blueprint.reads(ClientInput)
@blueprint.problems(404, 409)
@blueprint.answers(200, ClientSchema)
def replace_client(sent: dict[str, Any], portal: str) -> dict[str, Any]:
    """Say where the client's visitors read, and what they may see; it counts at once."""
    client, by = _own(portal), auth.current_key().name
    with site().database.writing() as session:
        portals.set_origins(session, client.name, sent["origins"], by=by)
        changed = clients.let_see_pending(session, client.name, sent["sees_pending"], by=by)
    return _told(changed)


def _own(portal: str) -> Client:
    """The client whose key asks, under its own name. Raises NoSuchPortal."""
    client = auth.current_key().client
    if client.portal != portal:
        raise NoSuchPortal("Your key's client has another name.")
    return client


def _told(client: Client) -> dict[str, Any]:
    with site().database.reading() as session:
        origins = portals.origins(session, client.name)
    return {
        "portal": client.portal,
        "name": client.name,
        "origins": origins,
        "sees_pending": client.sees_pending,
    }
