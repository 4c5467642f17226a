"""The spelling that a site writes: what ships is British, and lexicon/spelling.csv has the American words.

Texts are matched in either spelling (spelling.py); this is about what we write. Only words of the table are
ever changed, because a rule would sooner or later make a word that does not exist.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from guidance.errors import ConfigurationError, Fault
from guidance.plain.rows import read

type Spelling = Literal["en-GB", "en-US"]

COLUMNS = ("british", "american")
_WORD = re.compile(r"[^\W\d_]+")


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


class Respelling:
    """Texts of the folder in the spelling that a site writes."""

    def __init__(self, root: Path, spelling: Spelling) -> None:
        self._words: Mapping[str, str] = table(root) if spelling == "en-US" else {}

    def __call__(self, text: str) -> str:
        """The text with the words of the table respelt, capitals kept."""
        return _WORD.sub(self._word, text) if self._words else text

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        other = self._words.get(word.lower(), word)
        if other == word:
            return word
        return other[:1].upper() + other[1:] if word[0].isupper() else other
