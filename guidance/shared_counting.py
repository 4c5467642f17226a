"""How often somebody has asked in the last minute, counted in Redis for all processes together.

Loaded only where a site has set a Redis. A request costs one journey there and back. The key that names are
hashed with is made anew each day, and kept in the Redis with the counts. While the Redis does not answer,
each process counts for itself: the service goes on, and within its limits.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from redis import Redis
from redis.exceptions import NoScriptError, RedisError

from guidance.counting import WINDOW, Count, InProcess, hashed, weigh
from guidance.errors import ConfigurationError

PREFIX = "guidance"
PATIENCE = 0.25  # seconds that the Redis has to answer
PAUSE = 10.0  # seconds for which it is left alone after it did not
_KEY_LASTS = timedelta(days=2)  # the key of a day; longer than any count made with it
# One command instead of three in a pipeline: half the processor time here.
_SCRIPT = f"""
local now = redis.call('INCR', KEYS[1])
if now == 1 then redis.call('EXPIRE', KEYS[1], {2 * WINDOW}) end
return {{now, redis.call('GET', KEYS[2])}}
"""
_NAME = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()
_log = logging.getLogger(__name__)


class Shared:
    """Counts in the Redis at `address`. `clock` gives seconds that only grow.

    Raises ConfigurationError for what is no address of a Redis; it is not spoken to before the first request.
    """

    def __init__(self, address: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        try:
            self._redis = Redis.from_url(address, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
        except ValueError as error:
            raise ConfigurationError("GUIDANCE_LIMIT_STORE is not the address of a Redis.") from error
        self._alone = InProcess(clock=clock)
        self._clock = clock
        self._again = 0.0
        self._key: tuple[date, bytes] | None = None

    def name(self, who: str) -> str:
        """A hash with the key of the day."""
        key = self._answered(self._key_of_today)
        return self._alone.name(who) if key is None else hashed(who, key)

    def hit(self, kind: str, name: str, limit: int) -> Count:
        """Count one request of a kind for all processes together."""
        found = self._answered(lambda: self._hit(f"{PREFIX}:{kind}:{name}", limit))
        return self._alone.hit(kind, name, limit) if found is None else found

    def _hit(self, name: str, limit: int) -> Count:
        # The time of day, since processes on other machines count in the same minutes.
        minute, into = divmod(time.time(), WINDOW)
        current = f"{name}:{int(minute)}"
        now, before = self._run(current, f"{name}:{int(minute) - 1}")
        count = weigh(int(before or 0), int(now) - 1, limit, into)
        if not count.within:
            self._redis.decr(current)
        return count

    def _run(self, *keys: str) -> Any:  # noqa: ANN401  (what a script answers has no type)
        try:
            return self._redis.evalsha(_NAME, len(keys), *keys)
        except NoScriptError:  # a Redis that was started anew
            return self._redis.eval(_SCRIPT, len(keys), *keys)

    def _key_of_today(self) -> bytes:
        today = datetime.now(UTC).date()
        known = self._key
        if known is None or known[0] != today:
            name = f"{PREFIX}:key:{today.isoformat()}"
            self._redis.set(name, secrets.token_bytes(32), nx=True, ex=_KEY_LASTS)
            kept = self._redis.get(name)
            if not isinstance(kept, bytes):
                raise RedisError("the key of the day was not kept")
            known = self._key = (today, kept)
        return known[1]

    def _answered[Found](self, ask: Callable[[], Found]) -> Found | None:
        """What the Redis says; None where it does not answer, or did not a moment ago."""
        if self._clock() < self._again:
            return None
        try:
            return ask()
        except RedisError as error:
            self._again = self._clock() + PAUSE
            _log.warning("The Redis that counts requests does not answer: %s", type(error).__name__)
            return None
