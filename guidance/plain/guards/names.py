"""Names, kept words and drug names stand letter for letter; figures too, but for those said in words,
which the guard of numbers holds to their digits."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.entries import Entry
from guidance.plain.guard import Attempt, Guard, Region
from guidance.plain.hits import Hit
from guidance.plain.spoken import is_spoken
from guidance.plain.wordclasses import WordClasses

_CAPITAL = re.compile(r"[A-Z][a-z]+")
_WORD = re.compile(r"[^\W\d_]+")
# A person may say in other words what no dictionary has, but no other medicine.
_BY_A_PERSON = "wording"


def _check(attempt: Attempt) -> Iterator[str]:
    doc, sentence = attempt.sentence.doc, attempt.sentence
    kept = {o.start for s in attempt.output for o in s if not o.new}
    restated = {i for e in attempt.edits if e.restates for c in e.changes for i in range(c.start, c.end)}
    for i in sorted(sentence.protected - restated):
        if i not in kept and not doc[i].is_punct:
            yield f"“{doc[i].text}” was changed"
    claim = attempt.claim.lower()
    said = frozenset(_WORD.findall(claim))
    opened = {i for short in sentence.shorts for i in range(short.start, short.end)}
    for region in (region for region in attempt.regions if not region.edit.restates):
        words = doc[region.start : region.end]
        gone = [t for t in words if t.i not in opened and not _stands(t, said, claim)]
        for token in gone:
            hit = sentence.hit_at(token.i)
            first, last = (token.i, token.i + 1) if hit is None else (hit.start, hit.end)
            alone = first <= region.start and region.end <= last
            typed = region.edit.rule == _BY_A_PERSON
            classes = sentence.classes
            strange = classes.is_medicine(token.text) if typed else _is_unknown(token, classes)
            unnamed = strange if hit is None else _is_name(hit.entry)
            if alone and unnamed:
                yield f"“{token.text}” is a name and was changed"
        if not _is_worded(sentence.hit_at(region.start), region):
            yield from _renamed([t for t in gone if t.i != sentence.start], region.after)
            yield from _brought_in(region, attempt)


def unreplaceable(sentence: Sentence) -> Iterator[Token]:
    """The words for which nothing can stand: medicines, and names of people, illnesses and tests."""
    for token in sentence.tokens:
        hit = sentence.hit_at(token.i)
        named = token.pos_ == "PROPN" and token.text[:1].isupper() and token.i != sentence.start
        if sentence.classes.is_medicine(token.text) or (_is_name(hit.entry) if hit else named):
            yield token


def _stands(token: Token, said: frozenset[str], claim: str) -> bool:
    """Whether the word is said; one with marks or figures in it need not stand alone."""
    return token.lower_ in said if token.is_alpha else token.lower_ in claim


def _is_worded(hit: Hit | None, region: Region) -> bool:
    """Whether a term of the lexicon, capitals or not, gave way to the wording that the lexicon has for it."""
    if hit is None or (hit.start, hit.end) != (region.start, region.end) or region.edit.rule != "term":
        return False
    after = region.after.lower()
    return any(words and words.lower() in after for words in (hit.entry.wording, hit.entry.child))


def _is_unknown(token: Token, classes: WordClasses) -> bool:
    """Whether it is a medicine or a word that no dictionary has, so that nothing can stand for it."""
    rare = not (is_spoken(token.lower_) or is_spoken(token.lemma_.lower()))
    name = token.pos_ in ("NOUN", "PROPN", "ADJ") and token.text[1:].islower() and token.is_alpha
    return classes.is_medicine(token.text) or (rare and name)


def _is_name(entry: Entry) -> bool:
    """Whether the lexicon has no other word for it: illnesses, medicines, tests."""
    return entry.action == "explain" and entry.pos == "noun"


def _brought_in(region: Region, attempt: Attempt) -> Iterator[str]:
    """A medicine that the source does not name; an abbreviation may stand for one."""
    source = attempt.sentence.text.lower()
    for word in _WORD.findall(region.after) if region.edit.rule != "abbreviation" else ():
        if attempt.sentence.classes.is_medicine(word) and word.lower() not in source:
            yield f"“{word}” is a name and was brought in"


def _renamed(gone: Sequence[Token], after: str) -> Iterator[str]:
    """A word with a capital in whose place stands another."""
    new = list(filter(_CAPITAL.fullmatch, _WORD.findall(after)))
    for token in gone:
        if new and token.pos_ == "PROPN" and _CAPITAL.fullmatch(token.text):
            yield f"“{token.text}” became “{new[0]}”"


GUARD = Guard("names", "Names of drugs, tests and scales", _check)
