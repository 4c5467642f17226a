"""Every number of the source stands in the output with the unit it had; no number appears.

What a rule declares to be the same figure in other words ("twice a day" for "b.i.d.") is compared as the
rule says it; its digits must be the source's. What a policy leaves out must stand in the edit's account.
"""

import re
from collections import Counter
from collections.abc import Iterator

from guidance.plain.guard import Attempt, Guard
from guidance.plain.rule import Edit

_NUMBER = re.compile(r"(?<![\w.])[<>≤≥~±+−-]?\d[\d,.\u2009]*(?:\s?%)?(?=\D|$)|(?<=[\w-])\d+(?:[.,]\d+)*")
_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    r"million|billion|half|third|quarter|twice|double|once|twofold|threefold)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(\d[\d,.]*)[\s-]?((?:[mµμkc]?g|mcg|micrograms?|milligrams?|grams?|[mµμ]?[lL]|mmol|mol|IU|units?|mm|cm|km|m|kg|"
    r"h|hours?|days?|weeks?|months?|years?|minutes?|mmHg|cmHg)\b(?:/\w+)?)"
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def numbers(text: str) -> Counter[str]:
    """Every number, in digits or words, as written but for separators at its end."""
    found = [match.rstrip(",.") for match in _NUMBER.findall(text)]
    return Counter(
        [*(re.sub(r"[\s\u2009]", "", n) for n in found), *(w.lower() for w in _WORDS.findall(text))]
    )


def _check(attempt: Attempt) -> Iterator[str]:
    expected = attempt.figures
    if any(edit.restates for edit in attempt.edits):
        yield from _digits_differ(attempt.sentence.text, expected, attempt.edits)
    before, after = numbers(expected), numbers(attempt.claim)
    for number, count in (before - after).items():
        yield f"the number {number} was lost" + (f" ({count} times)" if count > 1 else "")
    for number in after - before:
        yield f"the number {number} was brought in"
    lost = Counter(_UNIT.findall(expected)) - Counter(_UNIT.findall(attempt.claim))
    for number, unit in sorted(lost):
        if number in "".join(after) and f"{number}" not in "".join(before - after):
            yield f"{number} no longer stands with {unit}"


def _digits_differ(source: str, restated: str, edits: tuple[Edit, ...]) -> Iterator[str]:
    """A figure in other words has its digits, but for those that the account of an edit names as left out."""
    told = Counter(digits for edit in edits for digits in _DIGITS.findall(edit.omits))
    before, after = Counter(_DIGITS.findall(source)), Counter(_DIGITS.findall(restated))
    for number in before - after - told:
        yield f"the number {number} was left out and not told"
    for number in after - before:
        yield f"the number {number} is not the source's"


GUARD = Guard("numbers", "Numbers, units and doses", _check)
