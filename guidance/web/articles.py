"""GET and POST /v1/articles, PUT /v1/articles/{slug}: the list, a new article, a new revision."""

from typing import Any

import marshmallow as ma
from flask import Response, request
from marshmallow import fields

from guidance import jobs
from guidance.store import listing
from guidance.web import auth, headers, kept, made, sight, submissions
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import CursorField, LimitField, RoleQuery, line
from guidance.web.schemas import IF_NONE_MATCH, ListedSchema

blueprint = Blueprint("articles", prefix="/v1", description="Articles")


class ListQuery(RoleQuery):
    """Which articles, and which page of them."""

    q = line(200, description="Words that must all stand in what the role reads, in any case.")
    topic = line(100, description="A specialty, in any case.")
    cursor = CursorField()
    limit = LimitField()


class PageSchema(ma.Schema):
    """One page of the list; `next` is the cursor of the page that follows, null on the last."""

    items = fields.List(fields.Nested(ListedSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class SavedSchema(ma.Schema):
    """What saving came to. `changed` is false where the same text stood already; `etag` is for If-Match."""

    slug = fields.String(required=True)
    revision = fields.Integer(required=True)
    created = fields.Boolean(required=True)
    changed = fields.Boolean(required=True)
    etag = fields.Function(lambda saved: f'"{saved.etag}"', required=True, metadata={"type": "string"})


_PAGE = PageSchema()


@blueprint.get("/articles")
@blueprint.needs("read")
@blueprint.reads(ListQuery, location="query")
@blueprint.takes(IF_NONE_MATCH)
@blueprint.also(200, schema=PageSchema, headers=("Cache-Control", "Content-Encoding", "ETag", "Link", "Vary"))
@blueprint.also(304, headers=("Cache-Control", "ETag", "Vary"))
def list_articles(query: dict[str, Any]) -> Response:
    """The articles that a role can read, the last updated first."""
    audience = query.pop("role", None) or site().default_audience
    limit = query.pop("limit", site().settings.page_size)
    seen = sight.of(request)
    with site().database.reading() as session:
        page = listing.list_page(
            session, audience=audience.id, limit=limit, approved_only=seen.approved_only, **query
        )
    kept.allow(request)
    sent = {"Cache-Control": seen.cache(lasting=False), "Vary": "Authorization"}
    return made.answer(request, _PAGE.dump(page), sent | headers.following(page.next))


@blueprint.post("/articles")
@blueprint.needs("edit")
@blueprint.problems(409)
@blueprint.takes(body=submissions.BODY)
@blueprint.answers(201, SavedSchema, headers=("Location", "ETag"))
def create_article() -> tuple[jobs.Saved, dict[str, str]]:
    """Keep a new article for every audience.

    Review starts at "submitted", or at "draft", which no reader sees, where the front matter says so.
    """
    sent, key = submissions.read(request), auth.current_key()
    saved = jobs.create_article(site(), sent.content, by=key.name, note=sent.note)
    return saved, {"Location": f"/v1/articles/{saved.slug}", "ETag": f'"{saved.etag}"'}


@blueprint.put("/articles/<slug:slug>")
@blueprint.needs("edit")
@blueprint.problems(404, 412, 428)
@blueprint.takes(submissions.IF_MATCH, body=submissions.BODY)
@blueprint.answers(200, SavedSchema)
def replace_article(slug: str) -> jobs.Saved:
    """Keep a new revision of an article; the same text again changes nothing.

    Older revisions stay as they were. Review starts again, at "submitted" or at "draft"; until the new
    revision is approved, readers keep the one that was approved before.
    """
    known, sent, key = submissions.if_match(request), submissions.read(request), auth.current_key()
    return jobs.revise_article(site(), slug, sent.content, by=key.name, note=sent.note, if_match=known)
