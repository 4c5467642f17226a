"""Every number of the source stands in the output with the unit it had; no number appears."""

import re
from collections import Counter
from collections.abc import Iterator

from guidance.plain.guard import Attempt, Guard

_NUMBER = re.compile(r"(?<![\w.])[<>≤≥~±+−-]?\d[\d,.\u2009]*(?:\s?%)?(?=\D|$)|(?<=[\w-])\d+(?:[.,]\d+)*")
_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    r"million|billion|half|third|quarter|twice|double|once|twofold|threefold)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(\d[\d,.]*)[\s-]?((?:[mµμkc]?g|[mµμ]?[lL]|mmol|IU|units?|mm|cm|km|m|kg|h|hours?|days?|weeks?|months?|years?|minutes?|mmHg)\b(?:/\w+)?)"
)


def numbers(text: str) -> Counter[str]:
    """Every number, in digits or words, as written but for separators at its end."""
    found = [match.rstrip(",.") for match in _NUMBER.findall(text)]
    return Counter(
        [*(re.sub(r"[\s\u2009]", "", n) for n in found), *(w.lower() for w in _WORDS.findall(text))]
    )


def _check(attempt: Attempt) -> Iterator[str]:
    before, after = numbers(attempt.sentence.text), numbers(attempt.claim)
    for number, count in (before - after).items():
        yield f"the number {number} was lost" + (f" ({count} times)" if count > 1 else "")
    for number in after - before:
        yield f"the number {number} was brought in"
    lost = set(_UNIT.findall(attempt.sentence.text)) - set(_UNIT.findall(attempt.claim))
    for number, unit in sorted(lost):
        if number in "".join(after) and f"{number}" not in "".join(before - after):
            yield f"{number} no longer stands with {unit}"


GUARD = Guard("numbers", "Numbers, units and doses", _check)
