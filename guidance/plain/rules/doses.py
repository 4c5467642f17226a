"""Doses are dropped for audiences that take no medicine alone, and the text says so.

Only where the sentence says that a medicine is taken or given and nothing hangs on the amount: no
comparison, no change, no negation, no second dose. Once a page a sentence says who knows the dose.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.figures import DOSE_NOTICE, RUNNING
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Edit, Gloss, Rule

_NAME = "dose"
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WEIGHED = frozenset(("negation", "comparison", "direction"))
_COMPARED = frozenset(("to", "from", "or", "versus", "vs", "-", "–", "/"))
_ENDS = frozenset(["once", "twice", "every", "each", "daily", "for", "at", "in", "with", "before", "after"])
_RATE = frozenset(("a", "an", "per", "each", "every", "daily", "/"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if sentence.kind not in RUNNING:
        return
    figures = reader.data.figures
    amounts = [
        t
        for t in sentence.tokens
        if t.i > sentence.start and t.text in figures.amounts and _is_number(t.nbor(-1))
    ]
    if len(amounts) != 1:
        return
    taking = any(t.pos_ == "VERB" and t.lemma_.lower() in figures.dose_verbs for t in sentence.tokens)
    weighed = any(cue.kind in _WEIGHED for cue in sentence.cues)
    if not taking or weighed or reader.audience.doses != "drop":
        return
    place = _place(amounts[0], sentence)
    if place is not None:
        yield _edit(place, sentence, reader)


def _is_number(token: Token) -> bool:
    return bool(_NUMBER.fullmatch(token.text))


def _place(unit: Token, sentence: Sentence) -> Change | None:
    """ "(20 mg)", "20 mg of X" after a verb, "X 20 mg" before what ends it."""
    doc, number = sentence.doc, unit.i - 1
    if number == sentence.start or unit.i + 2 >= sentence.end:
        return None
    before, following = doc[number - 1], doc[unit.i + 1]
    if before.lower_ in _COMPARED:
        return None
    if before.text == "(" and following.text == ")":
        return Change(number - 1, unit.i + 2, ())
    if following.lower_ == "of" and before.pos_ in ("VERB", "ADP"):
        medicine, behind = doc[unit.i + 2], doc[unit.i + 3 : unit.i + 4]
        alone = medicine.pos_ in ("NOUN", "PROPN") and not any(t.lower_ in _RATE for t in behind)
        return Change(number, unit.i + 2, ()) if alone else None
    ends = following.is_punct or following.lower_ in _ENDS or _is_times(following, sentence)
    if before.pos_ in ("NOUN", "PROPN") and ends and following.lower_ not in _COMPARED:
        return Change(number, unit.i + 1, ())
    return None


def _is_times(token: Token, sentence: Sentence) -> bool:
    """Whether the token begins "three times a day"."""
    return token.like_num and token.i + 1 < sentence.end and token.nbor().lower_ == "times"


def _edit(place: Change, sentence: Sentence, reader: Reader) -> Edit:
    text = sentence.doc[place.start : place.end].text
    told = DOSE_NOTICE in reader.taught
    return Edit(
        _NAME,
        (place,),
        "Doses are left out for this audience.",
        strength=3,
        tails=() if told else ((Gloss(reader.data.figures.notice),),),
        rank=2,
        teaches=frozenset((DOSE_NOTICE,)),
        own=(text, ""),
        restates=True,
        omits=f"A dose was left out: {text}",
    )


RULE = Rule(_NAME, "Audience policy: a child is not told doses (lexicon/audiences.toml)", _find)
