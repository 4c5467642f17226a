"""Reads what was sent, strictly: one meaning or none, and never a crash.

JSON in which a name comes twice, a number is not finite, a string holds half of a surrogate pair, or
the nesting is deep is refused with a pointer, because readers of such JSON disagree on what it says.
"""

import json
from collections.abc import Iterator
from typing import NoReturn

from flask import Request

from guidance.errors import Fault
from guidance.web.problems import Malformed, UnsupportedMediaType

MAX_DEPTH = 32


def media_type(request: Request, *taken: str) -> str:
    """The media type of the body, one of `taken`. Raises UnsupportedMediaType."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding != "identity":
        raise UnsupportedMediaType("Send the body without a Content-Encoding.")
    if request.mimetype not in taken:
        raise UnsupportedMediaType(f"Send the body as {' or '.join(taken)}.")
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType("Send the body in UTF-8.")
    return request.mimetype


def read_text(request: Request) -> str:
    """The body as text. Raises Malformed where it is not UTF-8."""
    try:
        return request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"The body is not UTF-8: a wrong byte at position {error.start}.") from error


def read_json(request: Request) -> object:
    """The body as JSON. Raises Malformed for anything that is not JSON with one meaning."""
    text = read_text(request)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
    except json.JSONDecodeError as error:
        raise Malformed(f"Not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise Malformed(f"The JSON is nested more than {MAX_DEPTH} deep.") from error
    except ValueError as error:
        raise Malformed("The JSON holds a number with too many digits.") from error
    faults = tuple(_faults(value))
    if faults:
        raise Malformed("The JSON cannot be taken as it is.", faults=faults)
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f"The name {twice!a} comes twice in one JSON object.")
    return value


def _number(text: str) -> int | float:
    """2.0 is 2, as JSON Schema has it: JSON knows one kind of number."""
    value = float(text)
    return int(value) if value.is_integer() else value


def _constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not a JSON number.")


def _faults(root: object) -> Iterator[Fault]:
    """Strings that no UTF-8 can hold, and the first place that lies too deep."""
    todo: list[tuple[str, object, int]] = [("", root, 1)]
    while todo:
        pointer, value, depth = todo.pop()
        if depth > MAX_DEPTH:
            yield Fault(pointer, f"Nested more than {MAX_DEPTH} deep.")
            return
        match value:
            case str() if _torn(value):
                yield Fault(pointer, "Half of a surrogate pair stands alone.")
            case dict():
                if any(_torn(key) for key in value):
                    yield Fault(pointer, "A name holds half of a surrogate pair.")
                    return
                steps = ((key.replace("~", "~0").replace("/", "~1"), inner) for key, inner in value.items())
                todo.extend((f"{pointer}/{step}", inner, depth + 1) for step, inner in steps)
            case list():
                todo.extend((f"{pointer}/{i}", inner, depth + 1) for i, inner in enumerate(value))


def _torn(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)
