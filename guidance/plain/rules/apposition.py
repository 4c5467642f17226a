""" "X, a chronic disease of the lungs, …": what X is becomes a sentence of its own."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import is_negated
from guidance.plain.phrases import (
    again,
    be,
    closes,
    count,
    is_long,
    is_past,
    is_plural,
    outside_brackets,
    trimmed,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "apposition"
_FEWEST_WORDS = 3
_DASHES = frozenset(("–", "—", "-"))
# Nouns that may sum up the whole statement: "…, a finding that …" is not about the noun before it.
_SUMS = frozenset(
    (
        "phenomenon", "finding", "result", "process", "increase", "decrease", "reduction",
        "improvement", "difference", "change", "effect", "problem", "fact", "rate", "pattern",
        "practice", "step", "approach", "strategy", "event", "situation", "figure", "proportion",
        "condition", "state", "trend", "measure", "concern", "challenge", "procedure", "outcome",
        "sign", "task", "advantage", "feature", "property", "loss", "total", "ratio", "value",
        "technique", "method", "association", "link", "response", "concept",
    )
)  # fmt: skip
_SETS = frozenset(
    ("group", "family", "class", "set", "type", "kind", "series", "pair", "range", "part", "form")
)


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader):
        return
    for token in outside_brackets(sentence):
        if token.dep_ == "appos" and token.pos_ == "NOUN":
            edit = _edit(token, sentence)
            if edit is not None:
                yield edit


def _edit(what: Token, sentence: Sentence) -> Edit | None:
    noun, start, end = what.head, what.left_edge.i, what.right_edge.i + 1
    mark = sentence.doc[start - 1].text if start > sentence.start else ""
    if mark not in {",", *_DASHES} or not _tells(what, sentence) or not _follows(noun, start, sentence):
        return None
    last = trimmed(start, end, sentence)
    mid = not closes(end, sentence)
    if (mid and sentence.doc[end].text != mark) or count(start, last, sentence) < _FEWEST_WORDS:
        return None
    if mid and sentence.doc[end + 1].lower_ in ("and", "or", "but"):
        return None
    lead = _lead(what, noun, start - 1, sentence, mid=mid)
    if lead is None:
        return None
    change = Change(start - 1, end + 1 if mid else last, ())
    why = "What something is can be told in a sentence of its own."
    return Edit(_NAME, (change,), why, 3, tails=((*lead, Copy(start, last)),))


def _tells(what: Token, sentence: Sentence) -> bool:
    """Whether it says what a thing is and is no item of a list: "a …", "the most common …"."""
    first = sentence.doc[what.left_edge.i]
    if any(child.dep_ in ("cc", "conj", "appos") for child in what.children):
        return False
    of = any(child.lower_ in ("of", "for") for child in what.rights)
    most = any(t.tag_ in ("JJS", "RBS") or t.lower_ in ("main", "only", "leading") for t in what.lefts)
    return first.lower_ in ("a", "an") or (first.lower_ == "the" and (of or most))


def _follows(noun: Token, start: int, sentence: Sentence) -> bool:
    """Whether it stands right behind its noun, or behind a bracket after it, and the noun is in no list."""
    doc = sentence.doc
    between = doc[noun.i + 1 : start - 1]
    if between and not (between[0].text in "([" and between[-1].text in ")]"):
        return False
    if noun.pos_ not in ("NOUN", "PROPN") or noun.dep_ in ("conj", "appos") or list(noun.conjuncts):
        return False
    above = [noun, *noun.ancestors]
    over = [child for up in above for child in up.children]
    if any(t.dep_ in ("neg", "mark") or t.lower_ in ("no", "like", "as") for t in over):
        return False
    return not any(up.dep_ in ("advcl", "ccomp", "xcomp") or up.lower_ in ("as", "including") for up in above)


def _lead(what: Token, noun: Token, until: int, sentence: Sentence, *, mid: bool) -> tuple[Piece, ...] | None:
    main = sentence.span.root
    past = is_past(main)
    if what.lemma_.lower() in _SUMS:
        return None if mid or is_negated(main) else ("This", be(past=past, plural=False))
    plural = is_plural(noun)
    if plural and what.tag_ == "NN" and what.lemma_.lower() not in _SETS:
        return None
    subject = again(noun, sentence, until)
    if subject is None:
        return None
    general = not any(t.dep_ in ("det", "poss", "nummod") for t in noun.lefts)
    return (*subject, be(past=past and not general, plural=plural))


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: apposition", _find)
