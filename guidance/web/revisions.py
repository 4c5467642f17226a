"""GET /v1/articles/{slug}/revisions and /revisions/{number}: what the clinicians wrote, and when."""

import marshmallow as ma
from marshmallow import fields

from guidance.store import articles
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.schemas import CodeSchema

blueprint = Blueprint("revisions", prefix="/v1", description="The history of an article")


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
@blueprint.needs("edit")
@blueprint.problems(404)
@blueprint.answers(200, RevisionsSchema)
def list_revisions(slug: str) -> dict[str, tuple[articles.Revision, ...]]:
    """The history of an article, the newest revision first."""
    with site().database.reading() as session:
        return {"revisions": articles.revisions(session, slug)}


@blueprint.get("/articles/<slug:slug>/revisions/<int(min=1, max=2147483647):number>")
@blueprint.needs("edit")
@blueprint.problems(404)
@blueprint.answers(200, WholeRevisionSchema)
def read_revision(slug: str, number: int) -> articles.Revision:
    """One revision with its text; it never changes."""
    with site().database.reading() as session:
        return articles.revision(session, slug, number)
