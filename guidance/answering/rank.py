"""How well a passage answers a question: a number from 0 to about 1, and why.

The words of the question that say what is asked are looked for in the passage, in its heading and in the
title of its article. What counts is the share that is found: each word by its weight, less where it is
found only under another name or only in the heading. A question of a kind ("how long …?") wants a passage
that shows what the kind asks for. How near question and passage are by the model's vectors adds a little;
no answer comes of that alone.
"""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from guidance.answering.data import Kind, Understanding
from guidance.asking.words import Word, words

LENGTH = 127  # of a vector
LIGHT = 0.35
TITLED = 0.35
"""What a word counts that the title has: it says which article, not what about it."""
LAY, HEADED = 0.9, 0.7
NEARNESS = 0.1
CLOSE = 0.04
VAGUE, UNSURE = 0.65, 0.85
KIND_HEADED = 0.08
FIRST = 0.05
BEFORE = 0.25
EXPLAINED = 0.7
BY_TITLE = 0.6
_AROUND = frozenset(("heading", "title", "before", "kind"))


class Match(NamedTuple):
    """A word of the question, and by what it was found: "text", "heading", "title", or the source of another
    name; "" where it was not. `value` is from 0 to 1, `weight` what the word counts.
    """

    word: str
    by: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as ranking sees it. `lay` and `head` map stems to the source that brings them, "" the text
    itself; `vector` is b"" where no word of it has one. `before` are
    the stems of the passage before it below the same heading, `first` is its own first stem.
    """

    text: str
    heading: str
    stems: frozenset[str]
    lay: Mapping[str, str]
    head: Mapping[str, str]
    title: Mapping[str, str]
    explained: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    vector: bytes = b""
    first: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the words that say what is asked, its kinds, its vector (b"" for none)."""

    words: tuple[Word, ...]
    kinds: tuple[Kind, ...]
    light: frozenset[str]
    vector: bytes = b""


@dataclass(frozen=True, slots=True)
class Ranked:
    """How well a passage answers, and why: the words, the kinds that it shows, the nearness by vectors."""

    score: float
    matches: tuple[Match, ...]
    kinds: tuple[str, ...]
    nearness: float


def understand(question: str, understood: Understanding) -> Asked:
    """What the question asks, before its vector is known."""
    plain = understood.loose.sub(lambda said: understood.said[said[0]], question.casefold().replace("’", "'"))
    told = {word.stem: word for word in words(plain) if word.stem not in understood.ignored}
    kinds = tuple(kind for kind in understood.kinds if kind.asks.search(plain))
    return Asked(tuple(told.values()), kinds, understood.light)


def rank(asked: Asked, passage: Candidate) -> Ranked:
    """How well the passage answers the question."""
    shown = [kind for kind in asked.kinds if kind.shows.search(passage.text)]
    by_kind = frozenset[str]().union(*(kind.means for kind in shown))
    matches = tuple(_match(word, asked, passage, by_kind) for word in asked.words)
    whole = sum(match.weight for match in matches)
    found = sum(match.weight * match.value for match in matches)
    nearness = near(asked.vector, passage.vector)
    if not found:
        return Ranked(0.0, matches, (), nearness)
    score = found / whole
    for kind in asked.kinds:
        if kind not in shown:
            score *= math.sqrt(kind.otherwise) if shown else kind.otherwise
        elif kind.shows.search(passage.heading):
            score += KIND_HEADED
    if not any(match.value and match.weight == 1 and match.by not in _AROUND for match in matches):
        score *= UNSURE if shown and any(match.by == "text" for match in matches) else VAGUE
    own = sum(match.weight * match.value for match in matches if match.by not in _AROUND)
    if any(word.stem == passage.first for word in asked.words):
        score += FIRST
    score += CLOSE * own / math.sqrt(len(passage.stems) + 1) + NEARNESS * max(0.0, nearness) * score
    return Ranked(score, matches, tuple(kind.id for kind in shown), nearness)


def near(one: bytes, other: bytes) -> float:
    """The cosine of two vectors, 0 where either is missing."""
    if not one or len(one) != len(other):
        return 0.0
    return math.sumprod(array("b", one), array("b", other)) / LENGTH**2


def mean(vectors: Iterable[tuple[bytes, float]]) -> bytes:
    """The weighted mean of vectors, brought to their length; b"" where there are none."""
    total: Sequence[float] = ()
    for vector, weight in vectors:
        numbers = array("b", vector)
        total = (
            [a * weight for a in numbers]
            if not total
            else [t + a * weight for t, a in zip(total, numbers, strict=True)]
        )
    length = math.sqrt(math.sumprod(total, total)) if total else 0.0
    return array("b", (round(t * LENGTH / length) for t in total)).tobytes() if length else b""


def _match(word: Word, asked: Asked, passage: Candidate, by_kind: frozenset[str]) -> Match:
    light = word.stem in asked.light or (word.stem.isdigit() and len(word.stem) > 1)
    weight = LIGHT if light else 1.0
    titled = word.stem in passage.title
    if titled:
        weight *= TITLED
    if word.stem in passage.stems:
        return Match(word.text, "text", 1.0, weight)
    if word.stem in passage.lay:
        return Match(word.text, passage.lay[word.stem], LAY, weight)
    if word.stem in by_kind:
        return Match(word.text, "kind", LAY, weight)
    if word.stem in passage.head:
        return Match(word.text, passage.head[word.stem] or "heading", HEADED, weight)
    if word.stem in passage.explained:
        return Match(word.text, "explained", EXPLAINED, weight)
    if word.stem in passage.before:
        return Match(word.text, "before", BEFORE, weight)
    if titled:
        return Match(word.text, passage.title[word.stem] or "title", BY_TITLE, weight)
    return Match(word.text, "", 0.0, weight)
