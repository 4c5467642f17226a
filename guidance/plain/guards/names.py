"""Names, kept words and drug names stand letter for letter."""

from collections.abc import Iterator

from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    kept = {o.start for s in attempt.output for o in s if not o.new}
    for token in sorted(attempt.sentence.protected):
        if token not in kept and not attempt.sentence.doc[token].is_punct:
            yield f"“{attempt.sentence.doc[token].text}” was changed"


GUARD = Guard("names", "Names of drugs, tests and scales", _check)
