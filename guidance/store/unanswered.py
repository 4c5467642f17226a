"""Questions that nothing answered, for the content team: what was asked and how often, never by whom."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from guidance.errors import NotFound
from guidance.store import audit
from guidance.store.articles import article_row
from guidance.store.tables import ArticleRow, RevisionRow, UnansweredRow

MOST_KEPT = 500
"""Questions of one article that wait to be handled; while there are so many, new ones are not kept."""


class NoSuchQuestion(NotFound):
    """No such question waits."""

    code = "no-such-question"
    title = "There is no such question"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and how often it was asked; UnansweredRow tells what each part holds."""

    id: int
    text: str
    count: int
    first_on: date
    last_on: date
    handled_on: date | None
    handled_by: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions about one article, the most asked first, and how often all of them were asked."""

    slug: str
    title: str
    total: int
    questions: tuple[Question, ...]


def keep(session: Session, slug: str, *, text: str, folded: str, today: date) -> bool:
    """Keep a question, or count it once more; returns whether it was kept.

    One that was handled waits again when it is asked again. Raises NoSuchArticle.
    """
    article = article_row(session, slug)
    waiting = (UnansweredRow.article_id == article.id, UnansweredRow.handled_on.is_(None))
    known = session.scalar(
        select(UnansweredRow.id).where(UnansweredRow.article_id == article.id, UnansweredRow.folded == folded)
    )
    kept = session.scalar(select(func.count()).select_from(UnansweredRow).where(*waiting)) or 0
    if known is None and kept >= MOST_KEPT:
        return False
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new: dict[str, Any] = {
        "article_id": article.id,
        "text": text,
        "folded": folded,
        "count": 1,
        "first_on": today,
        "last_on": today,
    }
    again = {"count": UnansweredRow.count + 1, "last_on": today, "handled_on": None, "handled_by": None}
    session.execute(
        insert(UnansweredRow)
        .values(**new)
        .on_conflict_do_update(index_elements=["article_id", "folded"], set_=again)
    )
    return True


def listed(session: Session, *, handled: bool = False, limit: int = 200) -> tuple[Asked, ...]:
    """The questions that wait, or those that were handled, by article: the most asked about first."""
    total = func.sum(UnansweredRow.count).over(partition_by=UnansweredRow.article_id).label("total")
    done = UnansweredRow.handled_on.is_not(None) if handled else UnansweredRow.handled_on.is_(None)
    query = (
        select(UnansweredRow, ArticleRow.slug, RevisionRow.title, total)
        .join(ArticleRow, ArticleRow.id == UnansweredRow.article_id)
        .join(RevisionRow, RevisionRow.id == ArticleRow.current_id)
        .where(done)
        .order_by(total.desc(), ArticleRow.slug, UnansweredRow.count.desc(), UnansweredRow.id)
        .limit(limit)
    )
    groups: dict[str, Asked] = {}
    for row, slug, title, count in session.execute(query):
        group = groups.setdefault(slug, Asked(slug, title, int(count), ()))
        question = Question(
            row.id,
            row.text,
            row.count,
            row.first_on,
            row.last_on,
            row.handled_on,
            row.handled_by,
        )
        groups[slug] = Asked(slug, title, group.total, (*group.questions, question))
    return tuple(groups.values())


def handle(session: Session, number: int, *, by: str, today: date) -> str:
    """Mark a question as handled, and return the slug of its article. Raises NoSuchQuestion."""
    query = (
        select(ArticleRow.slug)
        .join(UnansweredRow, UnansweredRow.article_id == ArticleRow.id)
        .where(UnansweredRow.id == number, UnansweredRow.handled_on.is_(None))
    )
    slug = session.scalar(query)
    if slug is None:
        raise NoSuchQuestion("That question does not wait any more.")
    session.execute(
        update(UnansweredRow).where(UnansweredRow.id == number).values(handled_on=today, handled_by=by)
    )
    audit.record(session, "question.handled", by=by, subject=slug, question=number)
    return slug
