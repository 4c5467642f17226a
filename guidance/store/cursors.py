"""Opaque cursors: where the next page of a list begins, as text that goes into an address."""

import base64
import binascii
import json
from collections.abc import Sequence

from guidance.errors import InvalidInput


class BadCursor(InvalidInput):
    """The cursor is not one that a list has given out."""

    code = "bad-cursor"
    title = "The cursor is not valid"


def write(place: Sequence[str]) -> str:
    """The cursor of a place, which is a few texts."""
    text = json.dumps(list(place), separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[str, str]:
    """The two texts of a place. Raises BadCursor."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        match place:
            case [str(first), str(second)]:
                return first, second
    except (ValueError, binascii.Error, RecursionError) as error:
        raise bad() from error
    raise bad()


def bad() -> BadCursor:
    """The error for a cursor that no list has given out."""
    return BadCursor("The cursor is not one that this list has given out.")
