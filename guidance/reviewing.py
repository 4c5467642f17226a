"""A step of a review, and what it changes in what is served: in one transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from guidance.publish import refresh
from guidance.settings import Settings
from guidance.site import Site
from guidance.store import articles, reviews, variants
from guidance.store.reviews import ReviewEvent
from guidance.store.steps import Actor
from guidance.store.variants import Outdated
from guidance.store.withdrawals import PLAIN, Withdrawal


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that somebody asks for: where to, why, and for an approval when it is to be reviewed next.

    Without `review_due` the site's own interval counts. `withdrawal` is what a step to "withdrawn" says
    to those who keep copies.
    """

    target: str
    why: str = ""
    review_due: date | None = None
    withdrawal: Withdrawal = PLAIN


def review_article(
    site: Site,
    slug: str,
    asked: Asked,
    *,
    actor: Actor,
    if_match: Collection[str] | None = None,
    version: int | None = None,
) -> ReviewEvent:
    """Take a step, if the article still is as the actor knows it.

    `if_match` holds unquoted ETags of which one must be of something made of the newest revision now;
    `version` is that of reviews.version. None of both asks nothing. Raises Outdated, and as reviews.take.
    """
    with site.database.writing() as session:
        # First of all, so that nothing is read that another changes before it is our turn.
        articles.lock(session, slug)
        variants.expect(session, slug, if_match)
        expect_version(session, slug, version)
        return take_step(session, site, slug, asked, actor=actor)


def take_step(session: Session, site: Site, slug: str, asked: Asked, *, actor: Actor) -> ReviewEvent:
    """Take a step and make what is served say so. Raises as reviews.take."""
    at = datetime.now(UTC)
    due = asked.review_due
    if asked.target == "approved" and due is None:
        due = next_review(site.settings, at.date())
    event = reviews.take(
        session,
        slug,
        asked.target,
        actor=actor,
        why=asked.why,
        review_due=due,
        withdrawal=asked.withdrawal,
        at=at,
    )
    refresh(session, site, slug, by=actor.name, at=at)
    return event


def expect_version(session: Session, slug: str, version: int | None) -> None:
    """See to it that neither a revision nor a step has come since. Raises NoSuchArticle or Outdated."""
    if version is not None and reviews.version(session, slug) != version:
        raise Outdated(f"{slug!r} is not as it was when you opened it.")


def next_review(settings: Settings, day: date) -> date | None:
    """The last day before the notice is back on what was approved that day; None where there is none."""
    return day + timedelta(days=settings.review_days) if settings.review_days else None
