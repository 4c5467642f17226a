"""The one translation of errors to HTTP: RFC 9457 problem details with a stable `code`.

Whatever goes wrong, the answer is application/problem+json with `type`, `title`, `status`, `detail` and
`code`; for bad input also `errors`, each with a JSON pointer (RFC 6901) and what is wrong there. An
unforeseen error says nothing of the inside; the inside goes to the log, without the query string.
"""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, NoReturn

import marshmallow as ma
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from guidance.errors import Conflict, Fault, GuidanceError, InvalidInput, NotFound

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:guidance:problem:"

FRAMEWORK: dict[int, tuple[str, str]] = {
    400: ("bad-request", "The request cannot be read"),
    404: ("not-found", "There is nothing at this address"),
    405: ("method-not-allowed", "This address does not take that method"),
    413: ("too-large", "What was sent is too large"),
    500: ("internal", "Something went wrong here"),
}
"""Code and title of what the framework itself refuses."""


class HttpProblem(GuidanceError):
    """A problem that only HTTP has. `headers` go out with every one of its kind, `sent` with this one."""

    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self, detail: str, *, faults: tuple[Fault, ...] = (), sent: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail, faults=faults)
        self.sent = {**self.headers, **(sent or {})}


class Malformed(HttpProblem, InvalidInput):
    """The body is not what its media type says: not UTF-8, not JSON, or JSON with two meanings."""

    code = "malformed-body"
    title = "The body cannot be read"
    status = 400


class UnsupportedMediaType(HttpProblem):
    code = "unsupported-media-type"
    title = "This kind of content is not taken here"
    status = 415


class NotAcceptable(HttpProblem):
    code = "not-acceptable"
    title = "It cannot be served in the kind that was asked for"
    status = 406
    headers: ClassVar[Mapping[str, str]] = {"Vary": "Accept"}


class Unauthorized(HttpProblem):
    code = "unauthorized"
    title = "A valid API key is needed"
    status = 401
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer realm="guidance"'}


class Forbidden(HttpProblem):
    code = "forbidden"
    title = "The API key does not allow this"
    status = 403


class PreconditionRequired(HttpProblem):
    code = "precondition-required"
    title = "Say which version you are replacing"
    status = 428


class NotReady(HttpProblem):
    code = "not-ready"
    title = "The service is not ready"
    status = 503


DOCUMENTED: dict[int, tuple[str, str]] = {
    400: ("Malformed", FRAMEWORK[400][1]),
    401: ("Unauthorized", Unauthorized.title),
    403: ("Forbidden", Forbidden.title),
    404: ("NotFound", NotFound.title),
    406: ("NotAcceptable", NotAcceptable.title),
    409: ("Conflict", Conflict.title),
    410: ("Gone", "It was withdrawn"),
    412: ("PreconditionFailed", "It has changed since you read it"),
    413: ("TooLarge", FRAMEWORK[413][1]),
    415: ("UnsupportedMediaType", UnsupportedMediaType.title),
    422: ("InvalidInput", InvalidInput.title),
    428: ("PreconditionRequired", PreconditionRequired.title),
    429: ("TooManyRequests", "That was too many requests"),
    501: ("NotImplemented", "It is not written in that format"),
    503: ("NotReady", NotReady.title),
}
"""Name and title of each problem in the components of the contract."""


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    faults: tuple[Fault, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One problem as a response; `errors` is there only when there are faults."""
    body: dict[str, object] = {
        "type": TYPE_PREFIX + code,
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if faults:
        body["errors"] = [fault._asdict() for fault in faults]
    # ASCII escapes keep a lone surrogate of the input, quoted in a detail, from breaking the answer.
    response = Response(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(headers or {})
    return response


def of_guidance_error(error: GuidanceError) -> Response:
    """An error of the service by its own status and code; the inside of a 5xx is logged, not told."""
    headers = error.sent if isinstance(error, HttpProblem) else {}
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, HttpProblem):
        current_app.logger.error("Failed on %s [%s]: %s", request.path, request.method, error)
        return _internal()
    return problem(error.status, error.code, error.title, error.detail, faults=error.faults, headers=headers)


def of_http_exception(error: HTTPException) -> Response:
    """An error that the framework raised: no such address, no such method, too large, unforeseen."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _internal()
    phrase = HTTPStatus(status).phrase
    code, title = FRAMEWORK.get(status, (phrase.lower().replace(" ", "-"), phrase))
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return problem(status, code, title, _detail(error, title), headers=headers)


def faults_of(messages: object, pointer: str = "") -> Iterator[Fault]:
    """Marshmallow's nested messages as faults: {"a": {0: ["x"]}} becomes ("/a/0", "x")."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            step = "" if key == "_schema" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from faults_of(inner, pointer + step)
    elif isinstance(messages, list):
        for message in messages:
            yield from faults_of(message, pointer)
    else:
        yield Fault(pointer, str(messages))


def refuse(messages: object, where: str) -> NoReturn:
    """Raise InvalidInput with a fault for each of marshmallow's messages about the query or the body."""
    raise InvalidInput(f"The {where} is not valid.", faults=tuple(faults_of(messages)))


def load(schema: ma.Schema, value: object) -> dict[str, Any]:
    """A body as the schema reads it. Raises InvalidInput with a pointer to each fault."""
    try:
        loaded: dict[str, Any] = schema.load(value)  # type: ignore[arg-type]
    except ma.ValidationError as error:
        refuse(error.messages, "body")
    return loaded


def register(app: Flask) -> None:
    """Let every error of the app be answered by this file."""
    app.register_error_handler(GuidanceError, of_guidance_error)
    app.register_error_handler(HTTPException, of_http_exception)


def _detail(error: HTTPException, title: str) -> str:
    if isinstance(error, RequestEntityTooLarge):
        return f"At most {current_app.config['MAX_CONTENT_LENGTH']:,} bytes are taken."
    return f"{title}." if error.code in FRAMEWORK else error.description or title


def _internal() -> Response:
    code, title = FRAMEWORK[500]
    return problem(500, code, title, "The error was noted. Please try again later.")
