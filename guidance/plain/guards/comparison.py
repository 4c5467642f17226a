"""“More than”, “at least” and “up to” stay what they are."""

from collections.abc import Iterator

from guidance.plain.comparing import same_classes, turned
from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    yield from same_classes(attempt, "comparison")
    yield from turned(attempt, "degree")


GUARD = Guard("comparison", "Comparisons with a value; lexicon/cues.toml", _check)
