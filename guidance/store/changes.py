"""What changed for the readers of one audience, page by page behind an opaque cursor, for apps that keep
copies. change_log.py writes it, and says why no number can be missed.

A cursor holds whose line it is (the name of the log, the audience, what the reader may see) and a place in
it. Where the line is another now, or the place lies ahead of its end, the app begins anew (`reset`). From
the beginning nothing is told of what was gone already, but for recalls.

An article whose day of the next review has passed gets other bytes without anybody writing anything. So a
cursor also holds the day until which that was told, and the next page begins with those articles whose
day has passed since.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from guidance.store import change_log, cursors, withdrawals
from guidance.store.change_log import AUDIENCE_REMOVED, KEPT_AS, RECALL
from guidance.store.reading import BODY, ETAG, OVERDUE
from guidance.store.tables import ArticleRow, ChangeRow, RepresentationRow, RevisionRow, VariantRow
from guidance.store.variants import modified_since
from guidance.store.visibility import APPROVED, HIDDEN, PENDING, WITHDRAWN
from guidance.store.withdrawals import PLAIN, Withdrawal

MOST_BYTES = 2_000_000
"""Bytes of bodies on one page, unless a single one has more."""
SUPERSEDED = "superseded"
REASONS = (WITHDRAWN, SUPERSEDED, AUDIENCE_REMOVED, HIDDEN)
"""Why a copy must go: also where the reader may not see any more what still is under review (hidden)."""


@dataclass(frozen=True, slots=True)
class Upsert:
    """What an audience gets of an article now. `etag` is the SHA-256 of its JSON, whose length is `size`.

    `body` is that JSON, None where it was not asked for. `review_due` is the last day before other bytes,
    with a notice, take their place.
    """

    slug: str
    at: datetime
    title: str
    served_audience: str
    etag: str
    revision: int
    status: str
    review_due: date | None
    last_modified: datetime
    size: int
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A copy that must go, for one of REASONS; of a recall its reader must be told."""

    slug: str
    at: datetime
    reason: str
    recall: bool
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """One page. `reset`: this is the beginning, and what the app has and is not told of it must go.

    `cursor` is where to go on, at once where there is `more`.
    """

    items: tuple[Upsert | Tombstone, ...]
    cursor: str
    more: bool
    reset: bool


class Asked(NamedTuple):
    """Who asks for how much, and from where on."""

    audience: str
    approved_only: bool = False
    cursor: str | None = None
    limit: int = 100
    bodies: bool = False


class _Place(NamedTuple):
    """A place in a line: the number that was told last; the day until which overdue articles were told,
    and while they are being told the last of their numbers; the end of the line when it was begun."""

    number: int
    day: date
    overdue: int
    begun_at: int


def page(session: Session, asked: Asked, *, today: date | None = None) -> Changes:
    """The changes after the cursor, from the beginning without one; `today` (UTC) is for tests.

    The session must see one snapshot, as database.reading gives it. Raises BadCursor.
    """
    day = today or datetime.now(UTC).date()
    whose = f"{change_log.name_of(session)} {asked.audience} {APPROVED if asked.approved_only else PENDING}"
    end = session.scalar(select(func.max(ChangeRow.number))) or 0
    place = _find(asked.cursor, whose, end)
    reset = place is None
    place = place or _Place(0, day, 0, end)
    # Clocks of two servers may differ at midnight; a day that was told is not taken back.
    day = max(day, place.day)
    rows, place, more = _gather(session, asked, place, day, end)
    bodies = _bodies(session, rows, day) if asked.bodies else {}
    said = withdrawals.latest(session, [row.article_id for row in rows if row.etag is None])
    items = tuple(_change(row, bodies.get(row.variant_id), said.get(row.article_id, PLAIN)) for row in rows)
    return Changes(items, _write(whose, place), more, reset)


def _gather(
    session: Session, asked: Asked, place: _Place, day: date, end: int
) -> tuple[list[Row[Any]], _Place, bool]:
    """The rows of a page, where it ends, and whether more follows: overdue articles first, then changes."""
    query = _query(asked)
    found: list[Row[Any]] = []
    if place.day < day:
        overdue = query.where(
            ArticleRow.visibility == APPROVED,
            ArticleRow.review_due >= place.day,
            ArticleRow.review_due < day,
            ChangeRow.number > place.overdue,
            ChangeRow.number <= place.number,
        )
        found, more = _cut(session, overdue, asked, day)
        if more:
            return found, place._replace(overdue=found[-1].number), True
        place = place._replace(day=day, overdue=0)
    # A recall is told from the beginning, too: the app may have a copy and have lost its cursor.
    told = or_(ChangeRow.number > place.begun_at, _seen(asked), ChangeRow.state.startswith(RECALL))
    changed = query.where(ChangeRow.number > place.number, told)
    rows, more = _cut(session, changed, asked, day, had=found)
    if more:
        last = rows[-1].number if rows else place.number
        return [*found, *rows], place._replace(number=last), True
    # What was passed over up to here is not for this reader, or was gone before they began.
    return [*found, *rows], place._replace(number=max(end, place.number)), False


def _cut(
    session: Session, query: Select[Any], asked: Asked, day: date, had: list[Row[Any]] | None = None
) -> tuple[list[Row[Any]], bool]:
    """As many rows as still have room on a page that has some already, and whether there are more."""
    had = had or []
    room = asked.limit - len(had)
    rows = list(session.execute(query.limit(room + 1), {"today": day}))
    if not asked.bodies:
        return rows[:room], len(rows) > room
    taken, total = 0, sum(row.size or 0 for row in had)
    for row in rows[:room]:
        total += row.size or 0
        if total > MOST_BYTES and (taken or had):
            break
        taken += 1
    return rows[:taken], len(rows) > taken


def _query(asked: Asked) -> Select[Any]:
    """All rows of the line, in its order, with what there is to see for that reader; else its columns are
    NULL."""
    query = (
        select(
            ChangeRow.number,
            ChangeRow.article_id,
            ChangeRow.at,
            ChangeRow.state,
            ArticleRow.slug,
            ArticleRow.visibility,
            ArticleRow.status,
            ArticleRow.review_due,
            OVERDUE.label("overdue"),
            RevisionRow.number.label("revision"),
            VariantRow.id.label("variant_id"),
            VariantRow.served_audience,
            VariantRow.shown_title,
            RepresentationRow.last_modified,
            ETAG.label("etag"),
            func.length(BODY).label("size"),
        )
        .select_from(ChangeRow)
        .join(ArticleRow, ArticleRow.id == ChangeRow.article_id)
        .outerjoin(RevisionRow, and_(RevisionRow.id == ArticleRow.served_id, _visible(asked)))
        .outerjoin(
            VariantRow,
            and_(VariantRow.revision_id == RevisionRow.id, VariantRow.audience == ChangeRow.audience),
        )
        .outerjoin(
            RepresentationRow,
            and_(RepresentationRow.variant_id == VariantRow.id, RepresentationRow.media_type == KEPT_AS),
        )
        .where(ChangeRow.audience == asked.audience)
        .order_by(ChangeRow.number)
    )
    # Who sees approved articles only is not told of others, not even that they went.
    return query.where(ChangeRow.was_approved) if asked.approved_only else query


def _visible(asked: Asked) -> ColumnElement[bool]:
    return ArticleRow.visibility.in_((APPROVED,) if asked.approved_only else (APPROVED, PENDING))


def _seen(asked: Asked) -> ColumnElement[bool]:
    return and_(_visible(asked), RepresentationRow.etag.is_not(None))


def _bodies(session: Session, rows: list[Row[Any]], day: date) -> dict[int, str]:
    wanted = [row.variant_id for row in rows if row.etag is not None]
    query = (
        select(VariantRow.id, BODY)
        .join(RepresentationRow, RepresentationRow.variant_id == VariantRow.id)
        .join(ArticleRow, ArticleRow.id == VariantRow.article_id)
        .where(VariantRow.id.in_(wanted), RepresentationRow.media_type == KEPT_AS)
    )
    found = session.execute(query, {"today": day})
    return {variant: bytes(body).decode() for variant, body in found}


def _change(row: Row[Any], body: str | None, said: Withdrawal) -> Upsert | Tombstone:
    if row.etag is None:
        gone = row.visibility == WITHDRAWN
        reason = WITHDRAWN if gone else HIDDEN if row.visibility in (HIDDEN, PENDING) else AUDIENCE_REMOVED
        if gone and said.superseded_by:
            reason = SUPERSEDED
        told = said if gone else PLAIN
        return Tombstone(row.slug, row.at, reason, told.recall, told.superseded_by)
    return Upsert(
        slug=row.slug,
        at=row.at,
        title=row.shown_title,
        served_audience=row.served_audience,
        etag=row.etag,
        revision=row.revision,
        status=APPROVED if row.visibility == APPROVED else row.status,
        review_due=row.review_due if row.visibility == APPROVED else None,
        last_modified=modified_since(row.last_modified, row.review_due if row.overdue else None),
        size=row.size,
        body=body,
    )


def _write(whose: str, place: _Place) -> str:
    told = (str(place.number), place.day.isoformat(), str(place.overdue), str(place.begun_at))
    return cursors.write((whose, " ".join(told)))


def _find(cursor: str | None, whose: str, end: int) -> _Place | None:
    """The place that the cursor names; None where the line must be begun anew. Raises BadCursor."""
    if cursor is None:
        return None
    told, place = cursors.read(cursor)
    try:
        number, day, overdue, begun_at = place.split(" ")
        found = _Place(int(number), date.fromisoformat(day), int(overdue), int(begun_at))
    except ValueError as error:
        raise cursors.bad() from error
    if not all(0 <= one < 2**31 for one in (found.number, found.overdue, found.begun_at)):
        raise cursors.bad()
    return found if told == whose and found.number <= end else None
