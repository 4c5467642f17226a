"""What GET /v1/readability answers with."""

import marshmallow as ma
from marshmallow import fields, validate

from guidance.article.metadata import STATUSES
from guidance.store.scores import MEASURES


class BinSchema(ma.Schema):
    """How many variants have a grade from this whole number up to the next."""

    grade = fields.Integer(required=True)
    variants = fields.Integer(required=True)


class SpreadSchema(ma.Schema):
    """How grades (FKGL) are spread: quartiles, and the number of variants in each whole grade."""

    lower = fields.Float(required=True)
    median = fields.Float(required=True)
    upper = fields.Float(required=True)
    bins = fields.List(fields.Nested(BinSchema), required=True)


class StandingSchema(ma.Schema):
    """How the variants for one audience stand; `before` tells of their sources."""

    audience = fields.String(required=True)
    label = fields.String(required=True)
    variants = fields.Integer(required=True)
    passed = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    withheld = fields.Integer(required=True)
    target = fields.Float(required=True, allow_none=True)
    limit = fields.Float(required=True, allow_none=True)
    before = fields.Nested(SpreadSchema, required=True)
    after = fields.Nested(SpreadSchema, required=True)


class BlockerSchema(ma.Schema):
    """A word ("word": its cost in grades) or an unexplained term ("term": its mentions) in the way."""

    kind = fields.String(required=True, validate=validate.OneOf(["term", "word"]))
    text = fields.String(required=True)
    variants = fields.Integer(required=True)
    articles = fields.Integer(required=True)
    cost = fields.Float(required=True)


class PointSchema(ma.Schema):
    """How all variants for an audience stood at the end of a day; `fkgl` is the mean grade."""

    day = fields.Date(required=True)
    variants = fields.Integer(required=True)
    passed = fields.Integer(required=True)
    withheld = fields.Integer(required=True)
    fkgl = fields.Float(required=True)


class TrendSchema(ma.Schema):
    """How the variants for one audience have come along."""

    audience = fields.String(required=True)
    label = fields.String(required=True)
    points = fields.List(fields.Nested(PointSchema), required=True)


_FIGURES = ma.Schema.from_dict(
    {
        f"{side}{name}": fields.Float(required=True) if name in MEASURES else fields.Integer(required=True)
        for side in ("", "source_")
        for name in (*MEASURES, "words", "sentences")
    },
    name="FiguresSchema",
)


class RowSchema(_FIGURES):  # type: ignore[misc, valid-type]
    """A row of the table: one article for one audience, its measures and those of its source.

    `gap` is how many grades the harder of the two grades stands above its target, null without one;
    `change` by how many the variant differs from its source.
    """

    slug = fields.String(required=True)
    title = fields.String(required=True)
    specialty = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    updated = fields.Date(required=True)
    review_due = fields.Date(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    audience = fields.String(required=True)
    served_audience = fields.String(required=True)
    passed = fields.Boolean(required=True)
    withheld = fields.Boolean(required=True)
    gap = fields.Float(required=True, allow_none=True)
    change = fields.Float(required=True)
    edits = fields.Integer(required=True)
    withdrawn = fields.Integer(required=True)
    omissions = fields.Integer(required=True)
    at = fields.DateTime(required=True)


class OverviewSchema(ma.Schema):
    """All variants that were asked for: verdicts, grades, blockers, how they came along, a page of them."""

    variants = fields.Integer(required=True)
    passed = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    withheld = fields.Integer(required=True)
    audiences = fields.List(fields.Nested(StandingSchema), required=True)
    blockers = fields.List(fields.Nested(BlockerSchema), required=True)
    trends = fields.List(fields.Nested(TrendSchema), required=True)
    specialties = fields.List(fields.String(), required=True)
    items = fields.List(fields.Nested(RowSchema), required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
