"""The browser that is at the desk: its cookie, and the person who is signed in with it.

The cookie is signed, and holds what a form needs against forgery, messages to show once and, of a person
who is signed in, the secret of a session that is kept in the database and can be ended there. Other
addresses than those of the desk open no cookie and ask the database nothing.
"""

from datetime import timedelta

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

from guidance.errors import GuidanceError
from guidance.settings import Settings
from guidance.store import sessions
from guidance.store.people import Person
from guidance.web.current import site

ADDRESS = "/desk"
_SECRET = "secret"  # where the cookie holds the session's secret  # noqa: S105
_PURPOSE = "cookies of the desk"
forgery = CSRFProtect()


class SignedOut(GuidanceError):
    """Nobody is signed in, or no longer."""

    code = "signed-out"
    title = "You are not signed in"
    status = 401


class NotAllowed(GuidanceError):
    """Who is signed in does not have the role that this needs."""

    code = "not-allowed"
    title = "Your account is not for this"
    status = 403


class _Cookie(SecureCookieSessionInterface):
    """A cookie for the desk alone, good over https only where the site is reached by https."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path != ADDRESS and not request.path.startswith(f"{ADDRESS}/"):
            return None
        if app.secret_key is None:
            app.secret_key = sessions.site_secret(site().database, _PURPOSE)
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        return request.is_secure or site().settings.site_url.startswith("https:")

    def get_cookie_name(self, app: Flask) -> str:
        # A browser takes this name only from the site itself, over https, and for all of its addresses.
        return "__Host-guidance-desk" if self.get_cookie_secure(app) else "guidance-desk"


def install(app: Flask) -> None:
    """Give the app its cookie, and its forms a protection against forgery that the desk asks for itself."""
    app.session_interface = _Cookie()
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # As long as the session: a form that was open over lunch must not lose what was typed.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # Pages send no referrer, so none can be asked for.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    forgery.init_app(app)


def limits(settings: Settings) -> sessions.Limits:
    """How long a session lasts on this site."""
    return sessions.Limits(
        timedelta(minutes=settings.session_idle), timedelta(hours=settings.session_longest)
    )


def begin(person: Person) -> None:
    """Sign the person in: a new session, and nothing of what the cookie held before."""
    end()
    with site().database.writing() as opened:
        session[_SECRET] = sessions.start(opened, person, limits(site().settings))


def end() -> None:
    """Sign out, and empty the cookie."""
    secret = session.pop(_SECRET, None)
    session.clear()
    g.pop("person", None)
    if secret is not None:
        with site().database.writing() as opened:
            sessions.end(opened, secret)


def visitor() -> Person | None:
    """Who is signed in; None where nobody is. The database is asked once for each request."""
    if "person" not in g:
        secret = session.get(_SECRET)
        g.person = None  # so that a page about a database that fails does not ask it again
        if secret is not None:
            g.person = sessions.find(site().database, secret, limits(site().settings))
    found: Person | None = g.person
    return found


def person() -> Person:
    """Who is signed in. Raises SignedOut."""
    found = visitor()
    if found is None:
        raise SignedOut(
            "Sign in first. If you were sending something, nothing of it was kept: go back, copy what you "
            "typed, sign in, and send it again."
        )
    return found
