"""Names, kept words and drug names stand letter for letter; figures too, but for those said in words,
which the guard of numbers holds to their digits."""

from collections.abc import Iterator

from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    kept = {o.start for s in attempt.output for o in s if not o.new}
    restated = {i for e in attempt.edits if e.restates for c in e.changes for i in range(c.start, c.end)}
    for token in sorted(attempt.sentence.protected - restated):
        if token not in kept and not attempt.sentence.doc[token].is_punct:
            yield f"“{attempt.sentence.doc[token].text}” was changed"


GUARD = Guard("names", "Names of drugs, tests and scales", _check)
