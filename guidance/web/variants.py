"""GET /v1/articles/{slug}: the article in the words of the role that the reader declares.

Answered from stored bytes by one statement, and without them where the reader has them already.
"""

from functools import lru_cache
from typing import Any

from flask import Response, request
from werkzeug.http import http_date, quote_etag

from guidance.store import variants
from guidance.store.articles import NoSuchArticle
from guidance.web import kept, negotiation, sight
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import RoleQuery
from guidance.web.schemas import IF_NONE_MATCH, TEXT, ArticleSchema

blueprint = Blueprint("variants", prefix="/v1", description="An article as a role reads it")
SENT = ("Cache-Control", "ETag", "Last-Modified", "Vary")


@blueprint.get("/articles/<slug:slug>")
@blueprint.needs("read")
@blueprint.problems(404, 406, 410)
@blueprint.reads(RoleQuery, location="query")
@blueprint.takes(IF_NONE_MATCH)
@blueprint.also(200, schema=ArticleSchema, headers=SENT)
@blueprint.also(200, schema=TEXT, kind="text/html", headers=SENT)
@blueprint.also(200, schema=TEXT, kind="text/markdown", headers=SENT)
@blueprint.also(200, schema=TEXT, kind="text/plain", headers=SENT)
@blueprint.also(304, headers=("Cache-Control", "ETag", "Vary"))
def read_article(query: dict[str, Any], slug: str) -> Response:
    """An article in the words of a role, as JSON, HTML, Markdown or plain text.

    `served_because` tells whose words these are. The clinician's variant is the stored text itself. An
    approved article is served as it was approved while a newer revision is reviewed; one that was withdrawn
    is gone (410).
    """
    audience = query.get("role") or site().default_audience
    media_type = negotiation.choose(request)
    # An empty weak tag, W/"", is read as None.
    known = {tag for tag in request.if_none_match.as_set(include_weak=True) if tag}
    seen = sight.of(request)
    stored = variants.read(
        site().database, slug, audience.id, media_type, unless=known, approved_only=seen.approved_only
    )
    if stored is None:
        raise NoSuchArticle(f"There is no article under {slug!r}.")
    kept.allow(request)
    return _answer(stored, media_type, seen)


def _answer(stored: variants.Stored, media_type: str, seen: sight.Sight) -> Response:
    has_it = stored.body is None or request.if_none_match.star_tag
    headers = [
        ("ETag", quote_etag(stored.etag)),
        ("Last-Modified", _http_date(stored.last_modified)),
        ("Vary", "Accept, Authorization"),
        ("Cache-Control", seen.cache(lasting=stored.status == "approved")),
    ]
    if has_it:
        return Response(status=304, headers=headers)
    return Response(stored.body, headers=headers, mimetype=media_type)


_http_date = lru_cache(1024)(http_date)
