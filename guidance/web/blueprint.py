"""The blueprint of every endpoint: strict reading of queries and bodies, keys by scope, documented problems.

A view names the scope it needs with `needs`, the problems it can answer with `problems`; both end up
in the contract, so that what is documented and what happens come from one line.
"""

from collections.abc import Callable
from copy import deepcopy
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, NoReturn

import flask_smorest  # type: ignore[import-untyped]
import marshmallow as ma
from flask import Request, current_app, request
from flask_smorest.utils import deepupdate  # type: ignore[import-untyped]
from webargs.flaskparser import FlaskParser

from guidance.errors import Fault, InvalidInput
from guidance.web import auth, bodies, limiting, problems
from guidance.web.headers import described

type View = Callable[..., Any]
type Described = type[ma.Schema] | dict[str, Any] | None
type Decorator = Callable[[View], View]

JSON = "application/json"
_QUERIES = "guidance-queries"
_REMEMBERED = 500  # queries at most
_LONGEST_REMEMBERED = 200  # bytes
BODY_PROBLEMS = (400, 413, 415, 422)


class StrictParser(FlaskParser):
    """Reads a JSON body for a marshmallow schema, and refuses what has two readings."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = dict.fromkeys(
        FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION
    )

    def load_json(self, req: Request, schema: ma.Schema) -> object:  # noqa: ARG002
        bodies.media_type(req, "application/json")
        return bodies.read_json(req)

    def handle_error(self, error: ma.ValidationError, *args: object, **kwargs: object) -> NoReturn:  # noqa: ARG002
        found: dict[str, object] = error.normalized_messages()  # type: ignore[no-untyped-call]
        [(_, messages)] = found.items()
        problems.refuse(messages, "body")


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A blueprint whose inputs are read strictly and whose problems are documented."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, *, description: str, prefix: str | None = None) -> None:
        super().__init__(name, f"guidance.web.{name}", url_prefix=prefix, description=description)
        self._prepare_doc_cbks.append(_with_parameters)

    def get(self, rule: str, **options: object) -> Decorator:
        return self._at("GET", rule, options)

    def post(self, rule: str, **options: object) -> Decorator:
        return self._at("POST", rule, options)

    def put(self, rule: str, **options: object) -> Decorator:
        return self._at("PUT", rule, options)

    def delete(self, rule: str, **options: object) -> Decorator:
        return self._at("DELETE", rule, options)

    def needs(self, *scopes: str) -> Decorator:
        """Answer only to a key of one of those scopes; for "read", to anyone where reading is open."""
        security: list[dict[str, list[str]]] = [{"key": []}, {}] if scopes == ("read",) else [{"key": []}]

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(*args: object, **kwargs: object) -> object:
                auth.require(request, *scopes)
                return view(*args, **kwargs)

            describe(guarded, security=security)
            return self.problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)(guarded)

        return decorate

    def reads(self, schema: type[ma.Schema], *, location: str = "json") -> Decorator:
        """Hand the view what was sent, read by the schema; what cannot be read is a documented problem."""
        # One instance for all requests: building a schema costs more than reading with it.
        one = schema()
        read: Decorator = self.arguments(one, location=location)
        if location == "query":
            read = _documented(read, partial(_with_query, one))
        statuses = BODY_PROBLEMS if location == "json" else (HTTPStatus.UNPROCESSABLE_ENTITY,)

        def decorate(view: View) -> View:
            return self.problems(*statuses)(read(view))

        return decorate

    def takes(self, *parameters: dict[str, Any], body: dict[str, Any] | None = None) -> Decorator:
        """Document parameters and a body that the view reads by itself, as OpenAPI has them."""

        def decorate(view: View) -> View:
            said = vars(view).setdefault("_apidoc", {})
            said["own_parameters"] = [*said.get("own_parameters", []), *parameters]
            if body is None:
                return view
            describe(view, requestBody=body)
            return self.problems(*BODY_PROBLEMS)(view)

        return decorate

    def answers(
        self, status: int, schema: Described, *, kind: str = JSON, headers: tuple[str, ...] = ()
    ) -> Decorator:
        """What the view returns is answered by this schema; a finished Response goes out as it is."""
        answer: Decorator = self.response(
            status, schema, content_type=kind, headers=described(*headers) or None
        )
        return answer

    def also(
        self, status: int, *, schema: Described = None, kind: str = JSON, headers: tuple[str, ...] = ()
    ) -> Decorator:
        """Document one more answer that is no problem; the view itself returns a finished Response."""
        answer: Decorator = self.alt_response(
            status, schema=schema, content_type=kind, headers=described(*headers) or None
        )
        return _documented(answer, lambda view: view)

    def problems(self, *statuses: int) -> Decorator:
        """Document the problems that the view answers with."""
        responses = {int(status): problems.DOCUMENTED[status][0] for status in statuses}

        def decorate(view: View) -> View:
            describe(view, responses=responses)
            return view

        return decorate

    def _at(self, method: str, rule: str, options: dict[str, object]) -> Decorator:
        registered: Decorator = self.route(rule, methods=[method], **options)
        free = limiting.FREE.fullmatch(f"{self.url_prefix or ''}{rule}")

        def decorate(view: View) -> View:
            describe(view, operationId=view.__name__)
            if not free:
                self.problems(HTTPStatus.TOO_MANY_REQUESTS)(view)
            return registered(view)

        return decorate


def describe(view: View, **manual: object) -> None:
    """Add to what the contract says of the view, without one more call around it."""
    said = deepcopy(vars(view).get("_apidoc", {}))
    said["manual_doc"] = deepupdate(said.get("manual_doc", {}), manual)
    vars(view)["_apidoc"] = said


def _documented(documenting: Decorator, working: Decorator) -> Decorator:
    """What one decorator says of a view, with what another makes of it.

    Those of the library stand around the view as one more call each, though most of them only document.
    """

    def decorate(view: View) -> View:
        made = working(view)
        vars(made)["_apidoc"] = vars(documenting(view))["_apidoc"]
        return made

    return decorate


def _with_query(schema: ma.Schema, view: View) -> View:
    """Hand the view the query of the request, read by the schema."""

    @wraps(view)
    def asked(*args: object, **kwargs: object) -> object:
        return view(*args, _query(schema).copy(), **kwargs)

    return asked


def _query(schema: ma.Schema) -> dict[str, Any]:
    """The query of the request as the schema reads it; a schema may want it remembered, by its bytes."""
    if not getattr(schema, "remembered", False) or len(request.query_string) > _LONGEST_REMEMBERED:
        return _load(schema)
    remembered: dict[tuple[ma.Schema, bytes], dict[str, Any]]
    remembered = current_app.extensions.setdefault(_QUERIES, {})
    key = schema, request.query_string
    found = remembered.get(key)
    if found is None:
        if len(remembered) >= _REMEMBERED:
            remembered.clear()
        found = remembered[key] = _load(schema)
    return found


def _load(schema: ma.Schema) -> dict[str, Any]:
    try:
        found: dict[str, Any] = schema.load(_once(request))
    except ma.ValidationError as error:
        problems.refuse(error.messages, "query")
    return found


def _once(request: Request) -> dict[str, str]:
    """The query, each part of it sent once."""
    twice = [
        Fault(f"/{name}", "Sent more than once.") for name, all_ in request.args.lists() if len(all_) > 1
    ]
    if twice:
        raise InvalidInput("A part of the query was sent more than once.", faults=tuple(twice))
    return request.args.to_dict()


def _with_parameters(doc: dict[str, Any], info: dict[str, Any], **_: object) -> dict[str, Any]:
    own = info.get("own_parameters", [])
    return doc | {"parameters": [*doc.get("parameters", []), *own]} if own else doc
