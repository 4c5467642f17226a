"""The headers that every answer carries, and how the contract describes those that matter to a client."""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request

from guidance.settings import Settings

type ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE = {
    "X-Content-Type-Options": "nosniff",
    # The address of a page tells the role that its reader declared: no other site may learn it.
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_PAGE_HEADERS = (*SAFE.items(), ("Content-Security-Policy", PAGE_POLICY))
_API_HEADERS = (*SAFE.items(), ("Content-Security-Policy", API_POLICY), ("Cache-Control", "no-store"))
_PAGE = tuple((name.lower(), (name, value)) for name, value in _PAGE_HEADERS)
_API = tuple((name.lower(), (name, value)) for name, value in _API_HEADERS)
LASTING = 600  # seconds for which a copy of what is approved is good
CACHED = {"Cache-Control": "public, max-age=300"}


def following(cursor: str | None) -> dict[str, str]:
    """The Link header to the page of a list that begins at the cursor; nothing after the last page."""
    if cursor is None:
        return {}
    asked = request.args.to_dict() | {"cursor": cursor}
    return {"Link": f'<{request.path}?{urlencode(asked)}>; rel="next"'}


def register(app: Flask) -> None:
    """Add the safe headers to every answer; a view that has set one of them keeps its own."""
    app.wsgi_app = _Safe(app.wsgi_app)  # type: ignore[method-assign]


class _Safe:
    """Adds them where an answer leaves as a list, which costs a tenth of doing so inside of the framework."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(
            status: str, headers: list[tuple[str, str]], error: ExcInfo | None = None
        ) -> Callable[[bytes], object]:
            api = environ["PATH_INFO"].startswith("/v1/")
            present = {name.lower() for name, _ in headers}
            if "content-security-policy" in present:
                # Where a page may be framed is said there; the older header knows no such list.
                present.add("x-frame-options")
            headers.extend(pair for name, pair in (_API if api else _PAGE) if name not in present)
            return start_response(status, headers, error)

        return self._app(environ, start)


def cache(settings: Settings, *, lasting: bool, own: bool = False) -> str:
    """Cache-Control of what readers read: good for ten minutes where it is lasting, which is as long as a
    withdrawal may take to reach everybody; else a copy is asked about each time, which costs a 304.

    Where readers need a key, or the answer is the reader's `own`, only their own cache may keep it.
    """
    whose = "public" if settings.reading == "open" and not own else "private"
    return f"{whose}, max-age={LASTING}, must-revalidate" if lasting else f"{whose}, no-cache"


def described(*names: str) -> dict[str, dict[str, Any]]:
    """The named headers as the contract describes them."""
    return {name: DESCRIPTIONS[name] for name in names}


def _text(description: str, *, required: bool = True, **schema: object) -> dict[str, Any]:
    return {"description": description, "required": required, "schema": {"type": "string", **schema}}


DESCRIPTIONS: dict[str, dict[str, Any]] = {
    "Content-Encoding": _text("How the bytes are packed: br or gzip.", required=False),
    "Cache-Control": _text("How long the answer may be kept, and by whom."),
    "ETag": _text("Strong entity tag of exactly these bytes, in quotes.", pattern='^"[^"]+"$'),
    "Last-Modified": _text("When these bytes were made."),
    "Link": _text(
        'The next page (rel="next"), or the article as it is now (rel="latest-version").', required=False
    ),
    "Location": _text("Where the article is.", format="uri-reference"),
    "Retry-After": _text("Seconds after which one more request is taken.", pattern="^[0-9]+$"),
    "Vary": _text("The request headers that the answer depends on."),
    "WWW-Authenticate": _text("How to prove who you are.", pattern="^Bearer"),
}
