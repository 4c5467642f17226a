"""GET and POST /desk/account: what whoever is signed in may change of their own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance.errors import GuidanceError
from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint
from guidance.store import entry, people
from guidance.web.current import site

blueprint = DeskBlueprint("account")


@blueprint.get("/account")
def show_account() -> str:
    """The account, and the form for another password."""
    return _form()


@blueprint.post("/account")
def change_password() -> ResponseReturnValue:
    """Another password for whoever knows the one in use; all other sessions of the account end."""
    person, wanted = visit.person(), request.form.get("new", "")
    try:
        if wanted != request.form.get("again", ""):
            raise people.PasswordsDiffer("The new password was not typed twice the same.")
        entry.check(
            site().database,
            person.username,
            request.form.get("password", ""),
            address=request.remote_addr or "",
        )
        with site().database.writing() as session:
            changed = people.set_password(session, person.username, wanted, by=person.username)
    except GuidanceError as error:
        detail = "Your present password is wrong." if isinstance(error, entry.NotSignedIn) else error.detail
        return _form(refusal=detail), 422
    visit.begin(changed)
    flash("Your password is changed. Wherever else you were signed in, you are signed out.")
    return redirect(url_for("desk-account.show_account"))


def _form(*, refusal: str = "") -> str:
    return render_template("desk/account.html", refusal=refusal)
