"""Abbreviations that a text opens itself: "multiple sclerosis (MS)".

After Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions": the
letters of the short form are looked for, from the last to the first, in the words before the bracket.
"""

import re
from collections.abc import Iterator

_BRACKET = re.compile(r"[(\[]\s?([A-Za-z][\w-]{1,9})\s?(?:[;,][^)\]]*)?[)\]]")
_WORD = re.compile(r"[\w'’-]+")


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Each (short form, long form) that the text defines.

    An abbreviation that stands alone in brackets is introduced there, whatever words it stands for: where
    its letters do not show which, the long form is empty.
    """
    for match in _BRACKET.finditer(text):
        short = match[1]
        if sum(char.isupper() for char in short) < 2:
            continue
        long = _long_form(short, text[: match.start()].rstrip())
        if long or match[0].strip("()[] ") == short:
            yield short, long
            if short.endswith("s") and short[-2:-1].isupper():
                yield short[:-1], long


def _long_form(short: str, before: str) -> str:
    words = list(_WORD.finditer(before))[-(min(len(short) + 5, len(short) * 2)) :]
    if not words:
        return ""
    candidate = before[words[0].start() :]
    letters = [char.lower() for char in short if char.isalnum()]
    if letters[-1] == "s" and short[-1] == "s":
        letters.pop()
    at = len(candidate)
    for i in range(len(letters) - 1, -1, -1):
        at = _last(letters[i], candidate.lower(), at, first=i == 0)
        if at < 0:
            return ""
    return candidate[at:]


def _last(letter: str, text: str, before: int, *, first: bool) -> int:
    """The last place of a letter before an index; the first letter must begin a word."""
    at = text.rfind(letter, 0, before)
    while first and at > 0 and text[at - 1].isalnum():
        at = text.rfind(letter, 0, at)
    return at
