""" "…, including A, B and C." at the end becomes "These include A, B and C.", and "such as" is told alike.

An "including" between the subject and its verb becomes "These signs include …" after the sentence.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import inside_brackets, is_finite, nearest_noun_before, reach
from guidance.plain.phrases import is_past, is_stated, this
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "examples"
_FEWEST_WORDS = 3


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind not in ("sentence", "item"):
        return
    for token in sentence.tokens:
        edit = None
        if inside_brackets(token, sentence.start):
            continue
        if token.lower_ == "including":
            edit = _included(token, sentence) or _inserted(token, sentence)
        elif token.lower_ == "such" and token.i + 2 < sentence.end and token.nbor().lower_ == "as":
            edit = _such(token, sentence)
        if edit is not None:
            yield edit
            return


def _included(token: Token, sentence: Sentence) -> Edit | None:
    noun, end = _noun_before(token, sentence), reach(token, sentence)
    last = _closing(end, sentence)
    if noun is None or last is None or not _fits(noun, token.i + 1, last, sentence):
        return None
    comma = sentence.doc[token.i - 1].text == ","
    if not comma and (noun.tag_ != "NNS" or _is_restricted(noun, token.i + 1, last, sentence)):
        return None
    one = "This included" if is_past(sentence.root) else "This includes"
    lead = "These include" if noun.tag_ == "NNS" else one
    return _edit(token.i - int(comma), last, (lead, Copy(token.i + 1, last)))


def _such(token: Token, sentence: Sentence) -> Edit | None:
    """ "… drugs such as A and B.": "Examples are A and B."; one noun of several: "Such drugs include …"."""
    doc, begin = sentence.doc, token.i + 2
    noun, last = _noun_before(token, sentence), _closing(token.nbor().right_edge.i + 1, sentence)
    if noun is None or last is None or noun.tag_ != "NNS" or not _fits(noun, begin, last, sentence):
        return None
    if _is_restricted(noun, begin, last, sentence) or _is_empty(noun, sentence):
        return None
    comma = doc[token.i - 1].text == ","
    many = any(t.text in (",", "and") for t in doc[begin:last])
    alone = not list(noun.conjuncts) and noun.dep_ != "conj"
    lead: tuple[Piece, ...] = ("Examples are" if many else "An example is",)
    if not alone:
        lead = ("Such", Copy(noun.i, noun.i + 1, repeat=True), "include")
    return _edit(token.i - int(comma), last, (*lead, Copy(begin, last)))


def _inserted(token: Token, sentence: Sentence) -> Edit | None:
    """ "The signs of X, including A and B, are …": "The signs of X are …. These signs include A and B."."""
    doc, main, start = sentence.doc, sentence.root, token.i
    subject = next((t for t in main.lefts if t.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or start <= subject.i or doc[start - 1].text != "," or list(subject.conjuncts):
        return None
    verb = next((t for t in main.lefts if t.dep_ in ("aux", "auxpass", "neg") and t.i > start), main)
    end = verb.i - 1
    if end <= start + _FEWEST_WORDS or doc[end].text != "," or not is_stated(main, sentence):
        return None
    if any(t.pos_ in ("VERB", "AUX") and is_finite(t) for t in doc[start:end]) or subject.tag_ != "NNS":
        return None
    lead = this(subject, sentence)
    if lead is None:
        return None
    change = Change(start - 1, end + 1, ())
    tail = (*lead, "include", Copy(start + 1, end))
    return Edit(_NAME, (change,), "Examples are told in a sentence of their own.", 3, tails=(tail,))


def _noun_before(token: Token, sentence: Sentence) -> Token | None:
    """The noun right before the examples or before their comma."""
    before = token.i - 1
    before -= int(sentence.doc[before].text == ",")
    if before <= sentence.start:
        return None
    noun = nearest_noun_before(sentence.doc[before + 1])
    return noun if noun is not None and noun.i == before and noun.tag_ in ("NN", "NNS") else None


def _closing(end: int, sentence: Sentence) -> int | None:
    """The end of the examples without marks, where they close the sentence."""
    rest = [t for t in sentence.doc[end : sentence.end] if not (t.is_punct or t.is_space)]
    if rest:
        return None
    return end - 1 if sentence.doc[end - 1].is_punct and sentence.doc[end - 1].text != ")" else end


def _fits(noun: Token, begin: int, last: int, sentence: Sentence) -> bool:
    examples = sentence.doc[begin:last]
    whole = sum(t.text in "([" for t in examples) == sum(t.text in ")]" for t in examples)
    quoted = any(t.text in '"“”' for t in examples)
    return sum(t.is_alpha for t in examples) >= _FEWEST_WORDS and whole and not quoted and not _negated(noun)


def _is_restricted(noun: Token, begin: int, last: int, sentence: Sentence) -> bool:
    """Whether what follows may be more than examples, or the statement needs them to be true."""
    examples = sentence.doc[begin:last]
    commas = sum(t.text == "," for t in examples)
    closed = any(t.text == "," and t.nbor().lower_ in ("and", "or") for t in examples)
    listed = closed and commas == 1
    clause = any(t.pos_ in ("VERB", "AUX") and is_finite(t) for t in examples)
    inside = [t for t in sentence.tokens if t.i < begin and t.lower_ in ("if", "unless", "when", "whether")]
    limits = any(t.lower_ in ("in", "for", "among", "during") for t in examples)
    opens = noun.left_edge.i <= sentence.start or noun.head.i >= begin
    return listed or clause or bool(inside) or limits or opens


def _is_empty(noun: Token, sentence: Sentence) -> bool:
    """Whether the noun says too little without its examples: "treats conditions such as asthma"."""
    return noun.lemma_.lower() in sentence.classes.empty_nouns and not any(
        t.dep_ in ("amod", "compound") for t in noun.lefts
    )


def _edit(start: int, last: int, tail: tuple[Piece, ...]) -> Edit:
    why = "Examples at the end are told in a sentence of their own."
    return Edit(_NAME, (Change(start, last, ()),), why, 3, tails=(tail,))


def _negated(noun: Token) -> bool:
    up = [noun, *noun.ancestors]
    return any(c.dep_ == "neg" or c.lower_ in ("no", "without") for t in up for c in (t, *t.children))


RULE = Rule(_NAME, "CDC Clear Communication Index: short sentences; lists apart", _find)
