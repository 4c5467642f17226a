"""The sender: finds what is due, sends it, and writes down what came of it.

Any number of senders may run; each delivery is claimed by one. No transaction is open while one waits for
a receiver. What goes to one webhook goes one after the other, so that a slow receiver is not overrun and
holds up nobody but itself.
"""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from guidance.site import Site
from guidance.store import outbox
from guidance.store.outbox import Claim, Outcome
from guidance.webhooks import posting, signing
from guidance.webhooks.announcing import announce_due

BATCH = 32
"""Deliveries that are claimed together: all of them within LEASE, even where each takes its longest."""
AT_ONCE = 8
"""Webhooks that are sent to at the same time."""


class Sent(NamedTuple):
    """What a pass has done: articles whose review became due, messages delivered, tries that failed."""

    due: int = 0
    delivered: int = 0
    failed: int = 0


def send_due(site: Site, *, now: datetime | None = None) -> Sent:
    """Send all that is due by `now`, and look for articles whose day of review has passed."""
    at = now or datetime.now(UTC)
    due = announce_due(site, at=at)
    delivered = failed = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while claims := _claim(site, at):
            of_webhook: dict[int, list[Claim]] = defaultdict(list)
            for one in claims:
                of_webhook[one.webhook].append(one)
            for outcomes in pool.map(lambda own: _send(site, own, now), of_webhook.values()):
                good = sum(one.delivered for one in outcomes)
                delivered, failed = delivered + good, failed + len(outcomes) - good
    with site.database.writing() as session:
        outbox.prune(session, at=at)
    return Sent(due, delivered, failed)


def _claim(site: Site, at: datetime) -> tuple[Claim, ...]:
    with site.database.reading() as session:
        if not outbox.is_due(session, at=at):
            return ()
    with site.database.writing() as session:
        return outbox.claim(session, at=at, limit=BATCH)


def _send(site: Site, claims: Sequence[Claim], now: datetime | None) -> list[Outcome]:
    """Send these to their webhook, one after the other."""
    settings, outcomes = site.settings, []
    for number, claimed in enumerate(claims, 1):
        at = now or datetime.now(UTC)
        body = claimed.body.encode()
        headers = signing.headers(claimed.name, body, claimed.keys, at=at)
        outcome = posting.post(claimed.url, body, headers, anywhere=settings.webhook_hosts == "any")
        with site.database.writing() as session:
            days = timedelta(days=settings.webhook_days)
            outbox.settle(session, claimed, outcome, at=at, disable_after=days)
            if outcome.status in (None, outbox.GONE):
                # Nobody is there. The others wait their turn without having been tried.
                outbox.put_off(session, claims[number:], until=at + outbox.pause(claimed.tries + 1))
        outcomes.append(outcome)
        if outcome.status in (None, outbox.GONE):
            break
    return outcomes
