"""Signs that stand with numbers are said in words: "≥18" → "at least 18", "3-5 days" → "3 to 5 days"."""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.figures import RUNNING, Figures, Stretch, change, restated, statistics
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Edit, Rule

_NAME = "number-symbol"
_WHY = "Words are easier to read than signs."
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SIGN = re.compile(
    rf"(?<![^\s(\[])(?P<sign>>/=|</=|>=|<=|[<>≤≥⩽⩾~∼≈])\s?(?P<number>{_NUMBER}(?:/\d+)?)(?![\w/.]?\d)"
)
_RANGE = re.compile(
    rf"(?<![^\s(\[])(?P<low>{_NUMBER})\s?[-–]\s?(?P<high>{_NUMBER})(?![-–/+:.,]?\w|[-–]|\.\d)"
)
_BEFORE_STATISTICS = re.compile(r"(?:\b\w|[=χβακ²2])\s?$")


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words or sentence.kind not in RUNNING:
        return
    figures = reader.data.figures
    text, base = sentence.doc.text, sentence.span.start_char
    end = sentence.span.end_char
    apart = statistics(sentence, figures)
    for match in _SIGN.finditer(text, base, end):
        edit = _sign(match, sentence, figures)
        if edit is not None and edit.start not in apart:
            yield edit
    for match in _RANGE.finditer(text, base, end):
        edit = _range(match, sentence, figures)
        if edit is not None:
            yield edit


def _sign(match: re.Match[str], sentence: Sentence, figures: Figures) -> Edit | None:
    sign = figures.typed.get(match["sign"], match["sign"])
    number = Stretch(match.start("number"), match.end("number"))
    place = sentence.doc.char_span(match.start(), match.end())
    if place is None or _statistic(place[0], sentence):
        return None
    if sign in figures.about:
        wording = "about {}"
    else:
        found = _place(place[0], place[-1], sentence, figures)
        if found is None:
            return None
        wording = found[0] + figures.comparators[sign][found[1]]
    said, _, behind = wording.partition("…")
    before, _, after = said.partition("{}")
    made = change(sentence, match.start(), match.end(), (before.strip(), number, after.strip()))
    if made is None:
        return None
    changes = [made]
    if behind:
        unit = place.end + 1
        changes.append(Change(unit, unit, (behind,), after=True))
    return restated(_NAME, tuple(changes), (match[0], f"{said.format(match['number'])} {behind}"), _WHY)


def _statistic(first: Token, sentence: Sentence) -> bool:
    """Whether the sign belongs to a letter, as in "p < .05"."""
    before = sentence.doc.text[sentence.span.start_char : first.idx]
    return bool(_BEFORE_STATISTICS.search(before))


def _place(first: Token, last: Token, sentence: Sentence, figures: Figures) -> tuple[str, str] | None:
    """What stands before the sign decides the wording: words to put first, and the name of the place."""
    doc = sentence.doc
    before = doc[first.i - 1] if first.i > sentence.start else None
    unit = doc[last.i + 1] if last.i + 1 < sentence.end else None
    in_time = unit is not None and figures.is_time(unit)
    in_years = in_time and unit is not None and figures.time.get(unit.text, unit.lemma_.lower()) == "year"
    behind = doc[last.i + 2].lower_ if last.i + 2 < sentence.end else ""
    if before is not None and before.text == "%":
        # "66% <3 weeks": how the two go together is not said.
        return None
    if in_years and behind in ("of", "old"):
        return "", "plain"
    if before is None or before.pos_ not in ("NOUN", "PROPN", "PRON"):
        aged = before is not None and before.lower_ == "aged" and in_years
        return "", "age" if aged else "plain"
    if before.lemma_.lower() in figures.aged or before.lower_ in figures.aged:
        return ("aged ", "age") if in_years else None
    if before.lower_ in ("age", "ages"):
        return ("", "age") if in_years else ("", "plain") if first.text[0] in "<>" and not in_time else None
    return "", "time" if in_time else "level"


def _range(match: re.Match[str], sentence: Sentence, figures: Figures) -> Edit | None:
    """Rising numbers with a unit or noun behind them, or with a word before them that tells a range."""
    low, high = (float(match[name].replace(",", "")) for name in ("low", "high"))
    start, end = match.start(), match.end()
    if low >= high or (match["low"][0] == "0" and match["low"].isdecimal()):
        return None
    span = sentence.doc.char_span(start, end, alignment_mode="expand")
    if span is None or not _is_range(span[0], span[-1], sentence, figures, years=low > 1900 and high < 2100):
        return None
    to = "and" if span.start > sentence.start and sentence.doc[span.start - 1].lower_ == "between" else "to"
    parts = (Stretch(start, match.end("low")), to, Stretch(match.start("high"), end))
    made = change(sentence, start, end, parts)
    return (
        restated(_NAME, (made,), (match[0], f"{match['low']} {to} {match['high']}"), _WHY) if made else None
    )


def _is_range(first: Token, last: Token, sentence: Sentence, figures: Figures, *, years: bool) -> bool:
    doc = sentence.doc
    before = doc[first.i - 1] if first.i > sentence.start else None
    if before is not None and before.lower_ in figures.before_range:
        return True
    if years:
        return before is not None and before.text == "("
    if first.i in statistics(sentence, figures):
        return True
    for token in doc[last.i + 1 : min(last.i + 5, sentence.end)]:
        if token.text in figures.units | figures.amounts or figures.is_time(token):
            return True
        if token.tag_ == "NNS":
            return True
        if token.pos_ != "ADJ" or not token.is_alpha:
            return False
    return False


RULE = Rule(_NAME, "CDC Clear Communication Index; NHS content style: numbers, ranges and symbols", _find)
