"""Collects the edits that rules propose, settles which stand together, takes back what a guard refuses."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from guidance.plain.agreement import agreeing
from guidance.plain.annotate import Sentence
from guidance.plain.cues import Cues
from guidance.plain.draft import EditNote, Finding
from guidance.plain.guard import Attempt, Guard
from guidance.plain.guards import GUARDS
from guidance.plain.realise import EXPLAINS, realise, text_of
from guidance.plain.rule import Change, Copy, Edit, Rule
from guidance.plain.rules import RULES

# What an objection quotes; longer than this it is a sentence.
_NAMED = re.compile(r"“([^”]+)”")
_LONGEST_NAME = 3

type Check = Callable[[Attempt], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An edit that was taken back, as an editor reads it, by which guard, and what the guard said."""

    edit: EditNote
    guard: str
    detail: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The best attempt for one sentence, what its guards say, and what was taken back on the way."""

    attempt: Attempt
    findings: tuple[Finding, ...]
    withdrawn: tuple[Withdrawn, ...]


def proposals(sentence: Sentence, find: Callable[[Rule], Iterable[Edit]]) -> tuple[Edit, ...]:
    """What the rules propose; of a sentence that only explains a term, nothing."""
    return () if sentence.explains else tuple(edit for rule in RULES for edit in find(rule))


def _settled(sentence: Sentence, found: Sequence[Edit]) -> tuple[Edit, ...]:
    """The proposals that may stand here: where two want the same words, the earlier rule wins."""
    if sentence.introducing:
        found = [edit for edit in found if not _undoes(edit, sentence.introducing)]
    if sentence.leads_a_pronoun:
        # Nothing may come between a sentence and the "it" of the next one; explanations wait.
        found = [edit for edit in found if not edit.tails or (edit.rank == EXPLAINS and sentence.has_room)]
    return agreeing(sentence.doc, settle(found))


def _undoes(edit: Edit, introducing: frozenset[int]) -> bool:
    """Whether the edit takes away what tells of a term, rather than moving it."""
    pieces = [p for c in edit.changes for p in c.pieces] + [p for tail in edit.tails for p in tail]
    moved = {i for p in pieces if isinstance(p, Copy) for i in range(p.start, p.end)}
    gone = {i for c in edit.changes for i in range(c.start, c.end)} - moved
    return not introducing.isdisjoint(gone)


def settle(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits that can stand together, those that come first preferred."""
    chosen: list[Edit] = []
    for edit in edits:
        if all(compatible(edit, other) for other in chosen):
            chosen.append(edit)
    return tuple(chosen)


def compatible(one: Edit, other: Edit) -> bool:
    """Whether both edits can be made: apart, or one inside what the other only moves."""
    return all(
        _apart(a, b) or _inside(a, b, other) or _inside(b, a, one) for a in one.changes for b in other.changes
    )


def _apart(a: Change, b: Change) -> bool:
    if a.start == a.end == b.start == b.end:
        return False
    return a.end <= b.start or b.end <= a.start


def _inside(inner: Change, outer: Change, edit: Edit) -> bool:
    moved = [piece for piece in outer.pieces if isinstance(piece, Copy)]
    moved += [piece for tail in edit.tails for piece in tail if isinstance(piece, Copy)]
    return any(piece.start <= inner.start and inner.end <= piece.end for piece in moved if not piece.repeat)


def attempt(sentence: Sentence, edits: tuple[Edit, ...], cues: Cues) -> Attempt:
    """The sentence with the edits made."""
    output = realise(sentence.doc, sentence.start, sentence.end, edits, sentence.common)
    return Attempt(sentence, edits, output, cues)


def rewrite(sentence: Sentence, found: Sequence[Edit], cues: Cues) -> Rewritten:
    """The sentence with every proposed edit that the guards let stand."""
    made = attempt(sentence, _settled(sentence, found), cues)
    return guarded(made, GUARDS)


def guarded(made: Attempt, guards: Sequence[Guard], done: tuple[Withdrawn, ...] = ()) -> Rewritten:
    """Takes edits back until no guard objects; without edits the source sentence stands."""
    withdrawn = list(done)
    while made.edits:
        failed = next(((g, d) for g in guards for d in g.check(made)), None)
        if failed is None:
            break
        guard, detail = failed
        culprit = _culprit(made, guard.check, detail)
        withdrawn.append(Withdrawn(note(culprit, made), guard.name, detail))
        made = without(made, culprit)
    return Rewritten(made, passed(guards), tuple(withdrawn))


def without(made: Attempt, edit: Edit) -> Attempt:
    """The attempt without one of its edits."""
    return attempt(made.sentence, tuple(e for e in made.edits if e is not edit), made.cues)


def _culprit(made: Attempt, check: Check, detail: str) -> Edit:
    """The edit whose withdrawal helps most: it clears the guard, else leaves the fewest objections.

    Only edits that can have caused the objection are tried, where there are any. Among equals the
    strongest edit goes, and the last of these.
    """
    suspects = [edit for edit in made.edits if _concerns(made, edit, detail)] or made.edits
    if len(suspects) == 1:
        return suspects[0]
    tried = [
        (sum(1 for _ in check(without(made, edit))), -edit.strength, -edit.start, edit) for edit in suspects
    ]
    return min(tried, key=lambda each: each[:3])[3]


def _concerns(made: Attempt, edit: Edit, detail: str) -> bool:
    """Whether the edit touches or writes a word, or a cue of a class, that the objection names.

    An edit that parts or moves words concerns all of them; an objection to a whole sentence, every edit.
    """
    named = [name.lower() for name in _NAMED.findall(detail)]
    if edit.strength > 1 or not named or any(len(name.split()) > _LONGEST_NAME for name in named):
        return True
    touched = [f"{r.before} {r.after}".lower() for r in made.regions if r.edit is edit]
    cues = {cue.name for text in touched for cue in made.cues.find(text)}
    return any(name in cues or any(name in text for text in touched) for name in named)


def passed(guards: Sequence[Guard]) -> tuple[Finding, ...]:
    """The findings on an attempt that no guard objects to any more."""
    return tuple(Finding(guard.name, passed=True) for guard in guards)


def note(edit: Edit, made: Attempt) -> EditNote:
    """The words that the edit touches, before and after, and why."""
    doc = made.sentence.doc
    places = [(c.start, c.end) for c in edit.changes if c.end > c.start]
    before = " … ".join(doc[a:b].text for a, b in places)
    after = " … ".join(filter(None, (_after(made, a, b) for a, b in places)))
    if not places:
        before = doc[max(edit.start - 1, made.sentence.start)].text
    explained = [
        out.text for s in made.output for out in s if out.gloss and edit.start in (out.start, out.end)
    ]
    if explained and all(isinstance(p, Copy) for c in edit.changes for p in c.pieces):
        after = " ".join(explained)
    return EditNote(edit.rule, before, after, edit.why)


def _after(made: Attempt, start: int, end: int) -> str:
    inside = [o for s in made.output for o in s if start <= o.start and o.end <= end and not o.repeated]
    return text_of(tuple(inside))
