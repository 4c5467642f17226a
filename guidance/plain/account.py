"""The account of a rewrite: for editors what was changed and why, for the measures what is still hard."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, cast

from spacy.tokens import Doc, Span

from guidance.plain.annotate import Sentence
from guidance.plain.draft import Finding, GlossaryTerm, Refused, SentenceDraft
from guidance.plain.entries import Entry
from guidance.plain.guards import GUARDS
from guidance.plain.guards.numbers import numbers
from guidance.plain.nodes import Node, assembled
from guidance.plain.places import Place
from guidance.plain.readability import Counted, of_sentence
from guidance.plain.reader import Reader
from guidance.plain.realise import text_of
from guidance.plain.turns import Told
from guidance.plain.worded import Worded

_PASSIVE = frozenset(("nsubjpass", "csubjpass"))
_FINDINGS = tuple(Finding(name, passed=True) for name in (*(guard.name for guard in GUARDS), "grammar"))


def account(
    place: Place, nodes: Sequence[Node], told: Told, worded: Worded | None, syllables: Mapping[str, int]
) -> SentenceDraft:
    """One source sentence with its edits, guards, and what was taken back, which flags it.

    The guards passed: a turn takes back whatever one of them objects to. A person's wording, where there
    is one, stands in the place of what the rules made.
    """
    rewritten = read_as(nodes)
    shown = nodes if worded is None else worded.nodes(0)
    grade, hardest = of_sentence([node.text for node in shown], syllables=syllables)
    made = SentenceDraft(
        id=place.id,
        kind=place.kind,
        source=place.text,
        output=read_as(shown),
        omissions=tuple(omissions(place, told, worded)),
        key=place.key,
        markdown=place.markdown,
        source_grade=of_sentence([place.text], syllables=syllables)[0],
        grade=grade,
        hardest=hardest,
    )
    if worded is not None:
        return replace(made, wording=worded.wording, rewritten=rewritten)
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


def omissions(place: Place, told: Told, worded: Worded | None) -> Iterator[str]:
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
    passive = kind != "item" and _is_passive(sentence.span)
    return Counted(sentence.text, kind, passive, tuple(_unexplained(sentence, reader)))


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


def _is_passive(parsed: Doc | Span) -> bool:
    return any(token.dep_ in _PASSIVE for token in parsed)
