"""Many texts in one go: JSON lines in, JSON lines out, in order and one by one.

A line {"id", "text"} (other members are ignored) is answered by {"id", ...} or, where it cannot be
handled, by {"id", "error": {"code", "detail"}}; whatever happens to one line, the rest goes on, unless
the service itself is not set up (ConfigurationError). Codes: "bad-json" (the id is null), "bad-line",
those of the errors of the service, and "internal". What goes out is ASCII, so that no reader takes a
line separator inside a text for the end of a line.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from guidance.errors import ConfigurationError, GuidanceError, InvalidInput

_SENTENCE = ("source", "output", "edits", "guards")
_MEASURE = ("name", "value", "target", "limit", "passed")
_LOG = logging.getLogger(__name__)


class BadJson(InvalidInput):
    """The line is not JSON."""

    code = "bad-json"
    title = "The line is not JSON"


class BadLine(InvalidInput):
    """The line is JSON, but not an object with "id" and a "text" that is a string."""

    code = "bad-line"
    title = "The line is not one of id and text"


def answers(lines: Iterable[bytes], answer: Callable[[str], dict[str, Any]]) -> Iterator[str]:
    """For each line that is not blank, the answer as one line of JSON, without its line end."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, answer))


def shape(account: Mapping[str, Any]) -> dict[str, Any]:
    """What of an account (trying.rewrite_text) stands in a line: {"audience", "text", "sentences":
    [{"source", "output", "edits", "guards"}], "readability": {"passed", "withheld", "measures": [{"name",
    "value", "target", "limit", "passed"}], "hardest"}}.
    """
    verdict = account["readability"]
    return {
        "audience": account["audience"],
        "text": account["text"],
        "sentences": [_pick(one, _SENTENCE) for one in account["sentences"]],
        "readability": {
            "passed": verdict["passed"],
            "withheld": verdict["withheld"],
            "measures": [_pick(one, _MEASURE) for one in verdict["measures"]],
            "hardest": verdict["hardest"],
        },
    }


def _answer(line: bytes, answer: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    name: object = None
    try:
        value = _read(line)
        name = value.get("id") if isinstance(value, dict) else None
        return {"id": name, **answer(_text(value))}
    except ConfigurationError:
        # The service itself is not set up, so no line after this one can fare better.
        raise
    except GuidanceError as error:
        return {"id": name, "error": {"code": error.code, "detail": error.detail}}
    except Exception:
        # A fault of ours in one text must not lose the thousand that follow.
        _LOG.exception("line %r could not be handled", name)
        return {"id": name, "error": {"code": "internal", "detail": "The text could not be handled."}}


def _read(line: bytes) -> object:
    try:
        value: object = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadJson(f"The line is not JSON: {error}") from error
    return value


def _text(value: object) -> str:
    match value:
        case {"id": _, "text": str(text)}:
            return text
    raise BadLine('A line is an object with "id" and "text", a string.')


def _pick(value: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value[name] for name in names}


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON value")
