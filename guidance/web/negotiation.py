"""Which kind of content the reader gets."""

from flask import Request

from guidance.web.problems import NotAcceptable

VARIANT_TYPES = ("application/json", "text/html", "text/markdown", "text/plain")
"""What an article is served as; the first where the reader has no preference."""


def choose(request: Request, offered: tuple[str, ...] = VARIANT_TYPES) -> str:
    """The offered type that the Accept header prefers. Raises NotAcceptable, naming what there is."""
    accept = request.accept_mimetypes
    if not accept:
        return offered[0]
    chosen: str | None = accept.best_match(offered)
    if chosen is None:
        raise NotAcceptable(f"This is served as {', '.join(offered)}.")
    return chosen
