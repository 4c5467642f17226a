"""How often somebody has asked in the last minute, counted in this process.

Two counts of whole minutes make a sliding one: the last minute's counts by the part of it that still lies
within sixty seconds. A minute's counts are dropped all at once, so nothing has to be looked through, and
nobody is remembered for longer than two minutes. Names are hashes made with a key of this process: they
lead back to no address.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from math import ceil
from typing import NamedTuple, Protocol

WINDOW = 60  # seconds
MOST_NAMES = 100_000
"""Who is counted in one minute at most. One who asks for the first time after so many is let pass: each
of so many has hardly asked yet, and telling them apart would take more memory than serving them."""
_HASH = 12  # bytes


class Count(NamedTuple):
    """What asking once more came to: whether it is within the limit, how many more are, and the seconds
    after which one more is (of an asker within the limit: after which all of it is there again)."""

    within: bool
    remaining: int
    reset: int


class Counter(Protocol):
    """What counts; in this process, or for several together (shared_counting.py)."""

    def name(self, who: str) -> str:
        """A name for somebody that cannot be led back to them."""
        ...

    def hit(self, kind: str, name: str, limit: int) -> Count:
        """Count one request of a kind; one beyond the limit is not counted."""
        ...


class InProcess:
    """Counts in the memory of one process. `clock` gives seconds that only grow."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = MOST_NAMES) -> None:
        self._clock = clock
        self._most = most
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._minute = -1
        self._now: dict[tuple[str, str], int] = {}
        self._before: dict[tuple[str, str], int] = {}

    def name(self, who: str) -> str:
        """A hash with a key that this process made when it started."""
        return hashed(who, self._key)

    def hit(self, kind: str, name: str, limit: int) -> Count:
        """Count one request of a kind within the last sixty seconds."""
        minute, into = divmod(self._clock(), WINDOW)
        key = (kind, name)
        with self._lock:
            self._turn(int(minute))
            now = self._now.get(key, 0)
            count = weigh(self._before.get(key, 0), now, limit, into)
            if count.within and (now or len(self._now) < self._most):
                self._now[key] = now + 1
        return count

    def _turn(self, minute: int) -> None:
        """Begin another minute where one has begun."""
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else {}
            self._now = {}
            self._minute = minute


def hashed(who: str, key: bytes) -> str:
    """A name that only the holder of the key can make."""
    return hashlib.blake2b(who.encode("utf-8", "surrogatepass"), key=key, digest_size=_HASH).hexdigest()


def weigh(before: int, now: int, limit: int, into: float) -> Count:
    """What one more request comes to, `into` seconds into a minute: `now` came before it in that minute,
    `before` in the one before.

    What is given back is as if it had been counted.
    """
    used = before * (1 - into / WINDOW) + now + 1
    if used > limit:
        return Count(False, 0, _wait(before, now, limit, into))
    return Count(True, int(limit - used), ceil(WINDOW - into) + WINDOW)


def _wait(before: int, now: int, limit: int, into: float) -> int:
    """Whole seconds, at least one, until one more is within the limit."""
    if now + 1 <= limit:
        # What is left of the last minute must shrink.
        return max(1, ceil(WINDOW * (1 - (limit - 1 - now) / before) - into))
    return max(1, ceil(WINDOW - into + WINDOW * (1 - (limit - 1) / now)))
