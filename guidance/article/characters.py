"""Which characters and how many of them an article may hold, and how its whitespace is made even."""

import re

from guidance.errors import InvalidInput

MAX_CHARACTERS = 200_000
"""The longest text that is taken, in characters: some 50 times a usual article."""

_SURROGATE = re.compile("[\ud800-\udfff]")

# Control characters; the two bidirectional overrides, which can show "10 mg" as "01 mg"; and the code
# points that Unicode sets aside as never being characters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)

# Soft hyphen, zero-width space, word joiner, byte-order mark: nobody sees them, yet they would hide a
# word or a number from whoever looks for it.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BREAKS = re.compile("\r\n?")
_ODD_BREAKS = re.compile("[\v\f\x85\u2028\u2029]")
_WHITESPACE = re.compile(r"\s+")


class TextTooLong(InvalidInput):
    code = "too-long"
    title = "The text is too long"
    status = 413


class LoneSurrogate(InvalidInput):
    code = "lone-surrogate"
    title = "The text holds half a character"


class ForbiddenCharacter(InvalidInput):
    code = "forbidden-character"
    title = "The text holds a character that no article may hold"


def fault_in(text: str) -> str:
    """What is wrong with the characters of `text`, or "" when nothing is."""
    if match := _SURROGATE.search(text):
        return f"the lone surrogate U+{ord(match[0]):04X} stands at character {match.start() + 1}"
    if match := _FORBIDDEN.search(text):
        return (
            f"U+{ord(match[0]):04X} stands at character {match.start() + 1}; control characters are not taken"
        )
    return ""


def check(text: str) -> None:
    """Raises TextTooLong, LoneSurrogate or ForbiddenCharacter."""
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are taken.")
    if not (wrong := fault_in(text)):
        return
    error = LoneSurrogate if _SURROGATE.search(text) else ForbiddenCharacter
    raise error(f"The text cannot be kept: {wrong}.")


def source(text: str) -> str:
    """A whole text made ready for parsing: line ends as "\\n", invisible characters gone."""
    return _INVISIBLE.sub("", _ODD_BREAKS.sub(" ", _BREAKS.sub("\n", text)))


def even(text: str) -> str:
    """The text with invisible characters gone and each stretch of whitespace one ordinary space."""
    return _WHITESPACE.sub(" ", _INVISIBLE.sub("", text))
