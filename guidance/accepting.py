"""A withheld variant that a reviewer accepts is served, and says so, until its text changes."""

from collections.abc import Collection
from datetime import UTC, datetime

from guidance.article.characters import even
from guidance.editing import rewritten_for
from guidance.errors import Conflict
from guidance.publish import publish, standing_revisions
from guidance.rewording import digest
from guidance.sentences import account, expect
from guidance.site import Site
from guidance.store import acceptances, articles, audit, variants
from guidance.store.steps import ReasonRequired


class NotWithheld(Conflict):
    """There is nothing to accept, or no acceptance to take back."""

    code = "not-withheld"
    title = "The variant is not withheld"


def accept_variant(
    site: Site,
    slug: str,
    audience: str,
    *,
    accepted: bool,
    by: str,
    why: str,
    if_match: Collection[str] | None,
) -> None:
    """Have a withheld variant served although it is beyond its limits, or take that back; publish.

    It ends when the text of the variant changes. `if_match` holds ETags of the whole account. Raises
    ReasonRequired, NotWithheld, Outdated, NoSuchArticle, UnknownAudience or NotRewritten.
    """
    reader = rewritten_for(site, audience)
    if not even(why).strip():
        raise ReasonRequired("Say why the variant may be read as it is, or why it may not any more.")
    at = datetime.now(UTC)
    with site.database.writing() as session:
        articles.lock(session, slug)
        found = account(session, site, slug, audience)
        expect(found, None, if_match)
        if not found["withheld"] or (found["acceptance"] is not None) == accepted:
            raise NotWithheld(f"{slug!r} for {audience!r} stands as it is asked for already.")
        [variant] = [one for one in variants.kept(session, slug) if one.audience == reader.id]
        acceptances.record(
            session,
            slug,
            audience,
            digest=digest(variant),
            accepted=accepted,
            why=even(why).strip(),
            by=by,
            at=at,
        )
        action = "variant.accepted" if accepted else "variant.withheld"
        audit.record(session, action, by=by, subject=slug, at=at, audience=audience, why=why)
        for number in standing_revisions(session, slug):
            publish(session, site, slug, {}, by=by, at=at, number=number)
