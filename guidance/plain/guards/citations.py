"""Every citation stays, once, and stays with its claim."""

from collections.abc import Iterator

from guidance.plain.comparing import told_of_all
from guidance.plain.guard import Attempt, Guard


def _check(attempt: Attempt) -> Iterator[str]:
    for token, runs in attempt.sentence.citations.items():
        where = attempt.sentences_with(token)
        numbers = ", ".join(run.text for run in runs)
        if not where:
            yield f"citation {numbers} was lost"
        governor = attempt.sentence.doc[token]
        while governor.pos_ not in ("VERB", "AUX") and governor.head != governor:
            governor = governor.head
        claim = attempt.sentences_with(governor.i)
        if any(told_of_all(attempt, token)):
            continue
        if governor.pos_ in ("VERB", "AUX") and where and claim and not where & claim:
            yield f"citation {numbers} no longer stands with its claim"


GUARD = Guard("citations", "Citations stay with their claim", _check)
