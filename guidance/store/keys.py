"""API keys: each belongs to a client; a secret is made, shown once, and kept as a hash.

A key can be given a new secret while the old one is good for some time yet, so that nothing stops while
the new one is carried to where it is used. Whether a key is good is asked for each request: what is
changed here counts at once, in all processes.

A key is 256 random bits, so SHA-256 without salt or stretching is enough: there is no guessable secret
to slow a guesser down for, and looking a key up by its hash costs one indexed question a request.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, ScalarResult, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from guidance.errors import Conflict, InvalidInput, NotFound
from guidance.store import audit, clients
from guidance.store.clients import Client, as_client
from guidance.store.database import Database
from guidance.store.tables import ApiKeyRow, ApiSecretRow, ClientRow

SCOPES = ("read", "edit", "review", "admin")
MARK = "gk_"  # so that a leaked key can be found by its looks
OLD_IS_GOOD_FOR = timedelta(days=1)
LONGEST_OVERLAP = timedelta(days=30)
"""How long an old secret is good after a rotation, where nothing else is said and at most."""
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


class KeyIsRevoked(Conflict):
    """The key was ended, so it cannot be given a new secret."""

    code = "key-is-revoked"
    title = "The key was revoked"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown: all but the secret. `prefix` is the beginning of its newest secret.

    `old_until` is the moment until which a secret from before a rotation is good, None where there was none.
    """

    id: int
    client: Client
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None
    old_until: datetime | None

    def allows(self, scope: str) -> bool:
        """Whether the key may be used for that scope; "admin" is good for all of them."""
        return self.revoked_at is None and (scope in self.scopes or "admin" in self.scopes)


def create(
    session: Session,
    name: str,
    scopes: Collection[str],
    *,
    client: str | None = None,
    by: str = "guidance keys",
) -> tuple[Key, str]:
    """A new key and its secret, which is kept nowhere.

    Without a client named, it is that of the key's own name, which is made where there is none. Raises
    InvalidInput for a name that cannot be kept, UnknownScope, NoSuchClient, or KeyNameTaken.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise UnknownScope(f"Unknown scope {', '.join(unknown) or '(none)'}. Known: {', '.join(SCOPES)}")
    name = clients.printable(name)
    owner = clients.find(session, name) if client is None else clients.get(session, client)
    owner, is_new = owner or clients.insert(session, name), owner is None
    row = ApiKeyRow(
        client_id=owner.id,
        name=name,
        prefix="",
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_at=datetime.now(UTC),
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise KeyNameTaken(f"A key named {name!r} exists.") from error
    made = _with_secret(session, row)
    if is_new:
        clients.record_created(session, owner, by=by)
    scopes = list(made[0].scopes)
    audit.record(session, "key.created", by=by, subject=name, scopes=scopes, client=owner.name)
    return made


def find(database: Database, secret: str) -> Key | None:
    """The key of that secret, by one statement; None where there is none, or it is good no more."""
    now = datetime.now(UTC)
    table, owner, kept = ApiKeyRow.__table__, ClientRow.__table__, ApiSecretRow.__table__
    query = (
        select(*table.c, owner.c.name.label("owner"), owner.c.sees_pending, owner.c.portal)
        .join_from(kept, table, table.c.id == kept.c.key_id)
        .join(owner, owner.c.id == table.c.client_id)
        .where(
            kept.c.hash == _hash(secret),
            or_(kept.c.good_until.is_(None), kept.c.good_until > now),
            table.c.revoked_at.is_(None),
        )
    )
    with database.single.connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return _key(row, Client(row.client_id, row.owner, row.sees_pending, row.portal))


def listed(session: Session, *, client: Client | None = None) -> tuple[Key, ...]:
    """All keys (of a client, where one is given), by name, revoked ones too."""
    query = select(ApiKeyRow).options(joinedload(ApiKeyRow.client)).order_by(ApiKeyRow.name)
    if client is not None:
        query = query.where(ApiKeyRow.client_id == client.id)
    return tuple(_key(row) for row in session.scalars(query))


def named(session: Session, name: str) -> Key:
    """The key of that name. Raises NoSuchKey."""
    rows = session.scalars(select(ApiKeyRow).where(ApiKeyRow.name == name)) if name.isprintable() else None
    return _key(_one(rows, repr(name)))


def of_client(session: Session, client: Client, number: int) -> Key:
    """The key with that id, if it is one of the client's. Raises NoSuchKey just as where there is none."""
    return _key(
        _one(
            session.scalars(
                select(ApiKeyRow).where(ApiKeyRow.id == number, ApiKeyRow.client_id == client.id)
            ),
            f"with the number {number}",
        )
    )


def rotate(
    session: Session,
    key: Key,
    *,
    old_is_good_for: timedelta = OLD_IS_GOOD_FOR,
    by: str = "guidance keys",
) -> tuple[Key, str]:
    """Give a key a new secret; the one it has stays good for that long, and no older one for longer.

    Raises InvalidInput for a time that is not from none to LONGEST_OVERLAP, or KeyIsRevoked.
    """
    if not timedelta(0) <= old_is_good_for <= LONGEST_OVERLAP:
        raise InvalidInput(f"An old secret stays good for at most {LONGEST_OVERLAP.days} days.")
    row = session.get_one(ApiKeyRow, key.id, with_for_update=True)
    if row.revoked_at is not None:
        raise KeyIsRevoked(f"The key {row.name!r} was revoked; make a new one.")
    until = datetime.now(UTC) + old_is_good_for
    session.execute(
        update(ApiSecretRow)
        .where(
            ApiSecretRow.key_id == row.id,
            or_(ApiSecretRow.good_until.is_(None), ApiSecretRow.good_until > until),
        )
        .values(good_until=until)
    )
    row.old_until = until
    made = _with_secret(session, row)
    audit.record(session, "key.rotated", by=by, subject=row.name, old_until=until.isoformat())
    return made


def revoke(session: Session, key: Key, *, by: str = "guidance keys") -> Key:
    """End a key with all its secrets; to end one again changes nothing."""
    row = session.get_one(ApiKeyRow, key.id, with_for_update=True)
    if row.revoked_at is None:
        row.revoked_at = datetime.now(UTC)
        session.flush()
        audit.record(session, "key.revoked", by=by, subject=row.name)
    return _key(row)


def _with_secret(session: Session, row: ApiKeyRow) -> tuple[Key, str]:
    secret = MARK + secrets.token_urlsafe(32)
    row.prefix = secret[:_SHOWN]
    session.add(ApiSecretRow(hash=_hash(secret), key_id=row.id, good_until=None))
    session.flush()
    return _key(row), secret


def _one(rows: ScalarResult[ApiKeyRow] | None, which: str) -> ApiKeyRow:
    row = rows.one_or_none() if rows else None
    if row is None:
        raise NoSuchKey(f"There is no key {which}.")
    return row


def _hash(secret: str) -> str:
    # A header can carry bytes that are no UTF-8; they become surrogates, and match no key.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key(row: ApiKeyRow | Row[Any], client: Client | None = None) -> Key:
    return Key(
        row.id,
        as_client(row.client) if client is None else client,
        row.name,
        row.prefix,
        tuple(row.scopes),
        row.created_at,
        row.revoked_at,
        row.old_until,
    )
