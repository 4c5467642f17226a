"""The service, asked over a connection that may drop at any moment.

What failed for a reason that may pass is asked again, each time after a longer wait, in part by chance so
that many apps do not come back together. Where the service says how long to wait, that counts.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any, Self

import requests

TRIES = 8
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0
"""Seconds to wait after the first try that failed, and at most; each wait is twice the one before."""
PATIENCE = 300.0
"""Seconds that the service may ask us to wait; for longer the user should come back later."""
TIMEOUT = (10, 60)
"""Seconds to connect, and seconds of silence while an answer comes."""
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Statuses that say: not now."""


class Unavailable(Exception):
    """The service did not answer, or not rightly, however often it was asked."""


class Refused(Exception):
    """The service will not answer this; `code` is its own word for the reason."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.code = code


class Service:
    """One service and one role, to be closed at the end. `key` is an API key, where the site asks for one."""

    def __init__(
        self,
        url: str,
        role: str | None = None,
        *,
        key: str | None = None,
        session: requests.Session | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.role = role
        self._session = session or requests.Session()
        self._headers = {"Accept": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def changes(self, cursor: str | None, *, limit: int = 100) -> dict[str, Any]:
        """One page of what changed, with the articles in it. Raises Unavailable or Refused.

        Each article has been held against its digest: half an answer never gets here.
        """
        asked: dict[str, str] = {"bodies": "true", "limit": str(limit)}
        if self.role is not None:
            asked["role"] = self.role
        if cursor is not None:
            asked["cursor"] = cursor
        why = ""
        for tried in range(TRIES):
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2**tried) * random.uniform(0.5, 1)  # noqa: S311
            try:
                response = self._session.get(
                    f"{self.url}/v1/changes", params=asked, headers=self._headers, timeout=TIMEOUT
                )
                if response.status_code not in PASSING:
                    return _read(response)
                why = f"{response.status_code} {response.reason}"
                wait = max(wait, _asked_to_wait(response))
            except requests.RequestException as error:
                why = str(error)
            except ValueError as error:  # what came was cut short, or is something else
                why = f"the answer is damaged: {error}"
            if wait > PATIENCE:
                raise Unavailable(f"{self.url} asks to be left alone for {wait:.0f} seconds.")
            if tried < TRIES - 1:
                self._sleep(wait)
        raise Unavailable(f"{self.url} did not answer {TRIES} times; at last: {why}")


def _read(response: requests.Response) -> dict[str, Any]:
    """The page. Raises Refused, or ValueError where the answer is not whole."""
    body = response.json()
    if not isinstance(body, dict) or (response.ok and "items" not in body):
        raise ValueError("it is no page of changes")
    if not response.ok:
        code, detail = str(body.get("code", "")), str(body.get("detail", ""))
        raise Refused(response.status_code, code, detail)
    for item in body["items"]:
        article = item["article"]
        if article and digest(article["body"]) != article["etag"].strip('"'):
            raise ValueError(f"{item['slug']} is not what its ETag says")
    return body


def digest(body: str) -> str:
    """What the ETag of an article is made of: the SHA-256 of its JSON."""
    return sha256(body.encode()).hexdigest()


def _asked_to_wait(response: requests.Response) -> float:
    """Seconds that Retry-After names, as a number or as a date; 0 without it."""
    told = response.headers.get("Retry-After", "")
    if told.isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
