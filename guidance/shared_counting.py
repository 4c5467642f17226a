"""How often somebody has asked in the last minute, counted in Redis for all processes together.

Loaded only where a site has set a Redis. The key that names are hashed with is made anew each day, and
kept in the Redis with the counts. While the Redis does not answer, each process counts for itself: the
service goes on, and within its limits.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError as NoDriver
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from guidance.counting import WINDOW, Count, InProcess, hashed
from guidance.errors import ConfigurationError

PREFIX = "guidance"
PATIENCE = 0.25  # seconds that the Redis has to answer
PAUSE = 10.0  # seconds for which it is left alone after it did not
_KEY_LASTS = timedelta(days=2)  # the key of a day; longer than any count made with it
_log = logging.getLogger(__name__)


class Shared:
    """Counts in the Redis at `address`. Raises ConfigurationError where there is no driver for it."""

    def __init__(self, address: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        options = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
        try:
            storage: Any = storage_from_string(address, key_prefix=PREFIX, **options)
        except NoDriver as error:
            raise ConfigurationError(
                "GUIDANCE_LIMIT_STORE: install guidance[redis] to use a Redis."
            ) from error
        self._redis: Any = storage.storage
        self._failures: Any = storage.base_exceptions
        self._counts = SlidingWindowCounterRateLimiter(storage)
        self._alone = InProcess(clock=clock)
        self._clock = clock
        self._lock = threading.Lock()
        self._again = 0.0
        self._key: tuple[date, bytes] | None = None

    def name(self, who: str) -> str:
        """A hash with the key of the day."""
        key = self._answered(self._key_of_today)
        return self._alone.name(who) if key is None else hashed(who, key)

    def hit(self, kind: str, name: str, limit: int) -> Count:
        """Count one request of a kind for all processes together."""
        found = self._answered(lambda: self._hit(kind, name, limit))
        return self._alone.hit(kind, name, limit) if found is None else found

    def _hit(self, kind: str, name: str, limit: int) -> Count:
        item = RateLimitItemPerMinute(limit)
        within = self._counts.hit(item, kind, name)
        stats = self._counts.get_window_stats(item, kind, name)
        wait = max(1, ceil(stats.reset_time - time.time()))
        return Count(within, stats.remaining if within else 0, 2 * WINDOW if within else wait)

    def _key_of_today(self) -> bytes:
        today = datetime.now(UTC).date()
        known = self._key
        if known is None or known[0] != today:
            name = f"{PREFIX}:key:{today.isoformat()}"
            self._redis.set(name, secrets.token_bytes(32), nx=True, ex=_KEY_LASTS)
            known = self._key = (today, bytes(self._redis.get(name)))
        return known[1]

    def _answered[Found](self, ask: Callable[[], Found]) -> Found | None:
        """What the Redis says; None where it does not answer, or did not a moment ago."""
        if self._clock() < self._again:
            return None
        try:
            return ask()
        except self._failures as error:
            with self._lock:
                self._again = self._clock() + PAUSE
            _log.warning("The Redis that counts requests does not answer: %s", type(error).__name__)
            return None
