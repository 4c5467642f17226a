"""Which web sites' scripts may read here: CORS, by the origins of clients.

Scripts read what anybody may: GET and HEAD under /v1, and POST of a question. Neither cookies nor keys
go with it: a key in a web page is no secret. `Vary: Origin` is on every answer that depends on it, on
those without an Origin as well, so that no cache hands a script an answer that was not for it. What no
cache may keep, as problems, needs none.
"""

import re

from flask import Flask, Request, Response, g, request

from guidance.store import portals
from guidance.store.portals import Portal
from guidance.web.current import site

PREFIX = "/v1/"
OPEN = frozenset({"/v1/roles"})
"""What any script may read: it tells nothing of the articles, and a refused one finds out by it."""
QUESTIONS = re.compile(r"/v1/articles/[^/]+/questions")
READING = ("GET", "HEAD")
HEADERS_TAKEN = "Content-Type, If-Modified-Since, If-None-Match"
HEADERS_SHOWN = "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After"
KEPT = 600  # seconds for which a browser keeps what a preflight answered
_PREFLIGHT = "Access-Control-Request-Method"


def portal(asked: Request) -> Portal | None:
    """The portal whose page asks, by its Origin; None where none is named or known.

    The database is asked once for each request, and only where there is an Origin.
    """
    origin = asked.headers.get("Origin")
    if origin is None:
        return None
    if "portal" not in g:
        g.portal = None  # so that an answer about a database that fails does not ask it again
        g.portal = portals.at(site().database, origin)
    found: Portal | None = g.portal
    return found


def register(app: Flask) -> None:
    """Add to answers what lets the scripts of portals read them."""
    app.after_request(_share)


def _share(response: Response) -> Response:
    if not request.path.startswith(PREFIX):
        return response
    sent, methods = response.headers, _methods(request.path)
    if request.path in OPEN:
        sent["Access-Control-Allow-Origin"] = "*"
    else:
        if sent.get("Cache-Control") != "no-store":
            sent["Vary"] = f"{sent['Vary']}, Origin" if "Vary" in sent else "Origin"
        if "Origin" not in request.headers:
            return response
        allowed = _allowed(request)
        if allowed is None or request.method not in (*methods, "OPTIONS"):
            return response
        sent["Access-Control-Allow-Origin"] = allowed
    if request.method == "OPTIONS" and _PREFLIGHT in request.headers:
        sent["Access-Control-Allow-Methods"] = ", ".join(methods)
        sent["Access-Control-Allow-Headers"] = HEADERS_TAKEN
        sent["Access-Control-Max-Age"] = str(KEPT)
    else:
        sent["Access-Control-Expose-Headers"] = HEADERS_SHOWN
    return response


def _methods(path: str) -> tuple[str, ...]:
    return (*READING, "POST") if QUESTIONS.fullmatch(path) else READING


def _allowed(asked: Request) -> str | None:
    """What Access-Control-Allow-Origin says; None where the asking page may not read."""
    if site().settings.portals == "any":
        return "*"
    return asked.headers["Origin"] if portal(asked) is not None else None
