"""The spelling that a site writes: what ships is British, and lexicon/spelling.csv has the American words.

Texts are matched in either spelling (spelling.py); this is about what we write. Only words of the table, and
words made from them with a common ending ("haemorrhages", "immobilised"), are ever changed, because a rule
without a table would sooner or later make a word that does not exist.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from guidance.errors import ConfigurationError, Fault
from guidance.plain.rows import read

type Spelling = Literal["en-GB", "en-US"]

COLUMNS = ("british", "american")
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = ("s", "ed", "ing", "ly", "ation", "ations", "er", "ers", "able", "less", "ful", "ment", "ments")
# "Analyses" is the plural of "analysis" wherever we write it, and the same everywhere.
_PLURAL_OF_SIS = ("yses", "yzes")


class SpellingFileError(ConfigurationError):
    """The table of spellings is wrong; `faults` name the line."""

    code = "spelling-file"
    title = "The table of spellings is not valid"


def table(root: Path) -> dict[str, str]:
    """British → American, in lower case; empty where the folder has no table. Raises SpellingFileError."""
    path = root / "spelling.csv"
    if not path.exists():
        return {}
    faults: list[Fault] = []
    rows = read(path, path.name, COLUMNS, faults)
    faults += [
        Fault(row.where, "each column holds one word in lower case")
        for row in rows
        if not all(_WORD.fullmatch(cell) and cell.islower() for cell in row.cells.values())
    ]
    if faults:
        raise SpellingFileError("spelling.csv is not valid", faults=tuple(faults))
    return {row.cells["british"]: row.cells["american"] for row in rows}


class Turned:
    """The words of a table, and those made from them, with their other spelling: american, or british."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self._made: dict[str, str | None] = {}

    def __call__(self, word: str) -> str | None:
        """What stands for a word in lower case, None where it is spelt alike or not known."""
        if word not in self._made:
            found = self._words.get(word)
            self._made[word] = found if found is not None else next(self._bent(word), None)
        return self._made[word]

    def _bent(self, word: str) -> Iterator[str]:
        """The other spelling of a word of the table with an ending on it."""
        if word.endswith(_PLURAL_OF_SIS):
            return
        for ending in _ENDINGS:
            base = word.removesuffix(ending)
            if base == word:
                continue
            other, vowel = self._words.get(base), ending[0] in "aei"
            if other is not None:
                yield (other[:-1] if vowel and other.endswith("e") else other) + ending
            silent = self._words.get(f"{base}e") if vowel else None
            # "Centred" is "centered", but "programmed" is what both write.
            if silent is not None and silent.endswith(("e", "er")):
                yield silent.removesuffix("e") + ending


class Respelling:
    """Texts of the folder in the spelling that a site writes."""

    def __init__(self, root: Path, spelling: Spelling) -> None:
        self._turned = Turned(table(root)) if spelling == "en-US" else None

    def __call__(self, text: str) -> str:
        """The text with the words of the table respelt, capitals kept."""
        return _WORD.sub(self._word, text) if self._turned else text

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        other = self._turned(word.lower()) if self._turned else None
        if other is None:
            return word
        return other[:1].upper() + other[1:] if word[0].isupper() else other
