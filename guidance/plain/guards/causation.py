"""What is linked is not said to cause, and what causes is not said to be linked."""

from collections.abc import Iterator

from guidance.plain.comparing import same_classes
from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    yield from same_classes(attempt, "causation")


GUARD = Guard("causation", "Bradford Hill 1965: association is not causation; lexicon/cues.toml", _check)
