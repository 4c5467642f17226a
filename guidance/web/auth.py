"""Who may do what: an API key, sent as "Authorization: Bearer <key>", with the scopes it was made for."""

from flask import Request, g

from guidance.store import keys
from guidance.store.keys import Key
from guidance.web.current import site
from guidance.web.problems import Forbidden, Unauthorized


def require(request: Request, scope: str) -> None:
    """Let pass who may. Raises Unauthorized without a valid key, Forbidden with one of other scopes.

    A key that is sent is always looked at, except where reading is open: there nobody is asked.
    """
    if scope == "read" and site().settings.reading == "open":
        return
    key = _key(request)
    if not key.allows(scope):
        raise Forbidden(f"This needs a key with the scope {scope!r}.")
    g.key = key


def current_key() -> Key:
    """The key that the request was let pass with."""
    key: Key = g.key
    return key


def _key(request: Request) -> Key:
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        raise Unauthorized("Send an API key as: Authorization: Bearer <key>.")
    key = keys.find(site().database, sent.token)
    if key is None:
        raise Unauthorized("The API key is not known, or it was revoked.")
    return key
