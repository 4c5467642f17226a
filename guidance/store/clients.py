"""Clients: the portals and apps that own keys, and what each may see. Sessions are handed in.

What changes a client stands in the audit log: `by` is the person or command that did it.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from guidance.errors import Conflict, InvalidInput, NotFound
from guidance.store import audit
from guidance.store.tables import ClientRow

LONGEST_NAME = 100  # characters
_PORTAL = 8  # random bytes of the name in addresses: none is found by trying
COMMAND = "guidance clients"
"""Who changed a client where nobody else is named."""


class ClientNameTaken(Conflict):
    """Another client has that name."""

    code = "client-name-taken"
    title = "A client has that name"


class NoSuchClient(NotFound):
    """No client has that name."""

    code = "no-such-client"
    title = "There is no such client"


@dataclass(frozen=True, slots=True)
class Client:
    """A portal or an app. `sees_pending`: whether it may see articles before they are approved; None
    where it is as the site has it. `portal` names it in addresses, and is no secret."""

    id: int
    name: str
    sees_pending: bool | None
    portal: str


def create(session: Session, name: str, *, sees_pending: bool | None = None, by: str = COMMAND) -> Client:
    """A new client. Raises InvalidInput for a name that cannot be kept, or ClientNameTaken."""
    made = insert(session, name, sees_pending=sees_pending)
    record_created(session, made, by=by)
    return made


def insert(session: Session, name: str, *, sees_pending: bool | None = None) -> Client:
    """As create, for who has more to insert before the audit log is told: record_created follows."""
    row = ClientRow(
        name=printable(name),
        portal=secrets.token_hex(_PORTAL),
        sees_pending=sees_pending,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise ClientNameTaken(f"A client named {row.name!r} exists.") from error
    return as_client(row)


def record_created(session: Session, client: Client, *, by: str) -> None:
    """Tell the audit log of a new client."""
    audit.record(session, "client.created", by=by, subject=client.name, sees_pending=client.sees_pending)


def find(session: Session, name: str) -> Client | None:
    """The client of that name, None where there is none."""
    # Drivers refuse to look for what no name holds.
    row = session.scalar(select(ClientRow).where(ClientRow.name == name)) if name.isprintable() else None
    return None if row is None else as_client(row)


def get(session: Session, name: str) -> Client:
    """The client of that name. Raises NoSuchClient."""
    found = find(session, name)
    if found is None:
        raise NoSuchClient(f"There is no client named {name!r}.")
    return found


def listed(session: Session) -> tuple[Client, ...]:
    """All clients, by name."""
    return tuple(as_client(row) for row in session.scalars(select(ClientRow).order_by(ClientRow.name)))


def let_see_pending(session: Session, name: str, sees_pending: bool | None, *, by: str = COMMAND) -> Client:
    """Say whether a client may see articles before they are approved. Raises NoSuchClient."""
    row = session.get_one(ClientRow, get(session, name).id)
    before, row.sees_pending = row.sees_pending, sees_pending
    session.flush()
    if sees_pending is not before:
        audit.record(
            session, "client.sees_pending", by=by, subject=name, sees_pending=sees_pending, before=before
        )
    return as_client(row)


def as_client(row: ClientRow) -> Client:
    """The client as others see it."""
    return Client(row.id, row.name, row.sees_pending, row.portal)


def printable(name: str) -> str:
    """The name as it is kept, of a client or a key. Raises InvalidInput."""
    found = name.strip()
    if not found or not found.isprintable() or len(found) > LONGEST_NAME:
        raise InvalidInput(f"It needs a name that can be printed, of at most {LONGEST_NAME} characters.")
    return found
