"""How much one asker may ask in a minute: by kind of request, and by key or address.

A key that is good is counted for itself; whoever sends none, or a wrong one, by their address (of IPv6, the
network of one subscriber). Addresses are hashed at once, are written nowhere, and are forgotten with the
minute they were counted in. Signing in has a lock-out of its own and is not counted here.
"""

import re

from flask import Flask, Request, Response, request

from guidance.counting import WINDOW, Count, Counter
from guidance.settings import Settings
from guidance.store import tries
from guidance.web import auth
from guidance.web.problems import HttpProblem

KEY = "guidance-counter"
_COUNTED = "guidance.counted"  # where a request carries its count
READ, SEARCH, WRITE = "read", "search", "write"
# What costs next to nothing, or watches over the service; and what has a lock-out of its own.
FREE = re.compile(r"/(?:static/.*|embed\.js|healthz|readyz|metrics|openapi\.yaml|desk/sign-in(?:/.*)?)")
# What looks through all articles; the lists do where words are asked for.
SEARCHES = re.compile(r"/infobutton|/v1/search|/v1/articles/[^/]+/questions|/articles/[^/]+/questions")
LISTS = frozenset({"/", "/v1/articles", "/v1/terms"})
READING = ("GET", "HEAD")


class TooManyRequests(HttpProblem):
    """The limit of the last minute is reached; Retry-After tells when one more is taken."""

    code = "too-many-requests"
    title = "That was too many requests"
    status = 429


def install(app: Flask, counter: Counter, settings: Settings) -> None:
    """Count what is asked of the app; to be called before anything else looks at requests."""
    app.extensions[KEY] = counter
    limits = {READ: settings.limit_read, SEARCH: settings.limit_search, WRITE: settings.limit_write}

    def count() -> None:
        asked = request._get_current_object()  # type: ignore[attr-defined]  # the proxy costs at each look
        kind = kind_of(asked)
        if kind is None or not (limit := limits[kind]):
            return
        found = counter.hit(kind, _who(asked, counter), limit)
        asked.environ[_COUNTED] = (kind, limit, found)
        if not found.within:
            raise TooManyRequests(
                f"At most {limit:,} requests of this kind are taken a minute. Try again in {found.reset} s.",
                sent={"Retry-After": str(found.reset)},
            )

    app.before_request(count)
    app.after_request(_tell)


def kind_of(asked: Request) -> str | None:
    """Which limit a request counts against; None for what is not counted."""
    method, path = asked.method, asked.path
    if method == "OPTIONS" or FREE.fullmatch(path):
        return None
    if SEARCHES.fullmatch(path) or (path in LISTS and method in READING and asked.args.get("q")):
        return SEARCH
    return READ if method in READING else WRITE


def _who(asked: Request, counter: Counter) -> str:
    """A name for who asks."""
    key = auth.sent_key(asked)
    if key is not None:
        return f"key {key.id}"
    return counter.name(tries.network(asked.remote_addr or ""))


def _tell(response: Response) -> Response:
    """What is left of the limit, as the IETF's draft on RateLimit header fields has it."""
    counted: tuple[str, int, Count] | None = request.environ.pop(_COUNTED, None)
    if counted is not None:
        kind, limit, count = counted
        response.headers.add("RateLimit-Policy", f'"{kind}";q={limit};w={WINDOW}')
        response.headers.add("RateLimit", f'"{kind}";r={count.remaining};t={count.reset}')
    return response
