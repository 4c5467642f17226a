"""The account of a rewrite: for editors what was changed and why, for the measures what is still hard."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, cast

from spacy.tokens import Token

from guidance.article.document import Run
from guidance.plain.annotate import Sentence
from guidance.plain.draft import Finding, GlossaryTerm, Hard, Mention, Refused, Remains, SentenceDraft
from guidance.plain.entries import Entry
from guidance.plain.flatten import Flat, Placed, to_pieces
from guidance.plain.guards import GUARDS
from guidance.plain.guards.numbers import numbers
from guidance.plain.nodes import Node, assembled, source_node
from guidance.plain.readability import Counted, count_syllables, is_common
from guidance.plain.reader import Reader
from guidance.plain.realise import text_of
from guidance.plain.stretches import Place, in_one_line
from guidance.plain.turns import Told
from guidance.plain.worded import Worded
from guidance.plain.words import LONG

_FINDINGS = tuple(Finding(name, passed=True) for name in (*(guard.name for guard in GUARDS), "grammar"))


class Became(NamedTuple):
    """A source sentence: where it stands, what the rules made of it, and what a person would have it be."""

    place: Place
    flat: Flat
    source: Sentence
    nodes: Sequence[Node]
    told: Told
    worded: Worded | None

    @property
    def placed(self) -> list[Placed]:
        """What its readers get: the person's words where there are any."""
        if self.worded is not None:
            return [
                Placed(source_node(each, 0).outs, each, self.worded.flat) for each in self.worded.sentences
            ]
        return [Placed(outs, self.source, self.flat) for outs in assembled(self.nodes)]


type Graded = Callable[[tuple[str, ...]], tuple[float, tuple[Hard, ...]]]
"""The grade of sentences, and their words that cost most."""


def account(became: Became, graded: Graded) -> SentenceDraft:
    """One source sentence with its edits, guards, and what was taken back, which flags it.

    The guards passed: a turn takes back whatever one of them objects to. A person's wording, where there
    is one, stands in the place of what the rules made.
    """
    place, _, _, nodes, told, worded = became
    shown = nodes if worded is None else worded.nodes(0)
    grade, hardest = graded(tuple(node.text for node in shown))
    made = SentenceDraft(
        id=place.id,
        kind=place.kind,
        source=place.text,
        output=read_as(shown),
        omissions=tuple(_omissions(place, told, worded)),
        key=place.key,
        markdown=place.markdown,
        output_markdown=_as_markdown(became),
        source_grade=graded((place.text,))[0],
        grade=grade,
        hardest=hardest,
    )
    if worded is not None:
        return replace(made, wording=worded.wording, rewritten=read_as(nodes))
    return replace(
        made,
        edits=tuple(told.edits),
        guards=_FINDINGS,
        refused=tuple(Refused(taken.edit, taken.guard, taken.detail) for taken in told.withdrawn.values()),
        flagged=bool(told.withdrawn),
    )


def read_as(nodes: Sequence[Node]) -> tuple[str, ...]:
    """The sentences that a source sentence became, as read."""
    return tuple(text_of(outs) for outs in assembled(nodes))


def _as_markdown(became: Became) -> str:
    """What its readers get, on one line; a list is read on."""
    pieces = to_pieces(became.placed, {}) if became.placed else ()
    parts = [part for piece in pieces for part in (piece.runs, *piece.items) if part]
    return in_one_line(tuple(run for part in parts for run in (*part, Run(" "))), became.place.kind)


def _omissions(place: Place, told: Told, worded: Worded | None) -> Iterator[str]:
    """What was left out on purpose; nothing where a person's wording has every number of the source."""
    if worded is None or numbers(worded.flat.text) != numbers(place.text):
        yield from dict.fromkeys(told.omits)


def glossary(sentences: Iterable[Sentence], reader: Reader) -> tuple[GlossaryTerm, ...]:
    """Every term with an explanation that the source mentions and that is hard for the reader."""
    found: dict[str, Entry] = {}
    for sentence in sentences:
        for hit in sentence.hits:
            if hit.entry.explanation and reader.data.lexicon.hard(hit.entry, reader.audience):
                found.setdefault(hit.entry.id, hit.entry)
    child = reader.audience.id == "child"
    return tuple(
        GlossaryTerm(e.id, e.term, e.child if child else e.wording, e.explanation) for e in found.values()
    )


def counted(sentence: Sentence, reader: Reader) -> Counted:
    """A sentence as the measures count it."""
    kind = cast(Literal["sentence", "item", "heading", "cell", "title"], sentence.kind)
    passive = kind != "item" and sentence.is_passive
    hard = tuple(_unexplained(sentence, reader)), tuple(_unhandled(sentence, reader))
    return Counted(sentence.text, kind, passive, *hard)


def remains(texts: Sequence[Counted]) -> Remains:
    """What is still hard in a text, told from its sentences as they were counted."""
    return Remains(
        unexplained=_mentions(name for text in texts for name in text.unexplained),
        unhandled=_mentions(name for text in texts for name in text.unhandled),
        passives=tuple(text.text for text in texts if text.passive and text.graded),
    )


def _mentions(names: Iterable[str]) -> tuple[Mention, ...]:
    return tuple(Mention(name, count) for name, count in Counter(names).items())


def _unexplained(sentence: Sentence, reader: Reader) -> Iterator[str]:
    """Hard terms that stand in the text and that nothing in it has explained or opened."""
    lexicon, audience = reader.data.lexicon, reader.audience
    if not audience.rewrite:
        return
    for hit in sentence.hits:
        if (
            lexicon.hard(hit.entry, audience)
            and hit.entry.id not in reader.taught
            and hit.start not in sentence.protected
        ):
            yield hit.entry.term
    for short in sentence.shorts:
        reading = short.reading
        known = reading is not None and (reading.action == "keep" or reading.id in reader.taught)
        if not (known or short.short in reader.defined or short.start in sentence.protected):
            yield short.short


def _unhandled(sentence: Sentence, reader: Reader) -> Iterator[str]:
    """Long words that nobody has described: neither a term, a name, a number, nor common English."""
    if not reader.audience.rewrite:
        return
    spans = [(hit.start, hit.end) for hit in sentence.hits]
    spans += [(short.start, short.end) for short in sentence.shorts]
    known = sentence.protected.union(*(range(start, end) for start, end in spans))
    counts = reader.data.lexicon.syllables
    for token in sentence.tokens:
        strange = token.is_alpha and token.i not in known and not _is_common(token)
        if strange and count_syllables(token.lower_, counts) >= LONG:
            yield token.lower_


def _is_common(token: Token) -> bool:
    return is_common(token.lower_) or is_common(token.lemma_.lower())
