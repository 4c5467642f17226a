import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from guidance.store import tries
from guidance.store.tries import ACCOUNT_FREE, ADDRESS_FREE, TooManyTries, counters

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARA = counters("mara", "192.0.2.1")


def attempt(database, tried=MARA, *, at: datetime = NOW) -> int:
    """Count a try; the answer is the minutes to wait, 0 where it may be made."""
    try:
        with database.writing() as session:
            tries.count(session, tried, now=at)
    except TooManyTries as error:
        return error.wait
    return 0


def test_the_first_tries_are_free_and_the_next_has_to_wait(database) -> None:
    assert [attempt(database) for _ in range(ACCOUNT_FREE + 2)] == [0] * ACCOUNT_FREE + [1, 1]


def test_each_wait_is_twice_as_long_as_the_one_before_up_to_a_quarter_of_an_hour(database) -> None:
    at, waits = NOW, []
    for _ in range(ACCOUNT_FREE + 7):
        wait = attempt(database, at=at)
        if wait:
            waits.append(wait)
            at += timedelta(minutes=wait)
            assert attempt(database, at=at) == 0
    assert waits[:4] == [1, 2, 4, 8]
    assert set(waits[4:]) == {15}


def test_what_is_tried_during_a_wait_does_not_make_it_longer(database) -> None:
    for _ in range(ACCOUNT_FREE + 50):
        attempt(database)
    assert attempt(database, at=NOW + timedelta(seconds=61)) == 0


def test_a_success_forgets_the_failures_of_the_account_and_its_own_try_of_the_address(database) -> None:
    for number in range(ADDRESS_FREE - 1):
        attempt(database, counters(f"name{number}", "192.0.2.1"))
    for _ in range(3):
        assert attempt(database) == 0
        with database.writing() as session:
            tries.succeeded(session, MARA)
    # The failures of the address stand: one more failed try, and it has to wait.
    assert attempt(database, counters("other", "192.0.2.1")) == 0
    assert attempt(database) == 1
    assert attempt(database, counters("mara", "192.0.2.2")) == 0


def test_an_account_waits_from_wherever_it_is_tried(database) -> None:
    for number in range(ACCOUNT_FREE):
        attempt(database, counters("mara", f"192.0.2.{number}"))
    assert attempt(database, counters(" MARA ", "198.51.100.1")) == 1
    assert attempt(database, counters("eva", "198.51.100.1")) == 0


def test_of_ipv6_the_network_of_a_subscriber_counts(database) -> None:
    for number in range(ADDRESS_FREE):
        attempt(database, counters(f"name{number}", f"2001:db8:0:1:{number:x}::1"))
    assert attempt(database, counters("eva", "2001:db8:0:1::ffff")) == 1
    assert attempt(database, counters("eva", "2001:db8:0:2::ffff")) == 0


def test_tries_are_forgotten_after_a_day(database) -> None:
    for _ in range(ACCOUNT_FREE):
        attempt(database)
    later = NOW + tries.FORGOTTEN + timedelta(seconds=1)
    assert attempt(database, counters("eva", "192.0.2.9"), at=later) == 0
    with database.reading() as session:
        assert session.execute(text("select count(*) from sign_in_try")).scalar_one() == 2


def test_what_was_typed_as_a_username_is_not_kept(database) -> None:
    attempt(database, counters("my secret passphrase", "192.0.2.1"))
    with database.reading() as session:
        rows = session.execute(text("select * from sign_in_try")).all()
    assert not any("passphrase" in str(row) or "192.0.2.1" in str(row) for row in rows)


def test_tries_at_the_same_time_are_all_counted(database) -> None:
    """However many come at once, no more passwords are looked at than are free."""
    let_in: list[int] = []
    barrier = threading.Barrier(12)

    def go() -> None:
        barrier.wait()
        let_in.append(attempt(database, at=datetime.now(UTC)))

    threads = [threading.Thread(target=go) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(let_in), let_in.count(0)) == (12, ACCOUNT_FREE)


@pytest.mark.parametrize("address", ["", "unix", "fe80::1%eth0", "::ffff:192.0.2.1"])
def test_any_address_can_be_counted(database, address) -> None:
    assert attempt(database, counters("mara", address)) == 0
