"""More stays more, less stays less, better stays better."""

from collections.abc import Iterator

from guidance.plain.comparing import same_classes
from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    yield from same_classes(attempt, "direction")


GUARD = Guard("direction", "Direction of effect; lexicon/cues.toml", _check)
