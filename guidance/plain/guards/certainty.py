"""How sure the source is stays as it is: no hedge is lost, none is added."""

from collections.abc import Iterator

from guidance.plain.comparing import kept_together, same_classes
from guidance.plain.guard import Attempt, Guard

# "Mortality" may become "the chance of dying".
_SILENT = frozenset(("chance",))


def _check(attempt: Attempt) -> Iterator[str]:
    yield from same_classes(attempt, "certainty", counted=True, silent=_SILENT)
    yield from kept_together(attempt, "certainty")


GUARD = Guard("certainty", "GRADE: certainty of the evidence; lexicon/cues.toml", _check)
