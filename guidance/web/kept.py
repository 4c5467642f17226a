"""Answers kept in this process, and given again while the database stands as it stood.

It stands before the framework: who asks what somebody has asked before gets the same status, headers and
bytes, without a route, a view or a read. A view says which of its answers may be kept; they may depend
only on the database, on the day, and on what stands in _ASKED of the request. Who sends a key is never
answered from here.

An answer is used only where the stamp of the database (store/freshness.py), taken now, is the one that
was taken before the answer was made. So whoever asks after a commit has returned gets what it left.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request

from guidance.store.freshness import Watch
from guidance.web.headers import ExcInfo

MAY_BE_KEPT = "guidance.may_be_kept"
_ASKED = (
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_ORIGIN",
)
_METHODS = ("GET", "HEAD")
_UNDER = "/v1/articles"  # where answers are that may be kept; elsewhere no stamp is taken
_STATUSES = ("200", "304")
_LONGEST_QUESTION = 2_000  # characters of all parts together; longer ones are not worth the room
_SHARE = 16  # one answer may take a sixteenth of the room
_OVERHEAD = 1_000  # bytes that Python takes for an answer besides its texts, by a wide measure


class Answer(NamedTuple):
    """An answer as it leaves."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


type _Question = tuple[str, ...]


def allow(request: Request) -> None:
    """Let the answer to this request be kept."""
    request.environ[MAY_BE_KEPT] = True


def register(app: Flask, watch: Watch, *, room: int) -> None:
    """Keep answers of the app, in `room` bytes at most."""
    app.wsgi_app = Kept(app.wsgi_app, watch, room=room)  # type: ignore[method-assign]


class Kept:
    """A WSGI application that answers in the place of another what that one has answered before."""

    def __init__(self, app: WSGIApplication, watch: Watch, *, room: int) -> None:
        self._app = app
        self._watch = watch
        self._answers = _Answers(room)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (
            not environ["PATH_INFO"].startswith(_UNDER)
            or environ["REQUEST_METHOD"] not in _METHODS
            or "HTTP_AUTHORIZATION" in environ
        ):
            return self._app(environ, start_response)
        question: _Question = tuple(environ.get(name, "") for name in _ASKED)
        stamp = self._stamp()
        if stamp is None:
            return self._app(environ, start_response)
        answer = self._answers.find(question, stamp)
        if answer is None:
            return self._make(environ, start_response, question, stamp)
        start_response(answer.status, answer.headers.copy())
        return (answer.body,)

    def _stamp(self) -> Hashable | None:
        """The state of what an answer depends on; a review becomes due with the day, without any commit."""
        stamp = self._watch.stamp()
        return None if stamp is None else (stamp, datetime.now(UTC).date())

    def _make(
        self, environ: WSGIEnvironment, start_response: StartResponse, question: _Question, stamp: Hashable
    ) -> Iterable[bytes]:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(
            status: str, headers: list[tuple[str, str]], error: ExcInfo | None = None
        ) -> Callable[[bytes], object]:
            started.append((status, headers))
            return start_response(status, headers, error)

        made = self._app(environ, start)
        if MAY_BE_KEPT not in environ or len(started) != 1:
            return made
        try:
            body = b"".join(made)
        finally:
            getattr(made, "close", _nothing)()
        status, headers = started[0]
        if status[:3] in _STATUSES and all(name.lower() != "set-cookie" for name, _ in headers):
            shared = [pair for pair in headers if "ratelimit" not in pair[0].lower()]
            self._answers.keep(question, stamp, Answer(status, shared, body))
        return (body,)


class _Answers:
    """The answers of one stamp: those of another are of no more use to anybody."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._taken = 0
        self._stamp: Hashable = None
        self._kept: OrderedDict[_Question, Answer] = OrderedDict()
        self._turn = Lock()

    def find(self, question: _Question, stamp: Hashable) -> Answer | None:
        with self._turn:
            if stamp != self._stamp:
                return None
            answer = self._kept.get(question)
            if answer is not None:
                self._kept.move_to_end(question)
            return answer

    def keep(self, question: _Question, stamp: Hashable, answer: Answer) -> None:
        """Keep an answer; those that were asked for longest ago make room."""
        size = _size(question, answer)
        if size * _SHARE > self._room or sum(map(len, question)) > _LONGEST_QUESTION:
            return
        with self._turn:
            if stamp != self._stamp:
                self._kept.clear()
                self._stamp, self._taken = stamp, 0
            before = self._kept.pop(question, None)
            self._taken += size - (_size(question, before) if before else 0)
            self._kept[question] = answer
            while self._taken > self._room:
                self._taken -= _size(*self._kept.popitem(last=False))


def _size(question: _Question, answer: Answer) -> int:
    headers = sum(len(name) + len(value) for name, value in answer.headers)
    return sum(map(len, question)) + headers + len(answer.body) + _OVERHEAD


def _nothing() -> None:
    """What there is to close where an answer has nothing to close."""
