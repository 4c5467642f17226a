"""GET /v1/articles/{slug}: the article in the words of the role that the reader declares.

Answered from stored bytes by one statement, and without them where the reader has them already.
"""

from functools import lru_cache
from typing import Any

from flask import Response, request
from werkzeug.http import http_date, quote_etag

from guidance.plain.audience import Audience
from guidance.representation import JSON
from guidance.store import variants
from guidance.store.articles import NoSuchArticle
from guidance.web import kept, made, members, negotiation, sight
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import RoleQuery
from guidance.web.members import MembersField
from guidance.web.schemas import IF_MODIFIED_SINCE, IF_NONE_MATCH, TEXT, ArticleSchema

blueprint = Blueprint("variants", prefix="/v1", description="An article as a role reads it")
SENT = ("Cache-Control", "Content-Encoding", "ETag", "Last-Modified", "Vary")


class ArticleQuery(RoleQuery):
    """Who reads, and how much of it."""

    members = MembersField()


@blueprint.get("/articles/<slug:slug>")
@blueprint.needs("read")
@blueprint.problems(404, 406, 410)
@blueprint.reads(ArticleQuery, location="query")
@blueprint.takes(IF_NONE_MATCH, IF_MODIFIED_SINCE)
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
    seen = sight.of(request)
    names = query.get("members")
    if names is not None:
        return _some(slug, audience, names, seen)
    media_type = negotiation.choose(request)
    # An empty weak tag, W/"", is read as None.
    known = {tag for tag in request.if_none_match.as_set(include_weak=True) if tag}
    stored = variants.read(
        site().database,
        slug,
        audience.id,
        media_type,
        coding=negotiation.coding(request),
        unless=known,
        approved_only=seen.approved_only,
    )
    return _answer(_found(stored, slug), media_type, seen)


def _found(stored: variants.Stored | None, slug: str) -> variants.Stored:
    if stored is None:
        raise NoSuchArticle(f"There is no article under {slug!r}.")
    kept.allow(request)
    return stored


def _some(slug: str, audience: Audience, names: frozenset[str], seen: sight.Sight) -> Response:
    """Some members of the JSON; there is no other kind of it."""
    negotiation.choose(request, (JSON,))
    read = variants.read(site().database, slug, audience.id, JSON, approved_only=seen.approved_only)
    stored = _found(read, slug)
    headers = _headers(stored, seen)
    return made.answer(request, members.only(stored.body or b"", names), headers)


def _answer(stored: variants.Stored, media_type: str, seen: sight.Sight) -> Response:
    headers = {
        **_headers(stored, seen),
        "ETag": quote_etag(stored.etag),
        "Vary": "Accept, Accept-Encoding, Authorization",
    }
    if stored.body is None or request.if_none_match.star_tag or _is_unmodified(stored):
        return Response(status=304, headers=headers)
    if stored.coding is not None:
        headers["Content-Encoding"] = stored.coding
    return Response(stored.body, headers=headers, mimetype=media_type)


def _headers(stored: variants.Stored, seen: sight.Sight) -> dict[str, str]:
    return {
        "Last-Modified": _http_date(stored.last_modified),
        "Vary": "Accept, Authorization",
        "Cache-Control": seen.cache(lasting=stored.status == "approved"),
    }


def _is_unmodified(stored: variants.Stored) -> bool:
    """Whether the reader's copy is as new, where no ETag is there to tell."""
    if "If-None-Match" in request.headers:
        return False
    since = request.if_modified_since
    return since is not None and stored.last_modified <= since


_http_date = lru_cache(1024)(http_date)
