"""GET /v1/changes: what changed for a role since the app last asked, for apps that keep copies."""

from typing import Any
from urllib.parse import urlencode

import marshmallow as ma
from flask import request
from marshmallow import fields, validate
from werkzeug.http import quote_etag

from guidance.article.metadata import STATUSES
from guidance.store import changes
from guidance.store.changes import Asked, Tombstone, Upsert
from guidance.web import sight
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import CursorField, DigitsField, RoleQuery, yes_or_no

PAGE, LARGEST_PAGE = 100, 1_000
"""Changes on a page: where nothing is said, and at most."""
DAY = 86_400  # seconds

blueprint = Blueprint("changes", prefix="/v1", description="What changed, for apps that keep copies")


class ChangesQuery(RoleQuery):
    """Since when, for whom, how much."""

    cursor = CursorField()
    limit = DigitsField(
        validate=validate.Range(1, LARGEST_PAGE),
        load_default=PAGE,
        metadata={"description": "How many changes a page holds at most."},
    )
    bodies = yes_or_no("Whether each article comes with its JSON, so that none has to be fetched.")


class CopySchema(ma.Schema):
    """What the role reads of an article now, told so that an app can decide what to fetch.

    `etag` is that of the JSON under `url`: the SHA-256 of its bytes, in quotes; `size` counts them. From
    the day after `review_due` on, the same article comes again with another ETag and a notice. `body` is
    the JSON itself as one text, null where it was not asked for.
    """

    title = fields.String(required=True)
    audience = fields.String(required=True)
    served_audience = fields.String(required=True)
    etag = fields.String(required=True)
    size = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    review_due = fields.Date(required=True, allow_none=True)
    last_modified = fields.DateTime(required=True)
    url = fields.String(required=True, metadata={"format": "uri-reference"})
    body = fields.String(required=True, allow_none=True)


class GoneSchema(ma.Schema):
    """Why a copy must go. With `recall`, whoever has read it must be told that it was not safe."""

    reason = fields.String(required=True, validate=validate.OneOf(changes.REASONS))
    recall = fields.Boolean(required=True)
    superseded_by = fields.String(required=True, allow_none=True)


class ChangeSchema(ma.Schema):
    """A change: an "upsert" has an `article`, a "tombstone" has `gone`; the other one is null."""

    kind = fields.String(required=True, validate=validate.OneOf(["upsert", "tombstone"]))
    slug = fields.String(required=True)
    changed_at = fields.DateTime(required=True)
    article = fields.Nested(CopySchema, required=True, allow_none=True)
    gone = fields.Nested(GoneSchema, required=True, allow_none=True)


class ChangesSchema(ma.Schema):
    """One page. `cursor` is for the next question, to be asked at once where there is `more`.

    With `reset` this is the beginning: copies that no page up to the last names must go. `max_age` is the
    seconds for which copies may be shown after the last page was read.
    """

    audience = fields.String(required=True)
    reset = fields.Boolean(required=True)
    items = fields.List(fields.Nested(ChangeSchema), required=True)
    cursor = fields.String(required=True)
    more = fields.Boolean(required=True)
    max_age = fields.Integer(required=True)


@blueprint.get("/changes")
@blueprint.needs("read")
@blueprint.reads(ChangesQuery, location="query")
@blueprint.answers(200, ChangesSchema, headers=("Cache-Control", "Vary"))
def list_changes(query: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What changed for a role after the cursor, in the order in which it happened; without one, all.

    Each article comes once, as it stands now. A page with bodies ends early at 2,000,000 bytes of them.
    """
    audience, seen = query.get("role") or site().default_audience, sight.of(request)
    asked = Asked(
        audience=audience.id,
        approved_only=seen.approved_only,
        cursor=query.get("cursor"),
        limit=query["limit"],
        bodies=query.get("bodies", False),
    )
    with site().database.reading() as session:
        page = changes.page(session, asked)
    told = {
        "audience": audience.id,
        "reset": page.reset,
        "items": [_told(item, audience.id) for item in page.items],
        "cursor": page.cursor,
        "more": page.more,
        "max_age": site().settings.copy_days * DAY,
    }
    return told, {"Cache-Control": seen.cache(lasting=False), "Vary": "Authorization"}


def _told(item: Upsert | Tombstone, audience: str) -> dict[str, Any]:
    upsert = isinstance(item, Upsert)
    told: dict[str, Any] = {
        "kind": "upsert" if upsert else "tombstone",
        "slug": item.slug,
        "changed_at": item.at,
        "article": None,
        "gone": item,
    }
    if isinstance(item, Upsert):
        asked = {"role": request.args["role"]} if "role" in request.args else {}
        url = f"/v1/articles/{item.slug}" + (f"?{urlencode(asked)}" if asked else "")
        members = {name: getattr(item, name) for name in _SAME}
        told["article"] = {**members, "audience": audience, "etag": quote_etag(item.etag), "url": url}
        told["gone"] = None
    return told


_SAME = (
    "title",
    "served_audience",
    "size",
    "revision",
    "status",
    "review_due",
    "last_modified",
    "body",
)
