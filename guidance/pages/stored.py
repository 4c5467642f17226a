"""A page that is set from stored fragments: one statement, and no template where the browser has it.

Its ETag is that of the stored bytes and the version of its look.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Response, request
from markupsafe import Markup

from guidance.fragments import GLOSSARY_TITLE, REFERENCES_TITLE
from guidance.pages import terms
from guidance.pages.readers import Reader
from guidance.representation import PARTS
from guidance.store import variants
from guidance.store.articles import NoSuchArticle
from guidance.web.current import site
from guidance.web.sight import Sight


class Asked(NamedTuple):
    """Which article, who reads it, what they may see, and the version of the page around it."""

    slug: str
    reader: Reader
    seen: Sight
    look: str


def answer(asked: Asked, write: Callable[[dict[str, Any]], str]) -> Response:
    """The page that `write` makes of the stored parts; 304 where the browser has it already.

    Raises NoSuchArticle or Withdrawn.
    """
    stored = variants.read(
        site().database,
        asked.slug,
        asked.reader.audience.id,
        PARTS,
        unless=_known(asked.look),
        approved_only=asked.seen.approved_only,
    )
    if stored is None:
        raise NoSuchArticle(f"There is no article under {asked.slug!r}.")
    response = Response(mimetype="text/html")
    response.set_etag(f"{stored.etag}.{asked.look}")
    response.headers["Vary"] = "Authorization"
    response.headers["Cache-Control"] = asked.seen.cache(lasting=stored.status == "approved")
    if stored.body is None or request.if_none_match.star_tag:
        response.status_code = 304
    else:
        response.set_data(write(json.loads(stored.body)))
    return response


def shown(parts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """What the templates of an article have in common to work with."""
    text = terms.mark(parts["html"]["body"])
    return {
        "article": parts,
        "body": text.html,
        "used": text.used,
        "references": Markup(parts["html"]["references"]),  # noqa: S704  (escaped when it was stored)
        "reader": reader,
        "asked": site().audiences.get(parts["served_because"]["asked"]),
        "titles": {"glossary": GLOSSARY_TITLE, "references": REFERENCES_TITLE},
    }


def _known(look: str) -> set[str]:
    """The stored ETags of those pages that the browser has in the present look."""
    suffix = f".{look}"
    tags = request.if_none_match.as_set(include_weak=True)
    return {tag.removesuffix(suffix) for tag in tags if tag and tag.endswith(suffix)}
