"""Person-first language: "diabetic patients" → "people with diabetes", "a diabetic" → "a person with …"."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "person-first"
_RUNNING = frozenset(("sentence", "item"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words:
        return
    people = reader.data.people
    for token in sentence.tokens:
        if _in_name(token, sentence) or _in_name(token.head, sentence):
            continue
        if token.i + 1 < sentence.end and token.head.i == token.i + 1 and token.head.lower_ in people.groups:
            edit = _group(token, sentence, reader)
        elif token.lower_ in people.conditions and token.tag_ == "NNS":
            edit = _made(token.i, token.i + 1, ("people with", people.conditions[token.lower_]))
        else:
            edit = None
        if edit is not None:
            yield edit


def _group(token: Token, sentence: Sentence, reader: Reader) -> Edit | None:
    """ "MS patients", "diabetic patients"; other words before the noun stay before "people"."""
    people = reader.data.people
    noun = token.head
    if noun.dep_ == "compound":
        return None
    who = people.groups[noun.lower_]
    if token.lower_ in people.conditions:
        named: Piece = people.conditions[token.lower_]
        start, end = token.i, token.i
    else:
        found = _condition_start(token, sentence, reader)
        if found is None:
            return None
        start, end, named = found, found, Copy(found, noun.i)
    while start > sentence.start and sentence.doc[start - 1].lower_ in people.degrees:
        start -= 1
    if any(t.i < start and not _may_stay(t, people.about_people) for t in noun.lefts):
        return None
    joint = sentence.doc[start - 1] if start > sentence.start else noun
    if joint.lower_ in ("and", "or") or (joint.text == "," and joint.head in noun.subtree):
        # "Low-risk and diabetic women": "women" belongs to both.
        return None
    degree = (Copy(start, end),) if start < end else ()
    again = next((c for c in noun.rights if c.lower_ == "with" and c.i == noun.i + 1), None)
    if again is not None and any(c.dep_ in ("cc", "conj") for c in again.children):
        return None
    joined = (Change(again.i, again.i + 1, ("and",)),) if again is not None else ()
    return _made(start, noun.i + 1, (who, "with", *degree, named), *joined)


def _in_name(token: Token, sentence: Sentence) -> bool:
    """Whether a capital inside a sentence says that the word is part of a name."""
    return (
        sentence.kind in _RUNNING
        and token.i > sentence.start
        and token.text.istitle()
        and token.pos_ == "PROPN"
    )


def _may_stay(token: Token, about_people: frozenset[str]) -> bool:
    """Whether a word before the noun is about the people and so stays before "people"."""
    return token.dep_ in ("det", "nummod", "poss", "predet") or token.lower_ in about_people


def _condition_start(token: Token, sentence: Sentence, reader: Reader) -> int | None:
    """Where the name of a condition begins that ends with the token; None where it names none."""
    if token.dep_ != "compound" or token.lower_ in reader.data.people.not_conditions:
        return None
    hit = sentence.hit_at(token.i)
    if hit is not None and hit.entry.pos == "noun" and hit.entry.explanation and hit.end == token.i + 1:
        return hit.start
    short = next((s for s in sentence.shorts if s.end == token.i + 1), None)
    if token.text in reader.defined or (short is not None and short.reading is not None):
        return token.i
    return None


def _made(start: int, end: int, pieces: tuple[Piece, ...], *more: Change) -> Edit:
    return Edit(
        _NAME, (Change(start, end, pieces), *more), "The person comes first, the condition second.", 2
    )


RULE = Rule(_NAME, "NIH Style Guide and CDC: person-first language", _find)
