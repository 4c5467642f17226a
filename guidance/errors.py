"""One base error with a stable code; every error of the service derives from it.

An error knows the HTTP status that fits it, so that one translation (web/problems.py) serves all of
them. `faults` point at the places in the input that are wrong.
"""

from typing import ClassVar, NamedTuple


class Fault(NamedTuple):
    """One wrong place in an input: a JSON pointer (RFC 6901) or "file:line", and what is wrong there."""

    pointer: str
    detail: str


class GuidanceError(Exception):
    """Base of every error of the service.

    `code` is stable and part of the contract; `title` is the same for every error of a class;
    `detail` says what happened this time.
    """

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"
    status: ClassVar[int] = 500

    def __init__(self, detail: str, *, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = faults

    def __str__(self) -> str:
        lines = [self.detail, *(f"  {fault.pointer}: {fault.detail}" for fault in self.faults)]
        return "\n".join(lines)


class InvalidInput(GuidanceError):
    """What was sent cannot be understood or is not allowed."""

    code = "invalid-input"
    title = "The input is not valid"
    status = 422


class NotFound(GuidanceError):
    """There is nothing under that name."""

    code = "not-found"
    title = "Nothing is kept under that name"
    status = 404


class Conflict(GuidanceError):
    """What was asked contradicts what is kept."""

    code = "conflict"
    title = "The request conflicts with what is kept"
    status = 409


class ConfigurationError(GuidanceError):
    """A setting or a shipped data file is wrong; the service cannot start with it."""

    code = "configuration"
    title = "The service is not set up correctly"
    status = 500
