""" "… a channel that lets salt through." deep in a sentence: "… a channel. This channel lets salt through."

Only the clause that closes the sentence, and only on a thing that the statement says there is: "a gene",
"the gene" that nothing but the clause tells apart (it becomes "a gene"), or things that it lists. Which
people, risks or needs are meant a clause may decide; it stays with them.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import is_finite, is_negated, subject_of
from guidance.plain.phrases import (
    be,
    closes,
    count,
    finite,
    goes_on,
    is_held,
    is_long,
    is_partial,
    is_past,
    is_stated,
    outside_brackets,
    says_little,
    this,
    trimmed,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "closing-clause"
_FEWEST_WORDS = 4
_DOWN = frozenset(("dobj", "pobj", "prep", "attr", "agent", "oprd"))
_EFFECTS = {"leading": "to", "resulting": "in"}
_WHICH = frozenset(("which", "who", "that"))
_LIMITS = frozenset(("in", "among", "during", "after", "before", "at", "within", "over", "with", "for"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader) or not is_stated(sentence.root, sentence):
        return
    for verb in outside_brackets(sentence):
        if verb.tag_ == "VBG" and verb.lower_ in _EFFECTS:
            edit = _effect(verb, sentence)
            if edit is not None:
                yield edit
                return
        if verb.dep_ in ("acl", "relcl") and closes(verb.right_edge.i + 1, sentence):
            edit = _edit(verb, sentence)
            if edit is not None:
                yield edit
                return


def _edit(verb: Token, sentence: Sentence) -> Edit | None:
    noun, start, end = verb.head, verb.left_edge.i, verb.right_edge.i + 1
    last = trimmed(start, end, sentence)
    if is_held(noun, sentence):
        # The rules for relative clauses and participles split these off.
        return None
    if start - 1 != noun.i or count(start, last, sentence) < _FEWEST_WORDS:
        return None
    if count(sentence.start, start, sentence) < _FEWEST_WORDS or goes_on(start, end, sentence):
        return None
    if not _is_there(noun, verb, sentence) or _is_hedged(start, sentence):
        return None
    lead, told = this(noun, sentence), _told(verb, noun, last, sentence)
    if lead is None or told is None:
        return None
    article = _article(noun)
    changes = [Change(start, last, ())]
    if article is not None:
        changes.insert(0, Change(article.i, article.i + 1, ("a",)))
    why = f"What is said of “{noun.text}” at the end is told in a sentence of its own."
    front: tuple[Piece, ...] = (*lead, *told)
    if sentence.doc[start].pos_ == "ADP":
        inner = tuple(piece.lower() if isinstance(piece, str) else piece for piece in lead)
        front = (Copy(start, start + 1), *inner, ",", *told)
    return Edit(_NAME, tuple(changes), why, 3, tails=(front,))


def _effect(verb: Token, sentence: Sentence) -> Edit | None:
    """ "… lowers the pressure leading to a faint." without a comma: "This leads to a faint."."""
    main, start, end = sentence.root, verb.i, verb.right_edge.i + 1
    last = trimmed(start, end, sentence)
    opens = verb.left_edge.i == start and start + 1 < last
    if not opens or sentence.doc[start + 1].lower_ != _EFFECTS[verb.lower_] or not closes(end, sentence):
        return None
    before = sentence.doc[start - 1]
    if main.i > start or before.pos_ not in ("NOUN", "PROPN") or count(start, last, sentence) < _FEWEST_WORDS:
        return None
    whole = verb.dep_ in ("acl", "advcl") and (verb.head == main or _is_reached(verb.head, sentence))
    if not whole or _is_hedged(start, sentence) or any(t.dep_ == "conj" for t in verb.children):
        return None
    past = is_past(main)
    tail = ("This", Copy(start, last, tag=finite(past=past, plural=False)))
    why = "What it leads to is told in a sentence of its own."
    return Edit(_NAME, (Change(start, last, ()),), why, 3, tails=(tail,), rank=0)


def _told(verb: Token, noun: Token, last: int, sentence: Sentence) -> tuple[Piece, ...] | None:
    """The clause behind "This channel"."""
    start, subject = verb.left_edge.i, subject_of(verb)
    past = is_past(sentence.root)
    plural = noun.tag_ == "NNS"
    if verb.dep_ == "acl":
        joins = verb.lower_ in sentence.classes.like_prepositions
        if start != verb.i or subject is not None or joins or _ends_apart(verb):
            return None
        if verb.tag_ == "VBN" and any(t.dep_ == "dobj" for t in verb.children):
            # "Delivered into a muscle started strong immunity": no participle that is passive.
            return None
        if verb.tag_ == "VBN":
            return (be(past=past, plural=plural), Copy(start, last))
        joined = any(t.dep_ == "conj" for t in verb.children)
        tag = finite(past=past, plural=plural)
        return (Copy(start, last, tag=tag),) if verb.tag_ == "VBG" and not joined else None
    if not is_finite(verb) or subject is None or is_negated(verb):
        return None
    first = sentence.doc[start]
    if first == subject and first.lower_ in _WHICH:
        weak = verb.lemma_ == "be" and not any(t.dep_ in ("auxpass", "attr") for t in verb.children)
        return None if weak else (Copy(start + 1, last),)
    if first.pos_ == "ADP" and sentence.doc[start + 1].lower_ == "which" and start + 2 == subject.left_edge.i:
        pointing = any(t.tag_ in ("PRP", "PRP$") for t in subject.subtree)
        return None if pointing else (Copy(start + 2, last),)
    return None


def _ends_apart(verb: Token) -> bool:
    """Whether a place, time or group behind it may belong to the statement: "found X made by Y in adults"."""
    return any(t.dep_ == "prep" and t.lower_ in _LIMITS and t.i > verb.i + 1 for t in verb.subtree)


def _is_there(noun: Token, verb: Token, sentence: Sentence) -> bool:
    """Whether the statement says that there is such a thing, so that "this channel" can go on about it."""
    lefts = [t.lower_ for t in noun.lefts]
    selected = not sentence.classes.selecting_before_clauses.isdisjoint(lefts)
    if selected or says_little(noun, sentence) or noun.lemma_.lower() in sentence.classes.labels:
        return False
    if is_partial(noun) or any(t.tag_ in ("JJS", "RBS", "JJR", "RBR") for t in noun.lefts):
        return False
    if any(t.dep_ in ("cc", "conj") for t in noun.children) or not _is_reached(noun, sentence):
        return False
    if noun.tag_ == "NN":
        named = "the" in lefts and verb.lemma_ in sentence.classes.making_verbs
        return bool({"a", "an"} & {*lefts}) or named
    if (
        noun.tag_ != "NNS"
        or sentence.classes.is_person(noun)
        or any(t.dep_ in ("det", "poss", "nummod") for t in noun.lefts)
    ):
        return False
    if verb.lemma_ in sentence.classes.listing_verbs:
        return True
    above = noun.head.head if noun.dep_ == "pobj" else noun.head
    came = verb.lemma_ in sentence.classes.origin_verbs and verb.tag_ == "VBN" and is_past(sentence.root)
    return came or (above == sentence.root and above.lemma_ in sentence.classes.presenting_verbs)


def _is_reached(noun: Token, sentence: Sentence) -> bool:
    """Whether nothing but nouns and prepositions of what is there lead from the main verb to the noun."""
    subject = subject_of(sentence.root)
    if subject is None or subject.i > sentence.root.i or is_partial(subject) or subject.lower_ == "it":
        return False
    if any(t.lower_ in ("a", "an", "no") for t in subject.lefts):
        return False
    token = noun
    while token != sentence.root:
        if token.dep_ not in _DOWN or token.lower_ in ("without", "against", "like", "as", "than", "for"):
            return False
        token = token.head
        if token.lemma_.lower() in sentence.classes.opaque or (token.pos_ == "NOUN" and is_partial(token)):
            return False
    return True


def _is_hedged(start: int, sentence: Sentence) -> bool:
    kinds = ("certainty", "modality", "negation", "condition")
    return any(span.start < start for kind in kinds for _, span in sentence.cue_tokens(kind))


def _article(noun: Token) -> Token | None:
    """The "the" of a noun that only the clause tells apart; "the FLCN gene" is named."""
    the = next((t for t in noun.lefts if t.lower_ == "the"), None)
    named = any(any(char.isupper() or char.isdigit() for char in t.text) for t in noun.lefts)
    bracket = any(t.text == ")" for t in noun.lefts)
    return None if the is None or named or bracket else the


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: relative clauses", _find)
