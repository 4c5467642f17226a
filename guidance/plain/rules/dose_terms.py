"""Short terms of a prescription in words: "q6h" → "every 6 hours", "× 7 days" → "for 7 days".

Those without a digit ("b.i.d.", "nocte") are rows of lexicon/abbreviations.csv.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from guidance.plain.annotate import Sentence
from guidance.plain.figures import RUNNING, change, restated
from guidance.plain.reader import Reader
from guidance.plain.rule import Edit, Rule

_NAME = "dose-term"
_WHY = "The short term is written out."
_EVERY = re.compile(
    r"(?<![\w.])q\.?\s?(?P<number>\d{1,2}(?:\s?[-–]\s?\d{1,2})?)\s?(?P<unit>h|hr|hrs|hours|d|days|wk|weeks)\b\.?",
    re.IGNORECASE,
)
_COURSE = re.compile(
    r"(?<![\w.])[x×]\s?(?P<number>\d{1,3})\s?(?:-?\s?)(?P<unit>days?|weeks?|months?|d|wks?|mo)\b(?![-/])"
)
_AS_NEEDED = re.compile(r"(?<![\w.])(?:p\.r\.n\.|prn|PRN)(?=\s+(?P<noun>[a-z]+))")


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words or sentence.kind not in RUNNING:
        return
    text, start, end = sentence.doc.text, sentence.span.start_char, sentence.span.end_char
    for lead, pattern in (("every", _EVERY), ("for", _COURSE)):
        for match in pattern.finditer(text, start, end):
            yield from _said(match, sentence, lead, reader)
    for match in _AS_NEEDED.finditer(text, start, end):
        noun = sentence.doc.char_span(match.start("noun"), match.end("noun"))
        made = change(sentence, match.start(), match.end(), ("when needed for",))
        if made is not None and noun is not None and noun[0].pos_ == "NOUN":
            yield restated(_NAME, (made,), (match[0], "when needed for"), _WHY)


def _said(match: re.Match[str], sentence: Sentence, lead: str, reader: Reader) -> Iterator[Edit]:
    unit = reader.data.figures.time.get(match["unit"].lower(), match["unit"].lower().rstrip("s"))
    number = re.sub(r"\s?[-–]\s?", " to ", match["number"])
    words = f"{lead} {number} {unit if number == '1' else unit + 's'}"
    made = change(sentence, match.start(), match.end(), (words,))
    if made is None:
        return
    if match[0].endswith(".") and made.end == sentence.end:
        made = replace(made, pieces=(f"{words}.",))
    yield restated(_NAME, (made,), (match[0], words), _WHY)


RULE = Rule(_NAME, "ISMP list of error-prone abbreviations: write dose terms out", _find)
