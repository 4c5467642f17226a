"""GET and POST /desk/sign-in, POST /desk/sign-out."""

import re

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint, for_everyone
from guidance.store import entry
from guidance.store.entry import NotSignedIn
from guidance.store.tries import TooManyTries
from guidance.web.current import site

# A path of the desk and nothing else: no host, no backslash, no line end, no step up.
_OWN = re.compile(r"/desk(/(?!\.)[A-Za-z0-9._~%-]+)*/?(\?[A-Za-z0-9._~%&=+,:@/-]*)?")

blueprint = DeskBlueprint("sign-in")


@blueprint.get("/sign-in")
@for_everyone
def show_form() -> ResponseReturnValue:
    """The form; who is signed in already is led on."""
    if visit.visitor() is not None:
        return redirect(destination(request.args.get("next", "")))
    return _form(request.args.get("next", ""))


@blueprint.post("/sign-in")
@for_everyone
def sign_in() -> ResponseReturnValue:
    """Sign in, and go where the visitor wanted to go."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    asked = request.form.get("next", "")
    try:
        person = entry.check(site().database, username, password, address=request.remote_addr or "")
    except (NotSignedIn, TooManyTries) as error:
        # What was typed is not noted: it may be a password in the wrong field.
        current_app.logger.warning("Sign-in from %s refused: %s", request.remote_addr, error.code)
        return _refused(error, username, asked)
    visit.begin(person)
    return redirect(destination(asked))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server."""
    visit.end()
    flash("You are signed out.")
    return redirect(url_for("desk-sign-in.show_form"))


def destination(asked: str) -> str:
    """The address to go to after signing in: the one asked for where it is the desk's own, else the desk."""
    return asked if _OWN.fullmatch(asked) else visit.ADDRESS


def _form(asked: str, *, username: str = "", refusal: str = "") -> str:
    return render_template("desk/sign_in.html", asked=asked, username=username, refusal=refusal)


def _refused(error: NotSignedIn | TooManyTries, username: str, asked: str) -> Response:
    response = Response(
        _form(asked, username=username, refusal=error.detail), status=error.status, mimetype="text/html"
    )
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.wait * 60)
    return response
