""" "X is advised for Y to do A, B and C": a long purpose at the end becomes "The aim is to do A …"."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, inside_brackets, is_finite, is_negated
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Rule

_NAME = "purpose"
_FEWEST_WORDS = 6


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind != "sentence":
        return
    for verb in sentence.tokens:
        if verb.dep_ == "advcl" and verb.tag_ == "VB" and not inside_brackets(verb, sentence.start):
            edit = _edit(verb, sentence, reader.data.people.purpose_verbs)
            if edit is not None:
                yield edit


def _edit(verb: Token, sentence: Sentence, purposeful: frozenset[str]) -> Edit | None:
    main, start = verb.head, verb.left_edge.i
    before = start - 2 if [t.lower_ for t in sentence.doc[start - 2 : start]] == ["in", "order"] else start
    end = verb.right_edge.i + 1
    to = sentence.doc[start]
    if to.lower_ != "to" or main.dep_ != "ROOT" or main.lemma_ not in purposeful or not is_finite(main):
        return None
    if before <= main.i or is_negated(main) or is_negated(verb):
        return None
    if any(not (t.is_punct or t.is_space) for t in sentence.doc[end : sentence.end]):
        return None
    last = end - 1 if sentence.doc[end - 1].is_punct else end
    if min(_words(sentence, sentence.start, before), _words(sentence, start, last)) < _FEWEST_WORDS:
        return None
    tail = ("The aim", "was" if _is_past(main) else "is", Copy(start, last))
    change = Change(before, last, ())
    return Edit(
        _NAME, (change,), "What it is for is told in a sentence of its own.", 3, tails=(tail,), rank=0
    )


def _is_past(main: Token) -> bool:
    helpers = auxiliaries(main)
    return helpers[0].lower_ in ("was", "were", "had") if helpers else main.tag_ == "VBD"


def _words(sentence: Sentence, start: int, end: int) -> int:
    return sum(not t.is_punct for t in sentence.doc[start:end])


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: adverbial clauses", _find)
