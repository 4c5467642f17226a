"""/desk/keys: clients and their keys, for administrators. A secret is shown once, in the answer itself."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance.errors import InvalidInput
from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint, needs, told
from guidance.pages.desk.people import SECTION
from guidance.store import clients, keys, portals
from guidance.store.clients import Client
from guidance.store.keys import SCOPES, Key
from guidance.web.current import site

PENDING = {"site": None, "yes": True, "no": False}
OVERLAPS = {
    "0": "at once",
    "1": "in an hour",
    "24": "in a day",
    "168": "in a week",
    "720": "in 30 days",
}
"""Hours for which an old secret stays good, and when it ends in words."""

blueprint = DeskBlueprint("keys", section=SECTION)


class Owner(NamedTuple):
    """A client, its keys, and the web sites on which it shows articles."""

    client: Client
    keys: tuple[Key, ...]
    origins: tuple[str, ...]


@blueprint.get("/keys")
@needs("admin")
def show_keys() -> str:
    """All clients by name, with their keys."""
    with site().database.reading() as session:
        owners = clients.listed(session)
        all_keys = keys.listed(session)
        origins = portals.all_origins(session)
    return render_template(
        "desk/keys.html",
        owners=[
            Owner(one, tuple(key for key in all_keys if key.client == one), origins.get(one.id, ()))
            for one in owners
        ],
        most_origins=portals.MOST_ORIGINS,
        scopes=SCOPES,
        overlaps=OVERLAPS,
        pending=PENDING,
        now=datetime.now(UTC),
    )


@blueprint.post("/clients")
@needs("admin")
def create_client() -> ResponseReturnValue:
    """Make a client."""
    with told():
        with site().database.writing() as session:
            made = clients.create(
                session,
                request.form.get("name", ""),
                sees_pending=_pending(),
                by=visit.person().username,
            )
        flash(f"The client {made.name} is there now. It has no key yet.")
    return redirect(url_for("desk-keys.show_keys"))


@blueprint.post("/clients/pending")
@needs("admin")
def change_pending() -> ResponseReturnValue:
    """Say what a client may see."""
    with told():
        with site().database.writing() as session:
            changed = clients.let_see_pending(
                session, request.form.get("client", ""), _pending(), by=visit.person().username
            )
        flash(f"It is kept what {changed.name} may see.")
    return redirect(url_for("desk-keys.show_keys"))


@blueprint.post("/keys")
@needs("admin")
def create_key() -> ResponseReturnValue:
    """Make a key for a client, and show its secret this once."""
    with told():
        with site().database.writing() as session:
            made, secret = keys.create(
                session,
                request.form.get("name", ""),
                request.form.getlist("scope"),
                client=request.form.get("client", ""),
                by=visit.person().username,
            )
        return _shown(made, secret)
    return redirect(url_for("desk-keys.show_keys"))


@blueprint.post("/keys/rotate")
@needs("admin")
def rotate_key() -> ResponseReturnValue:
    """Give a key a new secret, and show it this once."""
    with told():
        hours = request.form.get("hours", "")
        if hours not in OVERLAPS:
            raise InvalidInput("Say when the old secret is to end.")
        with site().database.writing() as session:
            key = keys.named(session, request.form.get("key", ""))
            changed, secret = keys.rotate(
                session, key, old_is_good_for=timedelta(hours=int(hours)), by=visit.person().username
            )
        return _shown(changed, secret)
    return redirect(url_for("desk-keys.show_keys"))


@blueprint.post("/keys/revoke")
@needs("admin")
def revoke_key() -> ResponseReturnValue:
    """End a key at once."""
    with site().database.writing() as session:
        key = keys.named(session, request.form.get("key", ""))
        ended = keys.revoke(session, key, by=visit.person().username)
    flash(f"The key {ended.name} is revoked. Whoever has it can do nothing with it from now on.")
    return redirect(url_for("desk-keys.show_keys"))


def _pending() -> bool | None:
    given = request.form.get("sees_pending", "site")
    if given not in PENDING:
        raise InvalidInput("Say whether the client may see articles before they are approved.")
    return PENDING[given]


def _shown(key: Key, secret: str) -> str:
    return render_template("desk/key_shown.html", key=key, secret=secret)
