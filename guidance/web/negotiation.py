"""Which kind of content the reader gets, and how it is packed for the way."""

from functools import lru_cache

from flask import Request
from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header

from guidance.store.packing import CODINGS, Coding
from guidance.web.problems import NotAcceptable

VARIANT_TYPES = ("application/json", "text/html", "text/markdown", "text/plain")
"""What an article is served as; the first where the reader has no preference."""


def choose(request: Request, offered: tuple[str, ...] = VARIANT_TYPES) -> str:
    """The offered type that the Accept header prefers. Raises NotAcceptable, naming what there is."""
    chosen = _best(request.headers.get("Accept", ""), offered)
    if chosen is None:
        raise NotAcceptable(f"This is served as {', '.join(offered)}.")
    return chosen


# Readers' programs say the same each time, and what they say is long.
@lru_cache(256)
def _best(header: str, offered: tuple[str, ...]) -> str | None:
    accept = parse_accept_header(header, MIMEAccept)
    return accept.best_match(offered) if accept else offered[0]


def coding(request: Request) -> Coding | None:
    """How the bytes may be packed, None for as they are; that is sent, too, where nothing else is left."""
    return _coding(request.headers.get("Accept-Encoding", ""))


@lru_cache(256)
def _coding(header: str) -> Coding | None:
    accept = parse_accept_header(header, Accept)
    named = {name.lower(): quality for name, quality in accept}
    best = max(CODINGS, key=lambda one: named.get(one, named.get("*", 0)))
    quality = named.get(best, named.get("*", 0))
    # Without a word of its own, what is not packed is what one takes if need be.
    return best if quality > 0 and quality >= named.get("identity", 0) else None
