"""What holds for some is not said of all."""

from collections.abc import Iterator

from guidance.plain.comparing import same_classes
from guidance.plain.guard import Attempt, Guard

# "On an individual basis" may become "for each person", "a paucity of studies" "few studies".
_SILENT = frozenset(("each", "few"))


def _check(attempt: Attempt) -> Iterator[str]:
    yield from same_classes(attempt, "quantity", silent=_SILENT)


GUARD = Guard("quantity", "All, most, many, some, few; lexicon/cues.toml", _check)
