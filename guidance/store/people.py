"""The people of the content team: their accounts and roles. Sessions are handed in; nothing commits here.

What changes an account stands in the audit log: `by` is the person or command that did it.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from guidance.errors import Conflict, InvalidInput, NotFound
from guidance.store import audit, passwords, tries
from guidance.store.tables import PersonRow, SessionRow
from guidance.team import ROLES

LONGEST_NAME = 100  # characters
COMMAND = "guidance users"
"""Who changed an account where nobody else is named."""
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")


class UnknownRole(InvalidInput):
    """A role that nobody can have; the detail lists the known ones."""

    code = "unknown-team-role"
    title = "There is no such role in the team"


class BadName(InvalidInput):
    """A username or a name that cannot be kept."""

    code = "bad-name"
    title = "The name cannot be used"


class PasswordsDiffer(InvalidInput):
    """A new password was typed twice, and not the same."""

    code = "passwords-differ"
    title = "The passwords differ"


class UsernameTaken(Conflict):
    """Another account has that username."""

    code = "username-taken"
    title = "An account has that username"


class NoSuchPerson(NotFound):
    """No account has that username."""

    code = "no-such-person"
    title = "There is no such account"


class LastAdmin(Conflict):
    """Nobody would be left who can look after the accounts."""

    code = "last-admin"
    title = "The last administrator has to stay"


@dataclass(frozen=True, slots=True)
class Person:
    """An account as it may be shown: all but the password."""

    id: int
    username: str
    name: str
    roles: tuple[str, ...]
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None

    def may(self, *roles: str) -> bool:
        """Whether the person has one of those roles; no role stands for another."""
        return any(role in self.roles for role in roles)


def create(
    session: Session,
    username: str,
    name: str,
    roles: Collection[str],
    *,
    password: str | None = None,
    subject: str | None = None,
    by: str = COMMAND,
) -> Person:
    """A new account; `subject` is who an OpenID provider knows it as, "issuer name".

    Raises BadName, UnknownRole, WeakPassword or UsernameTaken.
    """
    row = PersonRow(
        username=_username(username),
        name=_name(name),
        roles=_roles(roles),
        password=None if password is None else passwords.hashed(password, username=username),
        subject=subject,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise UsernameTaken(f"There is an account {row.username!r}.") from error
    audit.record(session, "person.created", by=by, subject=row.username, roles=row.roles)
    return as_person(row)


def get(session: Session, username: str) -> Person:
    """The account of that username. Raises NoSuchPerson."""
    return as_person(_row(session, username))


def with_password(session: Session, username: str) -> tuple[Person, str | None] | None:
    """The account of that username and the hash of its password; None where there is no account."""
    row = _found(session, username)
    return None if row is None else (as_person(row), row.password)


def listed(session: Session) -> tuple[Person, ...]:
    """All accounts, by name, disabled ones too."""
    query = select(PersonRow).order_by(PersonRow.name, PersonRow.username)
    return tuple(as_person(row) for row in session.scalars(query))


def set_roles(session: Session, username: str, roles: Collection[str], *, by: str = COMMAND) -> Person:
    """Give an account those roles and no other. Raises NoSuchPerson, UnknownRole or LastAdmin."""
    with _keeping_an_admin(session):
        row = _row(session, username)
        before, row.roles = row.roles, _roles(roles)
    record_roles(session, row, before, by=by)
    return as_person(row)


def record_roles(session: Session, row: PersonRow, before: list[str], *, by: str) -> None:
    """Tell the audit log of the roles that an account has now, if it had others before."""
    if row.roles != before:
        audit.record(session, "person.roles", by=by, subject=row.username, roles=row.roles, before=before)


def set_password(session: Session, username: str, password: str, *, by: str = COMMAND) -> Person:
    """Give an account that password, end its sessions, and let it try to sign in again at once.

    Raises NoSuchPerson or WeakPassword.
    """
    row = _row(session, username)
    row.password = passwords.hashed(password, username=row.username)
    _end_sessions(session, row)
    tries.forget(session, tries.counters(row.username, "")[0])
    audit.record(session, "person.password", by=by, subject=row.username)
    return as_person(row)


def keep_rehashed(session: Session, username: str, password: str) -> None:
    """Keep a password that was just found right with the work that is asked for today."""
    _row(session, username).password = passwords.rehashed(password)


def disable(session: Session, username: str, *, by: str = COMMAND) -> Person:
    """Shut an account and end its sessions. Raises NoSuchPerson or LastAdmin."""
    with _keeping_an_admin(session):
        row = _row(session, username)
        was_open = row.disabled_at is None
        row.disabled_at = row.disabled_at or datetime.now(UTC)
        _end_sessions(session, row)
    if was_open:
        audit.record(session, "person.disabled", by=by, subject=row.username)
    return as_person(row)


def enable(session: Session, username: str, *, by: str = COMMAND) -> Person:
    """Open an account again. Raises NoSuchPerson."""
    row = _row(session, username)
    if row.disabled_at is not None:
        row.disabled_at = None
        session.flush()
        audit.record(session, "person.enabled", by=by, subject=row.username)
    return as_person(row)


def sign_out(session: Session, username: str, *, by: str = COMMAND) -> Person:
    """End the sessions of an account, wherever it is signed in. Raises NoSuchPerson."""
    row = _row(session, username)
    _end_sessions(session, row)
    audit.record(session, "person.signed_out", by=by, subject=row.username)
    return as_person(row)


def _end_sessions(session: Session, row: PersonRow) -> None:
    session.execute(delete(SessionRow).where(SessionRow.person_id == row.id))


def as_person(row: PersonRow) -> Person:
    """The account without its password."""
    return Person(
        row.id,
        row.username,
        row.name,
        tuple(row.roles),
        row.password is not None,
        row.created_at,
        row.disabled_at,
    )


def _found(session: Session, username: str) -> PersonRow | None:
    name = username.strip().lower()
    # Only what could be a username is asked for: drivers refuse some characters.
    query = select(PersonRow).where(PersonRow.username == name)
    return session.scalar(query) if _USERNAME.fullmatch(name) else None


def _row(session: Session, username: str) -> PersonRow:
    row = _found(session, username)
    if row is None:
        raise NoSuchPerson(f"There is no account {username!r}.")
    return row


def _username(username: str) -> str:
    found = username.strip().lower()
    if not _USERNAME.fullmatch(found):
        raise BadName(
            "A username has 2 to 64 letters from a to z, digits, or any of . _ @ + -, and begins with a "
            "letter or digit."
        )
    return found


def _name(name: str) -> str:
    found = " ".join(name.split())
    if not found or not found.isprintable() or len(found) > LONGEST_NAME:
        raise BadName(f"A person needs a name that can be printed, of at most {LONGEST_NAME} characters.")
    return found


def _roles(roles: Collection[str]) -> list[str]:
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise UnknownRole(f"Unknown role {', '.join(unknown) or '(none)'}. Known: {', '.join(ROLES)}")
    return [role for role in ROLES if role in roles]


@contextmanager
def _keeping_an_admin(session: Session) -> Iterator[None]:
    """Refuse a change that takes the last administrator away. All accounts are held meanwhile, so that of
    two administrators who shut each other out at once, one stays."""
    query = select(PersonRow).order_by(PersonRow.id).with_for_update()
    before = any(map(_is_active_admin, session.scalars(query).all()))
    yield
    session.flush()
    if before and not any(map(_is_active_admin, session.scalars(query).all())):
        raise LastAdmin("At least one account that is not disabled needs the role admin.")


def _is_active_admin(row: PersonRow) -> bool:
    return row.disabled_at is None and "admin" in row.roles
