"""API keys: made once, shown once, kept as a hash.

A key is 256 random bits, so SHA-256 without salt or stretching is enough: there is no guessable secret
to slow a guesser down for, and looking a key up by its hash costs one indexed question a request.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from guidance.errors import Conflict, InvalidInput, NotFound
from guidance.store.database import Database
from guidance.store.tables import ApiKeyRow

SCOPES = ("read", "edit", "review", "admin")
MARK = "gk_"  # so that a leaked key can be found by its looks
_SHOWN = 8  # characters of a secret, its mark included, that may be shown


class UnknownScope(InvalidInput):
    """A scope that no key can have; the detail lists the known ones."""

    code = "unknown-scope"
    title = "There is no such scope"


class KeyNameTaken(Conflict):
    """Another key has that name."""

    code = "key-name-taken"
    title = "A key has that name"


class NoSuchKey(NotFound):
    """No key has that name."""

    code = "no-such-key"
    title = "There is no such key"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown: all but the secret. `prefix` is its beginning, to tell keys apart."""

    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None

    def allows(self, scope: str) -> bool:
        """Whether the key may be used for that scope; "admin" is good for all of them."""
        return self.revoked_at is None and (scope in self.scopes or "admin" in self.scopes)


def create(session: Session, name: str, scopes: Collection[str]) -> tuple[Key, str]:
    """A new key and its secret, which is kept nowhere.

    Raises InvalidInput for an empty name, UnknownScope, or KeyNameTaken.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise UnknownScope(f"Unknown scope {', '.join(unknown) or '(none)'}. Known: {', '.join(SCOPES)}")
    if not name.strip() or not name.isprintable():
        raise InvalidInput("A key needs a name that can be printed.")
    secret = MARK + secrets.token_urlsafe(32)
    row = ApiKeyRow(
        name=name.strip(),
        prefix=secret[:_SHOWN],
        hash=_hash(secret),
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_at=datetime.now(UTC),
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise KeyNameTaken(f"A key named {name.strip()!r} exists.") from error
    return _key(row), secret


def find(database: Database, secret: str) -> Key | None:
    """The key of that secret, by one statement; None where there is none or it is revoked."""
    table = ApiKeyRow.__table__
    query = select(
        table.c.name, table.c.prefix, table.c.scopes, table.c.created_at, table.c.revoked_at
    ).where(table.c.hash == _hash(secret), table.c.revoked_at.is_(None))
    with database.single.connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Key(row.name, row.prefix, tuple(row.scopes), row.created_at, row.revoked_at)


def listed(session: Session) -> tuple[Key, ...]:
    """All keys, by name, revoked ones too."""
    return tuple(_key(row) for row in session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.name)))


def revoke(session: Session, name: str) -> Key:
    """End a key; to end one again changes nothing. Raises NoSuchKey."""
    row = session.scalar(select(ApiKeyRow).where(ApiKeyRow.name == name))
    if row is None:
        raise NoSuchKey(f"There is no key named {name!r}.")
    row.revoked_at = row.revoked_at or datetime.now(UTC)
    session.flush()
    return _key(row)


def _hash(secret: str) -> str:
    # A header can carry bytes that are no UTF-8; they become surrogates, and match no key.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key(row: ApiKeyRow) -> Key:
    return Key(row.name, row.prefix, tuple(row.scopes), row.created_at, row.revoked_at)
