"""What the lexicon holds: one frozen value for each row of lexicon/terms/ and lexicon/abbreviations.csv."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

type Pos = Literal["noun", "verb", "adj", "adv", "phrase"]
type Action = Literal["replace", "teach", "explain", "keep"]
type WordingNumber = Literal["same", "mass", "plural", "a", "the"]
type AbbreviationAction = Literal["open", "expand", "keep"]
type ConditionKind = Literal[
    "near",
    "before",
    "after",
    "head",
    "headtag",
    "child",
    "beside",
    "noun",
    "of",
    "object",
    "subject",
    "dep",
    "has",
    "tag",
    "topic",
]


# What leads the place of a row of the site's own.
OVERLAY = "overlay/"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a context: it holds when one of `values` is found (none of them, if `negated`).

    Values of "dep", "has", "tag" and "headtag" are labels as written; all others are lemmas in lower case.
    """

    kind: ConditionKind
    values: frozenset[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One sense of one term; docs/lexicon.md tells what each field means.

    `id` is unique in the lexicon; `where` is "terms/<topic>.csv:<line>", with OVERLAY before it where the
    row is the site's own. `child` is never empty where
    `wording` is not: without a wording of its own it repeats it.
    """

    id: str
    term: str
    variants: tuple[str, ...]
    pos: Pos
    sense: str
    context: tuple[Condition, ...]
    wording: str
    child: str
    number: WordingNumber
    explanation: str
    action: Action
    level: int
    syllables: int | None
    source: str
    reviewed: date
    where: str


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """One reading of an abbreviation. `plain` is never empty: without one of its own it repeats `long`."""

    id: str
    short: str
    long: str
    plain: str
    context: tuple[Condition, ...]
    action: AbbreviationAction
    source: str
    reviewed: date
    where: str
