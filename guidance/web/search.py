"""GET /v1/search: articles by the reader's own words, the best first."""

from dataclasses import asdict
from typing import Any

import marshmallow as ma
from flask import request
from marshmallow import fields

from guidance import glossary, searching
from guidance.web import headers, sight
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import CursorField, LimitField, RoleQuery, line
from guidance.web.schemas import GlossaryTermSchema, ListedSchema

blueprint = Blueprint("search", prefix="/v1", description="Search")


class SearchQuery(RoleQuery):
    """What is looked for, and which page of it."""

    q = line(200, required=True, description="The reader's own words; the first twelve with a subject count.")
    topic = line(100, description="A specialty, in any case.")
    cursor = CursorField()
    limit = LimitField()


class RangeSchema(ma.Schema):
    """Where a text holds what was looked for: from `start` up to `end`, counted in Unicode code points."""

    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class SnippetSchema(ma.Schema):
    """A passage of the article as plain text; escape it before it goes into HTML."""

    text = fields.String(required=True)
    marks = fields.List(fields.Nested(RangeSchema), required=True)


class FoundSchema(ListedSchema):
    """An article that was found; `exact` is false where it has another name for a word, or misses one."""

    title_marks = fields.List(fields.Nested(RangeSchema), required=True)
    snippet = fields.Nested(SnippetSchema, required=True)
    exact = fields.Boolean(required=True)


class CorrectionSchema(ma.Schema):
    """A word as it was typed, and the one that it was taken for."""

    typed = fields.String(required=True)
    meant = fields.String(required=True)


class SearchSchema(ma.Schema):
    """One page of what was found, and what was looked for.

    `searched_for` is the question with misspelt words put right, "" where it holds only common words;
    `left_out` are words that nothing has, `also` other names that were looked for. `complete` is false
    where each article misses one of the words. `terms`, where nothing was found, are the nearest of the
    glossary.
    """

    items = fields.List(fields.Nested(FoundSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    searched_for = fields.String(required=True)
    corrected = fields.List(fields.Nested(CorrectionSchema), required=True)
    left_out = fields.List(fields.String(), required=True)
    also = fields.List(fields.String(), required=True)
    complete = fields.Boolean(required=True)
    terms = fields.List(fields.Nested(GlossaryTermSchema), required=True)


@blueprint.get("/search")
@blueprint.needs("read")
@blueprint.reads(SearchQuery, location="query")
@blueprint.answers(200, SearchSchema, headers=("Cache-Control", "Link", "Vary"))
def search_articles(query: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The articles that answer a reader's own words, the best first.

    Other names of the lexicon count, and rank behind the words themselves. Of each rank the newest 1,000
    texts are looked at.
    """
    audience = query.pop("role", None) or site().default_audience
    seen, limit = sight.of(request), query.get("limit", site().settings.page_size)
    asked = searching.Asked(query["q"], audience.id, query.get("topic"), seen.approved_only)
    with site().database.reading() as session:
        found = searching.search(site(), session, asked, limit=limit, cursor=query.get("cursor"))
    terms = () if found.items else glossary.of(site()).near(asked.q, audience)
    # What a reader looks for tells of their health: no shared cache keeps it.
    sent = {"Cache-Control": headers.cache(site().settings, lasting=False, own=True), "Vary": "Authorization"}
    return {**asdict(found), "terms": terms}, sent | headers.following(found.next)
