"""Test statistics in brackets: left out and said so, or told after the sentence, by the audience's policy.

"… fell (95% CI 1.2 to 3.4; P = .03)."
→ "… fell. These are the test figures: 95% CI 1.2 to 3.4; P = .03."
"""

from collections.abc import Iterator

from guidance.plain.annotate import Sentence
from guidance.plain.figures import RUNNING, Bracket, Figures, statistic_brackets
from guidance.plain.grammar import is_finite
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Rule

_NAME = "statistics"
_WITHIN = frozenset(("aux", "auxpass", "relcl", "ccomp", "acl"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    brackets = tuple(statistic_brackets(sentence, reader.data.figures))
    if not brackets or sentence.kind not in RUNNING or not reader.plain_words:
        return
    if reader.audience.statistics == "omit":
        yield from (_left_out(bracket) for bracket in brackets)
        return
    over = reader.audience.split_over
    if over is not None and sentence.words > over and len(brackets) == 1 and _ends(brackets[0], sentence):
        edit = _told_apart(brackets[0], sentence, reader.data.figures)
        if edit is not None:
            yield edit


def _left_out(bracket: Bracket) -> Edit:
    return Edit(
        _NAME,
        (Change(bracket.start, bracket.end, ()),),
        "Test statistics are left out for this audience.",
        own=(bracket.text, ""),
        restates=True,
        omits=f"Test statistics were left out: {bracket.text}",
    )


def _ends(bracket: Bracket, sentence: Sentence) -> bool:
    """Whether nothing but the full stop follows."""
    rest = sentence.doc[bracket.end : sentence.end]
    return all(t.is_space or t.text == "." for t in rest)


def _told_apart(bracket: Bracket, sentence: Sentence, figures: Figures) -> Edit | None:
    """Only for one statement, so that the figures can be of nothing else."""
    doc = sentence.doc
    body = [t for t in sentence.tokens if t.i < bracket.start]
    finite = [t for t in body if t.pos_ in ("VERB", "AUX") and t.dep_ not in _WITHIN and is_finite(t)]
    joined = any(
        t.lower_ in ("but", "respectively", "order", "while", "whereas", "which", "versus", "vs", ";")
        for t in body
    )
    nested = any(t.text in "([" for t in doc[bracket.start + 1 : bracket.end])
    if len(finite) != 1 or joined or nested or any(t.text in "()[]" for t in body):
        return None
    inside = Copy(bracket.start + 1, bracket.end - 1)
    several = any(t.text in (";", ",") for t in doc[inside.start : inside.end])
    lead = figures.lead[several]
    change = Change(bracket.start, bracket.end, ())
    return Edit(_NAME, (change,), "Test statistics are told apart.", 3, tails=((lead, inside),), rank=0)


RULE = Rule(_NAME, "CDC Clear Communication Index: leave out or explain statistics", _find)
