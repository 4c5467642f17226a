"""GET /embed/{slug}: an article for a frame in the page of a portal, and GET /embed.js: the element for one.

A frame cannot prove where it stands, so a portal is only named: by `portal` in the address, else by the
Referer. That tells the browser in whose pages the frame may be shown (frame-ancestors), and can make it show
less than the site shows to anybody, never more. Neither a cookie nor a script is needed to read it.
"""

from pathlib import Path
from typing import Any

from flask import Response, g, render_template, request

from guidance.errors import InvalidInput
from guidance.pages import frame, readers, stored
from guidance.pages.page import PageBlueprint
from guidance.pages.readers import Reader
from guidance.store import portals
from guidance.store.portals import BadOrigin, Portal
from guidance.web import auth, sight
from guidance.web.current import site

THEMES = ("light", "dark")
"""What `theme` may ask for; without it the reader's own choice holds."""
PINNED = frozenset({"as_of", "revision"})
SCRIPT = Path(__file__).parent / "static" / "embed.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {}"
)
_ABROAD = (
    ' rel="noopener noreferrer">'  # how article.as_html ends a link; no author's text can hold its quotes
)

blueprint = PageBlueprint("embed", failed="embed_error.html")


class NotPinned(InvalidInput):
    """A frame was asked to show an article as it was; it shows it as it is, and must not seem to do more."""

    code = "not-pinned"
    title = "A frame shows an article as it is now"


@blueprint.get("/embed/<slug:slug>")
def show_embedded(slug: str) -> Response:
    """The article without the site around it; 304 where the browser has it already."""
    seen = sight.shown_in(_portal())  # first, so that the portal's page can show what else is wrong
    auth.require(request, "read")
    if PINNED & request.args.keys():
        raise NotPinned("Frames cannot be pinned; <guidance-article> can.")
    reader = readers.declared(request)
    asked = stored.Asked(slug, reader, seen, _look())
    return stored.answer(asked, lambda parts: _html(parts, reader))


@blueprint.get("/embed.js")
def send_script() -> Response:
    """The script that brings <guidance-article>; any page may load it, and it reads what that page may."""
    response = Response(SCRIPT.read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(frame.DIGESTS[SCRIPT.name])
    return response.make_conditional(request)  # type: ignore[return-value]


@blueprint.after_request
def _say_where(response: Response) -> Response:
    """Name the pages that may frame the answer; also one that says what went wrong."""
    if request.endpoint == "embed.show_embedded":
        response.headers["Content-Security-Policy"] = _policy()
        response.headers["Vary"] = "Authorization, Referer"
    return response


def _portal() -> Portal | None:
    """The portal that is named, None where none is. Raises NoSuchPortal where the address names another."""
    if "framing" not in g:
        # So that the answer about a portal that is not known, or a database that fails, asks nothing more.
        g.framing = None
        g.framing = _named()
    found: Portal | None = g.framing
    return found


def _named() -> Portal | None:
    if name := request.args.get("portal", ""):
        return portals.named(site().database, name)
    if not request.referrer:
        return None
    try:
        origin = portals.origin_of("/".join(request.referrer.split("/", 3)[:3]))
    except BadOrigin:
        return None
    return portals.at(site().database, origin)


def _policy() -> str:
    """The content policy. An error before a portal was looked for may stand in none."""
    if site().settings.portals == "any":
        return POLICY.format("*")
    found: Portal | None = g.get("framing")
    return POLICY.format(" ".join(("'self'", *(found.origins if found else ()))))


def _look() -> str:
    """The version of the look; browsers keep the policy they had with a 304, so it is part of that."""
    return f"{frame.version()}-{frame.digest(_policy().encode())}"


def _html(parts: dict[str, Any], reader: Reader) -> str:
    html = {name: _abroad(fragment) for name, fragment in parts["html"].items()}
    theme, portal = request.args.get("theme", ""), _portal()
    kept = {"portal": portal.name if portal else "", "theme": theme if theme in THEMES else ""}
    return render_template(
        "embed.html",
        **stored.shown(parts | {"html": html}, reader),
        kept={name: value for name, value in kept.items() if value},
    )


def _abroad(html: str) -> str:
    """Let links to other sites open beside the portal, which must not be lost in its own frame."""
    return html.replace(_ABROAD, f'{_ABROAD[:-1]} target="_blank">')
