"""Who may do what: an API key, sent as "Authorization: Bearer <key>", with the scopes it was made for."""

from flask import Request, g

from guidance.store import keys
from guidance.store.keys import Key
from guidance.store.steps import BY_SCOPE, Actor
from guidance.web.current import site
from guidance.web.problems import Forbidden, Unauthorized


def require(request: Request, *scopes: str) -> None:
    """Let pass who may: who has a key of one of the scopes. Raises Unauthorized without a valid key,
    Forbidden with one of other scopes.

    A key that is sent is always looked at, except where reading is open: there nobody is asked.
    """
    if scopes == ("read",) and site().settings.reading == "open":
        return
    key = _key(request)
    if not any(key.allows(scope) for scope in scopes):
        raise Forbidden(f"This needs a key with the scope {' or '.join(map(repr, scopes))}.")
    g.key = key


def current_key() -> Key:
    """The key that the request was let pass with."""
    key: Key = g.key
    return key


def actor() -> Actor:
    """The key that the request was let pass with, as one who takes part in a review."""
    key = current_key()
    return Actor(key.name, frozenset(role for scope, role in BY_SCOPE.items() if key.allows(scope)))


def sent_key(request: Request) -> Key | None:
    """The key that was sent, None where there is none, or one that is not good.

    It is looked up once for each request, however many ask for it.
    """
    if "HTTP_AUTHORIZATION" not in request.environ:
        return None
    if "sent_key" not in g:
        sent = request.authorization
        g.sent_key = None  # so that an answer about a database that fails does not ask it again
        if sent is not None and sent.type == "bearer" and sent.token:
            g.sent_key = keys.find(site().database, sent.token)
    found: Key | None = g.sent_key
    return found


def _key(request: Request) -> Key:
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        raise Unauthorized("Send an API key as: Authorization: Bearer <key>.")
    key = sent_key(request)
    if key is None:
        raise Unauthorized("The API key is not known, or it was revoked.")
    return key
