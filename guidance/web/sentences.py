"""/v1/articles/{slug}/variants/{audience}: a variant sentence by sentence, and people's wordings of it."""

from typing import Any

import marshmallow as ma
from flask import Response, request
from marshmallow import fields

from guidance import accepting, editing, sentences
from guidance.editing import Given, Spot
from guidance.web import auth, submissions
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import InputSchema, line
from guidance.web.schemas import (
    EditSchema,
    GuardSchema,
    HardSchema,
    ReadabilitySchema,
    RefusedSchema,
    VersionsSchema,
)

blueprint = Blueprint("sentences", prefix="/v1", description="A variant sentence by sentence")
VARIANT = "/articles/<slug:slug>/variants/<slug:audience>"
SENTENCE = f"{VARIANT}/sentences/<sentence:name>"
IF_MATCH = submissions.IF_MATCH | {
    "description": "The ETag of the sentence, or of the variant, as you read it; * replaces whatever stands."
}


class WordingInput(InputSchema):
    """A wording, why, and whether objections of the guards are set aside (which needs the scope review)."""

    wording = line(
        editing.LONGEST, description="Markdown on one line, each citation mark once.", required=True
    )
    why = line(500, description="Why; required with an override.")
    override = fields.Boolean(truthy={True}, falsy={False})


class AcceptanceInput(InputSchema):
    """Whether a withheld variant may be read as it is, and why."""

    accepted = fields.Boolean(required=True, truthy={True}, falsy={False})
    why = line(500, description="Why; it must not be blank.", required=True)


class SetAsideSchema(ma.Schema):
    """An objection of a guard that a reviewer set aside."""

    guard = fields.String(required=True)
    detail = fields.String(required=True)


class GivenSchema(ma.Schema):
    """A person's wording: Markdown, who gave it when and why, and what was set aside for it."""

    text = fields.String(required=True)
    why = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True, metadata={"format": "date-time"})
    overridden = fields.List(fields.Nested(SetAsideSchema), required=True)


class EditedSentenceSchema(ma.Schema):
    """A source sentence (Markdown) and what its readers get: the rules' words, or a person's.

    Where there is a wording, `rewritten` is what the rules would say, and `edits`, `guards` and `refused`
    are empty. `etag` is for If-Match. Grades are FKGL.
    """

    id = fields.String(required=True)
    etag = fields.Function(lambda found: f'"{found["etag"]}"', required=True, metadata={"type": "string"})
    kind = fields.String(required=True)
    source = fields.String(required=True)
    output = fields.List(fields.String(), required=True)
    output_markdown = fields.String(required=True)
    source_grade = fields.Float(required=True)
    grade = fields.Float(required=True)
    hardest = fields.List(fields.Nested(HardSchema), required=True)
    edits = fields.List(fields.Nested(EditSchema), required=True)
    guards = fields.List(fields.Nested(GuardSchema), required=True)
    refused = fields.List(fields.Nested(RefusedSchema), required=True)
    omissions = fields.List(fields.String(), required=True)
    flagged = fields.Boolean(required=True)
    rewritten = fields.List(fields.String(), required=True)
    wording = fields.Nested(GivenSchema, required=True, allow_none=True)


class OutdatedSchema(ma.Schema):
    """A wording whose source changed: look again. `became` stands there now, in the sentence of that id."""

    id = fields.String(required=True)
    etag = fields.Function(lambda found: f'"{found["etag"]}"', required=True, metadata={"type": "string"})
    source = fields.String(required=True)
    became = fields.String(required=True, allow_none=True)
    sentence = fields.String(required=True, allow_none=True)
    wording = fields.Nested(GivenSchema, required=True)


class AcceptanceSchema(ma.Schema):
    """Who accepted a withheld variant, when and why."""

    why = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True, metadata={"format": "date-time"})


class EditedVariantSchema(ma.Schema):
    """The variant of the newest revision for an audience, for those who edit it."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    audience = fields.String(required=True)
    audience_label = fields.String(required=True)
    revision = fields.Integer(required=True)
    status = fields.String(required=True)
    passed = fields.Boolean(required=True)
    withheld = fields.Boolean(required=True)
    served_audience = fields.String(required=True)
    served_reason = fields.String(required=True, allow_none=True)
    acceptance = fields.Nested(AcceptanceSchema, required=True, allow_none=True)
    readability = fields.Nested(ReadabilitySchema, required=True)
    omissions = fields.List(fields.String(), required=True)
    versions = fields.Nested(VersionsSchema, required=True)
    sentences = fields.List(fields.Nested(EditedSentenceSchema), required=True)
    outdated = fields.List(fields.Nested(OutdatedSchema), required=True)


@blueprint.get(VARIANT)
@blueprint.needs("edit")
@blueprint.problems(404)
@blueprint.answers(200, EditedVariantSchema, headers=("ETag",))
def read_sentences(slug: str, audience: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The variant of the newest revision, sentence by sentence, with what was changed and why."""
    found = _account(slug, audience)
    return found, {"ETag": f'"{found["etag"]}"'}


@blueprint.put(SENTENCE)
@blueprint.needs("edit")
@blueprint.problems(404, 409, 412, 428)
@blueprint.takes(IF_MATCH)
@blueprint.reads(WordingInput)
@blueprint.answers(200, EditedSentenceSchema, headers=("ETag",))
def word_sentence(
    sent: dict[str, Any], slug: str, audience: str, name: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Put a person's wording in the place of the rewriter's, and publish it.

    Refused ("wording-refused", each objection in `errors`) where a guard objects, unless a reviewer sets
    that aside with a reason; lost citations and links are never set aside.
    """
    known, key = _known(slug, audience, name), auth.current_key()
    made = editing.put_wording(
        site(),
        Spot(slug, audience, name),
        Given(sent["wording"], sent.get("why", ""), sent.get("override", False)),
        by=key.name,
        may_override=key.allows("review"),
        if_match=known,
    )
    return made, {"ETag": f'"{made["etag"]}"'}


@blueprint.delete(SENTENCE)
@blueprint.needs("edit")
@blueprint.problems(400, 404, 409, 412, 428)
@blueprint.takes(IF_MATCH)
@blueprint.answers(204, None)
def unword_sentence(slug: str, audience: str, name: str) -> Response:
    """Give a sentence back to the rewriter, or let go of an outdated wording."""
    known = _known(slug, audience, name)
    by = auth.current_key().name
    editing.take_wording_away(site(), Spot(slug, audience, name), by=by, if_match=known)
    return Response(status=204)


@blueprint.put(f"{VARIANT}/acceptance")
@blueprint.needs("review")
@blueprint.problems(404, 409, 412, 428)
@blueprint.takes(submissions.IF_MATCH | {"description": "The ETag of the variant as you read it, or *."})
@blueprint.reads(AcceptanceInput)
@blueprint.answers(200, EditedVariantSchema, headers=("ETag",))
def accept_variant(sent: dict[str, Any], slug: str, audience: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Have a withheld variant served as it is, or no longer; it ends when the text of the variant changes."""
    known = submissions.if_match(request)
    _account(slug, audience)
    by = auth.current_key().name
    why = sent["why"]
    accepting.accept_variant(
        site(), slug, audience, accepted=sent["accepted"], by=by, why=why, if_match=known
    )
    found = _account(slug, audience)
    return found, {"ETag": f'"{found["etag"]}"'}


def _account(slug: str, audience: str) -> dict[str, Any]:
    if audience not in {one.id for one in site().audiences.all}:
        raise sentences.NoSuchVariant(f"There is no audience {audience!r}.")
    with site().database.reading() as session:
        return sentences.account(session, site(), slug, audience)


def _known(slug: str, audience: str, name: str) -> frozenset[str] | None:
    """The ETags that the editor knows the sentence by; that of the variant as it stands is good as well."""
    known = submissions.if_match(request)
    found = _account(slug, audience)
    if known is not None and found["etag"] in known:
        return known | {sentences.find(found, name)["etag"]}
    return known
