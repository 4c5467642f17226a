"""GET /v1/articles/{slug}/revisions, /revisions/{number} and /revisions/{number}/variant: what the clinicians
wrote, when, and how a role will read it."""

from typing import Any

import marshmallow as ma
from flask import Response
from marshmallow import fields
from werkzeug.http import quote_etag

from guidance.representation import JSON
from guidance.store import articles, variants
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import RoleQuery
from guidance.web.schemas import ArticleSchema, CodeSchema

blueprint = Blueprint("revisions", prefix="/v1", description="The history of an article")
ONE = "/articles/<slug:slug>/revisions/<int(min=1, max=2147483647):number>"


class RevisionSchema(ma.Schema):
    """A revision in the history; the first has number 1."""

    number = fields.Integer(required=True)
    title = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    created_by = fields.String(required=True)
    note = fields.String(required=True)


class WholeRevisionSchema(RevisionSchema):
    """A revision with its text: `source` is Markdown with front matter."""

    slug = fields.String(required=True)
    source = fields.String(required=True)
    codes = fields.List(fields.Nested(CodeSchema), required=True)


class RevisionsSchema(ma.Schema):
    """All revisions of an article, the newest first."""

    revisions = fields.List(fields.Nested(RevisionSchema), required=True)


@blueprint.get("/articles/<slug:slug>/revisions")
@blueprint.needs("edit", "review")
@blueprint.problems(404)
@blueprint.answers(200, RevisionsSchema)
def list_revisions(slug: str) -> dict[str, tuple[articles.Revision, ...]]:
    """The history of an article, the newest revision first."""
    with site().database.reading() as session:
        return {"revisions": articles.revisions(session, slug)}


@blueprint.get(f"{ONE}/variant")
@blueprint.needs("edit", "review")
@blueprint.problems(404)
@blueprint.reads(RoleQuery, location="query")
@blueprint.answers(200, ArticleSchema, headers=("ETag",))
def read_revision_variant(query: dict[str, Any], slug: str, number: int) -> Response:
    """A revision in the words of a role, before readers get it.

    There are variants of the newest revision and of the one that readers get. The ETag of the newest is
    good for If-Match.
    """
    audience = query.get("role") or site().default_audience
    with site().database.reading() as session:
        found = variants.preview(session, slug, number, audience.id, JSON)
    if found is None:
        raise articles.NoSuchRevision(f"Revision {number} of {slug!r} is neither the newest nor served.")
    response = Response(found.body, mimetype=JSON)
    response.headers["ETag"] = quote_etag(found.etag)
    return response


@blueprint.get(ONE)
@blueprint.needs("edit", "review")
@blueprint.problems(404)
@blueprint.answers(200, WholeRevisionSchema)
def read_revision(slug: str, number: int) -> articles.Revision:
    """One revision with its text; it never changes."""
    with site().database.reading() as session:
        return articles.revision(session, slug, number)
