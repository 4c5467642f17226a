""" "…, including A, B and C." at the end of a sentence becomes "These include A, B and C."."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import inside_brackets, nearest_noun_before, reach
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Rule

_NAME = "examples"
_FEWEST_WORDS = 3


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind not in ("sentence", "item"):
        return
    for token in sentence.tokens:
        if token.lower_ == "including" and not inside_brackets(token, sentence.start):
            edit = _edit(token, sentence)
            if edit is not None:
                yield edit


def _edit(token: Token, sentence: Sentence) -> Edit | None:
    doc = sentence.doc
    start = token.i
    if start <= sentence.start + 2 or doc[start - 1].text != ",":
        return None
    end = reach(token, sentence)
    rest = [t for t in doc[end : sentence.end] if not (t.is_punct or t.is_space)]
    noun = nearest_noun_before(doc[start - 1])
    if rest or noun is None or noun.i != start - 2 or noun.tag_ not in ("NN", "NNS"):
        return None
    last = end - 1 if doc[end - 1].is_punct else end
    if sum(t.is_alpha for t in doc[start + 1 : last]) < _FEWEST_WORDS or _negated(noun):
        return None
    lead = "These include" if noun.tag_ == "NNS" else "This includes"
    change = Change(start - 1, last, ())
    tail = (lead, Copy(start + 1, last))
    return Edit(
        _NAME, (change,), "Examples at the end are told in a sentence of their own.", 3, tails=(tail,)
    )


def _negated(noun: Token) -> bool:
    up = [noun, *noun.ancestors]
    return any(c.dep_ == "neg" or c.lower_ in ("no", "without") for t in up for c in (t, *t.children))


RULE = Rule(_NAME, "CDC Clear Communication Index: short sentences; lists apart", _find)
