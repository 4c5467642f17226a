"""/desk/people: the accounts of the content team, for administrators."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance.errors import GuidanceError
from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint, needs, told
from guidance.store import people
from guidance.store.people import Person
from guidance.team import ROLES
from guidance.web.current import site

SECTION = "People & keys"

blueprint = DeskBlueprint("people", section=SECTION, opens="show_people", roles=("admin",))


@blueprint.get("/people")
@needs("admin")
def show_people() -> str:
    """All accounts, by name."""
    with site().database.reading() as session:
        return render_template("desk/people.html", people=people.listed(session))


@blueprint.get("/people/new")
@needs("admin")
def show_new() -> str:
    """The form for a new account."""
    return _new()


@blueprint.post("/people/new")
@needs("admin")
def create_person() -> ResponseReturnValue:
    """Make an account; where something is wrong, the form comes back with all but the password."""
    try:
        with site().database.writing() as session:
            made = people.create(
                session,
                request.form.get("username", ""),
                request.form.get("name", ""),
                request.form.getlist("role"),
                password=request.form.get("password") or None,
                by=visit.person().username,
            )
    except GuidanceError as error:
        return _new(refusal=error.detail), error.status
    flash(f"{made.name} has an account now.")
    return redirect(url_for("desk-people.show_people"))


@blueprint.get("/people/<username>")
@needs("admin")
def show_person(username: str) -> str:
    """One account, and what can be changed of it."""
    with site().database.reading() as session:
        person = people.get(session, username)
    return render_template("desk/person.html", person=person, roles=ROLES)


@blueprint.post("/people/<username>/roles")
@needs("admin")
def change_roles(username: str) -> ResponseReturnValue:
    """Give an account the roles that are ticked, and no other."""
    roles = request.form.getlist("role")
    return _changed("{} has these roles now.", people.set_roles, username, roles)


@blueprint.post("/people/<username>/password")
@needs("admin")
def change_password(username: str) -> ResponseReturnValue:
    """Give an account a new password, and end its sessions."""
    password = request.form.get("password", "")
    message = "{} has a new password, and is signed out everywhere."
    return _changed(message, people.set_password, username, password)


@blueprint.post("/people/<username>/disable")
@needs("admin")
def disable(username: str) -> ResponseReturnValue:
    """Shut an account and end its sessions."""
    message = "{}: the account is disabled, and signed out everywhere."
    return _changed(message, people.disable, username)


@blueprint.post("/people/<username>/enable")
@needs("admin")
def enable(username: str) -> ResponseReturnValue:
    """Open an account again."""
    return _changed("{}: the account is open again.", people.enable, username)


@blueprint.post("/people/<username>/sign-out")
@needs("admin")
def sign_out(username: str) -> ResponseReturnValue:
    """End the sessions of an account."""
    return _changed("{} is signed out everywhere.", people.sign_out, username)


def _new(*, refusal: str = "") -> str:
    return render_template("desk/person_new.html", given=request.form, roles=ROLES, refusal=refusal)


def _changed(
    message: str, change: Callable[..., Person], username: str, *what: object
) -> ResponseReturnValue:
    with told():
        with site().database.writing() as session:
            person = change(session, username, *what, by=visit.person().username)
        flash(message.format(person.name))
    return redirect(url_for("desk-people.show_person", username=username))
