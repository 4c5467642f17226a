"""What a reader sees when something goes wrong: what happened, in plain words, and where to go from there."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from flask import Request, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from guidance.errors import GuidanceError
from guidance.web.problems import HttpProblem


class Told(NamedTuple):
    """What the page says: a heading and a sentence or two."""

    heading: str
    text: str


NOT_FOUND = Told(
    "There is no page here", "The address may have a typing error, or the page may have been taken away."
)
NOT_UNDERSTOOD = Told("We could not read that request", "The address may have been cut off or mistyped.")
OUR_FAULT = Told("Something went wrong here", "The fault is ours and it was noted. Please try again later.")
BY_CODE: Mapping[str, Told] = {
    "no-such-article": Told(
        "There is no such article",
        "The address may have a typing error, or the article may have been taken away.",
    ),
    "withdrawn": Told(
        "This article was withdrawn",
        "It is no longer offered here, because it may be wrong or out of date. If you have a copy of it, "
        "please do not rely on it. Ask your doctor, nurse or pharmacist if you have a question.",
    ),
    "unknown-role": Told(
        "We do not know that kind of reader",
        "The address names a reader for whom nothing is written here. Open the article from the list, and "
        "choose what best describes you.",
    ),
    "no-such-portal": Told(
        "We do not know this portal",
        "The address names a website that is not known here. Whoever looks after it can put it right.",
    ),
    "not-pinned": Told(
        "This page shows articles as they are now",
        "The address asks for an article as it was at another time. Whoever looks after the website that you "
        "are on can put it right.",
    ),
    "too-many-requests": Told(
        "That was a lot at once", "Please wait a minute, and then load the page again."
    ),
    "bad-question": Told(
        "We could not read that question", "Go back, write one of at most 500 characters, and send it again."
    ),
    "foreign-form": Told(
        "Please ask on this site", "The form came from another site. Open the article here, and ask there."
    ),
    "bad-cursor": Told("There is no such part of the list", "Please start again from the first page."),
    "unauthorized": Told("You need a key to read this", "This site is open only to those who have a key."),
    "forbidden": Told("Your key is not for reading", "Ask whoever gave you the key for one that is."),
}


def wants_page(asked: Request) -> bool:
    """Whether the answer goes to somebody's browser, and not to a program."""
    kinds = ("application/problem+json", "application/json", "text/html")
    return not asked.path.startswith("/v1/") and asked.accept_mimetypes.best_match(kinds) == "text/html"


def of_guidance_error(error: GuidanceError, *, template: str = "error.html") -> Response:
    """An error of the service as a page; the inside of a 5xx is logged, not told."""
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("Failed on %s [%s]: %s", request.path, request.method, error.code)
    headers = error.sent if isinstance(error, HttpProblem) else {}
    told = BY_CODE.get(error.code) or _by_status(error.status)
    return page(error.status, told, headers, template=template)


def of_http_exception(error: HTTPException, *, template: str = "error.html") -> Response:
    """An error that the framework raised, as a page."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return page(status, _by_status(status), headers, template=template)


def page(
    status: int, told: Told, headers: Mapping[str, str] | None = None, *, template: str = "error.html"
) -> Response:
    """A page that says what happened; no browser keeps it."""
    html = render_template(template, told=told, status=int(status))
    response = Response(html, status=status, mimetype="text/html", headers=dict(headers or {}))
    response.headers["Cache-Control"] = "no-store"
    return response


def _by_status(status: int) -> Told:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OUR_FAULT
    return NOT_FOUND if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE) else NOT_UNDERSTOOD
