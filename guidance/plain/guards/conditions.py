"""Conditions and the people they hold for stay, and stay with the statement that they limit."""

from collections.abc import Iterator

from guidance.plain.comparing import kept_together, same_classes
from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    for kind in ("condition", "population"):
        yield from same_classes(attempt, kind)
        yield from kept_together(attempt, kind)


GUARD = Guard("conditions", "“If”, “unless”, “in adults with”; lexicon/cues.toml", _check)
