"""GET /healthz and /readyz, for whoever runs the service, and the contract itself at /openapi.yaml."""

import marshmallow as ma
from flask import Response
from marshmallow import fields

from guidance.store.database import is_current
from guidance.web import contract, headers
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.problems import NotReady

blueprint = Blueprint("operations", description="For whoever runs the service")


class HealthSchema(ma.Schema):
    """`status` is always "ok"; anything else is a problem."""

    status = fields.String(required=True, metadata={"enum": ["ok"]})


@blueprint.get("/healthz")
@blueprint.answers(200, HealthSchema)
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@blueprint.problems(503)
@blueprint.answers(200, HealthSchema)
def ready() -> dict[str, str]:
    """The database answers, and its tables are those that this version was written for."""
    if not is_current(site().database):
        raise NotReady("The database does not answer, or its tables are of another version.")
    return {"status": "ok"}


@blueprint.get("/openapi.yaml")
@blueprint.answers(200, {"type": "object"}, kind=contract.MEDIA_TYPE, headers=("Cache-Control",))
def openapi() -> Response:
    """This contract."""
    return Response(contract.served(), content_type=contract.MEDIA_TYPE, headers=headers.CACHED)
