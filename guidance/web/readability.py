"""GET /v1/readability and /v1/articles/{slug}/readability: how articles read, and what is in the way."""

from typing import Any
from urllib.parse import urlencode

import marshmallow as ma
from flask import Response, request, stream_with_context
from marshmallow import fields, validate

from guidance.article.metadata import STATUSES
from guidance.reports import as_csv, overview, variant
from guidance.reports.overview import Overview
from guidance.store import reports
from guidance.store.report_values import Sieve
from guidance.web import negotiation
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import AudienceField, InputSchema, LimitField, PageField, line, yes_or_no
from guidance.web.overview_schemas import OverviewSchema
from guidance.web.schemas import MeasureSchema

blueprint = Blueprint("readability", prefix="/v1", description="Reports on how articles read")
KINDS = ("application/json", as_csv.MEDIA_TYPE)


class AudienceQuery(InputSchema):
    """Which audience's variant."""

    audience = AudienceField()


class SieveQuery(AudienceQuery):
    """Which variants, and which page of their table."""

    status = fields.String(validate=validate.OneOf(STATUSES))
    specialty = line(100, description="A specialty, in any case.")
    passed = yes_or_no("Whether it meets all targets.")
    withheld = yes_or_no("Whether it is withheld from its readers.")
    due = yes_or_no("Whether the next review of the article is overdue.")
    sort = fields.String(
        validate=validate.OneOf([f"{sign}{name}" for name in reports.SORTS for sign in ("", "-")]),
        metadata={
            "description": "The column to sort by; behind a hyphen, the highest first.",
            "default": "-gap",
        },
    )
    page = PageField()
    limit = LimitField()


class MeasuredSchema(MeasureSchema):
    """A measure of the variant beside its value in the source, null where that is not known."""

    source = fields.Float(required=True, allow_none=True)


class TallySchema(ma.Schema):
    """Something that was counted, and how often."""

    text = fields.String(required=True)
    count = fields.Integer(required=True)


class CostlySchema(ma.Schema):
    """A word or sentence with the grade that the text would lose without it."""

    text = fields.String(required=True)
    cost = fields.Float(required=True)


class WithdrawnSchema(ma.Schema):
    """An edit that a guard took back, in which sentence, and why."""

    sentence = fields.String(required=True)
    source = fields.String(required=True)
    rule = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    guard = fields.String(required=True)
    detail = fields.String(required=True)


class ReadingSchema(ma.Schema):
    """How a text reads to an audience, and how it came to read so."""

    audience = fields.String(required=True)
    passed = fields.Boolean(required=True)
    withheld = fields.Boolean(required=True)
    measures = fields.List(fields.Nested(MeasuredSchema), required=True)
    words = fields.Integer(required=True)
    sentences = fields.Integer(required=True)
    source_words = fields.Integer(required=True, allow_none=True)
    source_sentences = fields.Integer(required=True, allow_none=True)
    hardest_words = fields.List(fields.Nested(CostlySchema), required=True)
    hardest_sentences = fields.List(fields.Nested(CostlySchema), required=True)
    unexplained = fields.List(fields.Nested(TallySchema), required=True)
    unhandled = fields.List(fields.Nested(TallySchema), required=True)
    passives = fields.List(fields.String(), required=True)
    omissions = fields.List(fields.String(), required=True)
    edits = fields.Integer(required=True)
    edits_by_rule = fields.List(fields.Nested(TallySchema), required=True)
    withdrawn_by_guard = fields.List(fields.Nested(TallySchema), required=True)
    withdrawn = fields.List(fields.Nested(WithdrawnSchema), required=True)


class ScoreSchema(ma.Schema):
    """How a variant read when it was published."""

    audience = fields.String(required=True)
    revision = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    passed = fields.Boolean(required=True)
    withheld = fields.Boolean(required=True)
    fkgl = fields.Float(required=True)
    smog = fields.Float(required=True)
    source_fkgl = fields.Float(required=True)
    source_smog = fields.Float(required=True)


class ReportSchema(ma.Schema):
    """The report of an article for one audience; `line` tells how it read before, the oldest first."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    specialty = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    updated = fields.Date(required=True)
    revision = fields.Integer(required=True)
    audience = fields.String(required=True)
    served_audience = fields.String(required=True)
    served_reason = fields.String(required=True, allow_none=True)
    reading = fields.Nested(ReadingSchema, required=True)
    line = fields.List(fields.Nested(ScoreSchema), required=True)
    lexicon_version = fields.String(required=True)
    rules_version = fields.String(required=True)
    model_version = fields.String(required=True)


class ReportsSchema(ma.Schema):
    """The reports of an article, one for each audience."""

    reports = fields.List(fields.Nested(ReportSchema), required=True)


@blueprint.get("/readability")
@blueprint.needs("edit")
@blueprint.problems(406)
@blueprint.reads(SieveQuery, location="query")
@blueprint.answers(200, OverviewSchema, headers=("Link",))
@blueprint.also(200, schema={"type": "string"}, kind=as_csv.MEDIA_TYPE)
def report_all(query: dict[str, Any]) -> Response | tuple[Overview, dict[str, str]]:
    """How all articles read: verdicts, grades, what is in the way, what changed, and a page of the table.

    As CSV, the whole table; page and limit then do not count.
    """
    kind = negotiation.choose(request, KINDS)
    sort, page = query.pop("sort", "-gap"), query.pop("page", 1)
    size = query.pop("limit", site().settings.page_size)
    sieve = Sieve(**query)
    with site().database.reading() as session:
        if kind == as_csv.MEDIA_TYPE:
            rows = reports.rows(session, sieve, sort=sort)
            return Response(stream_with_context(as_csv.lines(rows)), mimetype=kind)
        found = overview.overview(session, site(), sieve, sort=sort, page=page, size=size)
    return found, _link(found)


@blueprint.get("/articles/<slug:slug>/readability")
@blueprint.needs("edit")
@blueprint.problems(404)
@blueprint.reads(AudienceQuery, location="query")
@blueprint.answers(200, ReportsSchema)
def report_article(query: dict[str, Any], slug: str) -> dict[str, tuple[variant.Report, ...]]:
    """How an article reads to each audience, or to one, and how its words came about."""
    with site().database.reading() as session:
        return {"reports": variant.of_article(session, site(), slug, audience=query.get("audience"))}


def _link(found: Overview) -> dict[str, str]:
    if found.page == found.pages:
        return {}
    asked = urlencode(request.args.to_dict() | {"page": found.page + 1})
    return {"Link": f'<{request.path}?{asked}>; rel="next"'}
