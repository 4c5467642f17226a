"""What several guards ask: whether the cues of a kind are the same before and after."""

import re
from collections.abc import Iterator, Mapping

from spacy.tokens import Span, Token

from guidance.plain.cues import Cues
from guidance.plain.guard import Attempt, Region
from guidance.plain.rule import Copy, Edit

# What a term may hold in itself; modality, certainty and conditions never change by a word.
_IN_TERMS = frozenset(("direction", "comparison", "time", "causation", "population", "quantity"))
# Classes of number that a term without a word for them may hold in itself ("annually", "polypharmacy").
_COUNTED = frozenset(("all", "each", "most", "many"))
# With one of these of its own, a joined verb no longer leans on what stands before the first.
_OWN = frozenset(("nsubj", "nsubjpass", "aux", "auxpass", "neg"))
_BARE = frozenset(("causation", "time", "comparison", "quantity"))
_NEGATOR = re.compile(r"\b(?:not|no|never|cannot|without|none|neither|nor|lack)\b|n['’]t\b", re.IGNORECASE)
_UNFAVOURABLE = re.compile(
    r"(?:-free|\bfree (?:of|from)|\b(?:poor|hard|less|low|lack|rare|few|little|weak|bad|stop|unusual)\w*)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"(?:an?|in|im|il|ir|un|non|dis|de)[a-z-]", re.IGNORECASE)
# What such a sentence adds holds as what it points back to does.
_AS_BEFORE = re.compile(r"This (?:is|was) (?:\w+ )?so\b")
_KIND = re.compile(r"non-?([a-z]{4})\S* \w", re.IGNORECASE)
# Where one of these stood and another stands now, the claim has turned, whatever the rest of it says.
_OPPOSED = {
    "direction": (("up", "down"), ("better", "worse")),
    "comparison": (("over", "under"),),
    "degree": (("more", "less"), ("above", "below")),
    "time": (("before", "after", "during"),),
    "causation": (("cause", "link"),),
    "certainty": (("hedge", "certain"),),
    "modality": (("must", "should", "can", "consider"),),
    "condition": (("if", "unless", "despite"),),
    "quantity": (("all", "most", "many", "some", "few"), ("each", "most", "many", "some", "few")),
    "population": (("adult", "child", "baby", "teen", "older", "animal"), ("woman", "man")),
}


def same_classes(
    attempt: Attempt, kind: str, *, counted: bool = False, silent: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Names each class of cues that was lost, brought in or turned; if `counted`, also each one added.

    A class that the data of an edit exchanges is not compared; a `silent` one may come in.
    """
    before = _expected(attempt, kind)
    after = attempt.cues.count(attempt.claim, kind)
    if before != after:
        for name in sorted(before.keys() | after.keys()):
            if f"{kind}.{name}" in attempt.exchanges or (name in silent and name not in before):
                continue
            if name not in after and not _is_said(attempt, kind, name):
                continue
            exact = counted and name not in silent
            yield from _changed(kind, name, before.get(name, 0), after.get(name, 0), counted=exact)
    yield from turned(attempt, kind)


def _is_said(attempt: Attempt, kind: str, name: str) -> bool:
    """Whether the source or a wording says a class, and not just words that came to stand side by side."""
    texts = (attempt.sentence.text, *(edit.own[1] for edit in attempt.edits if edit.own[1]))
    return any(name in attempt.cues.count(text, kind) for text in texts)


def _changed(kind: str, name: str, before: int, after: int, *, counted: bool) -> Iterator[str]:
    if before and not after:
        yield f"“{name}” ({kind}) was lost"
    elif after and not before:
        yield f"“{name}” ({kind}) was brought in"
    elif after < before or (counted and after != before):
        yield f"“{name}” ({kind}) stood {before} times, now {after}"


def _expected(attempt: Attempt, kind: str) -> Mapping[str, int]:
    """The classes of the source once each term whose wording may say them otherwise has given way to it."""
    held = [edit for edit in attempt.edits if edit.own[0] and not _stated(attempt, edit, kind)]
    return attempt.cues.count(attempt.restated(held), kind)


def _stated(attempt: Attempt, edit: Edit, kind: str) -> bool:
    """Whether the output says of a term what its wording says, and the wording may say it."""
    cues, (term, wording) = attempt.cues, edit.own
    says = cues.count(wording, kind)
    if kind == "quantity" and not says.keys() - cues.count(term, kind).keys() <= _COUNTED:
        return wording == "several"
    if kind == "quantity" and "most" in says and "most" not in cues.count(term, kind):
        return "at most" in wording
    if edit.restates:
        return True
    if cues.count(term, kind) == says or edit.rule == "abbreviation":
        return True
    return _may_differ(term, wording, kind, cues) and cues.count(attempt.wording(edit), kind) == says


def _may_differ(term: str, wording: str, kind: str, cues: Cues) -> bool:
    """Whether a term may hold in itself what its wording says in words of its own, or the other way.

    A bare word for order, cause or number ("because") holds nothing but that, and must go on saying it.
    """
    if kind in _BARE:
        return not cues.count(term, kind) or bool(cues.count(wording, kind))
    if kind != "negation":
        return kind in _IN_TERMS
    if _NEGATOR.search(term):
        return False
    kind_of = _KIND.match(term)
    if kind_of and kind_of[1].lower() not in wording.lower():
        # "Non-invasive ventilation" is the name of a kind, and its wording may say what it is.
        return True
    negative = cues.count(term, "negation") or "down" in cues.count(term, "direction")
    if _NEGATOR.search(wording):
        lack = {match.lower() for match in _NEGATOR.findall(wording)} == {"lack"}
        return bool(negative or _NEGATIVE.match(term) or (lack and term[:4].lower() not in wording.lower()))
    return bool(cues.count(wording, "negation")) or not negative or bool(_UNFAVOURABLE.search(wording))


def turned(attempt: Attempt, kind: str) -> Iterator[str]:
    """Names each place where a class gave way to one that says something else."""
    for region in attempt.regions:
        if region.before == region.after:
            continue
        before, after = attempt.cues.count(region.before, kind), attempt.cues.count(region.after, kind)
        if not before or before == after:
            continue
        for group in _OPPOSED.get(kind, ()):
            gone = [name for name in group if name in before and name not in after]
            come = [name for name in group if name in after and name not in before]
            if gone and come and not _exchanged(region, kind, (*gone, *come)):
                yield f"“{gone[0]}” became “{come[0]}” ({kind}): “{region.before}”, “{region.after}”"


def _exchanged(region: Region, kind: str, names: tuple[str, ...]) -> bool:
    return any(f"{kind}.{name}" in region.edit.exchanges for name in names)


def kept_together(attempt: Attempt, kind: str) -> Iterator[str]:
    """Names each cue of a kind that no longer shares a sentence with the words it governs."""
    if len(attempt.claims) == 1:
        return
    found = list(attempt.sentence.cue_tokens(kind))
    cues = frozenset(token.i for _, span in found for token in span)
    for own, span in found:
        cue = span[0]
        name = f"{kind}.{own.name}"
        # What limits nothing ("despite") may be told of the statement, and what its edit declares.
        if any(name == "condition.despite" or name in edit.exchanges for edit in told_of_all(attempt, cue.i)):
            continue
        for token in governed(span, cues):
            there, here = attempt.sentences_with(token), attempt.sentences_with(cue.i)
            if here and not all(i in here or _AS_BEFORE.match(attempt.texts[i]) for i in there):
                word = attempt.sentence.doc[token].text
                yield f"“{span.text}” no longer stands with “{word}”"


def told_of_all(attempt: Attempt, token: int) -> Iterator[Edit]:
    """The edits that tell a token in a sentence about the whole statement before it: "This is so …"."""
    for edit in attempt.edits:
        moved = (p for tail in edit.tails if tail[0] == "This" for p in tail if isinstance(p, Copy))
        if edit.rank == 0 and any(piece.start <= token < piece.end for piece in moved):
            yield edit


def governed(span: Span, cues: frozenset[int]) -> Iterator[int]:
    """The verb or noun that a cue hangs on, and what is joined to it without a subject of its own."""
    cue = span.root
    if cue.dep_ == "cc":
        # "A, but B": the word belongs to B.
        yield from (other.i for other in cue.head.conjuncts[:1] if other.i > cue.i)
        return
    governor = cue.head if cue.dep_ in ("neg", "aux", "det", "advmod", "prep", "mark", "preconj") else cue
    yield governor.i
    apart: set[int] = set()
    for other in sorted(governor.conjuncts, key=lambda token: token.i):
        if other.head.i in apart or _escapes(other, cue, cues):
            apart.add(other.i)
        elif other.i > governor.i:
            yield other.i


def _escapes(other: Token, cue: Token, cues: frozenset[int]) -> bool:
    """Whether a joined word is out of the cue's reach: "did not ease it and caused pain".

    It is where it has a cue of its own: "often mild and usually short".
    """
    if any(child.dep_ in _OWN or (child.dep_ == "advmod" and child.i in cues) for child in other.children):
        return True
    beside = cue.dep_ in ("neg", "aux") and cue.lower_ != "never"
    return beside and other.tag_ in ("VBZ", "VBD")
