"""Phrases that trail behind a statement: ", with 30 of them improving", ", as well as …", "by doing …"."""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, is_finite, subject_of
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
    keeps_number,
    outside_brackets,
    trimmed,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "tail"
_FEWEST_WORDS = 4
_POINTERS = frozenset(("it", "its", "they", "their", "them", "he", "his", "she", "her", "this", "these"))
_NAMES = frozenset(("NOUN", "PROPN", "PRON", "AUX", "NUM"))


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
            case "by" | "using":
                edit = _means(token, sentence, reader.data.people.purpose_verbs)
            case "based":
                edit = _basis(token, sentence)
            case "due" | "because" | "owing":
                edit = _cause(token, sentence)
        if edit is not None:
            yield edit


def _edit(change: Change, tail: tuple[Piece, ...], rank: int, own: str = "") -> Edit:
    why = "What is added at the end is told in a sentence of its own."
    return Edit(_NAME, (change,), why, 3, tails=(tail,), rank=rank, own=(own, ""))


def _absolute(prep: Token, sentence: Sentence) -> Edit | None:
    """ ", with 30 of 60 adults improving": "30 of 60 adults improved."."""
    doc, start, main = sentence.doc, prep.i, sentence.root
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
    if not keeps_number(noun, sentence):
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
    doc, start, main = sentence.doc, prep.i, sentence.root
    noun = next((t for t in prep.children if t.dep_ == "pobj"), None)
    if noun is None or not is_stated(main, sentence) or start + 2 >= sentence.end:
        return None
    if doc[start + 1].lower_ not in ("a", "an") or doc[start + 2].lower_ not in sentence.classes.averages:
        return None
    of = next((t for t in noun.rights if t.lower_ == "of" and t.i == noun.i + 1), None)
    end = noun.right_edge.i + 1
    if of is None or not doc[of.i + 1].like_num or noun.tag_ != "NN":
        return None
    if prep.head != main and not is_plural(prep.head):
        return None
    if not closes(end, sentence) and doc[end].text != "," and doc[end].pos_ not in ("VERB", "AUX"):
        # "of 58 (SD 10) years in the first group": what follows belongs to the number.
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
    main, comma = sentence.root, doc[start - 1].text == ","
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
    if first.left_edge.tag_ in ("VBN", "VBD") and first.left_edge.i > main.i + 1:
        # "The vaccine given early caused good protection": the main verb may be the second one.
        return None
    last = trimmed(start, end, sentence)
    pieces = again(subject, sentence)
    if pieces is None or count(start + 3, last, sentence) < _FEWEST_WORDS:
        return None
    if any(t.tag_ in ("VBD", "VBZ", "VBP") and t != main for t in sentence.tokens):
        return None
    tail = (*pieces, "also", Copy(main.i, main.i + 1, repeat=True), Copy(start + 3, last))
    return _edit(Change(start - int(comma), last, ()), tail, 0, "as well as")


def _means(word: Token, sentence: Sentence, done: frozenset[str]) -> Edit | None:
    """ "The drug protects the heart by lowering …": "The drug does this by lowering …"."""
    main, phrase = word.head, _phrase(word, sentence)
    gerund = word.i + 1 < sentence.end and sentence.doc[word.i + 1]
    if phrase is None or (word.lower_ == "by" and not (gerund and gerund.dep_ == "pcomp")):
        return None
    if not is_stated(main, sentence) or main.lemma_ in sentence.classes.undone_verbs or _has_parts(main):
        return None
    subject = subject_of(main)
    if any(t.lower_ == "this" for t in main.children):
        return None
    if subject is None or subject.i > main.i or (word.lower_ == "using" and not _is_work(subject)):
        return None
    if word.lower_ == "using" and any(
        t.lower_ in ("by", "whereas") for t in sentence.doc[word.i : phrase.last]
    ):
        return None
    how = Copy(word.i, phrase.last)
    if any(t.dep_ == "auxpass" for t in main.children):
        if main.lemma_.lower() in sentence.classes.unwilled_verbs:
            return None
        perfect = any(t.lower_ in ("has", "have", "had", "being") for t in main.lefts)
        tail = ("This", be(past=is_past(main), plural=False), "done", how)
        return (
            None
            if perfect or main.lemma_ not in done - sentence.classes.saying_verbs
            else _edit(phrase.change, tail, 0)
        )
    tense = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(main.tag_)
    pieces = again(subject, sentence)
    if tense is None or pieces is None or auxiliaries(main):
        return None
    return _edit(phrase.change, (*pieces, tense, "this", how), 0)


def _has_parts(main: Token) -> bool:
    """Whether the statement has another verb that may be the one that is meant: "aimed to … by …"."""
    return any(t.dep_ in ("conj", "xcomp", "ccomp", "advcl") and t.lower_ != "using" for t in main.children)


def _is_work(subject: Token) -> bool:
    """Whether a team does it, or it is done, so that they are the ones who use something."""
    return subject.dep_ == "nsubjpass" or subject.lower_ in (
        "we",
        "authors",
        "researchers",
        "team",
        "investigators",
    )


def _basis(word: Token, sentence: Sentence) -> Edit | None:
    """ "Based on three trials, …": "This is based on three trials."."""
    phrase = _phrase(word, sentence)
    if phrase is None or word.i != sentence.start or sentence.doc[word.i + 1].lower_ not in ("on", "upon"):
        return None
    tail = ("This", be(past=is_past(sentence.root), plural=False), Copy(word.i, phrase.last))
    return _edit(phrase.change, tail, 0)


def _cause(word: Token, sentence: Sentence) -> Edit | None:
    """ "", due to a lack of …" at the end, or a long "Due to …," before: "This is due to a lack of …"."""
    phrase, main = _phrase(word, sentence), sentence.root
    fronted = word.i == sentence.start
    if phrase is None or sentence.doc[word.i + 1].lower_ not in ("to", "of") or word.head != main:
        return None
    if not fronted and (sentence.doc[word.i - 1].pos_ in _NAMES or not is_stated(main, sentence)):
        # "deaths due to cancer"
        return None
    means: tuple[Piece, ...] = (Copy(word.i, phrase.last),)
    if word.lower_ in ("due", "owing"):
        means = ("because of", Copy(word.i + 2, phrase.last))
    tail = ("This", be(past=is_past(main), plural=False), *means)
    return _edit(phrase.change, tail, 0)


class _Phrase(NamedTuple):
    """Where a phrase ends without its comma, and the change that takes it away."""

    last: int
    change: Change


def _phrase(word: Token, sentence: Sentence) -> _Phrase | None:
    """The phrase that a word begins, where it is long and stands at an end of a finite statement."""
    main, doc, start = sentence.root, sentence.doc, word.i
    end = word.right_edge.i + 1
    if not is_finite(main) or start + 1 >= sentence.end or start <= main.i < end or word.left_edge.i != start:
        return None
    last = trimmed(start, end, sentence)
    rest = count(sentence.start, sentence.end, sentence) - count(start, last, sentence)
    if count(start, last, sentence) < _FEWEST_WORDS or rest < _FEWEST_WORDS:
        return None
    if start == sentence.start:
        if end >= sentence.end or doc[last].text != "," or main.i < end:
            return None
        subject = subject_of(main)
        if subject is None or subject.left_edge.i != last + 1:
            return None
        points = any(t.lower_ in _POINTERS for t in doc[start:last])
        return None if points else _Phrase(last, Change(start, last + 1, ()))
    if main.i > start or not closes(end, sentence):
        return None
    return _Phrase(last, Change(start - int(doc[start - 1].text == ","), last, ()))


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: adverbial phrases", _find)
