"""What every format comes down to: names and definitions of concepts, one by one."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from guidance.errors import Fault, InvalidInput

type Watch = Callable[[int], None]
"""Told how many bytes were read since it was last told."""

type Role = Literal["term", "plain", "definition"]


class BadFile(InvalidInput):
    """The file is not of the format that was named; the fault tells its line."""

    code = "bad-vocabulary-file"
    title = "The vocabulary cannot be read"


class Name(NamedTuple):
    """A text about a concept: a name as experts have it, a plain name, or a definition; `where` is
    "file:line".
    """

    concept: str
    role: Role
    text: str
    where: str


def bad(where: str, detail: str) -> BadFile:
    """The error for one place in a file."""
    return BadFile("The file is not of the format that was named.", faults=(Fault(where, detail),))
