"""What holds for some is not said of all."""

from collections.abc import Iterator

from guidance.plain.comparing import same_classes
from guidance.plain.guard import Attempt, Guard

# "On an individual basis" may become "for each person", "a paucity of studies" "few studies".
_SILENT = frozenset(("each", "few"))

_LOST = ("“most” (quantity) was lost", "“most” (quantity) stood")


def _check(attempt: Attempt) -> Iterator[str]:
    for objection in same_classes(attempt, "quantity", silent=_SILENT):
        if not (objection.startswith(_LOST) and _superlative_gone(attempt)):
            yield objection


def _superlative_gone(attempt: Attempt) -> bool:
    """Whether each "most" that went made a superlative ("most recent", now "latest"): it counts nothing."""
    doc = attempt.sentence.doc
    kept = {out.start for out in attempt.words if not out.new}
    gone = [
        t for r in attempt.regions for t in doc[r.start : r.end] if t.lower_ == "most" and t.i not in kept
    ]
    return bool(gone) and all(t.tag_ == "RBS" and t.head.pos_ in ("ADJ", "ADV") for t in gone)


GUARD = Guard("quantity", "All, most, many, some, few; lexicon/cues.toml", _check)
