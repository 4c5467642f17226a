""" "…, highlighting …" and "…, published in 2024, …": what a participle adds becomes a sentence of its own.

A present participle at the end speaks of the whole statement ("This highlights …") only for verbs that
commonly take a statement as their subject; a past participle between commas speaks of the noun before it.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import inside_brackets, is_finite, is_negated, nearest_noun_before, subject_of
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "participle"
_FEWEST_WORDS = 3
_HEDGES = frozenset(("aux",))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind not in ("sentence", "item"):
        return
    statements = reader.data.people.statement_verbs
    for token in sentence.tokens:
        if token.tag_ not in ("VBG", "VBN") or inside_brackets(token, sentence.start):
            continue
        found = _statement(token, sentence, statements) if token.tag_ == "VBG" else _noun(token, sentence)
        if found is not None:
            yield found


def _statement(verb: Token, sentence: Sentence, statements: frozenset[str]) -> Edit | None:
    """ ", highlighting the need for …" at the end of a main clause."""
    main = verb.head
    if verb.dep_ != "advcl" or verb.lemma_ not in statements or main.dep_ != "ROOT" or not is_finite(main):
        return None
    start, end = verb.i, verb.right_edge.i + 1
    first = (
        start - 1
        if sentence.doc[start - 1].dep_ == "advmod" and sentence.doc[start - 1].head == verb
        else start
    )
    if first <= sentence.start or sentence.doc[first - 1].text != "," or not _is_last(end, sentence):
        return None
    if is_negated(main) or verb.left_edge.i != first or _too_short(start, end, sentence):
        return None
    last = end - 1 if sentence.doc[end - 1].is_punct else end
    tag = "VBD" if main.tag_ == "VBD" else "VBZ"
    adverb: tuple[Piece, ...] = (Copy(first, start),) if first < start else ()
    tail = ("This", *adverb, Copy(start, last, tag=tag))
    change = Change(first - 1, last, ())
    return Edit(
        _NAME,
        (change,),
        f"What “{verb.text} …” adds is told in a sentence of its own.",
        3,
        tails=(tail,),
        rank=0,
    )


def _noun(verb: Token, sentence: Sentence) -> Edit | None:
    """ ", published in 2024," after the subject of the sentence."""
    noun, start, end = verb.head, verb.left_edge.i, verb.right_edge.i + 1
    if verb.dep_ != "acl" or noun.dep_ not in ("nsubj", "nsubjpass") or start != verb.i:
        return None
    if sentence.doc[start - 1].text != "," or end >= sentence.end or sentence.doc[end].text != ",":
        return None
    if (
        nearest_noun_before(sentence.doc[start - 1]) != noun
        or noun.head.dep_ != "ROOT"
        or is_negated(noun.head)
    ):
        return None
    if list(noun.conjuncts) or _too_short(start, end, sentence) or noun.tag_ not in ("NN", "NNS"):
        return None
    past = noun.head.tag_ == "VBD" or any(t.like_num for t in sentence.doc[start:end])
    plural = noun.tag_ == "NNS"
    be = {(True, True): "were", (True, False): "was", (False, True): "are", (False, False): "is"}[
        past, plural
    ]
    tail = ("These" if plural else "This", Copy(noun.i, noun.i + 1, repeat=True), be, Copy(start, end))
    return Edit(
        _NAME,
        (Change(start - 1, end + 1, ()),),
        f"What “{verb.text} …” adds is told in a sentence of its own.",
        3,
        tails=(tail,),
    )


def _is_last(end: int, sentence: Sentence) -> bool:
    return all(t.is_punct or t.is_space for t in sentence.doc[end : sentence.end])


def _too_short(start: int, end: int, sentence: Sentence) -> bool:
    return (
        sum(not t.is_punct for t in sentence.doc[start:end]) < _FEWEST_WORDS
        or subject_of(sentence.doc[start]) is not None
    )


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: participles", _find)
