"""One message, sent to one address that was examined: no redirect is followed, no proxy asked, and nobody
can keep us waiting or make us read for long.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from guidance import __version__
from guidance.store.outbox import Outcome
from guidance.webhooks import addresses
from guidance.webhooks.addresses import ForbiddenAddress, Place

CONNECT, READ = 5, 10
"""Seconds to connect, and seconds of silence."""
DEADLINE = 20
"""Seconds that all of it may take, for one address, however slowly something comes."""
LARGEST_ANSWER = 4_096
"""Bytes of an answer that are read; more of it is not looked at."""
MOST_ADDRESSES = 3
"""Addresses of one host that are tried."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, anywhere: bool) -> Outcome:
    """What the receiver answered, or why there is no answer."""
    try:
        place = addresses.parse(url, anywhere=anywhere)
        found = addresses.look_up(place, anywhere=anywhere)
    except ForbiddenAddress as error:
        return Outcome(None, error.detail)
    except OSError as error:
        return Outcome(None, f"The name of the host was not found: {error}")
    told = Outcome(None, "The host has no address.")
    for address in found[:MOST_ADDRESSES]:
        told = _post(place, address, body, headers)
        if told.status is not None:
            break
    return told


def _post(place: Place, address: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    connection = _connection(place, address)
    sent = {
        "Host": place.authority,
        "Content-Type": "application/json",
        "User-Agent": f"Guidance-Webhooks/{__version__}",
        "Accept-Encoding": "identity",
        **headers,
    }
    try:
        with _deadline(connection) as late:
            connection.connect()
            late.watch()
            connection.request("POST", place.target, body=body, headers=sent, preload_content=False)
            answer = connection.getresponse()
            late.check()
            # The status is all that counts; some of the rest is read out of politeness.
            with suppress(OSError, HTTPError, http.client.HTTPException):
                answer.read(LARGEST_ANSWER, decode_content=False)
    except (OSError, HTTPError, http.client.HTTPException, ValueError) as error:
        return Outcome(None, f"{type(error).__name__}: {error}")
    finally:
        connection.close()
    return Outcome(answer.status, answer.reason or "", _asked_to_wait(answer.headers.get("Retry-After", "")))


def _connection(place: Place, address: str) -> HTTPConnection:
    """A connection to the address that was examined; the certificate must be the host's."""
    if place.scheme == "http":
        return HTTPConnection(address, place.port, timeout=CONNECT)
    # The authorities that this machine knows, a site's own among them, and those that ship with requests:
    # a small container knows none.
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    return HTTPSConnection(
        address, place.port, timeout=CONNECT, ssl_context=context, server_hostname=place.host
    )


class _Late:
    """Cuts a connection when its time is over, so that whoever waits for it waits no more."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection
        self._socket: socket.socket | None = None
        self._over = False

    def watch(self) -> None:
        """Hold on to the socket, which an answer may take over from its connection."""
        self._socket = self._connection.sock
        if self._socket is not None:
            self._socket.settimeout(READ)

    def cut(self) -> None:
        self._over = True
        watched = self._socket or self._connection.sock
        if watched is not None:
            with suppress(OSError):
                watched.shutdown(socket.SHUT_RDWR)

    def check(self) -> None:
        """Raise TimeoutError where it was cut: what came until then may look like an answer."""
        if self._over:
            raise TimeoutError(f"no answer within {DEADLINE} seconds")


@contextmanager
def _deadline(connection: HTTPConnection) -> Iterator[_Late]:
    late = _Late(connection)
    timer = threading.Timer(DEADLINE, late.cut)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def _asked_to_wait(told: str) -> timedelta:
    """Retry-After in seconds; dates are not asked for."""
    return (
        timedelta(seconds=int(told)) if told.isascii() and told.isdigit() and len(told) < 7 else timedelta()
    )
