""" "…: A, B and C" at the end of a long sentence becomes a list with an item for each.

Only for series of three or more of one kind joined by "and", where nothing before or after the items
may belong to all of them: no shared adjective, no closing "in adults", no negation.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import inside_brackets
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Edit, Rule

_NAME = "series"
_FEWEST_ITEMS = 3
_FEWEST_WORDS = 8
_NOUNS = frozenset(("NOUN", "PROPN"))
_SHARED = frozenset(("amod", "poss", "nummod", "neg"))
_AFTER = frozenset(("prep", "relcl", "acl", "advcl", "appos"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind not in ("sentence", "item"):
        return
    for first in sentence.tokens:
        if first.dep_ != "conj" and not inside_brackets(first, sentence.start):
            edit = _edit(first, sentence)
            if edit is not None:
                yield edit


def _edit(first: Token, sentence: Sentence) -> Edit | None:
    items = [first, *_chain(first)]
    if len(items) < _FEWEST_ITEMS or not _one_kind(items) or _is_governed(first):
        return None
    start = _start(first)
    cuts = _cuts(items, sentence)
    if start is None or cuts is None or start - sentence.start < 2 or not _is_last(items[-1], sentence):
        return None
    if sum(not t.is_punct for t in sentence.doc[start : sentence.end]) < _FEWEST_WORDS or _is_shared(items):
        return None
    begin = Change(start, start, (Break.ITEM,))
    between = tuple(Change(a, b, (Break.ITEM,)) for a, b in cuts)
    return Edit(_NAME, (begin, *between), "A long series reads more easily as a list.", 3)


def _chain(first: Token) -> list[Token]:
    """What is joined to the first item, in order."""
    return sorted(first.conjuncts, key=lambda token: token.i)


def _one_kind(items: list[Token]) -> bool:
    """All nouns, or all verbs of one form without subjects of their own."""
    if all(t.pos_ in _NOUNS for t in items):
        return True
    same = len({t.tag_ for t in items}) == 1 and items[0].tag_ in ("VB", "VBG")
    return same and not any(
        c.dep_ in ("nsubj", "nsubjpass", "aux", "neg") for t in items[1:] for c in t.children
    )


def _start(first: Token) -> int | None:
    """The first token of the first item: "to" stays with the lead."""
    if first.pos_ in _NOUNS:
        return first.left_edge.i
    return first.i


def _cuts(items: list[Token], sentence: Sentence) -> list[tuple[int, int]] | None:
    """The commas and "and" between the items; None where anything else stands there, or no "and"."""
    cuts, joined = [], False
    for item in items[1:]:
        begin = item.left_edge.i if item.pos_ in _NOUNS else item.i
        end, start = begin, begin
        while sentence.doc[start - 1].text.lower() in (",", "and", ";"):
            start -= 1
        if start == end:
            return None
        joined = joined or "and" in [t.lower_ for t in sentence.doc[start:end]]
        cuts.append((start, end))
    return cuts if joined and _apart(cuts) else None


def _apart(cuts: list[tuple[int, int]]) -> bool:
    return all(before[1] < after[0] for before, after in zip(cuts, cuts[1:], strict=False))


def _is_last(item: Token, sentence: Sentence) -> bool:
    end = max(t.i for t in item.subtree) + 1
    return all(t.is_punct or t.is_space for t in sentence.doc[end : sentence.end])


def _is_governed(first: Token) -> bool:
    """Whether a negation, a condition or "or" stands over the items."""
    up = [first, *first.ancestors]
    if any(
        c.dep_ == "neg" or c.lower_ in ("no", "without", "neither", "either", "or")
        for t in up
        for c in t.children
    ):
        return True
    return any(t.lower_ in ("without", "between", "unless", "if") or t.dep_ in ("relcl", "ccomp") for t in up)


def _is_shared(items: list[Token]) -> bool:
    """Whether a word before the first or after the last item may belong to all."""
    before = {c.dep_ for c in items[0].lefts} & _SHARED
    if before and not all({c.dep_ for c in item.lefts} & _SHARED for item in items[1:]):
        return True
    if items[0].pos_ not in _NOUNS:
        return any(c.dep_ in ("prep", "advcl") and c.i > items[-1].i + 2 for c in items[-1].children)
    return any(c.dep_ in _AFTER and c.lower_ != "of" and c.i > items[-1].i for c in items[-1].children)


RULE = Rule(_NAME, "CDC Clear Communication Index: bulleted lists for series", _find)
