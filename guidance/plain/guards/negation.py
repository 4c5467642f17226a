"""Every negation stays, none appears, and each stays with what it negates."""

from collections.abc import Iterator

from guidance.plain.comparing import kept_together, same_classes
from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    yield from same_classes(attempt, "negation", counted=True)
    yield from kept_together(attempt, "negation")


GUARD = Guard("negation", "Negation and its scope: NegEx (Chapman 2001); lexicon/cues.toml", _check)
