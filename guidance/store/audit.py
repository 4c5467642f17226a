"""The audit log: who did what to what, in a chain that shows where it was tampered with.

Each entry holds the SHA-256 of its own content and of the entry before it, so that nothing in the middle
can be changed, taken out or put in without breaking every hash that follows. Triggers refuse UPDATE and
DELETE; the chain is for whoever gets around them. That the newest entries were cut off shows only against
a hash that was noted elsewhere: see `verify`.

Call `record` in the very transaction that does what it tells of:

    audit.record(session, "key.revoked", by="anna", subject="portal", reason="lost")
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from guidance.errors import Conflict
from guidance.store.tables import AuditRow

FIRST = "0" * 64
"""What the first entry holds in the place of the hash before it."""

_LOCK = 7_305_194_863  # any number that no other program of the same PostgreSQL server takes
_BATCH = 1_000

type Detail = str | int | bool | list[str] | None


class BrokenLog(Conflict):
    """The log is not as it was written; the detail names the first entry that is wrong."""

    code = "audit-broken"
    title = "The audit log was tampered with"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `number` counts from 1 without a gap; the hashes are hexadecimal SHA-256."""

    number: int
    at: datetime
    by: str
    action: str
    subject: str
    details: dict[str, Detail]
    previous: str
    hash: str


_COLUMNS = tuple(getattr(AuditRow, field.name) for field in fields(Entry))


def record(
    session: Session, action: str, *, by: str, subject: str, at: datetime | None = None, **details: Detail
) -> Entry:
    """Add an entry, kept or taken back together with the rest of the session's transaction.

    `action` is "thing.happened", as in "key.revoked"; `by` the person, key or command that did it;
    `subject` the name of what it was done to. `details` says the rest: texts, whole numbers, yes or no.
    Never hand in a secret, nor anything about a reader. `at` is now, unless given.

    From here to the end of the transaction no other writes to the log, so that it stays one chain: make
    the call late in a transaction, and take no locks after it.
    """
    wait_for_turn(session)
    query = select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)
    number, previous = session.execute(query).tuples().one_or_none() or (0, FIRST)
    at = (at or datetime.now(UTC)).astimezone(UTC)
    entry = Entry(number + 1, at, by, action, subject, details, previous, hash="")
    entry = replace(entry, hash=_hash(entry))
    session.add(AuditRow(**{field.name: getattr(entry, field.name) for field in fields(Entry)}))
    session.flush()
    return entry


def listed(session: Session, *, limit: int = 50, subject: str | None = None) -> tuple[Entry, ...]:
    """The newest entries, the newest first; of one subject where it is given."""
    query = select(*_COLUMNS).order_by(AuditRow.number.desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    return tuple(Entry(*row) for row in session.execute(query))


def verify(session: Session, *, expect: str | None = None) -> Entry | None:
    """Read the whole log and return its newest entry, None where it is empty.

    `expect` is the hash of an entry as it was noted elsewhere; it must still be in the log. Raises
    BrokenLog, naming the first entry that is not as it was written.
    """
    last: Entry | None = None
    seen = expect is None
    for entry in _entries(session):
        number, previous = (last.number, last.hash) if last else (0, FIRST)
        if entry.number != number + 1:
            raise BrokenLog(f"Entry {number + 1} is missing.")
        if entry.previous != previous:
            raise BrokenLog(f"Entry {entry.number} does not follow the entry before it.")
        if entry.hash != _hash(entry):
            raise BrokenLog(f"Entry {entry.number} is not as it was written.")
        last = entry
        seen = seen or entry.hash == expect
    if not seen:
        raise BrokenLog(f"No entry has the hash {expect}: the log was cut off or written anew.")
    return last


def wait_for_turn(session: Session) -> None:
    """One writer at a time until the transaction ends; on SQLite the transaction itself sees to that."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def canonical(content: object) -> bytes:
    """The one JSON form of a value: sorted names, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _entries(session: Session) -> Iterator[Entry]:
    """All entries by number, so many at a time that memory does not mind how long the log is."""
    after = -1
    while True:
        query = select(*_COLUMNS).where(AuditRow.number > after).order_by(AuditRow.number).limit(_BATCH)
        batch = [Entry(*row) for row in session.execute(query)]
        yield from batch
        if len(batch) < _BATCH:
            return
        after = batch[-1].number


def _hash(entry: Entry) -> str:
    content = asdict(entry) | {"at": entry.at.isoformat()}
    del content["hash"]
    return hashlib.sha256(canonical(content)).hexdigest()
