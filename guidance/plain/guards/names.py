"""Names, kept words and drug names stand letter for letter."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from guidance.plain.entries import Entry
from guidance.plain.guard import Attempt, Guard

# Stems that the WHO gives to the names of medicines of one kind.
_MEDICINE = re.compile(
    r"\w{2,}(?:ast|azepam|azole|barbital|bicin|caine|cept|ciclib|cillin|coxib|curium|cycline|dipine|dronate|"
    r"floxacin|formin|fungin|gabalin|gatran|gliptin|gliflozin|glitazone|glutide|grel|ilol|kinra|lukast|mab|"
    r"mustine|mycin|nidazole|nib|olol|olone|opram|oxetine|parib|parin|pezil|phylline|platin|prazole|pril|"
    r"profen|quine|racetam|rubicin|sartan|semide|setron|sone|statin|taxel|terol|thiazide|tidine|"
    r"trexate|tretin|triptan|triptyline|tropium|vir|xaban|zepine|zosin)s?",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[A-Z][a-z]+")
_WORD = re.compile(r"[^\W\d_]+")


def _check(attempt: Attempt) -> Iterator[str]:
    doc, sentence = attempt.sentence.doc, attempt.sentence
    kept = {o.start for s in attempt.output for o in s if not o.new}
    for i in sorted(sentence.protected):
        if i not in kept and not doc[i].is_punct:
            yield f"“{doc[i].text}” was changed"
    said = " ".join(attempt.texts).lower()
    for region in attempt.regions:
        gone = [t for t in doc[region.start : region.end] if t.lower_ not in said]
        if not gone:
            continue
        hit = sentence.hit_at(region.start)
        if hit is not None and hit.end >= region.end and _is_name(hit.entry):
            yield f"“{region.before}” is a name and was changed"
        yield from _renamed([t for t in gone if t.i != sentence.start], region.after)


def _is_name(entry: Entry) -> bool:
    """Whether the lexicon has no other word for it: illnesses, medicines, tests."""
    return entry.action == "explain" and entry.pos == "noun"


def _renamed(gone: Sequence[Token], after: str) -> Iterator[str]:
    """A medicine for a medicine, a word with a capital for another."""
    new = _WORD.findall(after)
    for token in gone:
        alike = _MEDICINE.fullmatch if _MEDICINE.fullmatch(token.text) else _CAPITAL.fullmatch
        if alike is _MEDICINE.fullmatch or (token.pos_ == "PROPN" and _CAPITAL.fullmatch(token.text)):
            other = next(filter(alike, new), None)
            if other is not None:
                yield f"“{token.text}” became “{other}”"


GUARD = Guard("names", "Names of drugs, tests and scales", _check)
