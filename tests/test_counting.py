"""Requests are counted over the last sixty seconds, in one process or in a Redis for all of them."""

import os
import secrets
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

from guidance.counting import InProcess
from guidance.errors import ConfigurationError
from guidance.shared_counting import PREFIX, Shared

REDIS = os.environ.get("GUIDANCE_TEST_REDIS", "redis://127.0.0.1:6379/9")


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def redis() -> str:
    """The address of a Redis that answers."""
    try:
        Redis.from_url(REDIS).ping()
    except NoRedis as error:
        if "CI" in os.environ:
            pytest.fail(f"no Redis at GUIDANCE_TEST_REDIS: {error}")
        pytest.skip("no Redis at GUIDANCE_TEST_REDIS; counting for all processes together is left out")
    return REDIS


def test_as_many_as_the_limit_are_let_pass_and_the_next_is_told_when() -> None:
    clock = Clock(6)
    counter = InProcess(clock=clock)
    counts = [counter.hit("read", "a", 3) for _ in range(5)]
    assert [count.within for count in counts] == [True, True, True, False, False]
    assert [count.remaining for count in counts] == [2, 1, 0, 0, 0]
    clock.now += counts[-1].reset - 1
    assert not counter.hit("read", "a", 3).within
    clock.now += 1
    assert counter.hit("read", "a", 3).within


def test_kinds_and_askers_are_counted_for_themselves() -> None:
    counter = InProcess(clock=Clock())
    assert counter.hit("read", "a", 1).within
    assert counter.hit("read", "b", 1).within
    assert counter.hit("write", "a", 1).within
    assert not counter.hit("read", "a", 1).within


@given(st.integers(1, 20), st.lists(st.floats(0, 90), max_size=80))
def test_no_sixty_seconds_hold_twice_the_limit_and_waiting_as_told_is_enough(
    limit: int, pauses: list[float]
) -> None:
    clock = Clock()
    counter = InProcess(clock=clock)
    passed = []
    for pause in pauses:
        clock.now += pause
        count = counter.hit("read", "a", limit)
        if count.within:
            passed.append(clock.now)
        else:
            clock.now += count.reset
            assert counter.hit("read", "a", limit).within
            passed.append(clock.now)
    for start in passed:
        assert sum(start <= at < start + 60 for at in passed) < 2 * limit + 1


def test_nobody_is_remembered_for_longer_than_two_minutes() -> None:
    clock = Clock()
    counter = InProcess(clock=clock)
    name = counter.name("192.0.2.1")
    counter.hit("read", name, 9)
    clock.now = 119.9
    counter.hit("read", "other", 9)
    assert name in str(vars(counter))
    clock.now = 120
    counter.hit("read", "other", 9)
    assert name not in str(vars(counter))


def test_names_do_not_lead_back_and_differ_from_process_to_process() -> None:
    one, other = InProcess(), InProcess()
    assert one.name("192.0.2.1") == one.name("192.0.2.1") != one.name("192.0.2.2")
    assert one.name("192.0.2.1") != other.name("192.0.2.1")
    assert "192" not in one.name("192.0.2.1")


def test_only_so_many_are_remembered_and_the_rest_are_let_pass() -> None:
    counter = InProcess(clock=Clock(), most=2)
    for name in ("a", "b", "c"):
        assert counter.hit("read", name, 1).within
    assert not counter.hit("read", "a", 1).within
    assert counter.hit("read", "c", 1).within


def test_threads_lose_no_count() -> None:
    counter = InProcess(clock=Clock())
    passed: list[bool] = []

    def ask() -> None:
        passed.extend(counter.hit("read", "a", 150).within for _ in range(100))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 150


def test_processes_with_one_redis_count_together(redis: str) -> None:
    one, other, who = Shared(redis), Shared(redis), secrets.token_hex(8)
    name = one.name(who)
    assert name == other.name(who) != who
    assert [counter.hit("read", name, 3).within for counter in (one, other, one, other)] == [
        True,
        True,
        True,
        False,
    ]
    assert 1 <= other.hit("read", name, 3).reset <= 120
    assert other.hit("read", name + "x", 3).remaining == 2


def test_what_a_redis_keeps_ends_by_itself_and_holds_no_address(redis: str) -> None:
    counter, who = Shared(redis), f"198.51.100.{secrets.randbelow(200)}"
    counter.hit("read", counter.name(who), 3)
    kept = [key.decode() for key in Redis.from_url(redis).scan_iter(f"{PREFIX}*")]
    assert kept
    assert not [key for key in kept if who in key]
    assert all(Redis.from_url(redis).ttl(key) > 0 for key in kept)


def test_a_redis_that_was_started_anew_counts_on(redis: str) -> None:
    counter = Shared(redis)
    name = counter.name(secrets.token_hex(8))
    assert counter.hit("read", name, 9).remaining == 8
    Redis.from_url(redis).script_flush()
    assert counter.hit("read", name, 9).remaining == 7


def test_without_its_redis_each_process_counts_for_itself_and_asks_again_later() -> None:
    clock = Clock()
    counter = Shared("redis://127.0.0.1:1/0", clock=clock)
    name = counter.name("192.0.2.1")
    assert [counter.hit("read", name, 2).within for _ in range(3)] == [True, True, False]


def test_what_is_no_address_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigurationError):
        Shared("redis://127.0.0.1:port/0")
