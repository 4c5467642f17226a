"""The review of an article: an append-only line of events, and where it stands."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from guidance.article.characters import fault_in
from guidance.errors import Fault, InvalidInput
from guidance.store import audit, steps, visibility, withdrawals
from guidance.store.articles import NoSuchRevision, article_row, current_row, exists, lock
from guidance.store.steps import Actor
from guidance.store.tables import ArticleRow, ReviewEventRow, RevisionRow, WithdrawalRow, WordingRow
from guidance.store.withdrawals import PLAIN, Withdrawal

LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One step: who moved which revision from where (None: newly kept) to where, when, and why.

    `recall` and `superseded_by` are what a withdrawal said to those who keep copies.
    """

    revision: int
    from_status: str | None
    to_status: str
    at: datetime
    by: str
    comment: str
    recall: bool = False
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one revision has come for whoever gets to see it, and by which steps.

    For the revision that readers have as approved that is where it stood when it was approved, whatever
    has come since. `review_due` is the last day before the notice is back on it.
    """

    status: str
    events: tuple[ReviewEvent, ...]
    review_due: date | None


def take(
    session: Session,
    slug: str,
    target: str,
    *,
    actor: Actor,
    why: str = "",
    review_due: date | None = None,
    withdrawal: Withdrawal = PLAIN,
    at: datetime | None = None,
) -> ReviewEvent:
    """Move the newest revision to that status, by the table of steps, and settle what readers get.

    `review_due` is for approving: the last day before the notice is back. `withdrawal` is for withdrawing.
    What is served is not written here (reviewing.take_step does). Raises NoSuchArticle, UnknownStatus,
    WrongStep, StepNotAllowed, OwnWork, ReasonRequired, or InvalidInput.
    """
    lock(session, slug)
    row = article_row(session, slug)
    step = steps.find(row.status, target)
    steps.check(step, actor, why=why, authors=authors(session, slug))
    at = at or datetime.now(UTC)
    _check_input(target, why, review_due, at, _faults_of(session, slug, target, withdrawal))
    event = ReviewEventRow(
        article_id=row.id,
        revision_id=current_row(row).id,
        from_status=row.status,
        to_status=target,
        at=at,
        by=actor.name,
        comment=why.strip(),
    )
    row.status, row.changed_at = target, at
    if target == "approved":
        row.review_due = review_due
    visibility.settle(row)
    session.add(event)
    session.flush()
    withdrawals.record(session, event.id, withdrawal)
    made = _event(event, current_row(row).number, withdrawal)
    audit.record(
        session,
        "review.moved",
        by=actor.name,
        subject=slug,
        at=at,
        revision=made.revision,
        moved_from=made.from_status,
        moved_to=target,
        why=made.comment,
        review_due=review_due.isoformat() if review_due else None,
        **({} if withdrawal == PLAIN else asdict(withdrawal)),
    )
    return made


def authors(session: Session, slug: str) -> frozenset[str]:
    """Who wrote what is under review: the newest revision, all since the last that was approved, and the
    wordings of sentences that were given since.

    Raises NoSuchArticle.
    """
    row = article_row(session, slug)
    approved = (
        select(func.max(RevisionRow.number))
        .join(ReviewEventRow, ReviewEventRow.revision_id == RevisionRow.id)
        .where(ReviewEventRow.article_id == row.id, ReviewEventRow.to_status == "approved")
    )
    since = session.scalar(approved) or 0
    first = min(since + 1, current_row(row).number)
    written = select(RevisionRow.created_by).where(
        RevisionRow.article_id == row.id, RevisionRow.number >= first
    )
    at = select(func.max(ReviewEventRow.at)).where(
        ReviewEventRow.article_id == row.id, ReviewEventRow.to_status == "approved"
    )
    worded = select(WordingRow.by).where(
        WordingRow.article_id == row.id, WordingRow.wording.is_not(None), WordingRow.became.is_(None)
    )
    last = session.scalar(at)
    if last is not None:
        worded = worded.where(WordingRow.at > last)
    return frozenset((*session.scalars(written), *session.scalars(worded)))


def events(session: Session, slug: str) -> tuple[ReviewEvent, ...]:
    """All events of an article, the oldest first. Raises NoSuchArticle."""
    return _events(session, article_row(session, slug))


def reached(session: Session, slug: str, number: int) -> Reached:
    """How far that revision has come. Raises NoSuchArticle or NoSuchRevision."""
    row = article_row(session, slug)
    found = [event for event in _events(session, row) if event.revision == number]
    if not found:
        raise NoSuchRevision(f"{slug!r} has no revision {number}.")
    if row.visibility != visibility.APPROVED or row.served is None or row.served.number != number:
        return Reached(found[-1].to_status, tuple(found), None)
    last = max(place for place, event in enumerate(found) if event.to_status == "approved")
    return Reached("approved", tuple(found[: last + 1]), row.review_due)


def overdue(session: Session, today: date, *, since: date) -> tuple[tuple[str, date], ...]:
    """The approved articles whose day of the next review has passed, and is `since` or later; with it."""
    query = (
        select(ArticleRow.slug, ArticleRow.review_due)
        .where(
            ArticleRow.visibility == visibility.APPROVED,
            ArticleRow.review_due >= since,
            ArticleRow.review_due < today,
        )
        .order_by(ArticleRow.review_due, ArticleRow.slug)
    )
    return tuple((slug, due) for slug, due in session.execute(query) if due is not None)


def version(session: Session, slug: str) -> int:
    """A number that grows with each revision and each step. Raises NoSuchArticle."""
    query = select(func.max(ReviewEventRow.id)).where(
        ReviewEventRow.article_id == article_row(session, slug).id
    )
    return session.scalar(query) or 0


def _check_input(target: str, why: str, review_due: date | None, at: datetime, faults: list[Fault]) -> None:
    if wrong := fault_in(why):
        faults.append(Fault("/comment", wrong))
    if len(why) > LONGEST_REASON:
        faults.append(Fault("/comment", f"has {len(why):,} characters; {LONGEST_REASON:,} are the limit"))
    if review_due is not None and target != "approved":
        faults.append(Fault("/review_due", "only what is approved gets a day for its next review"))
    elif review_due is not None and review_due < at.date():
        faults.append(Fault("/review_due", "is in the past"))
    if faults:
        raise InvalidInput("The step is not valid.", faults=tuple(faults))


def _faults_of(session: Session, slug: str, target: str, said: Withdrawal) -> list[Fault]:
    """What is wrong with what a withdrawal says."""
    if said != PLAIN and target != "withdrawn":
        return [Fault("/recall" if said.recall else "/superseded_by", "is for what is withdrawn")]
    if said.superseded_by is not None and (
        said.superseded_by == slug or not exists(session, said.superseded_by)
    ):
        return [Fault("/superseded_by", "is no other article")]
    return []


def _events(session: Session, row: ArticleRow) -> tuple[ReviewEvent, ...]:
    query = (
        select(ReviewEventRow, RevisionRow.number, WithdrawalRow.recall, WithdrawalRow.superseded_by)
        .join(RevisionRow, RevisionRow.id == ReviewEventRow.revision_id)
        .outerjoin(WithdrawalRow, WithdrawalRow.event_id == ReviewEventRow.id)
        .where(ReviewEventRow.article_id == row.id)
        .order_by(ReviewEventRow.id)
    )
    return tuple(
        _event(found, number, Withdrawal(bool(recall), other))
        for found, number, recall, other in session.execute(query)
    )


def _event(row: ReviewEventRow, number: int, said: Withdrawal) -> ReviewEvent:
    return ReviewEvent(
        revision=number,
        from_status=row.from_status,
        to_status=row.to_status,
        at=row.at,
        by=row.by,
        comment=row.comment,
        recall=said.recall,
        superseded_by=said.superseded_by,
    )
