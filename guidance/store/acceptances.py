"""Withheld variants that a reviewer accepted: every step is kept, the last one of an audience counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from guidance.store.articles import article_row
from guidance.store.editing_tables import AcceptanceRow
from guidance.store.tables import ArticleRow


@dataclass(frozen=True, slots=True)
class Acceptance:
    """It holds while the text of the variant has that `digest`."""

    audience: str
    digest: str
    why: str
    by: str
    at: datetime


def record(
    session: Session,
    slug: str,
    audience: str,
    *,
    digest: str,
    accepted: bool,
    why: str,
    by: str,
    at: datetime,
) -> None:
    """Add a step: accepted, or taken back. Raises NoSuchArticle."""
    session.add(
        AcceptanceRow(
            article_id=article_row(session, slug).id,
            audience=audience,
            digest=digest,
            accepted=accepted,
            why=why,
            by=by,
            at=at,
        )
    )
    session.flush()


def latest(session: Session, slug: str) -> dict[str, Acceptance]:
    """By audience the acceptances of an article that nobody took back, whether their text stands or not."""
    last = (
        select(func.max(AcceptanceRow.id))
        .join(ArticleRow, ArticleRow.id == AcceptanceRow.article_id)
        .where(ArticleRow.slug == slug)
        .group_by(AcceptanceRow.audience)
    )
    rows = session.scalars(select(AcceptanceRow).where(AcceptanceRow.id.in_(last), AcceptanceRow.accepted))
    return {row.audience: Acceptance(row.audience, row.digest, row.why, row.by, row.at) for row in rows}
