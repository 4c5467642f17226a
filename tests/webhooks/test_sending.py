"""What happened reaches a real receiver, signed, until it has it; on both databases."""

import base64
import hmac
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from guidance.reviewing import Asked, review_article
from guidance.store import audit, outbox, webhooks
from guidance.store.clients import NoSuchClient
from guidance.store.steps import Actor
from guidance.store.webhooks import NoSuchWebhook, TooManyWebhooks, UnknownEvent
from guidance.store.withdrawals import Withdrawal
from guidance.webhooks import signing
from guidance.webhooks.sending import Sent, send_due

REVIEWER = Actor("rob", frozenset({"reviewer", "editor"}))
OTHER = Actor("ines", frozenset({"reviewer"}))
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def bodies(receiver) -> list[dict]:
    return [json.loads(body) for _, body in receiver.got]


def good(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a receiver with that secret takes the message, as the specification has it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    return expected in headers["webhook-signature"].split(" ")


def state(site, hook) -> list[tuple[str, int, int | None]]:
    with site.database.reading() as session:
        return [(one.state, one.tries, one.status) for one in outbox.deliveries(session, hook, limit=50)]


def test_a_signature_is_that_of_the_specification() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    made = signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', [key], at=at)
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_publishing_and_withdrawing_are_told_with_a_signature(open_to_any, receiver, add, keep) -> None:
    hook, secret = add(receiver.url)
    keep("a")
    keep("b")
    review_article(
        open_to_any, "a", Asked("withdrawn", "Wrong.", withdrawal=Withdrawal(True, "b")), actor=REVIEWER
    )
    assert send_due(open_to_any) == Sent(delivered=3)
    assert send_due(open_to_any) == Sent()
    told = bodies(receiver)
    assert [(one["type"], one["data"]["slug"]) for one in told] == [
        ("article.published", "a"),
        ("article.published", "b"),
        ("article.withdrawn", "a"),
    ]
    everyone = sorted(audience.id for audience in open_to_any.audiences.all)
    assert told[0]["data"] == {
        "slug": "a",
        "url": "https://g.example/v1/articles/a",
        "status": "approved",
        "revision": 1,
        "audiences": everyone,
    }
    assert told[2]["data"] == {
        "slug": "a",
        "url": "https://g.example/v1/articles/a",
        "recall": True,
        "superseded_by": "b",
    }
    assert all(good(secret, headers, body) for headers, body in receiver.got)
    headers, _ = receiver.got[0]
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"].startswith("Guidance-Webhooks/")
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 3
    assert state(open_to_any, hook) == [("delivered", 1, 204)] * 3


def test_what_is_taken_back_is_told_to_nobody(open_to_any, receiver, add, keep) -> None:
    hook, _ = add(receiver.url)
    with open_to_any.database.writing() as session:
        outbox.add(session, webhooks.PUBLISHED, "{}", [hook.id], at=NOW)
        session.rollback()
    assert send_due(open_to_any) == Sent()


def test_only_what_is_wanted_and_may_be_seen_is_told(open_to_any, receiver, add, keep) -> None:
    add(receiver.url, webhooks.WITHDRAWN, sees_pending=False)
    add(receiver.url, webhooks.PUBLISHED)
    keep("pending", status="submitted")
    review_article(open_to_any, "pending", Asked("withdrawn", "No."), actor=REVIEWER)
    assert send_due(open_to_any) == Sent()
    for target in ("submitted", "under_review", "approved"):
        review_article(open_to_any, "pending", Asked(target), actor=REVIEWER)
    review_article(open_to_any, "pending", Asked("withdrawn", "No."), actor=REVIEWER)
    send_due(open_to_any)
    assert sorted(one["type"] for one in bodies(receiver)) == ["article.published", "article.withdrawn"]


def test_what_readers_do_not_see_is_not_told(open_to_any, receiver, add, keep) -> None:
    keep("a")
    keep("draft", status="draft")
    add(receiver.url)
    review_article(open_to_any, "a", Asked("under_review"), actor=REVIEWER)
    assert send_due(open_to_any) == Sent()


def test_a_failure_is_tried_again_later_each_time_and_then_given_up(open_to_any, receiver, add, keep) -> None:
    site = replace(open_to_any, settings=replace(open_to_any.settings, webhook_days=365))
    hook, _ = add(receiver.url)
    keep("a")
    receiver.answers = [(500, {})]
    now, waits = NOW + timedelta(minutes=1), []
    for tries in range(1, outbox.TRIES + 1):
        assert send_due(site, now=now) == Sent(failed=1)
        assert send_due(site, now=now) == Sent()
        with site.database.reading() as session:
            [one] = outbox.deliveries(session, hook, limit=5)
        assert one.tries == tries
        if one.due_at is not None:
            waits.append(one.due_at - now)
            now = one.due_at
    assert (one.state, one.due_at, one.status) == ("given-up", None, 500)
    assert all(
        0.8 * (longest := min(10 * 3**n, 43_200)) <= wait.total_seconds() <= longest
        for n, wait in enumerate(waits)
    )
    assert 2.6 * DAY < sum(waits, timedelta()) < 3.5 * DAY
    ids = {headers["webhook-id"] for headers, _ in receiver.got}
    assert (len(receiver.got), len(ids)) == (outbox.TRIES, 1)


def test_the_receiver_may_say_how_long_to_wait(open_to_any, receiver, add, keep) -> None:
    hook, _ = add(receiver.url)
    keep("a")
    receiver.answers = [(503, {"Retry-After": "3600"}), (200, {})]
    now = NOW + timedelta(minutes=1)
    send_due(open_to_any, now=now)
    assert send_due(open_to_any, now=now + timedelta(minutes=59)) == Sent()
    assert send_due(open_to_any, now=now + timedelta(minutes=60)) == Sent(delivered=1)
    assert state(open_to_any, hook) == [("delivered", 2, 200)]


def test_a_webhook_that_fails_for_days_is_shut_with_an_entry_and_can_be_opened(
    open_to_any, receiver, add, keep
) -> None:
    hook, _ = add(receiver.url)
    keep("a")
    receiver.answers = [(500, {})]
    begun = NOW + timedelta(minutes=1)
    send_due(open_to_any, now=begun)
    send_due(open_to_any, now=begun + 5 * DAY)
    with open_to_any.database.reading() as session:
        assert webhooks.get(session, hook.id).disabled_at == begun + 5 * DAY
        [entry] = [one for one in audit.listed(session) if one.action == "webhook.disabled"]
    assert entry.details["why"] == f"It has failed since {begun:%Y-%m-%d %H:%M} UTC."
    keep("b")
    assert send_due(open_to_any, now=begun + 9 * DAY) == Sent()
    with open_to_any.database.writing() as session:
        webhooks.enable(session, webhooks.get(session, hook.id))
    receiver.answers = [(200, {})]
    assert send_due(open_to_any, now=begun + 9 * DAY) == Sent(delivered=1)  # b came while it was shut


def test_a_success_ends_a_line_of_failures(open_to_any, receiver, add, keep) -> None:
    hook, _ = add(receiver.url)
    keep("a")
    receiver.answers = [(500, {}), (200, {})]
    now = NOW + timedelta(minutes=1)
    send_due(open_to_any, now=now)
    send_due(open_to_any, now=now + DAY)
    with open_to_any.database.reading() as session:
        assert webhooks.get(session, hook.id).failing_since is None


def test_a_receiver_that_is_gone_for_good_is_sent_nothing_more(open_to_any, receiver, add, keep) -> None:
    hook, _ = add(receiver.url)
    keep("a")
    keep("b")
    receiver.answers = [(410, {})]
    assert send_due(open_to_any) == Sent(failed=1)
    with open_to_any.database.reading() as session:
        assert webhooks.get(session, hook.id).disabled_at is not None
    assert sorted(state(open_to_any, hook)) == [("due", 0, None), ("due", 1, 410)]


def test_where_nobody_answers_the_others_wait_without_having_been_tried(open_to_any, add, keep) -> None:
    hook, _ = add("http://127.0.0.1:1/")
    for slug in ("a", "b", "c"):
        keep(slug)
    assert send_due(open_to_any) == Sent(failed=1)
    assert sorted(state(open_to_any, hook)) == [("due", 0, None), ("due", 0, None), ("due", 1, None)]


def test_a_redirect_is_a_failure_and_nobody_follows_it(open_to_any, receiver, add, keep) -> None:
    hook, _ = add(receiver.url)
    keep("a")
    receiver.answers = [(302, {"Location": receiver.url})]
    assert send_due(open_to_any) == Sent(failed=1)
    assert state(open_to_any, hook) == [("due", 1, 302)]
    assert len(receiver.got) == 1


def test_two_secrets_sign_while_one_takes_the_place_of_the_other(open_to_any, receiver, add, keep) -> None:
    hook, old = add(receiver.url)
    with open_to_any.database.writing() as session:
        new = webhooks.rotate(session, hook, old_is_good_for=timedelta(hours=1))
    keep("a")
    send_due(open_to_any)
    [(headers, body)] = receiver.got
    assert good(old, headers, body)
    assert good(new, headers, body)
    assert len(headers["webhook-signature"].split(" ")) == 2
    keep("b")
    send_due(open_to_any, now=datetime.now(UTC) + timedelta(hours=2))
    headers, body = receiver.got[-1]
    assert (good(old, headers, body), good(new, headers, body)) == (False, True)
    with open_to_any.database.writing() as session:
        webhooks.rotate(session, hook)
        newest = webhooks.rotate(session, hook)
        assert len(webhooks.signing(session, hook.id, datetime.now(UTC))) == 2
    assert newest != new


def test_events_are_sent_again_under_their_own_ids(open_to_any, receiver, add, keep) -> None:
    hook, _ = add(receiver.url)
    keep("a")
    send_due(open_to_any)
    later = datetime.now(UTC)
    keep("b")
    send_due(open_to_any)
    with open_to_any.database.writing() as session:
        assert outbox.replay(session, hook, at=later) == 0
        assert outbox.replay(session, hook, at=later, since=later, everything=True) == 1
    assert send_due(open_to_any) == Sent(delivered=1)
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert (len(ids), ids[2]) == (3, ids[1])


def test_a_review_that_is_due_is_told_once_for_each_day(open_to_any, receiver, add, keep) -> None:
    add(receiver.url, webhooks.REVIEW_DUE)
    keep("a", status="submitted")
    due = NOW.date() + 10 * DAY
    review_article(open_to_any, "a", Asked("under_review"), actor=REVIEWER)
    review_article(open_to_any, "a", Asked("approved", review_due=due), actor=OTHER)
    on_the_day = datetime.combine(due, NOW.timetz())
    assert send_due(open_to_any, now=on_the_day) == Sent()
    assert send_due(open_to_any, now=on_the_day + DAY) == Sent(due=1, delivered=1)
    assert send_due(open_to_any, now=on_the_day + 200 * DAY) == Sent()
    assert bodies(receiver)[0]["data"] == {
        "slug": "a",
        "url": "https://g.example/v1/articles/a",
        "review_due": due.isoformat(),
    }


def test_a_webhook_is_not_told_of_days_before_it_was_there(open_to_any, receiver, add, keep) -> None:
    keep("a")
    with open_to_any.database.writing() as session:
        session.execute(text("update article set review_due = '2020-01-01'"))
    add(receiver.url)
    assert send_due(open_to_any) == Sent()


def test_senders_that_run_at_once_send_everything_once(open_to_any, receiver, add, keep) -> None:
    add(receiver.url)
    for number in range(6):
        keep(f"article-{number}")
    senders = [threading.Thread(target=send_due, args=(open_to_any,)) for _ in range(3)]
    for thread in senders:
        thread.start()
    for thread in senders:
        thread.join()
    slugs = [one["data"]["slug"] for one in bodies(receiver)]
    assert sorted(slugs) == [f"article-{number}" for number in range(6)]


def test_old_events_go_and_what_is_told_once_stays(open_to_any, receiver, add, keep) -> None:
    hook, _ = add(receiver.url)
    keep("a")
    with open_to_any.database.writing() as session:
        outbox.add(session, webhooks.REVIEW_DUE, "{}", [hook.id], at=NOW, once="x")
    send_due(open_to_any)
    send_due(open_to_any, now=NOW + 91 * DAY)
    with open_to_any.database.reading() as session:
        assert [one.type for one in outbox.deliveries(session, hook, limit=9)] == ["article.review_due"]


def test_a_removed_webhook_leaves_nothing(open_to_any, receiver, add, keep) -> None:
    hook, _ = add(receiver.url)
    keep("a")
    with open_to_any.database.writing() as session:
        webhooks.remove(session, hook)
        with pytest.raises(NoSuchWebhook):
            webhooks.get(session, hook.id)
        left = [
            session.execute(text(f"select count(*) from webhook{one}")).scalar()
            for one in ("_secret", "_delivery")
        ]
    assert left == [0, 0]
    assert send_due(open_to_any) == Sent()


def test_what_cannot_be_a_webhook_is_refused(open_to_any, add) -> None:
    with open_to_any.database.writing() as session, pytest.raises(NoSuchClient):
        webhooks.create(session, "nobody", "https://example.org/")
    with pytest.raises(UnknownEvent, match="known"):
        add("https://example.org/", "article.eaten")
    for _ in range(webhooks.MOST):
        add("https://example.org/")
    with pytest.raises(TooManyWebhooks):
        add("https://example.org/")
