"""How hard a text is to read, held against what its audience is promised.

Sentences come as the parse ended them, so that no full stop is taken for an end. Sentences and list
items (one sentence each) are graded; headings, the title and table cells are not, because they are no
sentences. Terms left unexplained are counted in all of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from guidance.plain.audience import Audience, Threshold
from guidance.plain.draft import Hard, Measure, Readability
from guidance.plain.formulas import Tally, fkgl, smog
from guidance.plain.spelling import alternatives
from guidance.plain.spoken import is_spoken
from guidance.plain.spoken import syllables as syllables_of
from guidance.plain.syllables import by_rule
from guidance.plain.words import Word, words

FEWEST_WORDS = 5
SMOG_SENTENCES = 30
HARDEST_EACH = 5
_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Counted:
    """One sentence to count.

    `unexplained` names its hard terms that nothing has explained, `unhandled` its long words that neither
    the lexicon nor the dictionary holds.
    """

    text: str
    kind: Literal["sentence", "item", "heading", "cell", "title"]
    passive: bool = False
    unexplained: tuple[str, ...] = ()
    unhandled: tuple[str, ...] = ()

    @property
    def graded(self) -> bool:
        return self.kind in ("sentence", "item")


@dataclass(frozen=True, slots=True)
class _Line:
    """A graded sentence with its words and counts."""

    text: str
    words: tuple[Word, ...]
    tally: Tally


def tally(text: str, *, syllables: Mapping[str, int] = _NONE) -> Tally:
    """The counts of one sentence; all 0 where it holds no word."""
    return _line(text, syllables).tally


def count_syllables(word: str, syllables: Mapping[str, int] = _NONE) -> int:
    """Syllables of one lower-case word: the lexicon's count first, then the dictionary's, then the rule's."""
    found = syllables.get(word)
    return _spoken(word) if found is None else found


def is_common(word: str) -> bool:
    """Whether the dictionary of spoken English has a lower-case word, in either spelling."""
    return any(map(is_spoken, (word, *alternatives(word))))


def single_words(syllables: Mapping[str, int]) -> dict[str, int]:
    """Counts of single words, from counts that are partly of whole terms ("coeliac disease": 5).

    A term tells the count of its one word that neither the dictionary nor another row has; where
    several are unknown it tells nothing.
    """
    singles = {word: number for word, number in syllables.items() if not re.search(r"[ -]", word)}
    for term, total in syllables.items():
        parts = re.split(r"[ -]", term)
        unknown = [part for part in parts if part not in singles and not is_spoken(part)]
        if len(parts) > 1 and len(unknown) == 1:
            rest = sum(count_syllables(part, singles) for part in parts if part != unknown[0])
            singles[unknown[0]] = max(1, total - rest)
    return singles


def measure(
    sentences: Sequence[Counted], audience: Audience, *, syllables: Mapping[str, int] = _NONE
) -> Readability:
    """The verdict on one text for one audience.

    A text of fewer than FEWEST_WORDS graded words never passes, and is withheld as one beyond a limit
    is; the stored text itself (an audience that is not rewritten) is never withheld.
    """
    lines = [_line(counted.text, syllables) for counted in sentences if counted.graded]
    lines = [line for line in lines if line.words]
    total = sum((line.tally for line in lines), Tally())
    measures = tuple(
        _held(name, value, note, audience.thresholds.get(name, Threshold()))
        for name, value, note in _values(sentences, lines, total, syllables)
    )
    empty = total.words < FEWEST_WORDS
    return Readability(
        audience=audience.id,
        passed=not empty and all(found.passed for found in measures),
        withheld=audience.rewrite and (empty or not all(found.within_limit for found in measures)),
        measures=measures,
        hardest=_hardest(lines, total),
        words=total.words,
        sentences=total.sentences,
    )


def of_sentence(
    texts: tuple[str, ...], *, syllables: Mapping[str, int] = _NONE
) -> tuple[float, tuple[Hard, ...]]:
    """The grade (FKGL) of the sentences that one became, and their words that cost most."""
    lines = [_line(text, syllables) for text in texts]
    total = sum((line.tally for line in lines), Tally())
    return round(fkgl(total), 2), tuple(_dearest(_words(lines, total))[:HARDEST_EACH])


def _values(
    sentences: Sequence[Counted], lines: Sequence[_Line], total: Tally, syllables: Mapping[str, int]
) -> Iterator[tuple[str, float, str]]:
    """Name, value and note of each measure."""
    short = "" if total.words >= FEWEST_WORDS else f"fewer than {FEWEST_WORDS} words"
    few = f"fewer than {SMOG_SENTENCES} sentences" if total.sentences < SMOG_SENTENCES else ""
    apart = sum(tally(counted.text, syllables=syllables).words for counted in sentences if not counted.graded)
    terms = sum(len(counted.unexplained) for counted in sentences)
    passive = sum(counted.passive for counted in sentences if counted.graded)
    yield "fkgl", fkgl(total), short
    yield "smog", smog(total), short or few
    yield "longest_sentence", max((line.tally.words for line in lines), default=0), ""
    yield "mean_sentence", total.words / max(1, total.sentences), ""
    yield "unexplained_terms", 100 * terms / max(1, total.words + apart), ""
    yield "passive_share", passive / max(1, total.sentences), ""


def _held(name: str, value: float, note: str, threshold: Threshold) -> Measure:
    target, limit = threshold
    value = round(value, 2)
    return Measure(
        name=name,
        value=value,
        target=target,
        limit=limit,
        passed=target is None or value <= target,
        within_limit=limit is None or value <= limit,
        note=note,
    )


def _hardest(lines: Sequence[_Line], total: Tally) -> tuple[Hard, ...]:
    """The five words and the five sentences whose loss would lower the grade most, dearest first.

    A word's cost is what one syllable in place of each of its mentions would save; a sentence's, what
    leaving it out would.
    """
    grade = fkgl(total)
    whole = [
        Hard("sentence", line.text, round(grade - fkgl(total - line.tally), 2))
        for line in lines
        if len(lines) > 1
    ]
    kept = [hard for found in (_words(lines, total), whole) for hard in _dearest(found)[:HARDEST_EACH]]
    return tuple(_dearest(kept))


def _words(lines: Sequence[_Line], total: Tally) -> list[Hard]:
    costs: dict[str, float] = {}
    for line in lines:
        for word in line.words:
            text = word.text.strip(".").lower()
            costs[text] = costs.get(text, 0) + 11.8 * (word.syllables - 1) / total.words
    return [Hard("word", text, round(cost, 2)) for text, cost in costs.items()]


def _dearest(found: list[Hard]) -> list[Hard]:
    return sorted((hard for hard in found if hard.cost > 0), key=lambda hard: (-hard.cost, hard.text))


def _line(text: str, syllables: Mapping[str, int]) -> _Line:
    found = tuple(words(text, lambda word: count_syllables(word, syllables)))
    return _Line(
        text,
        found,
        Tally(
            sentences=int(bool(found)),
            words=len(found),
            syllables=sum(word.syllables for word in found),
            polysyllables=sum(word.long for word in found),
        ),
    )


@lru_cache(maxsize=32768)
def _spoken(word: str) -> int:
    """What the dictionary says of the word, of its other spelling, or of its owner ("nurse's")."""
    owner, mark, rest = word.rpartition("'")
    if mark and rest in ("s", "") and not is_spoken(word):
        hissing = rest == "s" and re.search(r"(?:s|x|z|ch|sh|ce|ge|se)$", owner)
        return _spoken(owner) + int(bool(hissing))
    for spelling in (word, *sorted(alternatives(word))):
        if is_spoken(spelling):
            return syllables_of(spelling)
    return by_rule(word)
