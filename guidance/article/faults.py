"""Collecting every fault of an article, so that an editor sees all of them at once."""

from guidance.article.characters import even, fault_in
from guidance.errors import Fault, InvalidInput

MAX_SHOWN = 100


class InvalidArticle(InvalidInput):
    """The article breaks the rules of its format; `faults` names every place.

    A pointer is "markdown:12" for a line of the Markdown, or a JSON pointer into the front matter
    ("/references/2/year") or into the JSON that was sent ("/blocks/0/runs").
    """

    code = "invalid-article"
    title = "The article is not valid"


class Faults:
    """A list that grows while an article is read."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, pointer: str, detail: str) -> None:
        self._found.append(Fault(pointer, detail))

    def settle(self) -> None:
        """Raises InvalidArticle if anything was found."""
        if not self._found:
            return
        count = len(self._found)
        detail = "The article has 1 fault." if count == 1 else f"The article has {count} faults."
        if count > MAX_SHOWN:
            detail += f" The first {MAX_SHOWN} are shown."
        raise InvalidArticle(detail, faults=tuple(self._found[:MAX_SHOWN]))


def child(pointer: str, key: object) -> str:
    """The JSON pointer (RFC 6901) of a member of what `pointer` points at."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def fields(
    value: object, pointer: str, faults: Faults, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> dict[str, object]:
    """The known fields of `value`; that it is no object, each unknown and each missing key are faults."""
    if not isinstance(value, dict):
        faults.add(pointer, "must be an object with named fields")
        return {}
    known = (*required, *optional)
    for key in value:
        if key not in known:
            faults.add(child(pointer, key), f"unknown field; known are {', '.join(known)}")
    for key in required:
        if key not in value:
            faults.add(child(pointer, key), "is missing")
    return {key: value[key] for key in known if key in value}


def text(value: object, pointer: str, faults: Faults, *, limit: int) -> str:
    """`value` as one line of text with even whitespace; "" where it is none, which is a fault."""
    if not isinstance(value, str):
        faults.add(pointer, "must be text (in quotes where it looks like a number, a date or yes/no)")
        return ""
    if wrong := fault_in(value):
        faults.add(pointer, wrong)
        return ""
    line = even(value).strip()
    if not line:
        faults.add(pointer, "must not be empty")
    elif len(line) > limit:
        faults.add(pointer, f"has {len(line)} characters; at most {limit} are taken")
    return line
