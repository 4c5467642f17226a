"""What several guards ask: whether the cues of a kind are the same before and after."""

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Span, Token

from guidance.plain.guard import Attempt

# What a term may hold in itself; negation, modality, certainty and conditions never change by a word.
_IN_TERMS = frozenset(("direction", "comparison", "time", "causation", "population"))


def same_classes(attempt: Attempt, kind: str, *, counted: bool = False) -> Iterator[str]:
    """Names each class of cues that was lost or brought in; if `counted`, also each one lost or added.

    A class that the data of an edit exchanges is not compared.
    """
    before = _expected(attempt, kind)
    after = attempt.cues.count(attempt.claim, kind)
    for name in sorted(before.keys() | after.keys()):
        if f"{kind}.{name}" in attempt.exchanges:
            continue
        if before[name] and not after[name]:
            yield f"“{name}” ({kind}) was lost"
        elif after[name] and not before[name]:
            yield f"“{name}” ({kind}) was brought in"
        elif counted and before[name] != after[name]:
            yield f"“{name}” ({kind}) stood {before[name]} times, now {after[name]}"


def _expected(attempt: Attempt, kind: str) -> Counter[str]:
    """The classes of the source, with those of each replaced term or figure as its wording has them."""
    expected = attempt.cues.count(attempt.sentence.text, kind)
    for edit in attempt.edits:
        if kind in _IN_TERMS or edit.restates:
            term, wording = edit.own
            expected.subtract(attempt.cues.count(term, kind))
            expected.update(attempt.cues.count(wording, kind))
    return +expected


def kept_together(attempt: Attempt, kind: str) -> Iterator[str]:
    """Names each cue of a kind that no longer shares a sentence with the words it governs."""
    for _, span in attempt.sentence.cue_tokens(kind):
        cue = span[0]
        if cue.dep_ == "cc":
            # "But" joins two statements; it opens the second where they become two sentences.
            continue
        for token in _scope(span):
            there, here = attempt.sentences_with(token), attempt.sentences_with(cue.i)
            if here and not there <= here:
                word = attempt.sentence.doc[token].text
                yield f"“{span.text}” no longer stands with “{word}”"


def _scope(span: Span) -> Iterator[int]:
    """The verb or noun that a cue hangs on, and what is joined to it without a subject of its own."""
    cue = span.root
    governor = (
        cue.head if cue.dep_ in ("neg", "aux", "det", "advmod", "prep", "mark", "preconj", "cc") else cue
    )
    yield governor.i
    for other in governor.conjuncts:
        if other.i > governor.i and not _escapes(other, cue):
            yield other.i


def _escapes(other: Token, cue: Token) -> bool:
    """Whether a joined word is out of the cue's reach: "did not ease it and caused pain"."""
    if any(c.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass", "neg") for c in other.children):
        return True
    beside = cue.dep_ in ("neg", "aux") and cue.lower_ != "never"
    return beside and other.tag_ in ("VBZ", "VBD")
