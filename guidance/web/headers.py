"""The headers that every answer carries, and how the contract describes those that matter to a client."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request

from guidance.settings import Settings

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
CACHED = {"Cache-Control": "public, max-age=300"}


def following(cursor: str | None) -> dict[str, str]:
    """The Link header to the page of a list that begins at the cursor; nothing after the last page."""
    if cursor is None:
        return {}
    asked = request.args.to_dict() | {"cursor": cursor}
    return {"Link": f'<{request.path}?{urlencode(asked)}>; rel="next"'}


def register(app: Flask) -> None:
    """Add the safe headers to every answer; a view that has set one of them keeps its own."""
    app.after_request(_make_safe)


def _make_safe(response: Response) -> Response:
    api = request.path.startswith("/v1/")
    present = {name.lower() for name, _ in response.headers}
    if "content-security-policy" in present:
        # Whoever says where a page may be framed has said it there; the older header knows no such list.
        present.add("x-frame-options")
    response.headers.extend(
        [pair for pair in (_API_HEADERS if api else _PAGE_HEADERS) if pair[0].lower() not in present]
    )
    return response


def cache(settings: Settings, *, lasting: bool, own: bool = False) -> str:
    """Cache-Control of what readers read: kept for a minute where it is lasting, else asked for each time.

    Where readers need a key, or the answer is the reader's `own`, only their own cache may keep it.
    """
    whose = "public" if settings.reading == "open" and not own else "private"
    return f"{whose}, max-age=60" if lasting else f"{whose}, no-cache"


def described(*names: str) -> dict[str, dict[str, Any]]:
    """The named headers as the contract describes them."""
    return {name: DESCRIPTIONS[name] for name in names}


def _text(description: str, *, required: bool = True, **schema: object) -> dict[str, Any]:
    return {"description": description, "required": required, "schema": {"type": "string", **schema}}


DESCRIPTIONS: dict[str, dict[str, Any]] = {
    "Cache-Control": _text("How long the answer may be kept, and by whom."),
    "ETag": _text("Strong entity tag of exactly these bytes, in quotes.", pattern='^"[^"]+"$'),
    "Last-Modified": _text("When these bytes were made."),
    "Link": _text('The address of the next page, with rel="next".', required=False),
    "Location": _text("Where the article is.", format="uri-reference"),
    "Retry-After": _text("Seconds after which one more request is taken.", pattern="^[0-9]+$"),
    "Vary": _text("The request headers that the answer depends on."),
    "WWW-Authenticate": _text("How to prove who you are.", pattern="^Bearer"),
}
