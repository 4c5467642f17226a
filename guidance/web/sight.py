"""What a reader may see: approved articles only, or with a notice also those that are still under review.

The one place where the choice of a client enters: it counts before that of the site.
"""

from typing import NamedTuple

from flask import Request

from guidance.web import auth, headers
from guidance.web.current import site


class Sight(NamedTuple):
    """What one reader may see; `own` says that it was chosen for this reader's client."""

    approved_only: bool
    own: bool

    def cache(self, *, lasting: bool) -> str:
        """Cache-Control of what this reader gets; no shared cache keeps what another may not see."""
        return headers.cache(site().settings, lasting=lasting, own=self.own)


def of(request: Request) -> Sight:
    """What whoever asks may see. The database is asked only where a key is sent."""
    chosen = None
    key = auth.sent_key(request)
    if key is not None:
        chosen = key.client.sees_pending
    if chosen is None:
        return Sight(site().settings.readers_see == "approved", own=False)
    return Sight(not chosen, own=True)
