"""Which kind of content the reader gets."""

from functools import lru_cache

from flask import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

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
