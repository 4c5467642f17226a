""" "… A, B and C." at the end of a long sentence becomes a list with an item for each.

Only for series of three or more joined by "and", where nothing before or after the items may belong to
all of them: no shared adjective, no closing "in adults", no negation or condition above them.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Span, Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import is_comma
from guidance.plain.grammar import inside_brackets
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Edit, Rule

_NAME = "series"
_FEWEST_ITEMS = 3
_ENOUGH_ITEMS = 4
_FEWEST_WORDS = 8
_IN_NAMES = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "DET"))
_PARTS_OF_NAMES = frozenset(("NUM", "ADJ", "NOUN", "PROPN"))
_HAS_DIGIT = re.compile(r"\d")
_GOVERNORS = frozenset(
    ("without", "between", "unless", "if", "no", "not", "neither", "either", "or", "nor", "than")
)


class _Item(NamedTuple):
    """Tokens `start` to `end` (exclusive) are one item."""

    start: int
    end: int


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.kind not in ("sentence", "item"):
        return
    items = _verbs(sentence) or _nouns(sentence)
    long = sentence.words > over or (len(items) >= _ENOUGH_ITEMS and sentence.words > _FEWEST_WORDS)
    if len(items) < _FEWEST_ITEMS or not long or _is_governed(items[0], sentence):
        return
    first = items[0].start
    if (
        first - sentence.start < 2
        or sum(not t.is_punct for t in sentence.doc[first : sentence.end]) < _FEWEST_WORDS
    ):
        return
    cuts = (Change(a.end, b.start, (Break.ITEM,)) for a, b in pairwise(items))
    begin = Change(first, first, (Break.ITEM,))
    yield Edit(_NAME, (begin, *cuts), "A long series reads more easily as a list.", 3)


def _last(sentence: Sentence) -> int:
    """The end of the sentence without its closing marks."""
    end = sentence.end
    while end > sentence.start and (sentence.doc[end - 1].is_space or sentence.doc[end - 1].text in ".:;"):
        end -= 1
    return end


def _nouns(sentence: Sentence) -> tuple[_Item, ...]:
    """The noun phrases of a series that closes the sentence, by its commas and its one "and"."""
    doc, end = sentence.doc, _last(sentence)
    items: list[_Item] = []
    joined = False
    i = end
    while i > sentence.start:
        i -= 1
        if doc[i].text != "," and not (doc[i].lower_ == "and" and not items):
            continue
        start = i + 1 + int(i + 1 < end and doc[i + 1].lower_ == "including")
        if not _is_name(doc[start:end], last=not items):
            return ()
        items.insert(0, _Item(start, end))
        if doc[start - 1].lower_ == "including":
            return tuple(items) if joined and _own_words(items, sentence) else ()
        if doc[i].lower_ == "and":
            joined = True
            i -= doc[i - 1].text == ","
        end = i
        if not _is_name(doc[_after_comma(i, sentence) : end]):
            break
    if not joined:
        return ()
    start = _first_start(end, items, sentence)
    first = _Item(start, end)
    if start >= end or not _is_name(doc[start:end]) or not _is_one_series(first, items, sentence):
        return ()
    return (first, *items) if _own_words([first, *items], sentence) else ()


def _own_words(items: list[_Item], sentence: Sentence) -> bool:
    """Whether no item only describes a noun outside it: "a safe, low-cost and useful drug"."""
    roots = [sentence.doc[item.start : item.end].root for item in items]
    parts = ("amod", "compound", "nmod")
    last = items[-1]
    if _shares_a_complement(items[0], items[1:], sentence) or _shares_an_adjective(
        items[0], items[1:], sentence
    ):
        return False
    return not any(
        root.dep_ in parts and not item.start <= root.head.i < item.end and root.head.i < last.end
        for root, item in zip(roots, items, strict=True)
    )


def _first_start(end: int, rest: list[_Item], sentence: Sentence) -> int:
    """Where the first item begins: with the noun that the others are joined to ("pain in the chest")."""
    head = sentence.doc[rest[0].start : rest[0].end].root
    top = next((t for t in head.conjuncts if sentence.start <= t.i < end), None)
    if head.dep_ == "conj" and top is not None and _is_name(sentence.doc[top.left_edge.i : end]):
        return top.left_edge.i
    return _name_start(end, sentence)


def _is_one_series(first: _Item, rest: list[_Item], sentence: Sentence) -> bool:
    """Whether the series begins where the first item does.

    Right behind a colon or a verb ("includes", "leads to") it does. Behind "of" or "in" of a noun the parse
    must join the items to the first ("a risk of A, B and C", not "pain in A, loss of B and C"); so too
    where a comma stands between the verb and the first item.
    """
    doc = sentence.doc
    if first.start == sentence.start or doc[first.start - 1].lower_ in (",", "and", "or", "/"):
        return False
    heads = [doc[item.start : item.end].root for item in (first, *rest)]
    before = doc[first.start - 1]
    if before.pos_ in _PARTS_OF_NAMES or before.text in "-–" or _HAS_DIGIT.search(before.text):
        # "234 hospital | patients, …": what stands before is part of the item.
        return False
    if before.tag_ == "VBN" and not any(t.lemma_ == "have" for t in before.lefts):
        # "Is impaired growth, …"
        return False
    if before.tag_ in ("VBN", "VBD", "VBG") and (before.dep_ == "amod" or is_comma(doc, before.i - 1)):
        # "…, decreased blood flow, pain and fever": the verb is part of an item.
        return False
    if doc[first.start - 1].text == ":" or all(head in heads[0].conjuncts for head in heads[1:]):
        return True
    verb = before if before.pos_ in ("VERB", "AUX") else before.doc[before.i - 1]
    opens = verb.pos_ in ("VERB", "AUX") and (verb == before or before.pos_ == "ADP")
    return opens and not any(is_comma(doc, i) for i in range(sentence.start, first.start))


def _shares_a_complement(first: _Item, rest: list[_Item], sentence: Sentence) -> bool:
    """Whether "of …" in the last item may belong to all: "the size, shape and colour of the spot"."""
    texts = [{t.lower_ for t in sentence.doc[item.start : item.end]} for item in (first, *rest)]
    alike = all(text & {"a", "an"} for text in texts)
    return "of" in texts[-1] and not any("of" in text for text in texts[:-1]) and not alike


def _after_comma(end: int, sentence: Sentence) -> int:
    """The index after the comma before `end`, or the sentence's start."""
    commas = (i for i in range(end - 1, sentence.start - 1, -1) if sentence.doc[i].text == ",")
    return next(commas, sentence.start - 1) + 1


def _is_name(tokens: Span, *, last: bool = False) -> bool:
    """Whether the tokens are one noun phrase; one that is not the last may hold "pain in the chest"."""
    found = [t for t in tokens if not t.is_space]
    fits = all(
        t.pos_ in _IN_NAMES
        or t.text in "-–'"
        or t.lower_ == "of"
        or t.tag_ in ("VBG", "POS")
        or (not last and t.lower_ in ("in", "on") and t.i > tokens.start)
        for t in found
    )
    return bool(found) and fits and found[-1].pos_ in ("NOUN", "PROPN", "VERB") and not found[-1].is_punct


def _name_start(end: int, sentence: Sentence) -> int:
    """Where the noun phrase begins that ends at `end`."""
    start = end
    while start > sentence.start and (
        sentence.doc[start - 1].pos_ in _IN_NAMES or sentence.doc[start - 1].text in "-–"
    ):
        start -= 1
    return start


def _shares_an_adjective(first: _Item, rest: list[_Item], sentence: Sentence) -> bool:
    """Whether an adjective of the first item may be meant for all: "severe pain, fever and rash"."""
    hit = sentence.hit_at(first.start)
    known = hit is not None and hit.end > first.start + 1
    return (
        not known
        and _is_described(first, sentence)
        and not all(_is_described(item, sentence) for item in rest)
    )


def _is_described(item: _Item, sentence: Sentence) -> bool:
    return any(t.pos_ in ("ADJ", "DET") and t.lower_ != "the" for t in sentence.doc[item.start : item.end])


def _verbs(sentence: Sentence) -> tuple[_Item, ...]:
    """The verb phrases of a series that closes the sentence: "to do A, do B and do C"."""
    end = _last(sentence)
    for first in sentence.tokens:
        chain = (first, *sorted(first.conjuncts, key=lambda t: t.i))
        if (
            first.dep_ != "conj"
            and len(chain) >= _FEWEST_ITEMS
            and _alike(chain)
            and not _in_brackets(first, sentence)
        ):
            starts = [t.i for t in chain]
            ends = [_cut(b.i, sentence) for b in chain[1:]]
            items = tuple(_Item(a, b) for a, b in zip(starts, [*ends, end], strict=True))
            closes = max(t.i for t in chain[-1].subtree) + 1 >= end
            if closes and None not in ends and not _tail_is_shared(chain[-1], sentence):
                return items
    return ()


def _in_brackets(token: Token, sentence: Sentence) -> bool:
    return inside_brackets(token, sentence.start)


def _alike(chain: tuple[Token, ...]) -> bool:
    """Verbs of one form, none of them with a subject, an auxiliary or a negation of its own."""
    same = len({t.tag_ for t in chain}) == 1 and chain[0].tag_ in ("VB", "VBG")
    first = chain[0]
    if (first.tag_ == "VBG" and any(c.dep_ == "nsubj" for c in first.children)) or (
        first.i and first.doc[first.i - 1].pos_ == "ADV"
    ):
        return False
    return same and not any(
        c.dep_ in ("nsubj", "nsubjpass", "aux", "neg") for t in chain[1:] for c in t.children
    )


def _cut(i: int, sentence: Sentence) -> int:
    """The end of the item before token i: without the comma and the "and" between."""
    while sentence.doc[i - 1].text.lower() in (",", "and"):
        i -= 1
    return i


def _tail_is_shared(last: Token, sentence: Sentence) -> bool:
    """Whether what closes the last item may hold for all: "in adults", "if …"."""
    limits = [span for kind in ("condition", "population", "time") for _, span in sentence.cue_tokens(kind)]
    return any(span.start > last.i for span in limits)


def _is_governed(first: _Item, sentence: Sentence) -> bool:
    """Whether a negation, a condition or "or" stands over the items."""
    head = sentence.doc[first.start : first.end].root
    up = [head, *head.ancestors]
    near = {c.lower_ for t in up for c in t.children if c.i < first.end} | {t.lower_ for t in up}
    after = {t.lower_ for t in sentence.doc[first.end : sentence.end]}
    return bool(near & _GOVERNORS) or "or" in after or any(c.dep_ == "neg" for t in up for c in t.children)


RULE = Rule(_NAME, "CDC Clear Communication Index: bulleted lists for series", _find)
