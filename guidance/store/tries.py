"""Tries to sign in: counted for each account and each address, and slowed down when too many fail.

A try is counted before the password is looked at, so that many at once cannot slip through, and a
success takes its count back. While a wait lasts, no password is looked at, the right one neither, and
the tries of that time are not counted, so that a wait ends. An account that does not exist is counted
as one that does. Names are kept as hashes: people type passwords into the wrong field.
"""

import hashlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_network
from math import ceil
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from guidance.errors import GuidanceError
from guidance.store.tables import TryRow

ACCOUNT_FREE, ADDRESS_FREE = 5, 20
"""Failed tries after which an account, or an address, has to wait."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
"""A wait is twice as long as the one before, up to the longest."""
FORGOTTEN = timedelta(days=1)
_V6_HOME = 64  # bits of an IPv6 address that one subscriber has


class TooManyTries(GuidanceError):
    """Nobody may try again yet; the detail says when. `wait` is in whole minutes."""

    code = "too-many-tries"
    title = "Too many tries"
    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.wait = max(1, ceil(wait / timedelta(minutes=1)))
        super().__init__(
            f"There were too many tries to sign in. Please try again in {self.wait} "
            f"{'minute' if self.wait == 1 else 'minutes'}."
        )


class Counter(NamedTuple):
    """What is counted, and after how many failures it has to wait."""

    name: str
    free: int


def counters(username: str, address: str) -> tuple[Counter, Counter]:
    """The counters of a try. `address` is an IP address; of IPv6 the network of one subscriber counts."""
    return (
        Counter(_name("account", username.strip().casefold()), ACCOUNT_FREE),
        Counter(_name("address", network(address)), ADDRESS_FREE),
    )


def count(session: Session, tried: tuple[Counter, ...], *, now: datetime | None = None) -> None:
    """Count a try. Raises TooManyTries where one of the counters has to wait; nothing is counted then."""
    now = now or datetime.now(UTC)
    session.execute(delete(TryRow).where(TryRow.last_at < now - FORGOTTEN))
    rows = [_row(session, counter.name, now) for counter in tried]
    waits = [row.until - now for row in rows if row.until is not None and row.until > now]
    if waits:
        raise TooManyTries(max(waits))
    for row, counter in zip(rows, tried, strict=True):
        row.failures, row.last_at = row.failures + 1, now
        beyond = row.failures - counter.free
        row.until = None if beyond < 0 else now + min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT)
    session.flush()


def succeeded(session: Session, tried: tuple[Counter, Counter]) -> None:
    """Forget the failures of the account; take this one try back from the address."""
    account, address = tried
    forget(session, account)
    row = session.get(TryRow, address.name, with_for_update=True)
    if row is not None:
        row.failures, row.until = max(0, row.failures - 1), None


def forget(session: Session, counter: Counter) -> None:
    """Begin to count from none again."""
    session.execute(delete(TryRow).where(TryRow.name == counter.name))


def _row(session: Session, name: str, now: datetime) -> TryRow:
    row = session.get(TryRow, name, with_for_update=True)
    if row is None:
        # Two first tries at the same time: one of them makes the row, the other waits for it.
        with suppress(IntegrityError), session.begin_nested():
            session.add(TryRow(name=name, failures=0, last_at=now, until=None))
        row = session.get_one(TryRow, name, with_for_update=True)
    return row


def _name(kind: str, of: str) -> str:
    return f"{kind}:{hashlib.sha256(of.encode('utf-8', 'surrogatepass')).hexdigest()}"


def network(address: str) -> str:
    """Whom an IP address stands for: itself, or of IPv6 the network of one subscriber."""
    if ":" not in address:
        return address
    with suppress(ValueError):
        found = IPv6Address(address)
        # A socket for both kinds gives addresses of IPv4 in this form; all of them lie in one network.
        return str(found.ipv4_mapped or ip_network(f"{found}/{_V6_HOME}", strict=False))
    return address
