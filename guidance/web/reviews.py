"""GET and POST /v1/articles/{slug}/reviews: the history of a review, and its next step."""

from typing import Any

import marshmallow as ma
from flask import request
from marshmallow import fields, validate

from guidance.article.metadata import STATUSES
from guidance.representation import MARKDOWN
from guidance.reviewing import Asked, review_article
from guidance.store import articles, reviews, steps, variants
from guidance.store.withdrawals import Withdrawal
from guidance.web import auth, patterns, slugs, submissions
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import Exactly, InputSchema

blueprint = Blueprint("reviews", prefix="/v1", description="The review of an article")
_STATUS = validate.OneOf(STATUSES)


class StepInput(InputSchema):
    """The step to take: where the review is to stand, and why."""

    status = fields.String(required=True, validate=_STATUS)
    comment = fields.String(
        load_default="",
        validate=[
            validate.Length(max=reviews.LONGEST_REASON),
            Exactly(patterns.TEXT, error="Control characters are not allowed."),
        ],
        metadata={"description": "Why; needed for changes_requested and withdrawn. Readers never see it."},
    )
    review_due = fields.Date(
        load_default=None,
        metadata={"description": "With approved: the last day before the notice is back on it."},
    )
    recall = fields.Boolean(
        truthy={True},
        falsy={False},
        load_default=False,
        metadata={"description": "With withdrawn, for safety: apps must tell readers who had it."},
    )
    superseded_by = fields.String(
        load_default=None,
        validate=Exactly(f"^{slugs.PATTERN}$"),
        metadata={"description": "With withdrawn: the slug of the article to read instead."},
    )


class ReviewEventSchema(ma.Schema):
    """A step that was taken: which revision, from where to where, when, by whom, why."""

    revision = fields.Integer(required=True)
    from_status = fields.String(required=True, allow_none=True, validate=_STATUS)
    to_status = fields.String(required=True, validate=_STATUS)
    at = fields.DateTime(required=True)
    by = fields.String(required=True)
    comment = fields.String(required=True)
    recall = fields.Boolean(required=True)
    superseded_by = fields.String(required=True, allow_none=True)


class ReviewSchema(ma.Schema):
    """Where the review stands. `served` is the revision that readers get, null where they get none; `steps`
    are those that this key may take now; `etag` is for If-Match; `events` come the oldest first."""

    slug = fields.String(required=True)
    status = fields.String(required=True, validate=_STATUS)
    revision = fields.Integer(required=True)
    served = fields.Integer(required=True, allow_none=True)
    review_due = fields.Date(required=True, allow_none=True)
    steps = fields.List(fields.String(validate=_STATUS), required=True)
    etag = fields.String(required=True)
    events = fields.List(fields.Nested(ReviewEventSchema), required=True)


@blueprint.get("/articles/<slug:slug>/reviews")
@blueprint.needs("edit", "review")
@blueprint.problems(404)
@blueprint.answers(200, ReviewSchema)
def read_review(slug: str) -> dict[str, Any]:
    """The history of a review, where it stands, and the steps that are open to the key."""
    return _review(slug)


@blueprint.post("/articles/<slug:slug>/reviews")
@blueprint.needs("edit", "review")
@blueprint.problems(404, 409, 412, 428)
@blueprint.takes(submissions.IF_MATCH)
@blueprint.reads(StepInput)
@blueprint.answers(201, ReviewSchema)
def take_step(sent: dict[str, Any], slug: str) -> dict[str, Any]:
    """Take the next step of a review.

    Submitting takes the scope edit, every other step the scope review; nobody approves what they wrote.
    If-Match sees to it that what is approved is what was read: the ETag of anything made of the newest
    revision.
    """
    said = Withdrawal(sent["recall"], sent["superseded_by"])
    asked = Asked(sent["status"], sent["comment"], sent["review_due"], said)
    review_article(site(), slug, asked, actor=auth.actor(), if_match=submissions.if_match(request))
    return _review(slug)


def _review(slug: str) -> dict[str, Any]:
    whole = next(audience.id for audience in site().audiences.all if not audience.rewrite)
    with site().database.reading() as session:
        article = articles.get(session, slug)
        authors = reviews.authors(session, slug)
        return {
            "slug": slug,
            "status": article.status,
            "revision": article.revision,
            "served": article.served,
            "review_due": article.review_due,
            "steps": [step.target for step in steps.open_to(article.status, auth.actor(), authors=authors)],
            "etag": f'"{variants.etags(session, slug)[whole, MARKDOWN]}"',
            "events": reviews.events(session, slug),
        }
