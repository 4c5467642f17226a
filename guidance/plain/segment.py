"""Where sentences end, told from the text alone, so that each can be parsed by itself.

A sentence parsed by itself reads the same wherever it stands: what the writer made of it, it finds again
when it is given its own output.
"""

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=(\s+))")
_LAST_WORD = re.compile(r"[^\s(\[“\"']+$")
_WHOLE = frozenset(("title", "heading", "cell"))
# After these a full stop never ends a sentence.
_NEVER_ENDS = (
    "al approx art ca cf dr e.g eg eq eqs et fig figs i.e ie inc jr mr mrs ms nr prof ref refs "
    "resp sr st subsp var viz vol vs"
)
_NEVER = frozenset(_NEVER_ENDS.split())
# After these it does not where a figure follows: "No. 5", "p. 12".
_BEFORE_FIGURES = frozenset(("no", "nos", "p", "pp", "ch", "sec", "tab"))
_LETTERED = frozenset(
    ("vitamin", "hepatitis", "type", "group", "grade", "class", "factor", "influenza", "stage", "child")
)


def segments(text: str, kind: str) -> list[tuple[int, int]]:
    """The sentences of a unit as (start, end) offsets, white space between them left out.

    A title, heading or cell is one. A sentence ends at a mark that can end one, followed by white space
    and by what can begin one: no lower-case word, unless capitals or figures inside mark it as a name
    ("mRNA").
    """
    found: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for end, begin in _boundaries(text) if kind not in _WHOLE else ():
        found.append((start, end))
        start = begin
    last = len(text.rstrip())
    return [*found, (start, last)] if last > start else found


def _boundaries(text: str) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(text):
        begin = match.end(1)
        if begin < len(text) and _begins(text, begin) and _ends(text, match, begin):
            yield match.end(), begin


def _begins(text: str, at: int) -> bool:
    word = text[at : at + 40].split(None, 1)[0].lstrip("\"'“‘([")
    if not word:
        return False
    return not word[0].islower() or any(char.isupper() or char.isdigit() for char in word)


def _ends(text: str, match: re.Match[str], begin: int) -> bool:
    if match[0][0] != ".":
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - 40), match.start())
    word = before[0] if before else ""
    lower = word.lower()
    if lower in _NEVER:
        return False
    if lower in _BEFORE_FIGURES and text[begin].isdigit():
        return False
    if len(word) == 1 and word.isupper():
        return _is_no_initial(text[max(0, match.start() - 60) : match.start() - 1])
    return True


def _is_no_initial(before: str) -> bool:
    """Whether the word before a single capital says that this is no initial: "hepatitis B.", not "J."."""
    words = before.split()
    return bool(words) and (words[-1].islower() or words[-1].lower() in _LETTERED)
