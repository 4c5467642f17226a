"""POST /v1/articles/{slug}/questions: a reader's question, answered with approved sentences or not at all."""

from typing import Any
from urllib.parse import urlencode

import marshmallow as ma
from flask import request, url_for
from marshmallow import fields, validate

from guidance.answering import answer, service
from guidance.answering.answer import Answer
from guidance.plain.audience import Audience
from guidance.web import patterns, sight
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import Exactly, InputSchema, RoleField
from guidance.web.schemas import ReferenceSchema

blueprint = Blueprint("questions", prefix="/v1", description="Questions about an article")
NO_ANSWER = "We have no reviewed answer to that."


class QuestionInput(InputSchema):
    """What is asked, and by whom. Nothing of it is logged."""

    question = fields.String(
        required=True,
        validate=[
            validate.Length(min=1, max=answer.LONGEST),
            Exactly(patterns.READABLE, error="There must be something to read, and no control characters."),
        ],
        metadata={"description": "The question, in the reader's own words."},
    )
    role = RoleField()


class AnswerSentenceSchema(ma.Schema):
    """A sentence as it is served: its id in the article, its lines, the references it cites; in a table
    `label` is the head of its column, else "".
    """

    id = fields.String(required=True)
    kind = fields.String(required=True)
    label = fields.String(required=True)
    lines = fields.List(fields.String(), required=True)
    citations = fields.List(fields.Integer(), required=True)


class QuestionWordSchema(ma.Schema):
    """A word of the question: by what it was found ("text", "heading", "title", "kind" of question,
    "before" in the sentences before, "explained" where a word is explained, or the other name that led to
    it; "" where it was not), what that is worth, and what the word counts.
    """

    word = fields.String(required=True)
    by = fields.String(required=True)
    value = fields.Float(required=True)
    weight = fields.Float(required=True)


class WhySchema(ma.Schema):
    """Why a passage was chosen: its score, the words, the kinds of questions that it shows an answer to, and
    how near it is by the model's word vectors (a cosine).
    """

    score = fields.Float(required=True)
    words = fields.List(fields.Nested(QuestionWordSchema), required=True)
    kinds = fields.List(fields.String(), required=True)
    nearness = fields.Float(required=True)


class AnswerSchema(ma.Schema):
    """Sentences of an approved variant that answer; `audience` is whose words they are."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    audience = fields.String(required=True)
    heading = fields.String(required=True)
    url = fields.String(required=True, metadata={"description": "Where they stand, for a browser."})
    sentences = fields.List(fields.Nested(AnswerSentenceSchema), required=True)
    references = fields.List(fields.Nested(ReferenceSchema), required=True)
    why = fields.Nested(WhySchema, required=True)


class EmergencySchema(ma.Schema):
    """What the site says first where a question may be an emergency, and which flags its words raised."""

    notice = fields.String(required=True)
    flags = fields.List(fields.String(), required=True)


class ReadAsSchema(ma.Schema):
    """A word that was taken for misspelt, and what it was read as, both as stems."""

    stem = fields.String(required=True)
    read_as = fields.String(required=True)


class WayOnSchema(ma.Schema):
    """Where else to ask or to look."""

    label = fields.String(required=True)
    url = fields.String(required=True)


class QuestionAnswerSchema(ma.Schema):
    """What comes of a question. `message` is "" where it is answered; `emergency` stands before all else."""

    emergency = fields.Nested(EmergencySchema, required=True, allow_none=True)
    answered = fields.Boolean(required=True)
    message = fields.String(required=True)
    audience = fields.String(required=True)
    answers = fields.List(fields.Nested(AnswerSchema), required=True)
    read_as = fields.List(fields.Nested(ReadAsSchema), required=True)
    ways_on = fields.List(fields.Nested(WayOnSchema), required=True)


@blueprint.post("/articles/<slug:slug>/questions")
@blueprint.needs("read")
@blueprint.problems(404, 410)
@blueprint.reads(QuestionInput)
@blueprint.answers(200, QuestionAnswerSchema)
def ask_question(sent: dict[str, Any], slug: str) -> dict[str, Any]:
    """Answer a question with sentences of approved variants, of this article first and of others next.

    A question has at most 500 characters; up to 400 passages of the article and 300 of five others are
    looked at, and up to three answer. Where none answers, the question is kept without anything about the
    asker, if the site keeps any. What a program writes in place of these sentences is not reviewed.
    """
    audience = sent.get("role") or site().default_audience
    seen = sight.of(request)
    told = service.ask(site(), slug, sent["question"], audience, approved_only=seen.approved_only)
    answers = told.outcome.answers
    return {
        "emergency": {"notice": told.notice, "flags": told.flags} if told.flags else None,
        "answered": bool(answers),
        "message": "" if answers else NO_ANSWER,
        "audience": audience.id,
        "answers": [_answer(each, audience) for each in answers],
        "read_as": [{"stem": stem, "read_as": put} for stem, put in told.outcome.read_as.items()],
        "ways_on": ways_on(),
    }


def address(found: Answer, audience: Audience) -> str:
    """Where the sentences stand on the pages, for a reader of that audience."""
    page = url_for("article-page.show_article", slug=found.slug)
    role = urlencode({"role": audience.roles[0].id}) if audience.roles else ""
    return page + (f"?{role}" if role else "") + (f"#{found.anchor}" if found.anchor else "")


def ways_on() -> list[dict[str, str]]:
    """Where else to ask or to look on this site."""
    ways = [{"label": "Look through all articles", "url": url_for("home-page.show_list")}]
    contact = site().settings.contact
    if contact:
        is_address = contact.startswith(("http://", "https://"))
        ways.append({"label": "Write to us", "url": contact if is_address else f"mailto:{contact}"})
    return ways


def _answer(found: Answer, audience: Audience) -> dict[str, Any]:
    ranked = found.ranked
    return {
        "slug": found.slug,
        "title": found.title,
        "audience": found.audience,
        "heading": found.heading,
        "url": address(found, audience),
        "sentences": found.sentences,
        "references": found.references,
        "why": {
            "score": round(ranked.score, 3),
            "words": [match._asdict() for match in ranked.matches],
            "kinds": ranked.kinds,
            "nearness": round(ranked.nearness, 3),
        },
    }
