"""People's wordings of single sentences: every step is kept, the last one of a sentence counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from guidance.store.articles import article_row
from guidance.store.editing_tables import WordingRow
from guidance.store.tables import ArticleRow


@dataclass(frozen=True, slots=True)
class Wording:
    """A step as it is kept; the fields are told in editing_tables.py. `number` grows with every step."""

    number: int
    audience: str
    sentence: str
    source: str
    wording: str | None
    became: str | None
    overridden: tuple[Mapping[str, str], ...]
    why: str
    by: str
    at: datetime


def record(
    session: Session,
    slug: str,
    audience: str,
    sentence: str,
    *,
    source: str,
    wording: str | None,
    why: str,
    by: str,
    at: datetime,
    became: str | None = None,
    overridden: Sequence[Mapping[str, str]] = (),
) -> int:
    """Add a step; its number. Raises NoSuchArticle."""
    row = WordingRow(
        article_id=article_row(session, slug).id,
        audience=audience,
        sentence=sentence,
        source=source,
        wording=wording,
        became=became,
        overridden=[dict(each) for each in overridden],
        why=why,
        by=by,
        at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def latest(session: Session, slug: str) -> tuple[Wording, ...]:
    """The last step of each sentence of an article that has a wording now, oldest first."""
    last = (
        select(func.max(WordingRow.id))
        .join(ArticleRow, ArticleRow.id == WordingRow.article_id)
        .where(ArticleRow.slug == slug)
        .group_by(WordingRow.audience, WordingRow.sentence)
    )
    query = select(WordingRow).where(WordingRow.id.in_(last), WordingRow.wording.is_not(None))
    return tuple(map(_wording, session.scalars(query.order_by(WordingRow.id))))


def standing(session: Session, slug: str) -> dict[str, dict[str, str]]:
    """By audience and sentence, the wordings of an article; some may have lost their source."""
    found: dict[str, dict[str, str]] = {}
    for each in latest(session, slug):
        found.setdefault(each.audience, {})[each.sentence] = each.wording or ""
    return found


def history(session: Session, slug: str, audience: str) -> tuple[Wording, ...]:
    """Every step of an article for an audience, oldest first. Raises NoSuchArticle."""
    row = article_row(session, slug)
    query = select(WordingRow).where(WordingRow.article_id == row.id, WordingRow.audience == audience)
    return tuple(map(_wording, session.scalars(query.order_by(WordingRow.id))))


def _wording(row: WordingRow) -> Wording:
    return Wording(
        number=row.id,
        audience=row.audience,
        sentence=row.sentence,
        source=row.source,
        wording=row.wording,
        became=row.became,
        overridden=tuple(row.overridden),
        why=row.why,
        by=row.by,
        at=row.at,
    )
