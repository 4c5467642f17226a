"""GET /v1/articles/{slug}: the article in the words of the role that the reader declares.

Answered from stored bytes by one statement, and without them where the reader has them already.
"""

from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import marshmallow as ma
from flask import Response, request
from marshmallow import fields
from werkzeug.http import http_date, quote_etag

from guidance.plain.audience import Audience
from guidance.representation import JSON
from guidance.store import history, variants
from guidance.store.articles import NoSuchArticle
from guidance.store.history import Wanted
from guidance.store.packing import Coding
from guidance.store.variants import Stored
from guidance.web import kept, made, members, negotiation, sight
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import RevisionField, RoleQuery
from guidance.web.members import MembersField
from guidance.web.schemas import IF_MODIFIED_SINCE, IF_NONE_MATCH, TEXT

blueprint = Blueprint("variants", prefix="/v1", description="An article as a role reads it")
SENT = ("Cache-Control", "Content-Encoding", "ETag", "Last-Modified", "Link", "Vary")


class ArticleQuery(RoleQuery):
    """Who reads, how much of it, and as it was when.

    Most readers send one of a few roles, so that what they sent is `remembered`, and not read anew.
    """

    remembered: ClassVar[bool] = True

    members = MembersField()
    as_of = fields.AwareDateTime(
        format="iso", metadata={"description": "The article as this role read it at that time (RFC 3339)."}
    )
    revision = RevisionField()

    @ma.validates_schema
    def _one_past(self, data: dict[str, Any], **_: object) -> None:
        if "as_of" in data and "revision" in data:
            raise ma.ValidationError("Send as_of or revision, not both.", "revision")


@blueprint.get("/articles/<slug:slug>")
@blueprint.needs("read")
@blueprint.problems(404, 406, 410)
@blueprint.reads(ArticleQuery, location="query")
@blueprint.takes(IF_NONE_MATCH, IF_MODIFIED_SINCE)
@blueprint.also(200, schema=members.EITHER, headers=SENT)
@blueprint.also(200, schema=TEXT, kind="text/html", headers=SENT)
@blueprint.also(200, schema=TEXT, kind="text/markdown", headers=SENT)
@blueprint.also(200, schema=TEXT, kind="text/plain", headers=SENT)
@blueprint.also(304, headers=("Cache-Control", "ETag", "Vary"))
def read_article(query: dict[str, Any], slug: str) -> Response:
    """An article in the words of a role, as JSON, HTML, Markdown or plain text.

    `served_because` tells whose words these are. The clinician's variant is the stored text itself. An
    approved article is served as it was approved while a newer revision is reviewed; one that was withdrawn
    is gone (410). What a reader saw at an earlier time, `as_of`, may have been withdrawn since: the address
    in Link, without a time, tells.
    """
    audience = query.get("role") or site().default_audience
    asked = _Asked(slug, audience, Wanted(query.get("as_of"), query.get("revision")), sight.of(request))
    names = query.get("members")
    if names is not None:
        # There are members of nothing but JSON.
        negotiation.choose(request, (JSON,))
        stored = _stored(asked, JSON, None, set())
        return made.answer(request, members.only(stored.body or b"", names), _headers(asked, stored))
    media_type = negotiation.choose(request)
    # An empty weak tag, W/"", is read as None.
    known = {tag for tag in request.if_none_match.as_set(include_weak=True) if tag}
    return _answer(asked, _stored(asked, media_type, negotiation.coding(request), known), media_type)


class _Asked(NamedTuple):
    """Which article, for whom, as it was when."""

    slug: str
    audience: Audience
    past: Wanted
    seen: sight.Sight


def _stored(asked: _Asked, media_type: str, coding: Coding | None, known: set[str]) -> Stored:
    """What is served, or was; without its body where its ETag is known."""
    slug, reader, only = asked.slug, asked.audience.id, asked.seen.approved_only
    database = site().database
    stored: Stored | None
    if asked.past == Wanted():
        stored = variants.read(
            database, slug, reader, media_type, coding=coding, unless=known, approved_only=only
        )
    else:
        stored = history.read(
            database, slug, reader, media_type, asked.past, coding=coding, approved_only=only
        )
    if stored is None:
        raise NoSuchArticle(f"There is no article under {slug!r}.")
    kept.allow(request)
    return stored


def _answer(asked: _Asked, stored: Stored, media_type: str) -> Response:
    headers = _headers(asked, stored)
    headers |= {"ETag": quote_etag(stored.etag), "Vary": f"Accept-Encoding, {headers['Vary']}"}
    tags = request.if_none_match
    if stored.body is None or tags.contains_weak(stored.etag) or _is_unmodified(stored):
        return Response(status=304, headers=headers)
    if stored.coding is not None:
        headers["Content-Encoding"] = stored.coding
    return Response(stored.body, headers=headers, mimetype=media_type)


def _headers(asked: _Asked, stored: Stored) -> dict[str, str]:
    headers = {
        "Last-Modified": _http_date(stored.last_modified),
        "Vary": "Accept, Authorization",
        "Cache-Control": asked.seen.cache(lasting=stored.status == "approved"),
    }
    if asked.past != Wanted():
        headers["Link"] = f'<{request.path}>; rel="latest-version"'
    return headers


def _is_unmodified(stored: variants.Stored) -> bool:
    """Whether the reader's copy is as new, where no ETag is there to tell."""
    if "If-None-Match" in request.headers:
        return False
    since = request.if_modified_since
    return since is not None and stored.last_modified <= since


_http_date = lru_cache(1024)(http_date)
