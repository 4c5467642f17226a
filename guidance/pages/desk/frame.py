"""What every page of the desk stands in: who may see it, its place in the navigation, its errors.

A page is for anyone who is signed in, unless `needs` names roles, or `for_everyone` opens it. Every form is
protected against forgery, and no answer may be kept by a browser.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Response, current_app, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from guidance.errors import Conflict, GuidanceError, InvalidInput
from guidance.pages import errors
from guidance.pages.desk import visit
from guidance.pages.errors import Told
from guidance.pages.page import PageBlueprint
from guidance.web import problems

type View = Callable[..., Any]

_NAVIGATION = "guidance-desk-navigation"
_ROLES = "_desk_roles"
EVERYONE = None
FORGED = Told(
    "This form is not good any more",
    "You may have signed out or in again since it was opened. Nothing was changed. Go back, copy what you "
    "typed, load the page again, and send it once more.",
)


class Entry(NamedTuple):
    """One entry of the navigation. `roles` are those that it is shown to; none: to all."""

    section: str
    endpoint: str
    roles: tuple[str, ...]


def needs(*roles: str) -> Callable[[View], View]:
    """Let only people with one of those roles see the page."""

    def decorate(view: View) -> View:
        vars(view)[_ROLES] = roles
        return view

    return decorate


def for_everyone(view: View) -> View:
    """Let those who are not signed in see the page, too."""
    vars(view)[_ROLES] = EVERYONE
    return view


class DeskBlueprint(PageBlueprint):
    """A blueprint of the desk.

    `section` is what the navigation calls the part of the desk that its pages belong to. The blueprint
    that brings the entry into the navigation names in `opens` the view that it leads to, and in `roles`
    whom the entry is shown to.
    """

    def __init__(self, name: str, *, section: str = "", opens: str = "", roles: tuple[str, ...] = ()) -> None:
        super().__init__(f"desk-{name}", url_prefix=visit.ADDRESS)
        self.section = section
        self._entry = Entry(section, f"{self.name}.{opens}", roles) if opens else None
        self.record_once(self._prepare)
        self.before_request(_admit)
        self.after_request(_keep_private)
        self.context_processor(self._context)
        self.register_error_handler(GuidanceError, _of_guidance_error)
        self.register_error_handler(HTTPException, _of_http_exception)

    def _prepare(self, state: BlueprintSetupState) -> None:
        if self._entry is not None:
            _navigation(state.app.extensions).append(self._entry)

    def _context(self) -> dict[str, object]:
        visitor = visit.visitor()
        shown = [
            entry
            for entry in _navigation(current_app.extensions)
            if visitor is not None and (not entry.roles or visitor.may(*entry.roles))
        ]
        return {"visitor": visitor, "navigation": shown, "section": self.section}


@contextmanager
def told() -> Iterator[None]:
    """Tell what is refused in a message on the page that follows, instead of a page of its own."""
    try:
        yield
    except (Conflict, InvalidInput) as error:
        flash(error.detail, "error")


def _navigation(extensions: dict[str, Any]) -> list[Entry]:
    found: list[Entry] = extensions.setdefault(_NAVIGATION, [])
    return found


def _admit() -> ResponseReturnValue | None:
    """Let pass who may: anyone where the page is open, else who is signed in and has one of its roles."""
    roles = vars(current_app.view_functions[request.endpoint or ""]).get(_ROLES, ())
    if roles is not EVERYONE:
        if visit.visitor() is None and request.method in ("GET", "HEAD") and errors.wants_page(request):
            return redirect(url_for("desk-sign-in.show_form", next=_asked()))
        if roles and not visit.person().may(*roles):
            raise visit.NotAllowed(f"This needs the role {' or '.join(roles)}. Ask an administrator for it.")
        visit.person()
    visit.forgery.protect()
    return None


def _asked() -> str | None:
    """The address that was asked for, to come back to; None for the desk itself."""
    address = request.full_path if request.query_string else request.path
    return None if address == visit.ADDRESS else address


def _keep_private(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _of_guidance_error(error: GuidanceError) -> Response:
    if not errors.wants_page(request):
        return problems.of_guidance_error(error)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return errors.of_guidance_error(error, template="desk/error.html")
    told = Told(error.title, str(error))
    return errors.page(error.status, told, template="desk/error.html")


def _of_http_exception(error: HTTPException) -> Response:
    if not errors.wants_page(request):
        return problems.of_http_exception(error)
    if isinstance(error, CSRFError):
        return errors.page(error.code, FORGED, template="desk/error.html")
    return errors.of_http_exception(error, template="desk/error.html")
