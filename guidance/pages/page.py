"""The blueprint of every page, and how a page is answered."""

from functools import partial

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from guidance.errors import GuidanceError
from guidance.pages import errors

LONGEST = 200
"""Characters of a search that are looked at."""


class PageBlueprint(Blueprint):
    """A blueprint of pages: what goes wrong in it is told as a page, by the template given."""

    def __init__(self, name: str, *, url_prefix: str | None = None, failed: str = "error.html") -> None:
        super().__init__(name, "guidance.pages", url_prefix=url_prefix)
        self.register_error_handler(GuidanceError, partial(errors.of_guidance_error, template=failed))
        self.register_error_handler(HTTPException, partial(errors.of_http_exception, template=failed))


def answer(html: str, cache: str) -> Response:
    """A page with an ETag of its bytes; without the bytes where the browser has them already."""
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = cache
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]
