"""Statements joined by "and", "but", "yet" or "so" become sentences; each keeps its subject."""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import (
    finite_alone,
    front_again,
    is_comma,
    is_main,
    is_order,
    left_clause,
    lowered,
    said_again,
    shared_subject,
    stands,
    words,
)
from guidance.plain.grammar import (
    auxiliaries,
    commas_before,
    inside_brackets,
    is_negated,
    subject_of,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Copy, Edit, Piece, Rule
from guidance.plain.scopes import (
    closes_with_condition,
    closes_with_limit,
    holds_a_clause,
    is_apart,
    is_conditional,
    is_correlated,
    shares_comparison,
    shares_complement,
)

_NAME = "coordination"
_JOINS = {"and": "", "but": "But", "yet": "But", "so": "So"}
_FEWEST_WORDS = 3
_DO_NOT = frozenset(("do", "not", "n't"))
_PAIRED = frozenset(("both", "either", "neither", "whether"))


class _Joint(NamedTuple):
    """Where one statement ends (the comma) and the next begins, its verb, and the word that joins them."""

    start: int
    end: int
    first: Token
    second: Token
    join: str


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.kind not in ("sentence", "item"):
        return
    if sentence.kind == "item" and reader.plain_words:
        yield from _benefits(sentence)
    if sentence.words <= over or is_correlated(sentence):
        return
    for word in sentence.tokens:
        if word.lower_ in _JOINS and not inside_brackets(word, sentence.start):
            edit = _edit(word, sentence)
            if edit is not None:
                yield edit


def _edit(cc: Token, sentence: Sentence) -> Edit | None:
    joints = _joints(cc, sentence)
    changes = []
    for joint in joints:
        pieces = _pieces(joint, sentence)
        if pieces is None:
            return None
        changes.append(Change(joint.start, joint.end, pieces))
    if not changes:
        return None
    why = f"Statements joined by “{cc.lower_}” are told one after the other."
    return Edit(_NAME, tuple(changes), why, 3)


def _joints(cc: Token, sentence: Sentence) -> list[_Joint]:
    """The joint at the conjunction, and before it each at a comma alone: "A, B and C" is cut twice."""
    pair = _pair(cc)
    if pair is None or pair[0].pos_ not in ("VERB", "AUX"):
        return []
    first, second = pair
    joints = [_Joint(commas_before(cc, sentence), cc.i + 1, first, second, cc.lower_)]
    while first.dep_ == "conj" and not any(c.dep_ == "cc" for c in _between(first.head, first)):
        start = first.left_edge.i
        if not is_comma(sentence.doc, start - 1):
            return []
        joints.insert(0, _Joint(start - 1, start, first.head, first, ""))
        first = first.head
    left = left_clause(first)
    if left is not None:
        comma = left.right_edge.i + 1
        joints.insert(0, _Joint(comma, comma + 1, left, first, ""))
    top = first
    while top.dep_ == "conj":
        top = top.head
    return joints if is_main(top, sentence) else []


def _pair(joiner: Token) -> tuple[Token, Token] | None:
    """The verbs that a word joins; the parser takes ", so" and ", yet" for adverbs of the second."""
    if joiner.dep_ == "cc":
        first = joiner.head
        second = next((t for t in first.children if t.i > joiner.i and t.dep_ == "conj"), None)
        return (first, second) if second is not None else None
    second = joiner.head
    opens = (
        joiner.lower_ in ("so", "yet") and second.left_edge == joiner and is_comma(joiner.doc, joiner.i - 1)
    )
    return (second.head, second) if opens and second.dep_ == "conj" and subject_of(second) else None


def _between(first: Token, second: Token) -> list[Token]:
    return [c for c in first.children if first.i < c.i < second.i]


def _pieces(joint: _Joint, sentence: Sentence) -> tuple[Piece, ...] | None:
    """What stands at the joint: the end of a sentence, and what the next one begins with."""
    first, second = joint.first, joint.second
    if is_order(first, sentence.start):
        return _order(joint, sentence)
    if _too_short(joint, sentence) or any(c.dep_ == "preconj" or c.lower_ in _PAIRED for c in first.children):
        return None
    if _in_a_list(joint, sentence) or _shares_comparison(joint, sentence) or _speaks_of_others(second):
        return None
    front = _front(joint, sentence)
    lead = _lead(joint, sentence)
    if front is None or lead is None or is_conditional(first, joint.start, sentence):
        return None
    if joint.start == joint.end - 1 and joint.join and closes_with_condition(second.i, sentence):
        # Without a comma before "and" the "if …" at the end may hold for both statements.
        return None
    join = _JOINS.get(joint.join, "")
    opening: tuple[Piece, ...] = (join, *lowered(front)) if join else front
    return (Break.SENTENCE, *opening, *(lowered(lead) if opening else lead))


def _in_a_list(joint: _Joint, sentence: Sentence) -> bool:
    """Whether the joint ends a list behind a colon: "five groups: A, B, and treated C"."""
    between = sentence.doc[joint.first.i : joint.start]
    return subject_of(joint.second) is None and any(t.text == ":" for t in between)


def _speaks_of_others(verb: Token) -> bool:
    """Whether its object is more of what the first named: "improves some problems and worsens others"."""
    return any(c.dep_ == "dobj" and c.lower_ in ("others", "another", "latter") for c in verb.children)


def _shares_comparison(joint: _Joint, sentence: Sentence) -> bool:
    doc = joint.first.doc
    first = list(doc[joint.first.left_edge.i : joint.start])
    return shares_comparison(first, list(joint.second.subtree), sentence.classes)


def _order(joint: _Joint, sentence: Sentence) -> tuple[Piece, ...] | None:
    """ "Take the tablets with food and drink a glass of water": each order stands alone."""
    first, second = joint.first, joint.second
    alike = second.tag_ == "VB" and all(t.lower_ in _DO_NOT for t in second.lefts) and not is_negated(first)
    closed = closes_with_condition(first.i, sentence) or closes_with_limit(first, second, sentence.classes)
    whole = _complete(joint) and not holds_a_clause(first, joint.start)
    if not alike or closed or not whole or _too_short(joint, sentence) or shares_complement(first, second):
        return None
    join = _JOINS.get(joint.join, "")
    return (Break.SENTENCE, join) if join else (Break.SENTENCE,)


def _front(joint: _Joint, sentence: Sentence) -> tuple[Piece, ...] | None:
    """What the second statement must repeat of "In adults, …"; nothing where it has such words itself."""
    front = front_again(joint.first, sentence)
    own = subject_of(joint.second)
    if front and own is not None:
        before = [t for t in sentence.doc[joint.end : own.left_edge.i] if t.head == joint.second]
        if any(t.dep_ in ("prep", "advcl") for t in before):
            return ()
    opening = next((sentence.doc[p.start].lower_ for p in front or () if isinstance(p, Copy)), "")
    if any(c.dep_ == "prep" and c.lower_ == opening for c in joint.second.rights):
        # "In adults, A, and this was so in children": the second names its own.
        return None
    return front


def _benefits(sentence: Sentence) -> Iterator[Edit]:
    """An item without a subject that tells three things or more: "Eases pain, lifts mood and helps sleep"."""
    first = sentence.tokens[0]
    chain = (first, *sorted(first.conjuncts, key=lambda t: t.i))
    alike = all(t.tag_ == "VBZ" and subject_of(t) is None and not is_negated(t) for t in chain)
    if len(chain) < _FEWEST_WORDS or not alike or closes_with_condition(chain[-1].i, sentence):
        return
    if closes_with_limit(chain[0], chain[-1], sentence.classes):
        return
    cuts = []
    for verb in chain[1:]:
        start = verb.i
        while sentence.doc[start - 1].text.lower() in (",", "and"):
            start -= 1
        if start == verb.i:
            return
        cuts.append(Change(start, verb.i, (Break.SENTENCE,)))
    yield Edit(_NAME, tuple(cuts), "Each thing that the item tells stands alone.", 3)


def _too_short(joint: _Joint, sentence: Sentence) -> bool:
    before = words(sentence, sentence.start, joint.start)
    after = words(sentence, joint.end, joint.second.right_edge.i + 1)
    return min(before, after) < _FEWEST_WORDS


def _subordinates(child: Token, joint: _Joint) -> bool:
    """Whether the word makes its clause part of another: "that", "how", "if"."""
    before = child.i < joint.second.i
    return before and (child.dep_ == "mark" or child.tag_ in ("WRB", "WDT", "WP", "WP$"))


def _lead(joint: _Joint, sentence: Sentence) -> tuple[Piece, ...] | None:
    """What the second sentence begins with: nothing where it has a subject, else the shared one."""
    first, second = joint.first, joint.second
    if any(_subordinates(child, joint) for child in second.children):
        return None
    own = subject_of(second)
    if own is not None:
        whole = stands(second) and stands(first) and joint.end <= own.left_edge.i and own.i < second.i
        shares = not _complete(joint) and any(c.dep_ == "dobj" for c in second.children)
        return () if whole and not shares else None
    return _shared(joint, sentence)


def _shared(joint: _Joint, sentence: Sentence) -> tuple[Piece, ...] | None:
    first, second = joint.first, joint.second
    subject = shared_subject(first, sentence)
    if subject is None or subject.i > first.i or second.pos_ not in ("VERB", "AUX"):
        return None
    if not _complete(joint) or closes_with_condition(second.i, sentence):
        return None
    if closes_with_limit(first, second, sentence.classes) and not is_apart(first, second):
        return None
    if holds_a_clause(first, joint.start) or shares_complement(first, second):
        return None
    alone = finite_alone(second, first)
    if (is_negated(first) or is_negated(second)) and not alone:
        return None
    pieces = said_again(subject)
    if pieces is None:
        return None
    if alone or (second.tag_ in ("VBP", "VB") and first.tag_ == "VBP" and not auxiliaries(first)):
        return pieces
    helpers = auxiliaries(first)
    if helpers and second.tag_ == first.tag_ and second.tag_ in ("VB", "VBN", "VBG"):
        return (*pieces, *(Copy(t.i, t.i + 1, repeat=True) for t in helpers))
    return None


def _complete(joint: _Joint) -> bool:
    """Whether the first verb has what follows it before the joint: "reduces pain and", not "reduces and"."""
    first = joint.first
    return any(first.i < child.i < joint.start and not child.is_punct for child in first.children)


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: coordination", _find)
