""" "X, a chronic disease of the lungs, …": what X is becomes a sentence of its own."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import is_finite
from guidance.plain.phrases import (
    again,
    be,
    closes,
    count,
    goes_on,
    is_long,
    is_past,
    is_plural,
    modal_of,
    outside_brackets,
    trimmed,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "apposition"
_FEWEST_WORDS = 3
_QUOTES = frozenset("“”\"‘’'")
_DASHES = frozenset(("–", "—", "-"))
# Where the parse has a noun that sums up the statement; no noun but one of these is read so.
_TRAILING = frozenset(("appos", "attr", "dobj", "npadvmod"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader):
        return
    for token in outside_brackets(sentence):
        if token.pos_ == "NOUN" and not any(t.text in _QUOTES for t in token.subtree):
            edit = _sum(token, sentence) or (_edit(token, sentence) if token.dep_ == "appos" else None)
            if edit is not None:
                yield edit


def _made(change: Change, tail: tuple[Piece, ...], rank: int) -> Edit:
    why = "What something is can be told in a sentence of its own."
    return Edit(_NAME, (change,), why, 3, tails=(tail,), rank=rank)


def _sum(what: Token, sentence: Sentence) -> Edit | None:
    """ "…, a finding that agrees with …" at the end: "This is a finding that …"."""
    start, end, main = what.left_edge.i, what.right_edge.i + 1, sentence.root
    if (
        what.dep_ not in _TRAILING
        or what.lemma_.lower() not in sentence.classes.sums
        or not closes(end, sentence)
    ):
        return None
    if sentence.doc[start].lower_ not in ("a", "an") or sentence.doc[start - 1].text != "," or main.i > start:
        return None
    last = trimmed(start, end, sentence)
    if not is_finite(main) or modal_of(main) is not None or count(start, last, sentence) < _FEWEST_WORDS:
        return None
    if any(child.dep_ in ("cc", "conj", "appos") for child in what.children) or list(what.conjuncts):
        return None
    tail = ("This", be(past=is_past(main), plural=False), Copy(start, last))
    return _made(Change(start - 1, last, ()), tail, 0)


def _edit(what: Token, sentence: Sentence) -> Edit | None:
    noun, start, end = what.head, what.left_edge.i, what.right_edge.i + 1
    mark = sentence.doc[start - 1].text if start > sentence.start else ""
    if mark not in {",", *_DASHES} or not _tells(what, sentence) or not _follows(noun, start, sentence):
        return None
    last = trimmed(start, end, sentence)
    mid = not closes(end, sentence)
    if (
        goes_on(start, last, sentence)
        or (mid and sentence.doc[end].text != mark)
        or count(start, last, sentence) < _FEWEST_WORDS
    ):
        return None
    if mid and sentence.doc[end + 1].lower_ in ("and", "or", "but"):
        return None
    lead = _lead(what, noun, start - 1, sentence)
    if lead is None:
        return None
    change = Change(start - 1, end + 1 if mid else last, ())
    return _made(change, (*lead, Copy(start, last)), 1)


def _tells(what: Token, sentence: Sentence) -> bool:
    """Whether it says what a thing is and is no item of a list: "a …", "the most common …"."""
    first = sentence.doc[what.left_edge.i]
    if any(child.dep_ in ("cc", "conj", "appos") for child in what.children):
        return False
    of = any(child.lower_ in ("of", "for") for child in what.rights)
    before = sentence.doc[what.left_edge.i : what.i]
    most = any(t.tag_ in ("JJS", "RBS") or t.lower_ in ("main", "only", "leading") for t in before)
    return first.lower_ in ("a", "an") or (first.lower_ == "the" and (of or most))


def _follows(noun: Token, start: int, sentence: Sentence) -> bool:
    """Whether it stands right behind its noun, or behind a bracket after it, and the noun is in no list."""
    doc = sentence.doc
    between = doc[noun.i + 1 : start - 1]
    if between and not (between[0].text in "([" and between[-1].text in ")]"):
        return False
    if noun.pos_ not in ("NOUN", "PROPN") or noun.dep_ in ("conj", "appos") or list(noun.conjuncts):
        return False
    above = [noun, *noun.ancestors]
    over = [child for up in above for child in up.children]
    if any(t.dep_ in ("neg", "mark") or t.lower_ in ("no", "like", "as") for t in over):
        return False
    return not any(up.dep_ in ("advcl", "ccomp", "xcomp") or up.lower_ in ("as", "including") for up in above)


def _lead(what: Token, noun: Token, until: int, sentence: Sentence) -> tuple[Piece, ...] | None:
    past = is_past(sentence.root)
    if what.lemma_.lower() in (sentence.classes.sums | sentence.classes.measures):
        return None
    plural = is_plural(noun)
    if plural and what.tag_ == "NN" and what.lemma_.lower() not in sentence.classes.sets:
        return None
    subject = again(noun, sentence, until)
    if subject is None:
        return None
    general = not any(t.dep_ in ("det", "poss", "nummod") for t in noun.lefts)
    return (*subject, be(past=past and not general, plural=plural))


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: apposition", _find)
