"""What a reader may see: approved articles only, or with a notice also those that are still under review.

The one place where the choice of a client enters: it counts before that of the site.
"""

from typing import NamedTuple

from flask import Request

from guidance.store.portals import Portal
from guidance.web import auth, cors, headers
from guidance.web.current import site


class Sight(NamedTuple):
    """What one reader may see; `own` says that it was chosen for this reader's client."""

    approved_only: bool
    own: bool

    def cache(self, *, lasting: bool) -> str:
        """Cache-Control of what this reader gets; no shared cache keeps what another may not see."""
        return headers.cache(site().settings, lasting=lasting, own=self.own)


def of(request: Request) -> Sight:
    """What whoever asks may see. The database is asked only where a key or an origin is sent."""
    key = auth.sent_key(request)
    if key is None:
        return shown_in(cors.portal(request))
    chosen = key.client.sees_pending
    return _of_the_site() if chosen is None else Sight(not chosen, own=True)


def shown_in(portal: Portal | None) -> Sight:
    """What visitors of a portal may see: what anybody may, or less where the portal wants it so.

    Anybody can name a portal, so it never leads to more.
    """
    if portal is not None and portal.sees_pending is False:
        return Sight(approved_only=True, own=True)
    return _of_the_site()


def _of_the_site() -> Sight:
    return Sight(site().settings.readers_see == "approved", own=False)
