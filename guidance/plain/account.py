"""The account of a rewrite: for editors what was changed and why, for the measures what is still hard."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, cast

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.draft import Finding, GlossaryTerm, Mention, Refused, Remains, SentenceDraft
from guidance.plain.entries import Entry
from guidance.plain.guards import GUARDS
from guidance.plain.nodes import Node, assembled
from guidance.plain.readability import Counted, count_syllables, is_common
from guidance.plain.reader import Reader
from guidance.plain.realise import text_of
from guidance.plain.turns import Told
from guidance.plain.words import LONG

_FINDINGS = tuple(Finding(name, passed=True) for name in (*(guard.name for guard in GUARDS), "grammar"))


def account(source: Sentence, nodes: Sequence[Node], told: Told) -> SentenceDraft:
    """One source sentence with its edits, guards, and what was taken back, which flags it.

    The guards passed: a turn takes back whatever one of them objects to.
    """
    return SentenceDraft(
        id=source.id,
        kind=source.kind,
        source=source.text,
        output=tuple(text_of(outs) for outs in assembled(nodes)),
        edits=tuple(told.edits),
        guards=_FINDINGS,
        refused=tuple(Refused(taken.edit, taken.guard, taken.detail) for taken in told.withdrawn.values()),
        omissions=tuple(dict.fromkeys(told.omits)),
        flagged=bool(told.withdrawn),
    )


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
