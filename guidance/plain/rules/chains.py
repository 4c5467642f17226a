"""What one verb says of two things is said twice: "found that A and that B" → "… also found that B".

The frame ("These results suggest that", "We aimed to") is said again word for word with "also", so that
whatever it hedges or reports stays hedged and reported.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import (
    finite_alone,
    front_again,
    lowered,
    main_verb,
    said_again,
    shared_subject,
    words,
)
from guidance.plain.grammar import (
    auxiliaries,
    commas_before,
    fronted,
    inside_brackets,
    is_finite,
    is_negated,
    subject_of,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Copy, Edit, Piece, Rule
from guidance.plain.scopes import (
    closes_with_condition,
    closes_with_limit,
    holds_a_clause,
    is_conditional,
    is_correlated,
    shares_complement,
)

_NAME = "chain"
_LONGEST_FRAME = 7
_FEWEST_WORDS = 4


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind not in ("sentence", "item"):
        return
    main = main_verb(sentence)
    if main is None or is_negated(main) or is_correlated(sentence):
        return
    for cc in sentence.tokens:
        if cc.dep_ == "cc" and cc.lower_ == "and" and not inside_brackets(cc, sentence.start):
            edit = _edit(cc, main, sentence)
            if edit is not None:
                yield edit


def _edit(cc: Token, main: Token, sentence: Sentence) -> Edit | None:
    first = cc.head
    second = next((t for t in first.children if t.i > cc.i and t.dep_ == "conj"), None)
    if second is None or first.head != main or first.i < main.i or is_conditional(first, cc.i, sentence):
        return None
    if any(c.dep_ == "preconj" or c.lower_ == "both" for c in first.children):
        return None
    start = commas_before(cc, sentence)
    short = words(sentence, second.left_edge.i, second.right_edge.i + 1) < _FEWEST_WORDS
    if short or words(sentence, first.i, start) < _FEWEST_WORDS or closes_with_condition(second.i, sentence):
        return None
    if first.dep_ == "ccomp" and second.pos_ in ("VERB", "AUX"):
        return _statements(first, second, cc, main, sentence)
    if first.dep_ == "xcomp" and first.tag_ == second.tag_ == "VB":
        return _deeds(first, second, cc, main, sentence)
    return None


def _statements(first: Token, second: Token, cc: Token, main: Token, sentence: Sentence) -> Edit | None:
    """ "We found that A and (that) B"."""
    that = next((c for c in first.children if c.dep_ == "mark" and c.lower_ == "that"), None)
    if that is not None and subject_of(second) is None:
        return _verb_phrases(first, second, cc, that, main, sentence)
    mark = next((c for c in second.children if c.dep_ == "mark"), None)
    subject = subject_of(second)
    if that is None or subject is None or not is_finite(second) or fronted(first):
        return None
    if mark is None and subject.left_edge.i != cc.i + 1:
        return None
    if mark is not None and (mark.lower_ != "that" or mark.i != cc.i + 1):
        return None
    if mark is None and (sentence.doc[cc.i - 1].text == "," or subject.lower_ in ("this", "these", "it")):
        # "We found that A, and B", "… and this shows C": what follows may be told on its own.
        return None
    frame = _frame(main, that.i + 1, sentence)
    if frame is None:
        return None
    return _made(cc, cc.i + 1 + int(cc.nbor().lower_ == "that"), frame, sentence)


def _verb_phrases(
    first: Token, second: Token, cc: Token, that: Token, main: Token, sentence: Sentence
) -> Edit | None:
    """ "We found that X does A and does B"; the second has the auxiliaries of the first or its own."""
    subject = subject_of(first)
    if subject is None or fronted(first) or is_negated(first) or is_negated(second):
        return None
    if any(c.dep_ == "mark" for c in second.children) or closes_with_limit(first, second, sentence.classes):
        return None
    if not any(first.i < c.i < cc.i and not c.is_punct for c in first.children):
        return None
    if holds_a_clause(first, cc.i) or shares_complement(first, second):
        return None
    helpers = auxiliaries(first)
    shared = helpers and second.tag_ == first.tag_ and second.tag_ in ("VB", "VBN", "VBG")
    plain = not helpers and first.tag_ == second.tag_ == "VBP"
    again, frame = said_again(subject), _frame(main, that.i + 1, sentence)
    if not (shared or plain or finite_alone(second, first)) or again is None or frame is None:
        return None
    same = helpers if shared and not auxiliaries(second) else []
    lead = (*frame, *lowered(again), *(Copy(t.i, t.i + 1, repeat=True) for t in same))
    return _made(cc, cc.i + 1, lead, sentence)


def _deeds(first: Token, second: Token, cc: Token, main: Token, sentence: Sentence) -> Edit | None:
    """ "We aimed to do A and (to) do B"; "The aim was to do A and to do B" → "Another aim was to …"."""
    to = next((c for c in first.children if c.lower_ == "to" and c.dep_ == "aux"), None)
    own = next((c for c in second.children if c.lower_ == "to" and c.dep_ == "aux"), None)
    begin = own.i if own is not None else second.i
    if to is None or begin != cc.i + 1 or is_negated(first) or is_negated(second):
        return None
    if closes_with_limit(first, second, sentence.classes) or not any(
        first.i < c.i < cc.i for c in first.children
    ):
        return None
    if holds_a_clause(first, cc.i) or shares_complement(first, second):
        return None
    subject = shared_subject(main, sentence)
    if (
        subject is not None
        and subject.lemma_ in sentence.classes.aims
        and subject.tag_ == "NN"
        and main.lemma_ == "be"
    ):
        if subject.i > main.i or auxiliaries(main):
            return None
        lead: tuple[Piece, ...] = ("Another", Copy(subject.i, subject.i + 1, repeat=True))
        frame: tuple[Piece, ...] | None = (*lead, Copy(main.i, to.i + 1, repeat=True))
    elif main.lemma_ in sentence.classes.framing_verbs:
        frame = _frame(main, to.i + 1, sentence)
    else:
        return None
    return _made(cc, begin + int(own is not None), frame, sentence) if frame else None


def _frame(main: Token, end: int, sentence: Sentence) -> tuple[Piece, ...] | None:
    """The subject, "also", and all from the verb to "that" or "to", said again."""
    subject, front = shared_subject(main, sentence), front_again(main, sentence)
    if subject is None or front is None or subject.i > main.i or not is_finite(main):
        return None
    if any(span.start < end for _, span in sentence.cue_tokens("negation")):
        # "It is unlikely that A and that B": each alone may be likely.
        return None
    pieces = said_again(subject)
    helpers = auxiliaries(main)
    begin = helpers[0].i if helpers else main.i
    if pieces is None:
        return None
    pieces = lowered(pieces) if front else pieces
    if words(sentence, begin, end) > _LONGEST_FRAME or begin < subject.right_edge.i:
        return None
    if any(t.lower_ == "also" for t in sentence.doc[sentence.start : end]):
        return (*front, *pieces, Copy(begin, end, repeat=True))
    verb = main.i if main.lemma_ != "be" else main.i + 1
    split = helpers[0].i + 1 if helpers else verb
    kept = (Copy(begin, split, repeat=True),) if split > begin else ()
    return (*front, *pieces, *kept, "also", Copy(split, end, repeat=True))


def _made(cc: Token, end: int, frame: tuple[Piece, ...], sentence: Sentence) -> Edit:
    change = Change(commas_before(cc, sentence), end, (Break.SENTENCE, *frame))
    return Edit(_NAME, (change,), "Two things told by one verb are told one after the other.", 3)


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: coordination", _find)
