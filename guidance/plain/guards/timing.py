"""Before stays before, after stays after."""

from collections.abc import Iterator

from guidance.plain.comparing import same_classes
from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    yield from same_classes(attempt, "time")


GUARD = Guard("timing", "Order in time; lexicon/cues.toml", _check)
