"""Numbers in square brackets: which of them cite a source.

"[1]" always does. A group, "[1, 2]" or "[2-4]", does only where each of its numbers has a reference:
elsewhere it may well be an interval ("IQR [3-7]"), and is left as it stands.
"""

import re

from markdown_it.rules_inline import StateInline

_NUMBER = r"[1-9]\d{0,2}"
_RANGE = re.compile(rf"({_NUMBER})(?:\s?[-–]\s?({_NUMBER}))?")
MAX_SPAN = 50

SINGLE = re.compile(rf"\[({_NUMBER})\]")
BRACKET = re.compile(rf"\[({_NUMBER}(?:\s?[-–,;]\s?{_NUMBER})*)\]")


def numbers(inside: str) -> tuple[int, ...]:
    """The numbers that "1, 3-5" stands for; none where a range runs backwards or over MAX_SPAN."""
    found: list[int] = []
    for part in re.split(r"\s?[,;]\s?", inside):
        match = _RANGE.fullmatch(part)
        if match is None:
            return ()
        first, last = int(match[1]), int(match[2] or match[1])
        if not 0 <= last - first <= MAX_SPAN:
            return ()
        found.extend(range(first, last + 1))
    return tuple(found)


def rule(state: StateInline, silent: bool) -> bool:
    """An inline rule for markdown-it: "citation" tokens; `env["numbers"]` holds the known numbers."""
    match = BRACKET.match(state.src, state.pos, state.posMax)
    if match is None or state.src[match.end() : match.end() + 1] == "(":
        return False
    cited = numbers(match[1])
    single = SINGLE.fullmatch(match[0]) is not None
    if not single and not (cited and state.env["numbers"].issuperset(cited)):
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[0]
        token.meta = {"numbers": cited}
    state.pos = match.end()
    return True
