"""A share of people is counted in people: "5% of adults" → "5 in every hundred adults".

Only where a whole percentage counts people at large; never a relative change ("by 30%"), a concentration,
a test result, or the share of one study's people ("30% of the patients"). The denominator is always a
hundred, in words, so that every digit is the source's. A sentence with a percentage that cannot be
counted so keeps them all: one way of counting a sentence.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.figures import RUNNING, restated, statistics
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Gloss, Piece, Rule

type _Number = tuple[int, tuple[Piece, ...]]

_NAME = "number-share"
_EVERY = "in every hundred"
_WHY = "How many people it happens to is easier to picture than a percentage."
_HEDGES = frozenset(
    (
        "about",
        "around",
        "approximately",
        "nearly",
        "almost",
        "more",
        "less",
        "than",
        "over",
        "under",
        "at",
        "least",
    )
)
_DASHES = frozenset(("-", "–"))
_JOINS = frozenset(("to", "and", "or"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    signs = [t for t in sentence.tokens if "%" in t.text]
    if not signs or sentence.kind not in RUNNING or reader.audience.numbers == "source":
        return
    apart = statistics(sentence, reader.data.figures)
    marks = [t for t in signs if t.i not in apart]
    made = [edit for mark in marks if (edit := _edit(mark, sentence, reader)) is not None]
    counted = {i for edit in made for change in edit.changes for i in range(change.start, change.end)}
    if reader.audience.numbers == "both" or counted.issuperset(mark.i for mark in marks):
        yield from made


def _edit(mark: Token, sentence: Sentence, reader: Reader) -> Edit | None:
    doc, i = sentence.doc, mark.i
    if mark.text != "%" or i <= sentence.start or i + 2 >= sentence.end or doc[i + 1].lower_ != "of":
        return None
    found = _number(doc[i - 1], sentence)
    if found is None or not _people(doc[i + 2], sentence, reader):
        return None
    first, pieces = _signed(found, sentence, reader)
    if _relative(first, sentence):
        return None
    number = " ".join(doc[p.start : p.end].text if isinstance(p, Copy) else str(p) for p in pieces)
    if reader.audience.numbers == "both":
        return Edit(_NAME, (Change(i + 1, i + 1, (Gloss(f"({number} {_EVERY})"),), after=True),), _WHY)
    after_in = first > sentence.start and doc[first - 1].lower_ == "in"
    every = f"out of {_EVERY.removeprefix('in ')}" if after_in else _EVERY
    change = Change(first, i + 2, (*pieces, every))
    return restated(_NAME, (change,), (doc[first : i + 2].text, f"{number} {every}"), _WHY)


def _signed(number: _Number, sentence: Sentence, reader: Reader) -> _Number:
    """The number with the sign before it, said in words."""
    first, pieces = number
    figures = reader.data.figures
    sign = sentence.doc[first - 1].text if first > sentence.start else ""
    if sign in figures.about:
        return first - 1, ("about", *pieces)
    wording = figures.comparators.get(figures.typed.get(sign, sign))
    if wording is None:
        return number
    return first - 1, (wording["plain"].removesuffix("{}").strip(), *pieces)


def _number(token: Token, sentence: Sentence) -> _Number | None:
    """The first token of the number, or of the range that ends in it, and how it is said."""
    if not _whole(token):
        return None
    doc, i = sentence.doc, token.i
    own = Copy(i, i + 1)
    join = doc[i - 1] if i - 2 >= sentence.start else None
    if join is None or join.text not in _DASHES | _JOINS:
        return i, (own,)
    percent = doc[i - 2].text == "%"
    other = doc[i - 3] if percent and i - 3 >= sentence.start else doc[i - 2]
    if join.text in _JOINS and not percent:
        return i, (own,)
    if not _whole(other) or (join.text in _DASHES and int(other.text) >= int(token.text)):
        return None
    word = join.text if join.text in _JOINS else "to"
    return other.i, (Copy(other.i, other.i + 1), word, own)


def _whole(token: Token) -> bool:
    return token.text.isdecimal() and 0 < int(token.text) < 100


def _relative(first: int, sentence: Sentence) -> bool:
    """Whether the number says how much something changed: "by 30%", "by about 30%"."""
    before = [t.lower_ for t in sentence.doc[sentence.start : first]]
    while before and before[-1] in _HEDGES:
        before.pop()
    return bool(before) and before[-1] == "by"


def _people(token: Token, sentence: Sentence, reader: Reader) -> bool:
    """Whether a bare plural from the token on counts people: "patients", "older adults"."""
    for word in sentence.doc[token.i : min(token.i + 4, sentence.end)]:
        if word.tag_ == "NNS" and word.lemma_.lower() in reader.data.figures.counted:
            return True
        if word.dep_ not in ("amod", "compound") or not word.is_alpha:
            return False
    return False


RULE = Rule(_NAME, "CDC Clear Communication Index, item 17; NHS content style: “1 in 100”", _find)
