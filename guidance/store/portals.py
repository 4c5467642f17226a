"""Portals: the web sites of clients, known by their origins, which may show articles to their visitors.

An origin belongs to one client alone, so that what a browser says of the page that asks (Origin, Referer)
names the client. Neither that nor the portal's name in an address is a proof of anything: whoever knows a
portal may name it. So nothing here gives a right to see more; it only tells where an article may be
shown, and to see less.
"""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from guidance.errors import Conflict, Fault, InvalidInput, NotFound
from guidance.store import audit, clients
from guidance.store.database import Database
from guidance.store.tables import ClientRow, OriginRow

MOST_ORIGINS = 20
LONGEST_ORIGIN = 200  # characters
NAME = "^[0-9a-f]{16}$"
"""What a portal's name looks like."""
_NAME = re.compile(NAME)
# No more than a host and a port: it is written into a header.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_PORTS = {"http": 80, "https": 443}


class BadOrigin(InvalidInput):
    """What was given is not the origin of a web page, or there are too many."""

    code = "bad-origin"
    title = "That is not the origin of a web site"


class OriginTaken(Conflict):
    """The origin belongs to another client."""

    code = "origin-taken"
    title = "Another client has that origin"


class NoSuchPortal(NotFound):
    """No client has that name in addresses."""

    code = "no-such-portal"
    title = "There is no such portal"


class Portal(NamedTuple):
    """Where a client's visitors read. `name` is the one in addresses; `sees_pending` is the client's own."""

    name: str
    origins: tuple[str, ...]
    sees_pending: bool | None


def origin_of(text: str) -> str:
    """An origin in the one form that browsers send: small letters, no port that goes without saying.

    A path of "/" is taken; letters beyond ASCII are written as browsers write them. Raises BadOrigin.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:  # a port that is no number, or a host that cannot be written
        raise BadOrigin(f"{text[:LONGEST_ORIGIN]!r} is not an origin.") from error
    host = f"[{host}]" if ":" in host else host
    beyond = parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in _PORTS or beyond or not _HOST.fullmatch(host):
        raise BadOrigin(f"{text[:LONGEST_ORIGIN]!r} is not an origin such as https://portal.example.org.")
    plain = f"{parts.scheme}://{host}"
    found = plain if port in (None, _PORTS[parts.scheme]) else f"{plain}:{port}"
    if len(found) > LONGEST_ORIGIN:
        raise BadOrigin(f"An origin has at most {LONGEST_ORIGIN} characters.")
    return found


def origins(session: Session, name: str) -> tuple[str, ...]:
    """The origins of a client, in the order of the alphabet. Raises NoSuchClient."""
    return _origins(session, clients.get(session, name).id)


def all_origins(session: Session) -> dict[int, tuple[str, ...]]:
    """The origins of all clients that have any, by the client's id."""
    found: dict[int, tuple[str, ...]] = {}
    rows = session.execute(select(OriginRow.client_id, OriginRow.origin)).all()
    for client, origin in sorted(rows, key=lambda row: row.origin):
        found[client] = (*found.get(client, ()), origin)
    return found


def set_origins(
    session: Session, name: str, given: Collection[str], *, by: str = clients.COMMAND
) -> tuple[str, ...]:
    """Let a client's articles be shown at these origins and no others; what they are afterwards.

    Raises NoSuchClient, BadOrigin with a fault for each wrong one, or OriginTaken.
    """
    client = clients.get(session, name)
    wanted, before = _read(given), _origins(session, client.id)
    gone = [origin for origin in before if origin not in wanted]
    session.execute(delete(OriginRow).where(OriginRow.client_id == client.id, OriginRow.origin.in_(gone)))
    for origin in sorted(wanted - set(before)):
        _add(session, client.id, origin)
    after = _origins(session, client.id)
    if after != before:
        audit.record(session, "client.origins", by=by, subject=name, origins=list(after), before=list(before))
    return after


_COLUMNS = (ClientRow.portal, ClientRow.sees_pending, OriginRow.origin)
_NAMED = (
    select(*_COLUMNS)
    .outerjoin(OriginRow, OriginRow.client_id == ClientRow.id)
    .where(ClientRow.portal == bindparam("asked"))
    .order_by(OriginRow.origin)
)
_AT = (
    select(*_COLUMNS)
    .join(OriginRow, OriginRow.client_id == ClientRow.id)
    .where(OriginRow.origin == bindparam("asked"))
)


def named(database: Database, portal: str) -> Portal:
    """The portal that an address names, by one statement. Raises NoSuchPortal."""
    found = _find(database, portal, by_origin=False) if _NAME.fullmatch(portal) else None
    if found is None:
        raise NoSuchPortal("No portal has the name that the address gives.")
    return found


def at(database: Database, origin: str) -> Portal | None:
    """The portal whose page has that origin, by one statement, with this one origin; None if none has."""
    if len(origin) > LONGEST_ORIGIN or not origin.isascii() or not origin.isprintable():
        return None
    return _find(database, origin, by_origin=True)


def _find(database: Database, asked: str, *, by_origin: bool) -> Portal | None:
    with database.single.connect() as connection:
        rows = connection.execute(_AT if by_origin else _NAMED, {"asked": asked}).all()
    if not rows:
        return None
    return Portal(rows[0].portal, tuple(row.origin for row in rows if row.origin), rows[0].sees_pending)


def _read(given: Collection[str]) -> set[str]:
    wanted, faults = set(), []
    for place, text in enumerate(given):
        try:
            wanted.add(origin_of(text))
        except BadOrigin as error:
            faults.append(Fault(f"/origins/{place}", error.detail))
    if faults:
        raise BadOrigin(faults[0].detail, faults=tuple(faults))
    if len(wanted) > MOST_ORIGINS:
        raise BadOrigin(f"A client has at most {MOST_ORIGINS} origins.")
    return wanted


def _origins(session: Session, client_id: int) -> tuple[str, ...]:
    query = select(OriginRow.origin).where(OriginRow.client_id == client_id)
    # By code points, not as the database sorts: the same on both.
    return tuple(sorted(session.scalars(query)))


def _add(session: Session, client_id: int, origin: str) -> None:
    try:
        with session.begin_nested():
            session.add(OriginRow(origin=origin, client_id=client_id))
    except IntegrityError as error:
        raise OriginTaken(f"{origin} belongs to another client.") from error
