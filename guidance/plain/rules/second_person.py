"""Duties of "patients" are told to the reader: "patients should" → "you should".

Only where "patients" stands alone: with anything that narrows it ("patients with asthma should") the
duty is not every reader's, and the words stay.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, subject_of
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Edit, Number, Rule

_NAME = "second-person"
_PRONOUNS = {
    "you": {"they": "you", "them": "you", "their": "your", "theirs": "yours", "themselves": "yourself"},
    "care": {
        "they": "they",
        "them": "them",
        "their": "their",
        "theirs": "theirs",
        "themselves": "themselves",
    },
}


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if reader.audience.address == "third" or sentence.kind == "title":
        return
    for verb in sentence.tokens:
        subject = subject_of(verb) if verb.pos_ in ("VERB", "AUX") else None
        if subject is not None and _is_reader(subject, verb, reader):
            changes = _changes(subject, sentence, reader)
            if changes is not None:
                yield Edit(_NAME, changes, "Advice is given to the reader, not about “patients”.", 2)


def _is_reader(subject: Token, verb: Token, reader: Reader) -> bool:
    """A bare "patients" or "the patient" with a duty; "people" only where the word is "patients"."""
    people = reader.data.people
    alone = all(child.dep_ == "det" and child.lower_ == "the" for child in subject.children)
    duty = any(helper.lower_ in people.duties for helper in auxiliaries(verb))
    told = verb.lemma_.lower() in people.telling_verbs
    return subject.lemma_.lower() == "patient" and alone and duty and not told and not subject.conjuncts


def _changes(subject: Token, sentence: Sentence, reader: Reader) -> tuple[Change, ...] | None:
    address = reader.audience.address
    word = "you" if address == "you" else reader.audience.care_phrase
    number = Number.YOU if address == "you" else Number.SINGULAR
    start, end = subject.left_edge.i, subject.right_edge.i + 1
    changes = [Change(start, end, (word,), number=number, head=subject.i)]
    others = [t for t in sentence.tokens if t.tag_ == "NNS" and t.i != subject.i]
    for token in sentence.tokens:
        said = _PRONOUNS[address].get(token.lower_)
        if said is None or token.i < subject.i:
            continue
        if any(other.i < token.i for other in others):
            return None
        if said != token.lower_:
            changes.append(Change(token.i, token.i + 1, (said,)))
    return tuple(changes)


RULE = Rule(_NAME, "CDC Clear Communication Index and NHS content style: address the reader", _find)
