"""GET /v1/terms and /v1/terms/{name}: the glossary, in the words of the role that the reader declares."""

from dataclasses import asdict
from typing import Any

import marshmallow as ma
from flask import request
from marshmallow import fields

from guidance import glossary
from guidance.store import mentions
from guidance.web import headers, patterns, sight
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import CursorField, Exactly, LimitField, RoleQuery, line
from guidance.web.schemas import GlossaryTermSchema, ListedSchema

blueprint = Blueprint("terms", prefix="/v1", description="The glossary")


class TermsQuery(RoleQuery):
    """Which terms, and which page of them."""

    q = line(200, description="Words that must all stand in what the role reads of a term, in any case.")
    letter = fields.String(
        validate=Exactly(patterns.LETTER), metadata={"description": "The letter with which terms begin."}
    )
    cursor = CursorField()
    limit = LimitField()


class PartSchema(ma.Schema):
    """A part of a word, with a hyphen where other parts stand, and what it means."""

    form = fields.String(required=True)
    meaning = fields.String(required=True)


class HintSchema(ma.Schema):
    """A guess at what a word means, from its parts; `text` says it, and that it is a guess."""

    word = fields.String(required=True)
    parts = fields.List(fields.Nested(PartSchema), required=True)
    text = fields.String(required=True)


class TermsSchema(ma.Schema):
    """One page of the glossary; `next` is the cursor of the page that follows, null on the last.

    `hint` is there where one word was asked for that the lexicon does not know, and its parts are known.
    """

    items = fields.List(fields.Nested(GlossaryTermSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    hint = fields.Nested(HintSchema, required=True, allow_none=True)


class WholeTermSchema(GlossaryTermSchema):
    """A term with those that are related to it, and the articles that use it, the last updated first."""

    related = fields.List(fields.Nested(GlossaryTermSchema), required=True)
    articles = fields.List(fields.Nested(ListedSchema), required=True)


@blueprint.get("/terms")
@blueprint.needs("read")
@blueprint.reads(TermsQuery, location="query")
@blueprint.answers(200, TermsSchema, headers=("Cache-Control", "Link"))
def list_terms(query: dict[str, Any]) -> tuple[glossary.TermPage, dict[str, str]]:
    """The terms of the glossary, in the order of the alphabet."""
    audience = query.pop("role", None) or site().default_audience
    limit = query.pop("limit", site().settings.page_size)
    page = glossary.of(site()).page(audience, limit=limit, **query)
    sent = {"Cache-Control": headers.cache(site().settings, lasting=False)}
    return page, sent | headers.following(page.next)


@blueprint.get("/terms/<slug:name>")
@blueprint.needs("read")
@blueprint.problems(404)
@blueprint.reads(RoleQuery, location="query")
@blueprint.answers(200, WholeTermSchema, headers=("Cache-Control", "Vary"))
def read_term(query: dict[str, Any], name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A term of the glossary, with the articles that use it."""
    audience, seen = query.get("role") or site().default_audience, sight.of(request)
    known = glossary.of(site())
    found, related = known.term(name, audience), known.related(name, audience)
    with site().database.reading() as session:
        using = mentions.using(
            session,
            name,
            audience.id,
            limit=site().settings.page_limit,
            approved_only=seen.approved_only,
        )
    whole = asdict(found) | {"related": related, "articles": using}
    return whole, {"Cache-Control": seen.cache(lasting=False), "Vary": "Authorization"}
