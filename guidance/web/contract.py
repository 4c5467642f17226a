"""The contract: OpenAPI 3.1, written from the blueprints and their marshmallow schemas."""

import json
from http import HTTPStatus
from typing import Any

import flask_smorest  # type: ignore[import-untyped]
import marshmallow as ma
import yaml
from flask import Flask, current_app
from marshmallow import fields

from guidance import __version__
from guidance.web import blocks, headers, knowledge, members, problems, slugs
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import AudienceField, LimitField, RoleField, TextField

MEDIA_TYPE = "application/yaml"
KEY = "guidance-contract"
DESCRIPTION = """\
Clinician-level medical articles, served in the words of the reader who asks.

Every error is an RFC 9457 problem with a stable `code`. Unknown fields are refused. Times are RFC 3339
in UTC. Reading is open unless the site has set otherwise; writing needs an API key, sent as
`Authorization: Bearer <key>`.

Requests are counted by key, else by address, for each kind by itself: reading, searching, writing. An
answer tells in `RateLimit-Policy` and `RateLimit` what is left; beyond the limit it is 429 with
`Retry-After`. Scripts of web pages may read with GET and HEAD where their origin is one of a client, or where
the site lets any page read; neither keys nor cookies go with it.
"""


class FaultSchema(ma.Schema):
    """One wrong place: a JSON pointer (RFC 6901) into what was sent, and what is wrong there."""

    pointer = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(ma.Schema):
    """An RFC 9457 problem; `code` is stable, and the one to act upon."""

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    errors = fields.List(fields.Nested(FaultSchema))


class Api(flask_smorest.Api):  # type: ignore[misc]
    """The extension that gathers the contract; errors are answered by problems.py."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        problems.register(self._app)

    def _register_pagination_header(self) -> None:
        """Pages are by cursor here, so the extension's own header stays out of the contract."""

    def _register_responses(self) -> None:
        for status, (name, title) in problems.DOCUMENTED.items():
            described: dict[str, Any] = {
                "description": f"{title}.",
                "content": {problems.MEDIA_TYPE: {"schema": ProblemSchema}},
            }
            if status == problems.Unauthorized.status:
                described["headers"] = headers.described("WWW-Authenticate")
            if status == HTTPStatus.TOO_MANY_REQUESTS:
                described["headers"] = headers.described("Retry-After")
            self.spec.components.response(name, described, lazy=True)


def build(app: Flask, blueprints: tuple[Blueprint, ...]) -> None:
    """Register the blueprints on the app and gather the contract from them."""
    app.config.update(API_TITLE="Guidance", API_VERSION=__version__, OPENAPI_VERSION="3.1.0")
    app.url_map.converters.update(slug=slugs.SlugConverter, sentence=slugs.SentenceConverter)
    api = Api(app, spec_kwargs={"info": {"description": DESCRIPTION}, "servers": [{"url": "/"}]})
    api.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    api.register_converter(slugs.SlugConverter, slugs.described)
    api.register_converter(slugs.SentenceConverter, slugs.sentence_described)
    with app.app_context():
        converter = api.ma_plugin.converter
        converter.add_attribute_function(_known_names)
        converter.add_attribute_function(_limits)
        for name, schema in (blocks.SCHEMAS | knowledge.SCHEMAS).items():
            api.spec.components.schema(name, schema)
        api.spec.components.schema("ArticleMembers", schema=members.ArticleMembersSchema(partial=True))
        for blueprint in blueprints:
            api.register_blueprint(blueprint)
    app.extensions[KEY] = api


def document(app: Flask) -> dict[str, Any]:
    """The contract as plain values, the same on every machine for the same settings."""
    gathered = app.extensions[KEY].spec.to_dict()
    plain: dict[str, Any] = json.loads(json.dumps(gathered, sort_keys=True))
    return plain


def to_yaml(app: Flask) -> str:
    """The contract as YAML: what stands in openapi.yaml and what /openapi.yaml answers."""
    return yaml.safe_dump(document(app), sort_keys=True, allow_unicode=True, width=110)


def served() -> str:
    """The YAML of the app that answers this request, made once."""
    found = current_app.extensions.setdefault(KEY + "-yaml", "") or to_yaml(current_app)
    current_app.extensions[KEY + "-yaml"] = found
    return str(found)


def _known_names(self: Any, field: fields.Field[Any], **_: object) -> dict[str, Any]:  # noqa: ANN401, ARG001
    match field:
        case RoleField():
            return {"enum": [role.id for role in site().audiences.roles]}
        case AudienceField():
            return {"enum": [audience.id for audience in site().audiences.all]}
        case _:
            return {}


def _limits(self: Any, field: fields.Field[Any], **_: object) -> dict[str, Any]:  # noqa: ANN401, ARG001
    settings = site().settings
    match field:
        case TextField():
            return {"maxLength": settings.max_text}
        case LimitField():
            return {"minimum": 1, "maximum": settings.page_limit, "default": settings.page_size}
        case _:
            return {}
