"""A bounded number of requests over connections that stay open, from several processes and threads."""

import http.client
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from time import perf_counter

HOST = "127.0.0.1"
PROCESSES = 2
THREADS = 4
TIMEOUT = 20  # seconds that one answer may take


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for, and the status and the length in bytes of the right answer."""

    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    length: int = 0


class WrongAnswer(Exception):
    """An answer that is not the one to be measured."""


def fetch(target: Target) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of one answer, over a connection of its own."""
    connection = http.client.HTTPConnection(HOST, target.port, timeout=TIMEOUT)
    try:
        connection.request("GET", target.path, headers=dict(target.headers))
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def fire(pool: ProcessPoolExecutor, target: Target, requests: int) -> float:
    """Seconds until every request is answered. Raises WrongAnswer or OSError."""
    start = perf_counter()
    share = requests // (PROCESSES * THREADS)
    for done in [pool.submit(_process, target, share) for _ in range(PROCESSES)]:
        done.result()
    return perf_counter() - start


def _process(target: Target, share: int) -> None:
    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(_connection, target, share) for _ in range(THREADS)]:
            done.result()


def _connection(target: Target, share: int) -> None:
    connection = http.client.HTTPConnection(HOST, target.port, timeout=TIMEOUT)
    headers = dict(target.headers)
    try:
        for _ in range(share):
            connection.request("GET", target.path, headers=headers)
            answer = connection.getresponse()
            found = answer.status, len(answer.read())
            if found != (target.status, target.length):
                raise WrongAnswer(f"{target.path}: {found}, not {(target.status, target.length)}")
    finally:
        connection.close()
