"""A semicolon between two clauses becomes a full stop; "X: A; B; and C" becomes a list."""

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import label_end, words
from guidance.plain.grammar import has_finite_clause, inside_brackets, is_finite
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Edit, Rule

_NAME = "semicolon"
_FEWEST_MARKS = 2


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if reader.audience.split_over is None:
        return
    marks = [t for t in sentence.tokens if t.text == ";" and not inside_brackets(t, sentence.start)]
    found = _list(marks, sentence)
    if found is not None:
        yield found
        return
    bounds = [sentence.start, *(mark.i for mark in marks), sentence.end]
    whole = all(has_finite_clause(sentence.doc[a:b]) for a, b in pairwise(bounds))
    if not marks or not whole:
        return
    changes = tuple(Change(mark.i, mark.i + 1, (Break.SENTENCE,)) for mark in marks)
    for change in changes:
        yield Edit(
            _NAME, (change,), "Each part stands alone, so it can be a sentence of its own.", strength=3
        )


def _list(marks: list[Token], sentence: Sentence) -> Edit | None:
    """The parts behind a colon as a list, where a statement leads them in and nothing negates it."""
    over = [t for t in sentence.tokens if t.text == ":" and not inside_brackets(t, sentence.start)]
    colons = [t for t in over if t.i >= label_end(sentence)]
    if len(marks) < _FEWEST_MARKS or len(colons) != 1 or colons[0].i > marks[0].i:
        return None
    lead = sentence.doc[label_end(sentence) : colons[0].i]
    denied = any(t.dep_ == "neg" or t.lower_ in ("no", "neither", "without", "either") for t in lead)
    if denied or not any(t.pos_ in ("VERB", "AUX") and is_finite(t) for t in lead):
        return None
    changes = [Change(colons[0].i, colons[0].i + 1, (Break.ITEM,))]
    for mark in marks:
        following = sentence.doc[mark.i + 1]
        if following.lower_ == "or" or words(sentence, mark.i + 1, sentence.end) == 0:
            return None
        changes.append(Change(mark.i, mark.i + 1 + int(following.lower_ == "and"), (Break.ITEM,)))
    return Edit(_NAME, tuple(changes), "A long series reads more easily as a list.", strength=3)


RULE = Rule(_NAME, "Plain Language Action and Information Network: one idea a sentence", _find)
