"""Who the reader of a page says they are."""

from typing import NamedTuple

from flask import Request

from guidance.plain.audience import Audience, Role
from guidance.web.current import site


class Reader(NamedTuple):
    """The role that was declared, None where none was, and the audience that it leads to."""

    role: Role | None
    audience: Audience

    @property
    def query(self) -> dict[str, str]:
        """What an address carries so that the next page knows the reader, too."""
        return {"role": self.role.id} if self.role else {}


def declared(request: Request) -> Reader:
    """The reader that the address names; no role, or an empty one, is a reader who has not said.

    Raises UnknownRole.
    """
    name = request.args.get("role", "")
    if not name:
        return Reader(None, site().default_audience)
    audience = site().audiences.for_role(name)
    return Reader(next(role for role in audience.roles if role.id == name), audience)
