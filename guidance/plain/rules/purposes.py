""" "X is advised for Y to do A, B and C": a long purpose at the end becomes "The aim is to do A …".

Where "we" tell what we did, it becomes "We did this to do A …".
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import is_comma, is_main, words
from guidance.plain.grammar import auxiliaries, inside_brackets, is_finite, is_negated, subject_of
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "purpose"
_FEWEST_WORDS = 6
_FEWEST_TOLD = 4


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
    if sentence.doc[start].lower_ != "to" or not is_main(main, sentence) or not is_finite(main):
        return None
    told = _is_told(main, sentence)
    if main.lemma_ not in purposeful and not told:
        return None
    if before <= main.i or is_negated(main) or is_negated(verb) or words(sentence, end, sentence.end):
        return None
    if verb.lemma_ in ("be", "have") or (
        told and any(c.dep_ == "conj" or c.dep_ == "xcomp" for c in main.children)
    ):
        return None
    last = end - 1 if sentence.doc[end - 1].is_punct else end
    fewest = _FEWEST_TOLD if told else _FEWEST_WORDS
    if min(words(sentence, sentence.start, before), words(sentence, start, last)) < fewest:
        return None
    cut = before - 1 if is_comma(sentence.doc, before - 1) else before
    change = Change(cut, last, ())
    lead: tuple[Piece, ...] = ("The aim", "was" if _is_past(main) else "is")
    tail = (*(("We did this",) if told else lead), Copy(start, last))
    return Edit(
        _NAME, (change,), "What it is for is told in a sentence of its own.", 3, tails=(tail,), rank=0
    )


def _is_told(main: Token, sentence: Sentence) -> bool:
    """Whether the statement tells what "we" did, with an object, which "We did this" sums up."""
    subject = subject_of(main)
    deed = main.tag_ == "VBD" and not auxiliaries(main) and main.lemma_ not in sentence.classes.undone_verbs
    acts = any(c.dep_ == "dobj" for c in main.children)
    return deed and acts and subject is not None and subject.lower_ == "we"


def _is_past(main: Token) -> bool:
    helpers = auxiliaries(main)
    return helpers[0].lower_ in ("was", "were", "had") if helpers else main.tag_ == "VBD"


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: adverbial clauses", _find)
