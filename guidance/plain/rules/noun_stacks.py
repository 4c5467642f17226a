"""Stacks of nouns come apart: "a marked blood pressure reduction" → "a marked reduction in blood pressure".

Only where it is sure what belongs to what: the last noun is one made from a verb, and what stands before it
is one name that cannot be counted (lexicon/nominalisations.toml: mass).
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.deverbal import words_before
from guidance.plain.nominalisations import Nominalisations
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Rule, Word

_NAME = "noun-stack"
_WHY = "Three nouns in a row are hard to take apart."


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words:
        return
    nouns = reader.data.nominalisations
    for noun in sentence.tokens:
        if noun.tag_ not in ("NN", "NNS") or noun.dep_ in ("compound", "conj") or noun.conjuncts:
            continue
        start, inner = words_before(noun, sentence)
        while inner and inner[0].lower_ in nouns.adverbs and inner[0].head == noun:
            inner = inner[1:]
        if inner and inner[0].i == sentence.start and inner[0].pos_ == "PROPN":
            continue
        if not inner or any(t.i < start for t in noun.lefts) or not _is_one(inner, noun, nouns):
            continue
        change = _apart(noun, inner, nouns) or _judged(noun, inner, start, nouns)
        if change is not None:
            yield Edit(_NAME, (change,), _WHY, 2)


def _is_one(inner: Sequence[Token], noun: Token, nouns: Nominalisations) -> bool:
    """Whether the words before the noun are one name for something that cannot be counted.

    An adjective must belong to that name, not to the noun: "glycaemic control …", not "poor sleep quality …".
    """
    own = all(t.dep_ == "compound" or (t.dep_ == "amod" and t.head != noun) for t in inner)
    return len(inner) > 1 and own and inner[-1].lower_ in nouns.mass


def _apart(noun: Token, inner: Sequence[Token], nouns: Nominalisations) -> Change | None:
    """ "Blood pressure reduction" → "reduction in blood pressure"."""
    lemma = noun.lemma_.lower()
    if lemma not in nouns.changes and lemma not in nouns.makes and lemma not in nouns.subject:
        return None
    if any(c.lower_ in ("of", "in") for c in noun.rights):
        return None
    link = "in" if lemma in nouns.changes or lemma in nouns.makes else "of"
    return Change(inner[0].i, noun.i + 1, (Copy(noun.i, noun.i + 1), link, Copy(inner[0].i, noun.i)))


def _judged(noun: Token, inner: Sequence[Token], start: int, nouns: Nominalisations) -> Change | None:
    """ "Blood pressure monitoring is important" → "checking blood pressure is important"."""
    verb, word = noun.head, nouns.object.get(noun.lower_)
    if word is None or start != inner[0].i or any(True for _ in noun.rights):
        return None
    judged = verb.lemma_ == "be" and any(
        c.dep_ == "acomp" and c.lower_ in nouns.judging for c in verb.children
    )
    chosen = noun.dep_ == "nsubjpass" and verb.lemma_ in nouns.choosing
    if not (chosen or (noun.dep_ == "nsubj" and judged)):
        return None
    return Change(start, noun.i + 1, (Word(word, "VBG"), Copy(start, noun.i)))


RULE = Rule(_NAME, "Federal Plain Language Guidelines: avoid noun strings", _find)
