"""The output reads as written English: brackets, doubled words, articles, capitals, spaces, whole ends.

Whether it still parses with a finite verb and its subject is asked of the parse, in grammatical.py.
"""

import re
from collections.abc import Iterator

from guidance.plain.articles import indefinite
from guidance.plain.guard import Attempt, Guard
from guidance.plain.realise import OutSentence, is_item

_DOUBLED = re.compile(r"\b([A-Za-z]+(?:-[A-Za-z]+)*)\s+\1\b(?!-)", re.IGNORECASE)
_NAMED_TWICE = re.compile(r"\b([\w-]+(?: [\w-]+)*) [(\[]\1[)\]]", re.IGNORECASE)
_FROM_TWICE = re.compile(r"\b((?:from|of|that) [a-z]+ [a-z]+)\b(?: [\w(]+\)?){0,6} \1\b", re.IGNORECASE)
_SAID_TWICE = re.compile(r"\b([a-z-]+(?: [a-z-]+){1,4}),? \1\b", re.IGNORECASE)
_DETERMINERS = re.compile(r"\b(?:the|an?|this|these|those)\s+(?:the|an?|this|these|those)\b", re.IGNORECASE)
_CLASHING = re.compile(
    r"\b(?:is|are|was|were|am) (?:is|are|was|were|am|has|have|can|may|must|should|will)\b"
    r"|\b(?:of|from|with|by|at) (?:of|with|by|to|for|at)\b(?! least| most| risk| high| the)"
    r"|\b(?:can|may|must|should|will|would|could|might) (?:can|may|must|should|would|could|might)\b"
    r"|\b(?:in|by|of|from|without) (?:reduce|improve|prevent|make|treat|become|keep|give|take|avoid|allow)\b"
    r"|\b(?:and|or|but) (?:and|or|but)\b(?!/)|\ban? (?:and|or|of|is|are|was|were|to)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s[,.;:!?)](?!\d)|\(\s|,[,.;]|[;:]\.|\.{2}(?!\.)|\s{2}")
_EMPTY = re.compile(r"\(\W*\)|\[\W*\]")
_ARTICLE = re.compile(r"\b(an?)\s+([\w-]+)", re.IGNORECASE)
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
_MAY_DOUBLE = frozenset(("that", "had", "is"))
# No sentence ends in one of these; in one of the others, only where its own words follow no more.
_OPEN = frozenset(
    (
        *("a", "an", "the", "and", "or", "but", "nor", "because", "although", "if", "unless", "whether"),
        *("than", "which", "who", "whose", "whom", "their", "its", "his", "your", "our", "every", "very"),
    )
)
_PREPOSITIONS = frozenset(("of", "from", "into", "to", "with", "by", "at", "for", "during", "in", "on"))
_ABBREVIATED = re.compile(r"(?:e\.g|i\.e|etc|vs|no)\.$", re.IGNORECASE)


def _check(attempt: Attempt) -> Iterator[str]:
    source = attempt.sentence.text
    for sentence, text in zip(attempt.output, attempt.texts, strict=True):
        if text == source:
            continue
        yield from _doubled(text, source)
        yield from _articles(text, source)
        yield from _brackets(text, source)
        yield from _ends(sentence, text, source)
        if _SPACE.search(text) and not _SPACE.search(source):
            yield "a space or mark is misplaced"
        if not any(char.isalnum() for char in text):
            yield "a sentence without words"
    yield from _capitals(attempt)


def _doubled(text: str, source: str) -> Iterator[str]:
    lower = source.lower()
    for pattern in (_DOUBLED, _NAMED_TWICE, _SAID_TWICE, _FROM_TWICE, _DETERMINERS, _CLASHING):
        for match in pattern.finditer(text):
            if match[0].lower() not in lower and match[0].split()[0].lower() not in _MAY_DOUBLE:
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
    if text.count('"') % 2 and not source.count('"') % 2:
        yield "a quotation does not close"
    if _EMPTY.search(text) and not _EMPTY.search(source):
        yield "brackets hold nothing"


def _ends(sentence: OutSentence, text: str, source: str) -> Iterator[str]:
    """A word at the end that something must follow; a list's lead and its items may stop early."""
    if text.endswith(":") or is_item(sentence) or _ABBREVIATED.search(text):
        return
    last = next((out for out in reversed(sentence) if any(map(str.isalnum, out.text))), sentence[-1])
    word = last.text.lower()
    hangs = word in _OPEN or (word in _PREPOSITIONS and not last.new)
    if hangs and not last.gloss and not source.rstrip(".!?:").lower().endswith(f" {word}"):
        yield f"“{last.text}” at the end leaves the sentence open"


def _capitals(attempt: Attempt) -> Iterator[str]:
    """Every sentence after the first begins with a capital where its first word has no capital inside."""
    for sentence in attempt.output[1:]:
        first = sentence[0].text
        if first.isalpha() and first.islower():
            yield f"“{first}” begins a sentence without a capital"


GUARD = Guard("fluency", "Written English", _check)
