"""What an editor sends to be kept: clinician Markdown, as it is or in JSON, or a document in JSON blocks."""

import re
from typing import Any, NamedTuple

import marshmallow as ma
from flask import Request
from marshmallow import fields

from guidance.article.document import Document
from guidance.article.render import document_from_json
from guidance.errors import Fault, InvalidInput
from guidance.web import bodies, patterns, problems, slugs
from guidance.web.fields import InputSchema, TextField, line

MARKDOWN = "text/markdown"
JSON = "application/json"
_IF_MATCH = re.compile(patterns.ETAGS)


EXAMPLE = f"""\
---
title: Which inhaler suits adults with asthma?
slug: {slugs.EXAMPLE}
specialty: respiratory
codes:
  - {{system: ICD-10-CM, code: J45.909}}
updated: 2026-01-20
status: submitted
references:
  1: {{year: 2024, kind: clinical guideline, about: stepwise treatment of asthma}}
---

Inhaled corticosteroids are recommended in adults with persistent asthma [1].
"""


class DocumentField(fields.Raw):
    """An article as JSON, read as a Document."""

    def __init__(self) -> None:
        super().__init__(required=True, metadata={"oneOf": [{"$ref": "#/components/schemas/Document"}]})


def _note() -> fields.String:
    return line(500, description="Why this revision was made, for the history.")


class MarkdownInput(InputSchema):
    """Clinician Markdown with its front matter."""

    markdown = TextField(description="Markdown with front matter.")
    note = _note()


class DocumentInput(InputSchema):
    """An article in JSON blocks."""

    document = DocumentField()
    note = _note()


class Submission(NamedTuple):
    content: str | Document
    note: str = ""


BODY: dict[str, Any] = {
    "required": True,
    "content": {
        MARKDOWN: {
            "schema": {"type": "string", "description": "Markdown with front matter."},
            "example": EXAMPLE,
        },
        JSON: {"schema": {"oneOf": [MarkdownInput, DocumentInput]}, "example": {"markdown": EXAMPLE}},
    },
}
"""The body as the contract describes it."""

IF_MATCH: dict[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of anything that is served of the article, or * to replace what there is.",
    "schema": {"type": "string", "minLength": 1, "pattern": patterns.ETAGS, "examples": ["*"]},
}
"""The header as the contract describes it."""


def read(request: Request) -> Submission:
    """What was sent. Raises UnsupportedMediaType, Malformed, or InvalidInput with a pointer to each fault."""
    if bodies.media_type(request, MARKDOWN, JSON) == MARKDOWN:
        return Submission(bodies.read_text(request))
    value = bodies.read_json(request)
    schema: type[ma.Schema] = DocumentInput if _holds_document(value) else MarkdownInput
    sent = problems.load(schema(), value)
    if "document" in sent:
        return Submission(_document(sent["document"]), sent.get("note", ""))
    return Submission(sent["markdown"], sent.get("note", ""))


def if_match(request: Request) -> frozenset[str] | None:
    """The entity tags (unquoted) that the editor knows; None for "*".

    Raises PreconditionRequired where the header is missing, Malformed where it cannot be read.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise problems.PreconditionRequired("Send If-Match with the ETag of the article as you read it.")
    if not _IF_MATCH.fullmatch(header):
        raise problems.Malformed('If-Match holds one or more ETags in quotes, or "*".')
    return None if header == "*" else frozenset(request.if_match.as_set())


def _holds_document(value: object) -> bool:
    return isinstance(value, dict) and "document" in value


def _document(value: object) -> Document:
    try:
        return document_from_json(value)
    except InvalidInput as error:
        faults = tuple(Fault(f"/document{fault.pointer}", fault.detail) for fault in error.faults)
        raise type(error)(error.detail, faults=faults) from error
