"""Abbreviations: opened at first mention, or always written out; one that cannot be told apart stays.

Those of test statistics in brackets ("95% CI") stay for readers of plain words: opened, they would only be
longer.
"""

from collections.abc import Iterator

from guidance.plain.annotate import Sentence
from guidance.plain.entries import Abbreviation
from guidance.plain.figures import statistics
from guidance.plain.hits import ShortHit
from guidance.plain.inflect import inflect
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Edit, Gloss, Piece, Rule, owned
from guidance.plain.singulars import article_for

_NAME = "abbreviation"
_OPENING = frozenset("([")


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not sentence.shorts or reader.audience.terms == "keep":
        return
    taught = set(reader.taught)
    closed = sentence.protected
    if not reader.keeps_terms:
        closed |= statistics(sentence, reader.data.figures)
    for hit in sentence.shorts:
        if hit.reading is None or hit.short in reader.defined or hit.start in closed:
            continue
        edit = _edit(hit, hit.reading, sentence, reader, taught)
        if edit is not None:
            taught |= edit.teaches
            yield owned(edit, hit.reading.where)


def _edit(
    hit: ShortHit, reading: Abbreviation, sentence: Sentence, reader: Reader, taught: set[str]
) -> Edit | None:
    if reading.action == "keep" or _joined(hit, sentence):
        return None
    words = reading.plain if reader.plain_words and not reader.keeps_terms else reading.long
    if not hit.plural and article_for(words, hit.end - 1, hit.start, hit.end, sentence) is None:
        return None
    words = inflect(words, "NNS", "noun") if hit.plural else words
    if reading.action == "expand" or sentence.kind in ("title", "heading", "cell"):
        why = f"“{hit.short}” is short for “{reading.long}”."
        return _changed(
            hit, (words,), why, restates=reading.action == "expand" and not _is_unit(hit, sentence)
        )
    if reading.id in taught:
        return None
    if _in_brackets(hit, sentence):
        return _changed(hit, (words,), f"“{hit.short}” is short for “{reading.long}”.")
    if hit.end < sentence.end and sentence.doc[hit.end].text in _OPENING:
        # What stands in brackets behind it is another name of it, or tells more of it.
        return _changed(hit, (words,), f"“{hit.short}” is short for “{reading.long}”.")
    pieces = (words, Gloss(f"({hit.short})"))
    return _changed(hit, pieces, f"“{hit.short}” is opened at its first mention.", teaches=reading.id)


def _changed(
    hit: ShortHit, pieces: tuple[Piece, ...], why: str, *, teaches: str = "", restates: bool = False
) -> Edit:
    """`restates` is for what is written out for good: "t.i.d." holds the three of "three times a day"."""
    again = (hit.short,) if teaches else pieces
    words = " ".join(piece for piece in pieces if isinstance(piece, str))
    own = (hit.short, words)
    change = Change(hit.start, hit.end, pieces, again)
    return Edit(
        _NAME, (change,), why, teaches=frozenset(filter(None, (teaches,))), own=own, restates=restates
    )


def _is_unit(hit: ShortHit, sentence: Sentence) -> bool:
    """Whether the abbreviation is the unit of a number, which stays with it: "5 IU"."""
    return hit.start > sentence.start and sentence.doc[hit.start - 1].like_num


def _joined(hit: ShortHit, sentence: Sentence) -> bool:
    """Whether the abbreviation is part of a longer word or name: "IL-6", "CT/MRI"."""
    doc = sentence.doc
    before = doc[hit.start - 1].text if hit.start > sentence.start else ""
    after = doc[hit.end].text if hit.end < sentence.end else ""
    return before in ("-", "/", "–") or after in ("-", "/", "–")


def _in_brackets(hit: ShortHit, sentence: Sentence) -> bool:
    doc = sentence.doc
    opened = [t.i for t in doc[sentence.start : hit.start] if t.text == "("]
    closed = [t.i for t in doc[sentence.start : hit.start] if t.text == ")"]
    return len(opened) > len(closed)


RULE = Rule(_NAME, "CDC Clear Communication Index: spell out abbreviations; lexicon/abbreviations.csv", _find)
