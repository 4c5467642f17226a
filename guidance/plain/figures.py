"""Reads lexicon/numbers.toml: the words for symbols, short units and test statistics.

Also what the rules about numbers share: an edit that says the same figure in other words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from spacy.tokens import Token

from guidance.errors import ConfigurationError, Fault
from guidance.plain import datafiles
from guidance.plain.annotate import Sentence
from guidance.plain.rule import Change, Copy, Edit, Piece

DOSE_NOTICE = "dose-notice"
RUNNING = frozenset(("sentence", "item"))
_TABLES = {
    "comparators": None,
    "typed": None,
    "signs": {"about"},
    "time": None,
    "words": {"spans", "amounts", "units", "before_range", "counted", "aged"},
    "statistics": {"lead", "marks", "words"},
    "doses": {"notice", "verbs"},
}
_PLACES = {"plain", "level", "time", "age"}
_WORD = re.compile(r"[^\W\d_]+[²2]?")


class NumbersFileError(ConfigurationError):
    """lexicon/numbers.toml is wrong."""

    code = "numbers-file"
    title = "The file of words for numbers is not valid"


@dataclass(frozen=True, slots=True)
class Figures:
    """The tables of lexicon/numbers.toml.

    `comparators`: sign → place ("plain", "level", "time", "age") → wording; `typed`: other ways to type a
    sign; `about`: signs for "about"; `time`: short unit → word; the others are sets of words.
    """

    comparators: Mapping[str, Mapping[str, str]]
    typed: Mapping[str, str]
    about: frozenset[str]
    time: Mapping[str, str]
    spans: frozenset[str]
    amounts: frozenset[str]
    units: frozenset[str]
    before_range: frozenset[str]
    counted: frozenset[str]
    aged: frozenset[str]
    lead: tuple[str, str]
    marks: frozenset[str]
    statistic_words: frozenset[str]
    notice: str
    dose_verbs: frozenset[str]

    def is_time(self, token: Token) -> bool:
        """Whether the token is a unit of time, short or written out."""
        return token.text in self.time or token.lemma_.lower() in self.spans

    def is_statistic(self, text: str) -> bool:
        """Whether a text holds test statistics and nothing else: "95% CI 1.2 to 3.4; P = .03"."""
        found = _WORD.findall(text)
        known = self.marks | self.statistic_words
        return (
            any(word in self.marks for word in found)
            and any(char.isdigit() for char in text)
            and all(word in known for word in found)
        )


def load(folder: Path) -> Figures:
    """Read numbers.toml. Raises NumbersFileError."""
    path = folder / "numbers.toml"
    tables = datafiles.read(path, NumbersFileError)
    faults = tuple(Fault(f"{path.name}: {key}", detail) for key, detail in _faults(tables))
    if faults:
        raise NumbersFileError(f"{path.name} is not valid", faults=faults)
    words, statistics, doses = tables["words"], tables["statistics"], tables["doses"]
    return Figures(
        comparators=tables["comparators"],
        typed=tables["typed"],
        about=frozenset(tables["signs"]["about"]),
        time=tables["time"],
        **{name: frozenset(listed) for name, listed in words.items()},
        lead=(statistics["lead"][0], statistics["lead"][1]),
        marks=frozenset(statistics["marks"]),
        statistic_words=frozenset(statistics["words"]),
        notice=doses["notice"],
        dose_verbs=frozenset(doses["verbs"]),
    )


def _faults(tables: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each wrong key of the file, with what is wrong there."""
    for name in sorted(tables.keys() ^ _TABLES.keys()):
        yield name, "is unknown or missing"
    for name, keys in _TABLES.items():
        if keys is not None and name in tables and set(tables[name]) != keys:
            yield name, f"has unknown or missing keys: {', '.join(sorted(set(tables[name]) ^ keys))}"
    if len(tables.get("statistics", {}).get("lead", ())) != 2:
        yield "statistics.lead", "needs the words for one figure and for several"
    for sign, places in tables.get("comparators", {}).items():
        if set(places) != _PLACES or any(wording.count("{}") != 1 for wording in places.values()):
            yield f"comparators.{sign}", f"needs {', '.join(sorted(_PLACES))}, each with one {{}}"
    for other, sign in tables.get("typed", {}).items():
        if sign not in tables.get("comparators", {}):
            yield f"typed.{other}", "stands for no comparator"


class Stretch(NamedTuple):
    """Characters of the document's text that stay: tokens where they end as tokens do, else letters."""

    start: int
    end: int


def change(sentence: Sentence, start: int, end: int, parts: tuple[str | Stretch, ...]) -> Change | None:
    """The characters `start` to `end` give way to the parts; None where they are no whole tokens."""
    span = sentence.doc.char_span(start, end)
    if span is None or any(sentence.hit_at(t.i) is not None and _kept(sentence, t.i) for t in span):
        return None
    return Change(span.start, span.end, tuple(_piece(sentence, part) for part in parts if part))


def _kept(sentence: Sentence, i: int) -> bool:
    hit = sentence.hit_at(i)
    return hit is not None and hit.entry.action == "keep"


def _piece(sentence: Sentence, part: str | Stretch) -> Piece:
    if isinstance(part, str):
        return part
    span = sentence.doc.char_span(part.start, part.end)
    return Copy(span.start, span.end) if span is not None else sentence.doc.text[part.start : part.end]


def restated(rule: str, changes: tuple[Change, ...], own: tuple[str, str], why: str) -> Edit:
    """An edit that says a figure in other words; `own` are the words before and after."""
    return Edit(rule, changes, why, own=own, restates=True)


class Bracket(NamedTuple):
    """The tokens `start` (the opening bracket) to `end` (behind the closing one), and what they hold."""

    start: int
    end: int
    text: str


def statistic_brackets(sentence: Sentence, figures: Figures) -> Iterator[Bracket]:
    """The outermost brackets, round or square, that hold test statistics and nothing else."""
    depth, start = 0, -1
    for token in sentence.tokens:
        if token.text in ("(", "["):
            start = token.i if depth == 0 else start
            depth += 1
        elif token.text in (")", "]") and depth:
            depth -= 1
            text = sentence.doc[start : token.i + 1].text
            if depth == 0 and figures.is_statistic(text):
                yield Bracket(start, token.i + 1, text)


def statistics(sentence: Sentence, figures: Figures) -> frozenset[int]:
    """The tokens of test statistics: in brackets, or in the sentence that took them out of one."""
    if sentence.text.startswith(figures.lead):
        return frozenset(range(sentence.start, sentence.end))
    return frozenset(i for b in statistic_brackets(sentence, figures) for i in range(b.start, b.end))
