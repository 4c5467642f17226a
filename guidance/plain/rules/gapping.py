""" "A should be checked, and B changed": what the second leaves out is said: "B should be changed."."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import front_again
from guidance.plain.grammar import (
    auxiliaries,
    commas_before,
    inside_brackets,
    is_finite,
    is_negated,
    subject_of,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Copy, Edit, Rule
from guidance.plain.scopes import is_conditional

_NAME = "gapping"
_LEAST = 2
_FEWEST_WORDS = 9


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if (
        reader.audience.split_over is None
        or sentence.kind not in ("sentence", "item")
        or sentence.words < _FEWEST_WORDS
    ):
        return
    for cc in sentence.tokens:
        if cc.lower_ == "and" and cc.dep_ == "cc" and not inside_brackets(cc, sentence.start):
            edit = _edit(cc, sentence)
            if edit is not None:
                yield edit
                return


def _edit(cc: Token, sentence: Sentence) -> Edit | None:
    first = cc.head
    second = next((t for t in first.children if t.i > cc.i and t.dep_ == "conj"), None)
    if second is None or first.tag_ != "VBN" or second.tag_ not in ("VBN", "VBD") or auxiliaries(second):
        return None
    helpers, own = auxiliaries(first), subject_of(second)
    if first.dep_ != "ROOT" or own is None or own.left_edge.i != cc.i + 1 or not is_finite(first):
        return None
    passive = len(helpers) >= _LEAST and helpers[0].tag_ == "MD" and helpers[-1].lemma_ == "be"
    takes = any(t.dep_ in ("dobj", "ccomp", "xcomp", "attr") for t in second.children)
    if not passive or takes or is_negated(first) or subject_of(first) is None or is_negated(second):
        return None
    conditions = [span for _, span in sentence.cue_tokens("condition")]
    if conditions or front_again(first, sentence) != () or is_conditional(first, cc.i, sentence):
        return None
    said = tuple(Copy(t.i, t.i + 1, repeat=True) for t in helpers)
    changes = (
        Change(commas_before(cc, sentence), cc.i + 1, (Break.SENTENCE,)),
        Change(second.i, second.i, said),
    )
    why = "What the second statement leaves out is said again."
    return Edit(_NAME, changes, why, 3)


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: coordination", _find)
