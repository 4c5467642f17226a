"""Phrases that trail behind a statement: ", with 30 of them improving", ", as well as …", "by doing …"."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import is_finite, is_negated, subject_of
from guidance.plain.phrases import (
    again,
    be,
    closes,
    count,
    finite,
    is_long,
    is_past,
    is_plural,
    is_stated,
    modal_of,
    outside_brackets,
    trimmed,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "tail"
_FEWEST_WORDS = 4
_AVERAGES = frozenset(("mean", "median", "average"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader):
        return
    for token in outside_brackets(sentence):
        edit = None
        match token.lower_:
            case "with":
                edit = _average(token, sentence) or _absolute(token, sentence)
            case "well":
                edit = _addition(token, sentence)
            case "by":
                edit = _means(token, sentence)
            case "due" | "because" | "owing":
                edit = _cause(token, sentence)
        if edit is not None:
            yield edit


def _edit(change: Change, tail: tuple[Piece, ...], rank: int, own: str = "") -> Edit:
    why = "What is added at the end is told in a sentence of its own."
    return Edit(_NAME, (change,), why, 3, tails=(tail,), rank=rank, own=(own, ""))


def _absolute(prep: Token, sentence: Sentence) -> Edit | None:
    """ ", with 30 of 60 adults improving": "30 of 60 adults improved."."""
    doc, start, main = sentence.doc, prep.i, sentence.span.root
    if start <= sentence.start + 1 or doc[start - 1].text != "," or not is_stated(main, sentence):
        return None
    verb, noun = _clause(prep)
    if verb is None or noun is None or verb.tag_ not in ("VBG", "VBN") or main.i > start:
        return None
    end = max(verb.right_edge.i, prep.right_edge.i) + 1
    if not closes(end, sentence) or count(start, end, sentence) < _FEWEST_WORDS:
        return None
    last = trimmed(start, end, sentence)
    if any(t.dep_ in ("neg", "cc") and t.head in (verb, noun) for t in doc[start:last]):
        return None
    plural = is_plural(noun) or (noun.like_num and noun.lower_ not in ("1", "one"))
    head = Copy(start + 1, verb.i)
    if verb.tag_ == "VBN":
        tail: tuple[Piece, ...] = (head, be(past=is_past(main), plural=plural), Copy(verb.i, last))
    else:
        tail = (head, Copy(verb.i, last, tag=finite(past=is_past(main), plural=plural)))
    return _edit(Change(start - 1, last, ()), tail, 0)


def _clause(prep: Token) -> tuple[Token | None, Token | None]:
    """The participle after "with" and its subject, as either of the two ways to parse them has it."""
    for child in prep.rights:
        if child.dep_ == "pcomp":
            return child, subject_of(child)
        if child.dep_ == "pobj":
            verb = next((t for t in child.rights if t.dep_ == "acl"), None)
            ends = verb is not None and verb.i == verb.left_edge.i and verb.right_edge == child.right_edge
            return (verb, child) if ends else (None, None)
    return None, None


def _average(prep: Token, sentence: Sentence) -> Edit | None:
    """ "with a mean age of 54 years", said of several people or things: "The mean age was 54 years."."""
    doc, start, main = sentence.doc, prep.i, sentence.span.root
    noun = next((t for t in prep.children if t.dep_ == "pobj"), None)
    if noun is None or not is_stated(main, sentence) or start + 2 >= sentence.end:
        return None
    if doc[start + 1].lower_ not in ("a", "an") or doc[start + 2].lower_ not in _AVERAGES:
        return None
    of = next((t for t in noun.rights if t.lower_ == "of" and t.i == noun.i + 1), None)
    end = noun.right_edge.i + 1
    if of is None or not doc[of.i + 1].like_num or noun.tag_ != "NN":
        return None
    if prep.head != main and not is_plural(prep.head):
        return None
    before = doc[start - 1].text == ","
    after = end < sentence.end and doc[end].text == ","
    last = trimmed(start, end, sentence)
    change = Change(start - int(before), end + int(before and after) if after else last, ())
    verb = be(past=is_past(main), plural=False)
    return _edit(change, ("The", Copy(start + 2, of.i), verb, Copy(of.i + 1, last)), 1)


def _addition(well: Token, sentence: Sentence) -> Edit | None:
    """ "The drug eases pain, as well as fever": "The drug also eases fever."."""
    doc, start = sentence.doc, well.i - 1
    if start <= sentence.start + 2 or [t.lower_ for t in doc[start : start + 3]] != ["as", "well", "as"]:
        return None
    main, comma = sentence.span.root, doc[start - 1].text == ","
    subject = subject_of(main)
    item = next((t for t in doc[start + 3 : sentence.end] if t.dep_ == "conj"), None)
    if subject is None or item is None or item.pos_ not in ("NOUN", "PROPN") or not is_stated(main, sentence):
        return None
    first = item.head
    while first.dep_ == "conj":
        first = first.head
    end = item.right_edge.i + 1
    if first.dep_ != "dobj" or first.head != main or item.left_edge.i != start + 3:
        return None
    if (
        not closes(end, sentence)
        or len([main, *(t for t in main.lefts if t.dep_ in ("aux", "auxpass", "neg", "prt"))]) > 1
    ):
        return None
    if any(t.dep_ in ("prt", "prep", "dative") and t.i < start for t in main.rights):
        return None
    last = trimmed(start, end, sentence)
    pieces = again(subject, sentence)
    if pieces is None or count(start + 3, last, sentence) < _FEWEST_WORDS:
        return None
    tail = (*pieces, "also", Copy(main.i, main.i + 1, repeat=True), Copy(start + 3, last))
    return _edit(Change(start - int(comma), last, ()), tail, 0, "as well as")


def _means(by: Token, sentence: Sentence) -> Edit | None:
    """ "The drug protects the heart by lowering …": "It does this by lowering …"."""
    doc, start, main = sentence.doc, by.i, by.head
    verb = next((t for t in by.children if t.dep_ == "pcomp" and t.tag_ == "VBG"), None)
    end = by.right_edge.i + 1
    if verb is None or verb.i != start + 1 or main.dep_ != "ROOT" or not closes(end, sentence):
        return None
    if not is_stated(main, sentence) or main.lemma_ in ("be", "have") or main.i > start:
        return None
    last = trimmed(start, end, sentence)
    if min(count(start, last, sentence), count(sentence.start, start, sentence)) < _FEWEST_WORDS + 1:
        return None
    if any(t.dep_ in ("conj", "advcl") for t in main.children) or subject_of(main) is None:
        return None
    change = Change(start - int(doc[start - 1].text == ","), last, ())
    if any(t.dep_ == "auxpass" for t in main.children):
        perfect = any(t.lower_ in ("has", "have", "had", "been") for t in main.lefts)
        lead: tuple[Piece, ...] = ("This", be(past=is_past(main), plural=False), "done")
        return None if perfect else _edit(change, (*lead, Copy(start, last)), 0)
    tense = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(main.tag_)
    subject = subject_of(main)
    pieces = again(subject, sentence) if subject is not None else None
    if tense is None or pieces is None:
        return None
    return _edit(change, (*pieces, tense, "this", Copy(start, last)), 0)


def _cause(word: Token, sentence: Sentence) -> Edit | None:
    """ ", due to a lack of …" at the end: "This is due to a lack of …"."""
    doc, start, main = sentence.doc, word.i, sentence.span.root
    end = word.right_edge.i + 1
    if start <= sentence.start + 1 or doc[start - 1].text != "," or start + 1 >= sentence.end:
        return None
    if doc[start + 1].lower_ not in ("to", "of") or not closes(end, sentence) or main.i > start:
        return None
    if not is_finite(main) or is_negated(main) or modal_of(main) is not None or word.head != main:
        return None
    last = trimmed(start, end, sentence)
    if count(start, last, sentence) < _FEWEST_WORDS:
        return None
    tail = ("This", be(past=is_past(main), plural=False), Copy(start, last))
    return _edit(Change(start - 1, last, ()), tail, 0)


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: adverbial phrases", _find)
