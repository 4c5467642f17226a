"""What must, should or may be done keeps its force and its place."""

from collections.abc import Iterator

from guidance.plain.comparing import kept_together, same_classes
from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    yield from same_classes(attempt, "modality")
    yield from kept_together(attempt, "modality")


GUARD = Guard("modality", "GRADE: strength of recommendations; lexicon/cues.toml", _check)
