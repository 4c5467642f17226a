"""What a guard is: it compares what a rewrite claims with what the source claims, and says what differs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from guidance.plain.annotate import Sentence
from guidance.plain.cues import Cues
from guidance.plain.realise import Out, OutSentence, is_item, realise, text_of
from guidance.plain.rule import Edit


class Region(NamedTuple):
    """Source words that an edit touches, and what the output claims in their place."""

    edit: Edit
    start: int
    end: int
    before: str
    after: str


def restates(edit: Edit) -> bool:
    """Whether the edit says a term or an abbreviation in other words."""
    return not _in_full(edit) and (bool(edit.own[0]) or edit.rule == "abbreviation")


def _in_full(edit: Edit) -> bool:
    """Whether `own` says all of it, as what the edit moves about would not."""
    return edit.restates or (edit.strength == 3 and bool(edit.tails))


@dataclass(frozen=True)
class Attempt:
    """A source sentence, the edits made to it, and what came out."""

    sentence: Sentence
    edits: tuple[Edit, ...]
    output: tuple[OutSentence, ...]
    cues: Cues

    @cached_property
    def words(self) -> tuple[Out, ...]:
        """The output words that claim something for the first time, in order."""
        return tuple(o for s in self.output for o in s if not o.gloss and not o.repeated)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """What each change took away and what stands for it, wherever that went."""
        return tuple(self._region(edit, c.start, c.end) for edit in self.edits for c in edit.changes)

    def _region(self, edit: Edit, start: int, end: int) -> Region:
        inside = tuple(o for o in self.words if start <= o.start and o.end <= end)
        before = self.sentence.doc[start:end].text
        return Region(edit, start, end, before, text_of(inside))

    def restated(self, held: Sequence[Edit] = ()) -> str:
        """The source with the wording of each term in its place, and abbreviations opened.

        The edits in `held` are left out.
        """
        key = frozenset(map(id, held))
        if key not in self._restated:
            self._restated[key] = self._restate(held)
        return self._restated[key]

    @cached_property
    def _restated(self) -> dict[frozenset[int], str]:
        return {}

    def _restate(self, held: Sequence[Edit]) -> str:
        doc, text, at = self.sentence.doc, [], self.sentence.start
        for start, edit in sorted(((edit.start, edit) for edit in self.edits), key=lambda pair: pair[0]):
            change = edit.changes[0]
            if restates(edit) and change.end > start >= at and change.start == start and edit not in held:
                text += [doc[at:start].text_with_ws, self.wording(edit), doc[change.end - 1].whitespace_]
                at = change.end
        whole = "".join((*text, doc[at : self.sentence.end].text_with_ws)).strip()
        for edit in self.edits:
            if _in_full(edit) and edit.own[0] and edit not in held:
                whole = whole.replace(*edit.own, 1)
        return whole

    @property
    def figures(self) -> str:
        """The source with its figures said as the edits declare, and nothing else changed."""
        declared = tuple(edit for edit in self.edits if edit.restates)
        if not declared:
            return self.sentence.text
        output = realise(self.sentence.doc, self.sentence.start, self.sentence.end, declared)
        return Attempt(self.sentence, declared, output, self.cues).claim

    def wording(self, edit: Edit) -> str:
        """What the output says in the place of a term or an abbreviation."""
        place = (edit.changes[0].start, edit.changes[0].end)
        return text_of(tuple(o for o in self.words if o.new and (o.start, o.end) == place))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The output sentences as read."""
        return tuple(text_of(sentence) for sentence in self.output)

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """The output sentences without what is repeated or only explains."""
        kept = (tuple(o for o in s if not o.gloss and not o.repeated) for s in self.output)
        return tuple(text_of(s) for s in kept if s)

    @cached_property
    def claim(self) -> str:
        """All that the output claims, in one line."""
        return " ".join(self.claims)

    @cached_property
    def exchanges(self) -> frozenset[str]:
        """Cue classes that the data of the edits may bring in or drop."""
        return frozenset(name for edit in self.edits for name in edit.exchanges)

    def sentences_with(self, token: int) -> frozenset[int]:
        """The output sentences in which a source token stands, itself or in what replaced it.

        The items of a list count as the sentence that leads it in.
        """
        found = (i for i, s in enumerate(self.output) if any(_stands_for(out, token) for out in s))
        return frozenset(self._lead(i) for i in found)

    def _lead(self, i: int) -> int:
        while i > 0 and is_item(self.output[i]):
            i -= 1
        return i


def _stands_for(out: Out, token: int) -> bool:
    return not out.gloss and out.start <= token < out.end


@dataclass(frozen=True, slots=True)
class Guard:
    """`check` yields one plain line for each thing that the attempt lost, invented or broke."""

    name: str
    source: str
    check: Callable[[Attempt], Iterator[str]]
