"""Keeps verbs in agreement where an edit gave their subject another number, or made it "you"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from guidance.plain.grammar import auxiliaries
from guidance.plain.rule import Change, Edit, Number, Word

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_FORMS = {
    Number.SINGULAR: {"are": "is", "were": "was", "have": "has", "do": "does"},
    Number.PLURAL: {"is": "are", "was": "were", "has": "have", "does": "do"},
}
_FORMS[Number.YOU] = _FORMS[Number.PLURAL]
_TAG = {Number.SINGULAR: "VBZ", Number.PLURAL: "VBP", Number.YOU: "VBP"}


def agreeing(doc: Doc, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits with each verb made to agree; an edit whose verb cannot follow is left out."""
    chosen = list(edits)
    for edit in edits:
        for change in edit.changes:
            if change.number is not None and change.head is not None:
                _follow(edit, change.number, doc[change.head], chosen)
    return tuple(chosen)


def _follow(edit: Edit, number: Number, head: Token, chosen: list[Edit]) -> None:
    if edit not in chosen:
        return
    for verb in _verbs(head):
        covering = [(i, e, c) for i, e in enumerate(chosen) for c in e.changes if _covers(c, verb)]
        if not covering:
            form = _form(verb, number)
            if form is not None:
                i = chosen.index(edit)
                edit = replace(edit, changes=(*edit.changes, Change(verb.i, verb.i + 1, (form,))))
                chosen[i] = edit
            continue
        i, other, change = covering[0]
        if not _may_follow(change, verb):
            chosen.remove(edit)
            return
        chosen[i] = replace(
            other, changes=tuple(_bent(c, number) if c is change else c for c in other.changes)
        )


def _covers(change: Change, verb: Token) -> bool:
    return change.start <= verb.i < change.end


def _may_follow(change: Change, verb: Token) -> bool:
    return (verb.tag_ in ("MD", "VBD") and verb.lemma_ != "be") or any(
        isinstance(p, Word) for p in change.pieces
    )


def _bent(change: Change, number: Number) -> Change:
    pieces = tuple(
        Word(p.lemma, _TAG[number]) if isinstance(p, Word) and p.tag in ("VBZ", "VBP") else p
        for p in change.pieces
    )
    return replace(change, pieces=pieces)


def _verbs(head: Token) -> Iterator[Token]:
    """The finite verbs that agree with a subject."""
    if head.dep_ not in _SUBJECTS or any(child.dep_ == "conj" for child in head.children):
        return
    verb = head.head
    for each in (verb, *(c for c in verb.conjuncts if not any(t.dep_ in _SUBJECTS for t in c.children))):
        helpers = auxiliaries(each)
        finite = helpers[0] if helpers else each
        if finite.tag_ in ("VBZ", "VBP", "VBD"):
            yield finite


def _form(verb: Token, number: Number) -> str | Word | None:
    """The form the verb must take; None where it has it."""
    lower = verb.lower_
    if lower in _FORMS[number]:
        return _FORMS[number][lower]
    if (
        verb.tag_ in ("VBZ", "VBP")
        and verb.tag_ != _TAG[number]
        and lower not in ("is", "are", "has", "have", "does", "do")
    ):
        return Word(verb.lemma_, _TAG[number])
    return None
