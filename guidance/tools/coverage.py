"""Which hard terms of a text the lexicon handles, by what, and which it does not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from guidance.plain.annotate import Sentence
from guidance.plain.forms import Tokenize
from guidance.plain.match import Phrases
from guidance.plain.spelling import alternatives

UNHANDLED = "unhandled"
_HOW = {"replace": "replaced", "teach": "taught", "explain": "explained", "keep": "kept"}
_HOW_SHORT = {"open": "opened", "expand": "written out", "keep": "kept"}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Coverage:
    """How many occurrences were handled by what, and what was not handled, by term."""

    by: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All occurrences of hard terms."""
        return self.by.total()

    @property
    def share(self) -> float:
        """The share of occurrences that are handled, from 0 to 1; 1 where there is none."""
        return 1 - self.by[UNHANDLED] / self.total if self.total else 1.0


class HardTerms:
    """A list of terms that are hard, found as written, in the plural, in other spellings, and by lemma."""

    def __init__(self, terms: Iterable[str], tokenize: Tokenize) -> None:
        forms: dict[str, str] = {}
        for term in filter(None, map(str.strip, terms)):
            for spelt in _spelt(term):
                forms.setdefault(" ".join(tokenize(spelt)), term)
        self._phrases: Phrases[str] = Phrases(forms, lambda term: (term,))

    def found(self, sentence: Sentence) -> Iterator[tuple[int, int, str]]:
        """First and last (exclusive) token and the term of each occurrence; the longest wins."""
        tokens = list(sentence.span)
        ways = ([t.text for t in tokens], [t.lower_ for t in tokens], [t.lemma_.lower() for t in tokens])
        every = {match[:2]: match.candidates[0] for way in ways for match in self._phrases.match(way)}
        taken: set[int] = set()
        for start, end in sorted(every, key=lambda place: (place[0] - place[1], place[0])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                yield sentence.start + start, sentence.start + end, every[start, end]


def read_terms(lines: Iterable[str]) -> Iterator[str]:
    """The terms of a list: a term a line, or a table of tab-separated columns of which one is "lemma" or
    "term".
    """
    column: int | None = None
    for number, line in enumerate(lines):
        cells = line.rstrip("\r\n").split("\t")
        if number == 0 and len(cells) > 1:
            column = next((i for i, name in enumerate(cells) if name in ("lemma", "term")), 0)
        else:
            yield cells[column or 0]


def cover(sentences: Iterable[Sentence], hard: HardTerms) -> Coverage:
    """How the hard terms in the sentences are handled: by an entry, in a sense that holds there, or not."""
    found = Coverage()
    for sentence in sentences:
        for start, end, term in hard.found(sentence):
            how = _how(sentence, start, end)
            found.by[how] += 1
            if how == UNHANDLED:
                found.missed[term] += 1
    return found


def _how(sentence: Sentence, start: int, end: int) -> str:
    """What is done about the tokens, by what covers the first of them; all words must be covered."""
    doing = {i: _HOW[hit.entry.action] for hit in sentence.hits for i in range(hit.start, hit.end)}
    for short in sentence.shorts:
        if short.reading is not None:
            how = _HOW_SHORT[short.reading.action]
            doing |= dict.fromkeys(range(short.start, short.end), how)
    words = [i for i in range(start, end) if any(map(str.isalpha, sentence.doc[i].text))]
    return doing[words[0]] if words and doing.keys() >= set(words) else UNHANDLED


def _spelt(term: str) -> Iterator[str]:
    """The term as written, in lower case unless it is an abbreviation, and in the spelling of the other
    side.
    """
    written = term if term.isupper() else term.lower()
    yield written
    for word in _WORD.findall(written):
        yield from (written.replace(word, other) for other in alternatives(word))
