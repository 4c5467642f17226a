"""What more than one endpoint answers with: blocks, sentences, readability, and the article as it is read.

The article itself is served from stored bytes (guidance/representation.py says of what); its schema here
is for the contract, and the tests hold the two together.
"""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from guidance.article.metadata import STATUSES

TEXT = {"type": "string"}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "ETags of what you have already; where one still holds, the answer is 304 without a body.",
    "schema": {"type": "string"},
}

IF_MODIFIED_SINCE = {
    "in": "header",
    "name": "If-Modified-Since",
    "required": False,
    "description": "Last-Modified of what you have already; it counts where no If-None-Match is sent.",
    "schema": {"type": "string"},
}


class BlockField(fields.Raw):
    """A block of an article, as the contract describes it in blocks.py."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(metadata={"oneOf": [{"$ref": "#/components/schemas/Block"}]}, **kwargs)


class ReferenceSchema(ma.Schema):
    """A numbered source."""

    number = fields.Integer(required=True)
    year = fields.Integer(required=True)
    kind = fields.String(required=True)
    about = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)


class CodeSchema(ma.Schema):
    """A code of a clinical code system, as in ICD-10-CM, G35."""

    system = fields.String(required=True)
    code = fields.String(required=True)


class MeasureSchema(ma.Schema):
    """One measure: its value, what it aims at, the limit beyond which a variant is withheld, the verdict."""

    name = fields.String(required=True)
    value = fields.Float(required=True)
    target = fields.Float(required=True, allow_none=True)
    limit = fields.Float(required=True, allow_none=True)
    passed = fields.Boolean(required=True)
    within_limit = fields.Boolean(required=True)
    note = fields.String(required=True)


class HardSchema(ma.Schema):
    """A word or sentence that costs most; `cost` is the grade that the text would lose without it."""

    kind = fields.String(required=True)
    text = fields.String(required=True)
    cost = fields.Float(required=True)


class ReadabilitySchema(ma.Schema):
    """The verdict on one text for one audience."""

    audience = fields.String(required=True)
    passed = fields.Boolean(required=True)
    withheld = fields.Boolean(required=True)
    measures = fields.List(fields.Nested(MeasureSchema), required=True)
    hardest = fields.List(fields.Nested(HardSchema), required=True)
    words = fields.Integer(required=True)
    sentences = fields.Integer(required=True)


class EditSchema(ma.Schema):
    """One edit: the words before and after it, and why, in one line."""

    rule = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    why = fields.String(required=True)


class GuardSchema(ma.Schema):
    """What one guard said of one sentence."""

    guard = fields.String(required=True)
    passed = fields.Boolean(required=True)
    detail = fields.String(required=True)


class RefusedSchema(ma.Schema):
    """An edit that a guard took back."""

    edit = fields.Nested(EditSchema, required=True)
    guard = fields.String(required=True)
    detail = fields.String(required=True)


class TermSchema(ma.Schema):
    """A term of the glossary: the clinical word, its plain wording, its explanation."""

    id = fields.String(required=True)
    term = fields.String(required=True)
    plain = fields.String(required=True)
    explanation = fields.String(required=True)


class GlossaryTermSchema(ma.Schema):
    """A term: its sense where it has several, other names, its plain wording ("" for none), what it is."""

    id = fields.String(required=True)
    term = fields.String(required=True)
    sense = fields.String(required=True)
    also = fields.List(fields.String(), required=True)
    plain = fields.String(required=True)
    explanation = fields.String(required=True)


class ListedSchema(ma.Schema):
    """An article in the list; its title is in the words that the role reads."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    specialty = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    updated = fields.Date(required=True)
    served_audience = fields.String(required=True)


class LinkedTermSchema(TermSchema):
    """A term of an article's glossary; `url` is where more is told of it (add the role of the reader)."""

    url = fields.String(required=True)


class VersionsSchema(ma.Schema):
    """What made the variant."""

    lexicon = fields.String(required=True)
    rules = fields.String(required=True)
    model = fields.String(required=True)


class StepSchema(ma.Schema):
    """A step of the review; `at` is when it was reached."""

    step = fields.String(required=True)
    label = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["done", "current", "to come"]))
    at = fields.DateTime(required=True, allow_none=True)


class NoticeSchema(ma.Schema):
    """What a reader must know first: that review is pending, or that another variant stands in."""

    kind = fields.String(required=True)
    text = fields.String(required=True)


class ServedBecauseSchema(ma.Schema):
    """Whose words these are, whose were asked for, and why they differ."""

    audience = fields.String(required=True)
    asked = fields.String(required=True)
    fallback = fields.Boolean(required=True)
    reason = fields.String(required=True, allow_none=True)


class ArticleSchema(ma.Schema):
    """An article in the words of one audience."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    audience = fields.String(required=True)
    audience_label = fields.String(required=True)
    lang = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    review_steps = fields.List(fields.Nested(StepSchema), required=True)
    last_updated = fields.Date(required=True)
    review_due = fields.Date(required=True, allow_none=True)
    reviewed_by = fields.String(required=True, allow_none=True)
    editorial_policy = fields.String(required=True)
    notices = fields.List(fields.Nested(NoticeSchema), required=True)
    blocks = fields.List(BlockField(), required=True)
    references = fields.List(fields.Nested(ReferenceSchema), required=True)
    glossary = fields.List(fields.Nested(LinkedTermSchema), required=True)
    codes = fields.List(fields.Nested(CodeSchema), required=True)
    specialty = fields.String(required=True)
    disclaimer = fields.String(required=True)
    added = fields.String(required=True)
    readability = fields.Nested(ReadabilitySchema, required=True)
    omissions = fields.List(fields.String(), required=True)
    served_because = fields.Nested(ServedBecauseSchema, required=True)
    revision = fields.Integer(required=True)
    versions = fields.Nested(VersionsSchema, required=True)
