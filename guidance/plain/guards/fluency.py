"""The output reads as written English: brackets, doubled words, articles, capitals, spaces.

Whether it still parses with a finite verb and its subject is asked of the parse, in grammatical.py.
"""

import re
from collections.abc import Iterator

from guidance.plain.articles import indefinite
from guidance.plain.guard import Attempt, Guard

_DOUBLED = re.compile(r"\b([A-Za-z]+)\s+\1\b", re.IGNORECASE)
_DETERMINERS = re.compile(r"\b(?:the|an?|this|these)\s+(?:the|an?|this|these)\b", re.IGNORECASE)
_SPACE = re.compile(r"\s[,.;:!?)](?!\d)|\(\s|,[,.;]|[;:]\.|\.{2}(?!\.)|\s{2}")
_ARTICLE = re.compile(r"\b(an?)\s+([\w-]+)", re.IGNORECASE)
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
_MAY_DOUBLE = frozenset(("that", "had", "is"))


def _check(attempt: Attempt) -> Iterator[str]:
    source = attempt.sentence.text
    for text in attempt.texts:
        yield from _doubled(text, source)
        yield from _articles(text, source)
        yield from _brackets(text, source)
        if _SPACE.search(text) and not _SPACE.search(source):
            yield "a space or mark is misplaced"
    joined = [text for text in attempt.texts if not any(char.isalnum() for char in text)]
    if joined:
        yield "a sentence without words"


def _doubled(text: str, source: str) -> Iterator[str]:
    for match in (*_DOUBLED.finditer(text), *_DETERMINERS.finditer(text)):
        if match[0].lower() not in source.lower() and match[0].split()[0].lower() not in _MAY_DOUBLE:
            yield f"“{match[0]}” is doubled"


def _articles(text: str, source: str) -> Iterator[str]:
    for match in _ARTICLE.finditer(text):
        if (match[1] == "A" and match.start()) or match[0] in source:
            continue
        if indefinite(match[2]) != match[1].lower():
            yield f"“{match[0]}” has the wrong article"


def _brackets(text: str, source: str) -> Iterator[str]:
    for opening, closing in _PAIRS:
        if text.count(opening) != text.count(closing) and source.count(opening) == source.count(closing):
            yield f"“{opening}” and “{closing}” do not balance"


GUARD = Guard("fluency", "Written English", _check)
