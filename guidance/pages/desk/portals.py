"""/desk/clients/origins: the web sites on which a client shows articles, for administrators."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint, needs, told
from guidance.pages.desk.people import SECTION
from guidance.store import portals
from guidance.web.current import site

blueprint = DeskBlueprint("portals", section=SECTION)


@blueprint.post("/clients/origins")
@needs("admin")
def change_origins() -> ResponseReturnValue:
    """Say on which web sites a client shows articles, one origin on each line."""
    name = request.form.get("client", "")
    lines = [line for line in request.form.get("origins", "").splitlines() if line.strip()]
    with told():
        with site().database.writing() as session:
            kept = portals.set_origins(session, name, lines, by=visit.person().username)
        where = f"at {', '.join(kept)}" if kept else "on no web site"
        flash(f"{name} shows articles {where}.")
    return redirect(url_for("desk-keys.show_keys"))
