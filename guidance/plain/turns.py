"""Rewrites a document turn by turn, for all its audiences together, until a turn changes nothing.

A turn takes every sentence as it stands, with a parse of its own, to the rules, the guards and the
grammar. What a turn changed is parsed once, all of it together; that parse serves the grammar guard and
the next turn. So a long sentence is split as often as there is something to split, and whatever the
writer is given of its own making it leaves as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from guidance.article.document import Run
from guidance.plain.annotate import Annotator, Sentence
from guidance.plain.audience import Audience
from guidance.plain.definitions import definitions
from guidance.plain.draft import EditNote
from guidance.plain.figures import DOSE_NOTICE
from guidance.plain.grammatical import Grammar
from guidance.plain.guards import GUARDS
from guidance.plain.nodes import Node, followed, source_node, texts
from guidance.plain.places import Places, explained_last
from guidance.plain.reader import Reader, Resources
from guidance.plain.rewrite import Rewritten, Withdrawn, guarded, note
from guidance.plain.shared import Shared

MOST_TURNS = 8
_NO_CITATIONS: Mapping[int, tuple[Run, ...]] = {}


@dataclass(slots=True)
class Told:
    """What was done to one source sentence over all turns."""

    edits: list[EditNote] = field(default_factory=list)
    withdrawn: dict[EditNote, Withdrawn] = field(default_factory=dict)
    omits: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Course:
    """How the text stands for one audience, and the account of each of its source sentences."""

    audience: Audience
    nodes: list[Node]
    told: list[Told]
    settled: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """All that decides what becomes of a sentence; the same case is worked out once."""

    audience: str
    text: str
    kind: str
    taught: frozenset[str]
    defined: frozenset[tuple[str, str]]
    leads_a_pronoun: bool
    has_room: bool
    cited: frozenset[int]


class Turns:
    """The turns of one document. `topics` are the ids of the terms in its title."""

    def __init__(
        self, grammar: Grammar, annotator: Annotator, data: Resources, topic: str, topics: frozenset[str]
    ) -> None:
        self._grammar = grammar
        self._annotator = annotator
        self._data = data
        self._topic = topic
        self._topics = topics
        self._marked: dict[tuple[str, str], Sentence] = {}
        self._shared: dict[tuple[object, ...], Shared] = {}
        self._first: dict[_Case, Rewritten] = {}
        self._final: dict[int, Rewritten] = {}

    def run(self, sentences: Sequence[Sentence], audiences: Iterable[Audience]) -> list[Course]:
        """The text for each audience, in their order."""
        for sentence in sentences:
            self._marked.setdefault(
                (sentence.text, sentence.kind), replace(sentence, citations=_NO_CITATIONS)
            )
        courses = [
            Course(a, [source_node(s, i) for i, s in enumerate(sentences)], [Told() for _ in sentences])
            for a in audiences
        ]
        for course in courses:
            course.settled = not course.audience.rewrite
        for _ in range(MOST_TURNS):
            going = [course for course in courses if not course.settled]
            if not going:
                break
            tried = [(course, self._tried(course, sentences)) for course in going]
            self._grammar.prepare(_to_parse(found for _, results in tried for found in results))
            for course, results in tried:
                self._turn(course, results, sentences)
        return courses

    def marked(self, node: Node) -> Sentence:
        """The sentence of a node as annotated."""
        key = (node.text, node.kind)
        found = self._marked.get(key)
        if found is None:
            doc = self._grammar.doc(node.text)
            found = self._annotator.sentence(doc[:], node.kind, "", _NO_CITATIONS, self._topic)
            self._marked[key] = found
        return found

    def defined(self, nodes: Iterable[Node]) -> dict[str, str]:
        """The abbreviations that the sentences open."""
        return dict(pair for node in nodes for pair in _definitions(node.text))

    def reader(self, audience: Audience, taught: frozenset[str], defined: Mapping[str, str]) -> Reader:
        """For whom a sentence is rewritten."""
        return Reader(audience, self._data, taught, defined, self._topic, self._topics)

    def _tried(self, course: Course, sentences: Sequence[Sentence]) -> list[Rewritten]:
        """Each sentence rewritten up to the grammar; what one teaches the next may use."""
        marked = [self.marked(node) for node in course.nodes]
        taught = frozenset(name for sentence in marked for name in sentence.introduces)
        if any(node.text == self._data.figures.notice for node in course.nodes):
            taught |= {DOSE_NOTICE}
        defined = self.defined(course.nodes)
        results, places = [], Places(course.nodes, sentences)
        for i, (node, sentence) in enumerate(zip(course.nodes, marked, strict=True)):
            source = sentences[node.source]
            citations = _cited(node, sentence, source)
            case = _Case(
                course.audience.id,
                node.text,
                node.kind,
                taught & (self._told_by(sentence) | {DOSE_NOTICE}),
                frozenset((short, defined[short]) for short in sentence.abbreviated if short in defined),
                places.leads_a_pronoun(i),
                places.has_room(i),
                frozenset(citations),
            )
            found = self._first.get(case)
            if found is None:
                reader = self.reader(course.audience, case.taught, defined)
                found = self._first[case] = self._placed(case, sentence, citations).rewrite(reader)
            taught = taught.union(*(edit.teaches for edit in found.attempt.edits))
            results.append(found)
        return results

    def _told_by(self, sentence: Sentence) -> frozenset[str]:
        """The ids of what it names, by any row of the term, and of what is explained in the same words."""
        lexicon = self._data.lexicon
        rows = [ids for hit in sentence.hits for ids in (lexicon.kin(hit.entry), lexicon.alike(hit.entry))]
        return sentence.known.union(*rows)

    def _placed(self, case: _Case, sentence: Sentence, citations: Mapping[int, tuple[Run, ...]]) -> Shared:
        """The sentence where it stands, shared by all audiences that have it there."""
        key = (case.text, case.kind, case.leads_a_pronoun, case.has_room, case.cited)
        if key not in self._shared:
            sentence = replace(
                sentence,
                citations=citations,
                leads_a_pronoun=case.leads_a_pronoun,
                has_room=case.has_room,
            )
            self._shared[key] = Shared(sentence, self._annotator.cues)
        return self._shared[key]

    def _turn(self, course: Course, results: Sequence[Rewritten], sentences: Sequence[Sentence]) -> None:
        nodes: list[Node] = []
        course.settled = True
        for node, found in zip(course.nodes, results, strict=True):
            result = self._grammatical(found)
            made, told = result.attempt, course.told[node.source]
            told.withdrawn |= {taken.edit: taken for taken in result.withdrawn}
            became = list(followed(node, made.sentence.doc, made.output)) if made.edits else [node]
            if [each.text for each in became] == [node.text]:
                nodes.append(node)
                continue
            course.settled = False
            told.edits.extend(note(edit, made) for edit in made.edits)
            told.omits.extend(edit.omits for edit in made.edits if edit.omits)
            nodes.extend(became)
        course.nodes = explained_last(nodes, sentences)

    def _grammatical(self, found: Rewritten) -> Rewritten:
        result = self._final.get(id(found))
        if result is None:
            result = found
            if found.attempt.edits and any(self._grammar.guard.check(found.attempt)):
                result = guarded(found.attempt, (*GUARDS, self._grammar.guard), found.withdrawn)
            self._final[id(found)] = result
        return result


def _to_parse(results: Iterable[Rewritten]) -> Iterator[str]:
    """The texts that the grammar and the next turn need parsed."""
    for found in {id(found): found for found in results}.values():
        if found.attempt.edits:
            yield from texts(found.attempt.sentence.kind, found.attempt.output)


def _cited(node: Node, sentence: Sentence, source: Sentence) -> Mapping[int, tuple[Run, ...]]:
    """The citations of the source by the tokens of the sentence as it stands now."""
    if not source.citations:
        return _NO_CITATIONS
    ends, at = [], 0
    for i, out in enumerate(node.outs):
        at += (out.space and i > 0) + len(out.text)
        ends.append(at)
    found: dict[int, tuple[Run, ...]] = {}
    for token, runs in source.citations.items():
        last = max(
            (k for k, o in enumerate(node.outs) if o.start <= token < o.end and not (o.repeated or o.gloss)),
            default=None,
        )
        if last is not None:
            here = max((t.i for t in sentence.doc if t.idx < ends[last]), default=0)
            found[here] = found.get(here, ()) + runs
    return found


@lru_cache(maxsize=4096)
def _definitions(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(definitions(text))
