"""What the guards say of a person's wording of one sentence, and what they cannot ask.

The rewriter's guards hold for a wording as for an edit: numbers, negation, modality, certainty, direction,
comparison, quantity, timing, causation, conditions, names, fluency and grammar. They compare it with the
source as it stands or, where that leaves fewer objections, with the source in the rewriter's own words,
which the same guards have let stand: so "blood thinner" may stand for "anticoagulant". Citations are compared
mark by mark. Of content they can tell that words are gone, and that words have changed places; they cannot
tell what a new word claims, because no data accounts for it: that takes a reviewer's eye.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from guidance.plain.account import read_as
from guidance.plain.aligned import RULE, Aligned, Typed, align, known
from guidance.plain.annotate import Sentence
from guidance.plain.comparing import governed
from guidance.plain.cues import Cues
from guidance.plain.draft import Checked, Finding, Readability
from guidance.plain.grammatical import Grammar
from guidance.plain.guards import GUARDS, citations, content, names
from guidance.plain.nodes import Node
from guidance.plain.reader import Reader
from guidance.plain.realise import text_of
from guidance.plain.rewrite import attempt, guarded, proposals, settle
from guidance.plain.rule import Edit
from guidance.plain.stretches import Place
from guidance.plain.turns import Course, Turns
from guidance.plain.worded import Worded, runs_of

_SCOPED = ("negation", "modality", "certainty")
_GRADED = ("fkgl", "longest_sentence")
_SLACK = 1.0  # what one or two syllables more are worth in a short sentence


@dataclass(frozen=True, slots=True)
class Task:
    """A wording to examine: its source, for whom it is, and what helps to judge it."""

    place: Place
    source: Sentence
    worded: Worded
    reader: Reader
    turns: Turns
    grammar: Grammar
    measured: Callable[[Sequence[Node]], Readability]


def examine(task: Task, cues: Cues) -> Checked:
    """All findings, one for each guard, and how the wording reads by itself to its audience."""
    [course] = task.turns.run([task.source], [task.reader.audience])
    laid = align(task.source, task.worded, known(course.nodes))
    tried = [
        list(_objections(_typed(task.source, laid, version, cues), laid, task))
        for version in _versions(task, course, cues)
    ]
    objections = min(tried, key=len)
    own = task.measured(task.worded.nodes(0))
    stated = [node for node in course.nodes if not all(out.gloss for out in node.outs)]
    before = (task.measured(stated), task.measured(course.nodes))
    objections += [("readability", detail) for detail in _harder(own, before)]
    objections += [("citations", detail) for detail in _citations(task, laid)]
    objections += [("links", detail) for detail in _links(task)]
    asked = (*(guard.name for guard in GUARDS), "grammar", "links", "readability")
    return Checked(
        findings=tuple(_finding(name, [d for guard, d in objections if guard == name]) for name in asked),
        readability=own,
        output=read_as(task.worded.nodes(0)),
        rewritten=read_as(course.nodes),
    )


def _finding(name: str, details: Sequence[str]) -> Finding:
    return Finding(name, not details, "; ".join(dict.fromkeys(details)))


@dataclass(frozen=True, slots=True)
class _Version:
    """Words that stand for the source, with the edits that say a figure otherwise or leave one out."""

    text: str
    edits: tuple[Edit, ...] = ()


def _versions(task: Task, course: Course, cues: Cues) -> Iterator[_Version]:
    """The source, the rewriter's words for it, and the source with those that the wording takes up."""
    source = task.source
    yield _Version(source.text)
    found = proposals(source, lambda rule: rule.find(source, task.reader))
    plain = [edit for edit in found if edit.strength == 1 and not edit.tails]
    rewritten = " ".join(
        text_of(outs)
        for node in course.nodes
        if (outs := tuple(out for out in node.outs if not out.gloss and not out.repeated))
    )
    left_out = [edit for edit in found if edit.omits and edit.omits in course.told[0].omits]
    said = [edit for edit in _taken_up(plain, rewritten, source, cues) if edit.restates]
    yield _Version(rewritten, (*left_out, *said))
    wording = " ".join(task.worded.nodes(0)[i].text for i in range(len(task.worded.sentences)))
    taken = settle(_taken_up(plain, wording, source, cues))
    made = guarded(attempt(source, taken, cues), GUARDS).attempt
    yield _Version(made.claim, tuple(edit for edit in made.edits if edit.restates))


def _taken_up(edits: Iterable[Edit], text: str, source: Sentence, cues: Cues) -> list[Edit]:
    """The edits whose words stand in the text."""
    lower = text.lower()
    return [
        edit
        for edit in edits
        if all(
            region.after and region.after.lower() in lower
            for region in attempt(source, (edit,), cues).regions
        )
    ]


def _typed(source: Sentence, laid: Aligned, version: _Version, cues: Cues) -> Typed:
    gone = [change for edit in version.edits if edit.omits for change in edit.changes]
    changes = tuple(
        change
        for change in laid.changes
        if not any(out.start <= change.start and change.end <= out.end for out in gone)
    )
    told = tuple(replace(edit, own=("", ""), exchanges=frozenset()) for edit in version.edits)
    typed = Edit(RULE, changes, "a person's wording", own=("", version.text))
    return Typed(source, (typed, *told), laid.output, cues, version.text)


def _objections(made: Typed, laid: Aligned, task: Task) -> Iterator[tuple[str, str]]:
    if made.claim == task.source.text:
        return
    for guard in (*GUARDS, task.grammar.guard):
        # Citations of a wording stand where it puts them, not where its words come from.
        found = list(guard.check(made)) if guard is not citations.GUARD else []
        if guard.name in _SCOPED:
            found += _rescoped(guard.name, laid, task)
        elif guard is names.GUARD:
            found = found or list(_unnamed(made))
        elif guard is content.GUARD:
            found = found or list(_fewer(made))
        yield from ((guard.name, detail) for detail in found)


def _rescoped(kind: str, laid: Aligned, task: Task) -> Iterator[str]:
    """A cue that hangs on another word of the source than it did, while its own word stands without it."""
    before = _governed(task.source, kind)
    after: dict[str, set[int]] = {}
    for sentence, sources in zip(task.worded.sentences, laid.sources, strict=True):
        for name, tokens in _governed(sentence, kind).items():
            after.setdefault(name, set()).update(sources[i] for i in tokens if i in sources)
    here = {i for sources in laid.sources for i in sources.values()}
    doc = task.source.doc
    for name in before.keys() & after.keys():
        lost, come = sorted((before[name] & here) - after[name]), sorted(after[name] - before[name])
        if lost and come:
            yield f"“{name}” ({kind}) stood with “{doc[lost[0]].text}”, now with “{doc[come[0]].text}”"


def _governed(sentence: Sentence, kind: str) -> dict[str, set[int]]:
    """By class of cue the tokens that its cues hang on."""
    found = list(sentence.cue_tokens(kind))
    cues = frozenset(token.i for _, span in found for token in span)
    classes: dict[str, set[int]] = {}
    for cue, span in found:
        classes.setdefault(cue.name, set()).update(i for i in governed(span, cues) if i not in cues)
    return classes


def _fewer(made: Typed) -> Iterator[str]:
    """Several words of content in whose place hardly any stand."""
    sentence = made.sentence
    said = Counter(out.text.lower() for out in made.words)
    for region in (region for region in made.regions if region.edit.rule == RULE):
        gone: dict[object, str] = {}
        for token in sentence.doc[region.start : region.end]:
            if (
                token.pos_ in content.CONTENT
                and not said[token.lower_]
                and not made.cues.count(token.text, "filler")
            ):
                hit = sentence.hit_at(token.i)
                gone.setdefault(token.i if hit is None else hit, token.text)
        come = sum(o.new for o in made.words if region.start <= o.start and o.end <= region.end)
        if len(gone) > max(1, 2 * come):
            yield f"{', '.join(f'“{word}”' for word in gone.values())}: hardly anything stands for them"


def _unnamed(made: Typed) -> Iterator[str]:
    """Names and medicines that the version says and the wording does not."""
    kept, claim = made.version.lower(), made.claim.lower()
    for token in names.unreplaceable(made.sentence):
        if token.lower_ in kept and token.lower_ not in claim:
            yield f"“{token.text}” is a name and is gone"


def _citations(task: Task, laid: Aligned) -> Iterator[str]:
    """Each mark of the source once, after the words that it supports."""
    runs = runs_of(task.place.markdown, task.place.kind)
    before = Counter(run.citation for run in runs if run.citation is not None)
    after = Counter(task.worded.citations)
    for number in before.keys() | after.keys():
        if after[number] != before[number]:
            yield f"citation [{number}] stands {after[number]} times, in the source {before[number]}"
    first = task.worded.flat.citations[:1]
    if first and first[0][0] == 0 and runs[0].citation is None:
        yield "a citation stands before the words that it supports"
    yield from _parted(task, laid)


def _parted(task: Task, laid: Aligned) -> Iterator[str]:
    """Citations that stand in another sentence than the verb of their claim."""
    for token, runs in task.source.citations.items():
        governor = task.source.doc[max(token, 0)]
        while governor.pos_ not in ("VERB", "AUX") and governor.head != governor:
            governor = governor.head
        claim = {i for i, sources in enumerate(laid.sources) if governor.i in sources.values()}
        for run in runs:
            where = {
                i
                for i, sentence in enumerate(task.worded.sentences)
                if any(run in found for found in sentence.citations.values())
            }
            if claim and where and not claim & where:
                yield f"citation {run.text} no longer stands with “{governor.text}”"


def _links(task: Task) -> Iterator[str]:
    """Each address that the source links to, and no other."""
    before, after = (
        {run.link for run in runs_of(text, task.place.kind) if run.link}
        for text in (task.place.markdown, task.worded.wording)
    )
    yield from (f"the link to {address} was lost" for address in sorted(before - after))
    yield from (f"a link to {address} was brought in" for address in sorted(after - before))


def _harder(own: Readability, before: Sequence[Readability]) -> Iterator[str]:
    """Measures beyond the audience's limit in which the wording is harder than the rewriter's words.

    Those with and without the explanations that the rewriter adds.
    """
    for found in own.measures:
        other = max(one.value for each in before for one in each.measures if one.name == found.name)
        if found.name in _GRADED and not found.within_limit and found.value > other + _SLACK:
            yield f"{found.name} is {found.value:g}, over the limit of {found.limit:g} and harder than before"
