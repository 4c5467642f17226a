"""POST /v1/rewrite: any text in the words of a role. Nothing is kept."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from guidance import jobs
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import TextInput
from guidance.web.schemas import (
    BlockField,
    EditSchema,
    GuardSchema,
    ReadabilitySchema,
    RefusedSchema,
    TermSchema,
    VersionsSchema,
)

blueprint = Blueprint("rewrite", prefix="/v1", description="A text in other words")


class SentenceSchema(ma.Schema):
    """One sentence of the source and what became of it."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    source = fields.String(required=True)
    output = fields.List(fields.String(), required=True)
    edits = fields.List(fields.Nested(EditSchema), required=True)
    guards = fields.List(fields.Nested(GuardSchema), required=True)
    refused = fields.List(fields.Nested(RefusedSchema), required=True)
    omissions = fields.List(fields.String(), required=True)
    flagged = fields.Boolean(required=True)


class RewrittenSchema(ma.Schema):
    """A text in the words of an audience, with the account of how each sentence came about."""

    audience = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    markdown = fields.String(required=True)
    blocks = fields.List(BlockField(), required=True)
    sentences = fields.List(fields.Nested(SentenceSchema), required=True)
    glossary = fields.List(fields.Nested(TermSchema), required=True)
    omissions = fields.List(fields.String(), required=True)
    readability = fields.Nested(ReadabilitySchema, required=True)
    versions = fields.Nested(VersionsSchema, required=True)


@blueprint.post("/rewrite")
@blueprint.needs("edit")
@blueprint.reads(TextInput)
@blueprint.answers(200, RewrittenSchema)
def rewrite_text(sent: dict[str, Any]) -> dict[str, Any]:
    """A text in the words of a role.

    Plain text, without Markdown meaning. Numbers, negations and hedges stay: an edit that would lose
    one is taken back, and the answer says so.
    """
    audience = sent.get("role") or site().default_audience
    return jobs.rewrite_text(site(), sent["text"], audience.id)
