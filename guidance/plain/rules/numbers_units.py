"""Short units are written out: "24 h" → "24 hours", "5 mg/day" → "5 mg a day", "3 times daily"."""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.figures import RUNNING, Figures, restated
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Rule

_NAME = "number-unit"
_WHY = "The unit is written out."
_JOINED = re.compile(r"(\d+(?:\.\d+)?)([a-z]+)")
_AHEAD = frozenset(("compound", "nmod", "nummod", "amod", "npadvmod"))
_MORE = frozenset(("more", "less", "higher", "lower", "greater", "larger", "smaller", "longer", "shorter"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words or sentence.kind not in RUNNING:
        return
    figures = reader.data.figures
    for token in sentence.tokens:
        edit = (
            _short(token, sentence, figures)
            or _joined(token, sentence, figures)
            or _rate(token, sentence, figures)
            or _per(token, sentence, figures)
            or _daily(token, sentence)
            or _fold(token, sentence)
        )
        if edit is not None:
            yield edit


def _short(token: Token, sentence: Sentence, figures: Figures) -> Edit | None:
    """ "24 h", "a 48-h period"; not "mL/h", which is a rate."""
    word = figures.time.get(token.text)
    before, following = _neighbour(token, sentence, -1), _neighbour(token, sentence, 1)
    if word is None or before is None or (following is not None and following.text == "/"):
        return None
    hyphen = before.text in ("-", "–")
    number = _neighbour(before, sentence, -1) if hyphen else before
    if number is None or not _digits(number.text):
        return None
    single = hyphen or number.text == "1" or _stands_before_noun(token)
    words = word if single else f"{word}s"
    return restated(_NAME, (Change(token.i, token.i + 1, (words,)),), (token.text, words), _WHY)


def _joined(token: Token, sentence: Sentence, figures: Figures) -> Edit | None:
    """ "24h" in one piece."""
    match = _JOINED.fullmatch(token.text)
    following = _neighbour(token, sentence, 1)
    if match is None or match[2] not in figures.time or (following is not None and following.text in "-/"):
        return None
    word = figures.time[match[2]]
    single = match[1] == "1" or _stands_before_noun(token)
    words = f"{match[1]} {word if single else word + 's'}"
    return restated(_NAME, (Change(token.i, token.i + 1, (words,)),), (token.text, words), _WHY)


def _rate(token: Token, sentence: Sentence, figures: Figures) -> Edit | None:
    """ "5 mg/day", "5 mg/kg/day": the last part becomes "a day"."""
    unit, span = _neighbour(token, sentence, -1), _neighbour(token, sentence, 1)
    if token.text != "/" or unit is None or span is None:
        return None
    after = _neighbour(span, sentence, 1)
    if after is not None and after.text == "/":
        return None
    known = unit.text in figures.amounts or unit.text == "kg" or _JOINED.fullmatch(unit.text)
    word = figures.time.get(span.text, span.text)
    if not known or word not in figures.spans or word in ("minute", "second"):
        return None
    change = Change(unit.i, span.i + 1, (Copy(unit.i, unit.i + 1), f"a {word}"))
    return restated(_NAME, (change,), (sentence.doc[unit.i : span.i + 1].text, f"{unit.text} a {word}"), _WHY)


def _per(token: Token, sentence: Sentence, figures: Figures) -> Edit | None:
    """ "5 mg per day", "twice per week"."""
    before, span = _neighbour(token, sentence, -1), _neighbour(token, sentence, 1)
    if token.lower_ != "per" or before is None or span is None or span.lower_ not in figures.spans:
        return None
    counted = before.tag_ == "NNS" or before.text in figures.amounts or before.lower_ in ("once", "twice")
    if not counted or before.lower_ == "times":
        return None
    change = Change(token.i, span.i + 1, (f"a {span.lower_}",))
    return restated(
        _NAME, (change,), (f"per {span.text}", f"a {span.lower_}"), "“A day” is plainer than “per day”."
    )


def _daily(token: Token, sentence: Sentence) -> Edit | None:
    """ "3 times daily"; not "3 times daily dosing"."""
    before = _neighbour(token, sentence, -1)
    if token.lower_ != "daily" or before is None or before.lower_ != "times" or token.head.i > token.i:
        return None
    change = Change(token.i, token.i + 1, ("a day",))
    return restated(_NAME, (change,), (token.text, "a day"), "“A day” is plainer than “daily”.")


def _fold(token: Token, sentence: Sentence) -> Edit | None:
    """ "3-fold higher" → "3 times higher"; "a 3-fold increase" and "increased 3-fold" stay."""
    hyphen, following = _neighbour(token, sentence, -1), _neighbour(token, sentence, 1)
    if token.lower_ != "fold" or hyphen is None or hyphen.text != "-" or following is None:
        return None
    number = _neighbour(hyphen, sentence, -1)
    if number is None or not number.like_num or following.lower_ not in _MORE or _article(number, sentence):
        return None
    change = Change(number.i, token.i + 1, (Copy(number.i, number.i + 1), "times"))
    return restated(
        _NAME, (change,), (f"{number.text}-fold", f"{number.text} times"), "“Times” is plainer than “-fold”."
    )


def _article(number: Token, sentence: Sentence) -> bool:
    before = _neighbour(number, sentence, -1)
    return before is not None and before.text in ("-", "–", "/")


def _neighbour(token: Token, sentence: Sentence, step: int) -> Token | None:
    i = token.i + step
    return sentence.doc[i] if sentence.start <= i < sentence.end else None


def _digits(text: str) -> bool:
    return bool(re.fullmatch(r"[<>≤≥~∼]?\d+(?:,\d{3})*(?:\.\d+)?(?:[-–]\d+(?:\.\d+)?)?", text))


def _stands_before_noun(token: Token) -> bool:
    return token.dep_ in _AHEAD and token.head.i > token.i and token.head.pos_ in ("NOUN", "PROPN")


RULE = Rule(_NAME, "NHS content style: write units out in full", _find)
