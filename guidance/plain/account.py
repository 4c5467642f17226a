"""The account of a rewrite: for editors what was changed and why, for the measures what is still hard."""

from collections.abc import Iterator, Sequence
from typing import Literal, cast

from spacy.tokens import Doc, Span

from guidance.plain.annotate import Sentence
from guidance.plain.draft import GlossaryTerm, Refused, SentenceDraft
from guidance.plain.entries import Entry
from guidance.plain.grammatical import Grammar
from guidance.plain.guard import Attempt
from guidance.plain.readability import Counted
from guidance.plain.reader import Reader
from guidance.plain.realise import is_item
from guidance.plain.rewrite import Rewritten, note
from guidance.plain.rule import Break

_PASSIVE = frozenset(("nsubjpass", "csubjpass"))


def account(result: Rewritten) -> SentenceDraft:
    """One sentence with its edits, guards, and what was taken back; an edit taken back flags it."""
    made = result.attempt
    return SentenceDraft(
        id=made.sentence.id,
        kind=made.sentence.kind,
        source=made.sentence.text,
        output=made.texts,
        edits=tuple(note(edit, made) for edit in made.edits),
        guards=result.findings,
        refused=tuple(Refused(taken.edit, taken.guard, taken.detail) for taken in result.withdrawn),
        omissions=tuple(edit.omits for edit in made.edits if edit.omits),
        flagged=bool(result.withdrawn) or not all(finding.passed for finding in result.findings),
    )


def glossary(results: Sequence[Rewritten], reader: Reader) -> tuple[GlossaryTerm, ...]:
    """Every term with an explanation that the text mentions and that is hard for the reader."""
    found: dict[str, Entry] = {}
    for result in results:
        for hit in result.attempt.sentence.hits:
            if hit.entry.explanation and reader.data.lexicon.hard(hit.entry, reader.audience):
                found.setdefault(hit.entry.id, hit.entry)
    child = reader.audience.id == "child"
    return tuple(
        GlossaryTerm(e.id, e.term, e.child if child else e.wording, e.explanation) for e in found.values()
    )


def counted(result: Rewritten, reader: Reader, grammar: Grammar) -> Iterator[Counted]:
    """The output sentences of one source sentence, as the measures count them."""
    made = result.attempt
    hard = _unexplained(made.sentence, reader, covered=_covered(made))
    for i, text in enumerate(made.texts):
        changed = bool(made.edits) and made.sentence.kind == "sentence"
        item = is_item(made.output[i])
        passive = not item and _is_passive(grammar.doc(text) if changed else made.sentence.span)
        kind = "item" if item else _kind(made.sentence)
        yield Counted(text.removeprefix(f"{Break.ITEM.value} "), kind, passive, hard if i == 0 else ())


def source_counted(sentence: Sentence, reader: Reader) -> Counted:
    """A source sentence as the measures count it."""
    hard = _unexplained(sentence, reader, covered=frozenset())
    return Counted(sentence.text, _kind(sentence), _is_passive(sentence.span), hard)


def _kind(sentence: Sentence) -> Literal["sentence", "item", "heading", "cell", "title"]:
    return cast(Literal["sentence", "item", "heading", "cell", "title"], sentence.kind)


def _covered(made: Attempt) -> frozenset[int]:
    return frozenset(i for e in made.edits for c in e.changes for i in range(c.start, c.end))


def _unexplained(sentence: Sentence, reader: Reader, covered: frozenset[int]) -> tuple[str, ...]:
    """Hard terms that stand in the text and that nothing in it has explained or opened."""
    lexicon, audience = reader.data.lexicon, reader.audience
    terms = [
        hit.entry.term
        for hit in sentence.hits
        if lexicon.hard(hit.entry, audience)
        and hit.entry.id not in reader.taught
        and hit.start not in covered
    ]
    shorts = [
        hit.short
        for hit in sentence.shorts
        if hit.start not in covered
        and hit.short not in reader.defined
        and (hit.reading is None or (hit.reading.action != "keep" and hit.reading.id not in reader.taught))
    ]
    return (*terms, *shorts) if audience.rewrite else ()


def _is_passive(parsed: Doc | Span) -> bool:
    return any(token.dep_ in _PASSIVE for token in parsed)
