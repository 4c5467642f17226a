"""What happened, as webhooks are told of it: little, so that a receiver asks for the article itself.

    {"type": "article.published", "timestamp": "2026-02-01T09:30:00Z",
     "data": {"slug", "url", "status", "revision", "audiences": [whose words changed]}}
    {"type": "article.withdrawn", ..., "data": {"slug", "url", "recall": bool, "superseded_by": str or null}}
    {"type": "article.review_due", ..., "data": {"slug", "url", "review_due": "2026-01-31"}}

A client that sees approved articles only is told of others no more than it may see of them.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from guidance.settings import Settings
from guidance.site import Site
from guidance.store import articles, audit, outbox, reviews
from guidance.store.change_log import Shift
from guidance.store.clients import Client
from guidance.store.visibility import WITHDRAWN as GONE
from guidance.store.webhooks import PUBLISHED, REVIEW_DUE, WITHDRAWN


def announce(session: Session, site: Site, shift: Shift | None, *, at: datetime) -> None:
    """Keep what changed for readers for the webhooks that want it; in the transaction that changes it."""
    if shift is None:
        return
    event = WITHDRAWN if shift.visibility == GONE else PUBLISHED
    to = [
        number
        for number, (client, _) in outbox.wanted(session, event).items()
        if shift.approved or _sees_pending(client, site.settings)
    ]
    if to:
        data = _withdrawn(session, shift) if event == WITHDRAWN else _published(session, shift)
        outbox.add(session, event, _body(event, site.settings, shift.slug, data, at), to, at=at)


def announce_due(site: Site, *, at: datetime) -> int:
    """Keep for the webhooks that want it, once each, that the day of an article's review has passed; how
    many articles that are. A webhook is not told of days before it was there."""
    with site.database.reading() as session:
        wanted = outbox.wanted(session, REVIEW_DUE)
        if not wanted:
            return 0
        first = min(since for _, since in wanted.values()).date()
        found = reviews.overdue(session, at.date(), since=first)
        found = _untold(session, found)
    if not found:
        return 0
    with site.database.writing() as session:
        # Another sender may have found the same.
        audit.wait_for_turn(session)
        wanted, found = outbox.wanted(session, REVIEW_DUE), _untold(session, found)
        for slug, due in found:
            to = [number for number, (_, since) in wanted.items() if since.date() <= due]
            body = _body(REVIEW_DUE, site.settings, slug, {"review_due": due.isoformat()}, at)
            outbox.add(session, REVIEW_DUE, body, to, at=at, once=_once(slug, due))
    return len(found)


def _untold(session: Session, found: Sequence[tuple[str, date]]) -> tuple[tuple[str, date], ...]:
    told = outbox.told_once(session, [_once(slug, due) for slug, due in found])
    return tuple((slug, due) for slug, due in found if _once(slug, due) not in told)


def _once(slug: str, due: date) -> str:
    return f"{REVIEW_DUE} {slug} {due.isoformat()}"


def _sees_pending(client: Client, settings: Settings) -> bool:
    return settings.readers_see == "pending" if client.sees_pending is None else client.sees_pending


def _published(session: Session, shift: Shift) -> dict[str, Any]:
    article = articles.get(session, shift.slug)
    return {
        "status": "approved" if article.visibility == "approved" else article.status,
        "revision": article.served,
        "audiences": list(shift.audiences),
    }


def _withdrawn(session: Session, shift: Shift) -> dict[str, Any]:
    last = [one for one in reviews.events(session, shift.slug) if one.to_status == "withdrawn"][-1]
    return {"recall": last.recall, "superseded_by": last.superseded_by}


def _body(event: str, settings: Settings, slug: str, data: dict[str, Any], at: datetime) -> str:
    told = {
        "type": event,
        "timestamp": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": {"slug": slug, "url": f"{settings.site_url}/v1/articles/{slug}", **data},
    }
    return json.dumps(told, separators=(",", ":"))
