"""No word comes in that the source or the data of an edit does not account for, and none goes missing."""

from collections.abc import Iterator

from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    touched = {i for e in attempt.edits for c in e.changes for i in range(c.start, c.end)}
    inserted = {c.start for e in attempt.edits for c in e.changes}
    seen = {i for s in attempt.output for o in s for i in range(o.start, o.end)}
    for token in attempt.sentence.tokens:
        if token.i not in seen and token.i not in touched and not token.is_punct:
            yield f"“{token.text}” went missing"
    for out in (out for s in attempt.output for out in s):
        accounted = out.start in touched | inserted or out.gloss or not any(c.isalnum() for c in out.text)
        if out.new and not accounted and out.text.lower() not in ("a", "an"):
            yield f"“{out.text}” comes from nowhere"


GUARD = Guard("content", "No content word without an account", _check)
