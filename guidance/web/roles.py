"""GET /v1/roles: the chooser, "Which best describes you?"."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from guidance.web import headers
from guidance.web.blueprint import Blueprint
from guidance.web.current import site

blueprint = Blueprint("roles", prefix="/v1", description="Who reads")


class RoleSchema(ma.Schema):
    """One answer to the question, and the audience that it leads to."""

    id = fields.String(required=True)
    label = fields.String(required=True)
    audience = fields.String(required=True)
    audience_label = fields.String(required=True)


class RolesSchema(ma.Schema):
    """The question, its answers, and the audience that reads where none is given."""

    question = fields.String(required=True)
    default_audience = fields.String(required=True)
    roles = fields.List(fields.Nested(RoleSchema), required=True)


@blueprint.get("/roles")
@blueprint.answers(200, RolesSchema, headers=("Cache-Control",))
def list_roles() -> tuple[dict[str, Any], dict[str, str]]:
    """The roles that a reader can declare."""
    audiences = site().audiences
    roles = [
        {"id": role.id, "label": role.label, "audience": audience.id, "audience_label": audience.label}
        for audience in audiences.all
        for role in audience.roles
    ]
    chooser = {"question": audiences.QUESTION, "roles": roles, "default_audience": site().default_audience.id}
    return chooser, headers.CACHED
