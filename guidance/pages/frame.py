"""What every page stands in: the templates, the static files, and the version of the look of them all."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from flask import Blueprint, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from guidance import __version__
from guidance.fragments import meaning
from guidance.pages import errors
from guidance.site import OpenSite
from guidance.web.current import KEY, site
from guidance.web.problems import of_http_exception

FOLDER = Path(__file__).resolve().parent
VERSION_KEY = "guidance-pages-version"
YEAR = 31_536_000  # seconds
_LOOK = (".css", ".html", ".js", ".py", ".svg")


def digest(content: bytes) -> str:
    """Twelve hexadecimal digits that change with the content."""
    return hashlib.sha256(content).hexdigest()[:12]


DIGESTS: Mapping[str, str] = {
    path.name: digest(path.read_bytes()) for path in sorted((FOLDER / "static").iterdir()) if path.is_file()
}
"""The digest of each static file, by name."""


class _Frame(Blueprint):
    """Static files are kept for a year where the address names the very content that is served."""

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        asked = request.args.get("v")
        return YEAR if asked is not None and asked == DIGESTS.get(filename or "") else None


blueprint = _Frame(
    "pages",
    "guidance.pages",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


def version() -> str:
    """The version of the look: it changes whenever the same article could come out as another page."""
    found: str = current_app.extensions[VERSION_KEY]
    return found


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    app = state.app
    app.extensions[VERSION_KEY] = _version_of(app.extensions[KEY])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(day=_day, capital=_capital, inside=_inside, marked=_marked, meaning=meaning)
    app.jinja_env.globals.update(asset=_asset, site=site)


@blueprint.app_errorhandler(HTTPException)
def _failed(error: HTTPException) -> ResponseReturnValue:
    """A browser that asked for nothing there is gets a page; programs get a problem."""
    return errors.of_http_exception(error) if errors.wants_page(request) else of_http_exception(error)


def _version_of(opened: OpenSite) -> str:
    look = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in _LOOK]
    settings, audiences = opened.settings, opened.audiences
    said = (
        __version__,
        settings.site_name,
        settings.editorial_policy_url,
        settings.contact,
        settings.site_url,
        opened.default_audience.id,
        audiences.roles,
        [audience.label for audience in audiences.all],
    )
    return digest(b"".join(path.read_bytes() for path in look) + repr(said).encode())


def _asset(name: str) -> str:
    """The address of a static file, changing with its content."""
    return url_for("pages.static", filename=name, v=DIGESTS[name])


def _day(value: str | date) -> Markup:
    """ "2026-01-20", a date, or a time in RFC 3339 as a <time> that people read: 20 January 2026."""
    at = datetime.fromisoformat(value).date() if isinstance(value, str) else value
    return Markup('<time datetime="{}">{} {:%B %Y}</time>').format(at.isoformat(), at.day, at)


def _capital(text: str) -> str:
    """The text with a capital at its beginning, and nothing else changed."""
    return text[:1].upper() + text[1:]


def _marked(text: str, marks: Iterable[tuple[int, int]]) -> Markup:
    """The text with its ranges in <mark>; the ranges are in their order, none within another."""
    shown, behind = Markup(), 0
    for start, end in marks:
        shown += escape(text[behind:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        behind = end
    return shown + escape(text[behind:])


def _inside(label: str) -> str:
    """A label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]
