"""A semicolon between two clauses that stand alone becomes a full stop."""

from collections.abc import Iterator
from itertools import pairwise

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import has_finite_clause, inside_brackets
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Edit, Rule

_NAME = "semicolon"


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if reader.audience.split_over is None:
        return
    marks = [t for t in sentence.tokens if t.text == ";" and not inside_brackets(t, sentence.start)]
    bounds = [sentence.start, *(mark.i for mark in marks), sentence.end]
    whole = all(has_finite_clause(sentence.doc[a:b]) for a, b in pairwise(bounds))
    if not marks or not whole:
        return
    changes = tuple(Change(mark.i, mark.i + 1, (Break.SENTENCE,)) for mark in marks)
    for change in changes:
        yield Edit(
            _NAME, (change,), "Each part stands alone, so it can be a sentence of its own.", strength=3
        )


RULE = Rule(_NAME, "Plain Language Action and Information Network: one idea a sentence", _find)
