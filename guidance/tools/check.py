"""Every rule for the rows of the lexicon that a machine can hold; docs/lexicon.md tells them.

What the shape of a row must be is held at load (plain.vocabulary); here is what rows say, to a reader and
to each other. A fault names the row by file and line, the rule, and what is wrong.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from guidance.errors import Fault
from guidance.plain.entries import Entry
from guidance.plain.forms import Candidate, Tokenize
from guidance.plain.formulas import fkgl
from guidance.plain.lexicon import Lexicon
from guidance.plain.readability import count_syllables, single_words, tally
from guidance.plain.respelling import Turned, table
from guidance.plain.spelling import american
from guidance.plain.spoken import is_spoken
from guidance.plain.vocabulary import LexiconError
from guidance.tools import frames
from guidance.tools.exceptions import Demands, load
from guidance.tools.familiar import familiarity
from guidance.tools.workshop import Workshop

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAME_TAG = {"VBD": "VBN"}


def faults(workshop: Workshop) -> list[Fault]:
    """All faults of a lexicon folder; while rows are not of their shape, only those."""
    try:
        known = workshop.lexicon
        checked = Checked(known, workshop.parser.words, workshop.root)
        standing = frames.faults(known.entries, frames.load(workshop.root), workshop.parser)
        unfit = [one.fault for one in standing if not checked.demands.allows("stand", one.term, one.wording)]
        return sorted((*checked.faults(), *unfit), key=_place)
    except LexiconError as error:
        return list(error.faults)


class Checked:
    """A lexicon with what the rules ask about it. `root` is its folder."""

    def __init__(self, lexicon: Lexicon, tokenize: Tokenize, root: Path) -> None:
        self.lexicon = lexicon
        self.demands: Demands = load(root)
        self._tokenize = tokenize
        self._syllables = single_words(lexicon.syllables)
        british = table(root)
        self._to_american = Turned(british)
        self._to_british = Turned({american: one for one, american in british.items()})

    def faults(self) -> list[Fault]:
        """All that is wrong with what rows say."""
        found = [*self._fights(), *self._short_fights(), *self._cycles()]
        for entry in self.lexicon.entries:
            found += [Fault(entry.where, detail) for detail in self._of_row(entry)]
        for short in self.lexicon.abbreviations:
            texts = (short.plain, short.long)
            found += [Fault(short.where, detail) for detail in self._person_first(short.short, texts)]
        return found

    def _of_row(self, entry: Entry) -> Iterator[str]:
        wordings = dict.fromkeys(text for text in (entry.wording, entry.child) if text)
        yield from self._person_first(entry.term, (*wordings, entry.explanation))
        for wording in wordings:
            yield from self._harder(entry, wording)
        yield from self._hard_explanation(entry)
        yield from self._foreign(entry.term, (*wordings, entry.explanation))

    def _person_first(self, term: str, texts: Iterable[str]) -> Iterator[str]:
        for text in texts:
            found = self.demands.refused.search(text)
            if found and not self.demands.allows("person-first", term, text):
                yield f"person-first: “{found[0]}” puts the illness before the person: {text!r}"

    def _harder(self, entry: Entry, wording: str) -> Iterator[str]:
        """By syllables and by familiarity: more to say, and a word in it that clearly fewer people know."""
        before = self._syllables_of(entry.term) if entry.syllables is None else entry.syllables
        after = self._syllables_of(wording)
        known, unknown = _rarest(entry.term), _rarest(wording)
        rarer = familiarity(unknown) < familiarity(known) - self.demands.harder
        if after > before and rarer and not self.demands.allows("harder", entry.term, wording):
            yield (
                f"harder: {wording!r} has {after} syllables, {entry.term!r} {before}, and “{unknown}” "
                f"({familiarity(unknown):.2f}) is rarer than “{known}” ({familiarity(known):.2f})"
            )

    def _foreign(self, term: str, texts: Iterable[str]) -> Iterator[str]:
        """What is written is British, and the table has the American word for each that differs."""
        for text in texts:
            for word in dict.fromkeys(_WORD.findall(text.lower())):
                british = self._to_british(word)
                if british and not self.demands.allows("spelling", term, text):
                    yield f"spelling: “{word}” is American, “{british}” is written: {text!r}"
                others = [one for one in american(word) if is_spoken(one)]
                known = self._to_american(word) is not None
                if others and not known and not self.demands.allows("spelling", term, text):
                    yield f"spelling: spelling.csv does not tell whether “{word}” is “{others[0]}” in America"

    def _hard_explanation(self, entry: Entry) -> Iterator[str]:
        text = entry.explanation
        # As a reader meets it, "X is …", but for the hard word itself.
        grade = fkgl(tally(f"It is {text}.", syllables=self._syllables)) if text else 0
        if grade > self.demands.grade and not self.demands.allows("grade", entry.term, text):
            yield f"grade: {grade:.1f}, {self.demands.grade:g} at the most: {text!r}"

    def _fights(self) -> Iterator[Fault]:
        """Rows that are never reached, because one before them takes the same words without a context."""
        told: set[tuple[str, str]] = set()
        for form in self.lexicon.terms.forms:
            rivals = self.lexicon.terms.candidates(form)
            for i, loser in enumerate(rivals):
                winner = next((one for one in rivals[:i] if _always_wins(one, loser)), None)
                if winner is None or (winner.entry.id, loser.entry.id) in told:
                    continue
                told.add((winner.entry.id, loser.entry.id))
                if not self.demands.allows("fight", loser.entry.term, form):
                    detail = f"fight: “{form}” always goes to {winner.entry.where}, which has no context"
                    yield Fault(loser.entry.where, detail)

    def _short_fights(self) -> Iterator[Fault]:
        readings: dict[str, str] = {}
        for short in self.lexicon.abbreviations:
            first = readings.get(short.short)
            if first is not None:
                detail = f"fight: “{short.short}” always goes to {first}, which has no context"
                yield Fault(short.where, detail)
            elif not short.context:
                readings[short.short] = short.where

    def _cycles(self) -> Iterator[Fault]:
        """Wordings that lead back to their own term, over however many other rows."""
        for entry in self.lexicon.entries:
            way = self._way_back(entry.id)
            if way and not self.demands.allows("cycle", entry.term, entry.wording):
                yield Fault(entry.where, f"cycle: {' → '.join((entry.term, *way))}")

    def _way_back(self, start: str) -> tuple[str, ...]:
        """The terms from a row back to itself, the shortest way; nothing where there is none."""
        ways: list[tuple[str, ...]] = [(start,)]
        seen: set[str] = set()
        while ways:
            way = ways.pop(0)
            for following in self._leads_to.get(way[-1], ()):
                if following == start:
                    return tuple(self.lexicon.by_id[one].term for one in (*way[1:], start))
                if following not in seen:
                    seen.add(following)
                    ways.append((*way, following))
        return ()

    @cached_property
    def _leads_to(self) -> Mapping[str, tuple[str, ...]]:
        """Row → the rows, without a context, whose terms stand in its wordings."""
        return {
            entry.id: tuple(dict.fromkeys(self._mentioned(entry)))
            for entry in self.lexicon.entries
            if entry.action in ("replace", "teach")
        }

    def _mentioned(self, entry: Entry) -> Iterator[str]:
        for wording in dict.fromkeys((entry.wording, entry.child)):
            tokens = [token.lower() for token in self._tokenize(wording)]
            for match in self.lexicon.match(tokens):
                alone = match.end - match.start == len(tokens)
                for found in match.candidates:
                    # Inside a wording the last word is a noun; a verb there may be anything.
                    fits = found.entry.pos == entry.pos or (found.entry.pos != "verb" and not alone)
                    if found.entry.action in ("replace", "teach") and not found.entry.context and fits:
                        yield found.entry.id

    def _syllables_of(self, text: str) -> int:
        return sum(count_syllables(word.lower(), self._syllables) for word in _WORD.findall(text))


def _always_wins(winner: Candidate, loser: Candidate) -> bool:
    one, other = winner.entry, loser.entry
    if one.context or one.id == other.id:
        return False
    tags = {_SAME_TAG.get(found.tag, found.tag) for found in (winner, loser)}
    return one.pos == "phrase" or one.action == "keep" or (one.pos == other.pos and len(tags) == 1)


def _rarest(text: str) -> str:
    return min((word.lower() for word in _WORD.findall(text)), key=familiarity, default="the")


def _place(fault: Fault) -> tuple[str, int]:
    file, _, line = fault.pointer.rpartition(":")
    return file, int(line)
