""" "…, which …" tells something more about a noun: it becomes a sentence of its own."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import (
    inside_brackets,
    is_finite,
    modifies,
    nearest_noun_before,
    reach,
    subject_of,
    subject_pieces,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Rule

_NAME = "relative-clause"
_FEWEST_WORDS = 4


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind not in ("sentence", "item"):
        return
    for verb in sentence.tokens:
        if verb.dep_ == "relcl" and not inside_brackets(verb, sentence.start):
            edit = _edit(verb, sentence)
            if edit is not None:
                yield edit


def _edit(verb: Token, sentence: Sentence) -> Edit | None:
    subject, noun = subject_of(verb), verb.head
    if subject is None or subject.lower_ not in ("which", "who") or not is_finite(verb):
        return None
    start, end = verb.left_edge.i, reach(verb, sentence)
    if start != subject.i or start == sentence.start or sentence.doc[start - 1].text != ",":
        return None
    nearest = nearest_noun_before(sentence.doc[start - 1])
    if nearest is None or not (nearest == noun or modifies(noun, nearest)) or end - start < _FEWEST_WORDS:
        return None
    pieces = subject_pieces(noun, until=start - 1)
    if pieces is None or _governed(noun):
        return None
    closing = end < sentence.end and sentence.doc[end].text == ","
    if closing and end + 1 < sentence.end and sentence.doc[end + 1].pos_ == "ADP":
        # "…, which found an effect, on pain": what follows may belong to the clause.
        return None
    last = sentence.doc[end - 1]
    inner = end - 1 if last.is_punct and last.text in ".,;:" else end
    change = Change(start - 1, end + 1 if closing else inner, ())
    why = f"What “{subject.text} …” adds is told in a sentence of its own."
    return Edit(_NAME, (change,), why, 3, tails=((*pieces, Copy(start + 1, inner)),))


def _governed(noun: Token) -> bool:
    """Whether a negation or a condition stands over the noun, so that the clause cannot stand alone."""
    for token in noun.ancestors:
        if any(child.dep_ in ("neg", "mark") for child in token.children):
            return True
        if token.dep_ in ("advcl", "ccomp", "relcl", "acl", "csubj"):
            return True
    return any(child.lower_ in ("no", "any", "neither") for child in noun.children)


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: relative clauses", _find)
