"""The one door: a document and an audience in, a draft of the variant out.

A document is parsed once for all its audiences; only output sentences that changed are parsed again,
all of them together.
"""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from guidance.article.document import Document
from guidance.plain import constructions, cues, figures, lexicon, nominalisations, people, wordclasses
from guidance.plain.account import account, counted, glossary
from guidance.plain.annotate import Annotator, Sentence
from guidance.plain.audience import Audience
from guidance.plain.data import folder
from guidance.plain.draft import Draft, Readability, Versions
from guidance.plain.flatten import Flat, Placed, citations_by_token, flatten, to_pieces
from guidance.plain.grammatical import Grammar
from guidance.plain.lexicon import Lexicon
from guidance.plain.nodes import Node, assembled, source_node
from guidance.plain.parse import Parser, open_parser
from guidance.plain.readability import measure, single_words
from guidance.plain.reader import Resources
from guidance.plain.segment import segments
from guidance.plain.turns import Course, Turns
from guidance.plain.units import Piece, Pieces, Unit, joined, rebuilt, units
from guidance.plain.version import rules_version


@dataclass(frozen=True, slots=True)
class _Part:
    """One unit of the document with its sentences."""

    unit: Unit
    flat: Flat
    sentences: tuple[Sentence, ...]


class Writer:
    """Writes variants. Opening one is slow (the model is loaded); it is kept for the life of a process."""

    def __init__(self, parser: Parser, data: Resources, annotator: Annotator) -> None:
        self._parser = parser
        self._data = data
        self._annotator = annotator
        self._syllables = single_words(data.lexicon.syllables)
        self.versions = Versions(data.lexicon.version, rules_version(), parser.version)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that it writes with."""
        return self._data.lexicon

    def write(self, document: Document, audience: Audience) -> Draft:
        """The variant for one audience. Raises TextRefused."""
        return self.write_all(document, (audience,))[audience.id]

    def write_all(self, document: Document, audiences: Sequence[Audience]) -> dict[str, Draft]:
        """The variants for several audiences from one parse, by the id of the audience.

        Raises TextRefused.
        """
        grammar = Grammar(self._parser)
        parts = self._parts(document, grammar)
        turns = self._turns(parts, document, grammar)
        courses = turns.run([sentence for part in parts for sentence in part.sentences], audiences)
        return {course.audience.id: self._draft(document, parts, course, turns) for course in courses}

    def check(self, document: Document, audience: Audience) -> Readability:
        """How readable the document is for an audience as it stands. Raises TextRefused."""
        grammar = Grammar(self._parser)
        parts = self._parts(document, grammar)
        turns = self._turns(parts, document, grammar)
        nodes = [source_node(s, i) for i, s in enumerate(s for part in parts for s in part.sentences)]
        return self._measured(nodes, audience, turns)

    def _turns(self, parts: Sequence[_Part], document: Document, grammar: Grammar) -> Turns:
        topics = frozenset(hit.entry.id for s in parts[0].sentences for hit in s.hits)
        return Turns(grammar, self._annotator, self._data, document.meta.specialty, topics)

    def _parts(self, document: Document, grammar: Grammar) -> list[_Part]:
        found = [(unit, flatten(unit.runs)) for unit in units(document)]
        places = [segments(flat.text, unit.kind) for unit, flat in found]
        grammar.prepare(
            flat.text[a:b] for (_, flat), ends in zip(found, places, strict=True) for a, b in ends
        )
        numbers = iter(range(1, 1_000_000))
        return [
            _Part(unit, flat, tuple(self._sentences(unit, flat, ends, number, grammar, numbers, document)))
            for number, ((unit, flat), ends) in enumerate(zip(found, places, strict=True))
        ]

    def _sentences(
        self,
        unit: Unit,
        flat: Flat,
        ends: Sequence[tuple[int, int]],
        number: int,
        grammar: Grammar,
        numbers: Iterator[int],
        document: Document,
    ) -> Iterator[Sentence]:
        docs = [grammar.doc(flat.text[a:b]) for a, b in ends]
        offsets = [a for a, _ in ends]
        cited = citations_by_token(flat, list(zip(offsets, docs, strict=True)))
        for offset, doc, citations in zip(offsets, docs, cited, strict=True):
            name = "title" if unit.kind == "title" else f"s{next(numbers)}"
            found = self._annotator.sentence(doc[:], unit.kind, name, citations, document.meta.specialty)
            yield replace(found, unit=number, offset=offset)

    def _measured(self, nodes: Sequence[Node], audience: Audience, turns: Turns) -> Readability:
        marked = [turns.marked(node) for node in nodes]
        taught = frozenset(name for sentence in marked for name in sentence.introduces)
        reader = turns.reader(audience, taught, turns.defined(nodes))
        texts = [counted(sentence, reader) for sentence in marked]
        return measure(texts, audience, syllables=self._syllables)

    def _draft(self, document: Document, parts: Sequence[_Part], course: Course, turns: Turns) -> Draft:
        audience = course.audience
        sentences = [sentence for part in parts for sentence in part.sentences]
        nodes: list[list[Node]] = [[] for _ in sentences]
        for node in course.nodes:
            nodes[node.source].append(node)
        terms = glossary(sentences, turns.reader(audience, frozenset(), {}))
        title, blocks = document.meta.title, document.blocks
        if audience.rewrite:
            made = _pieces(parts, nodes, {term.id for term in terms})
            title = "".join(run.text for run in joined(next(made)))
            blocks = rebuilt(blocks, lambda: next(made))
        return Draft(
            audience=audience.id,
            title=title,
            blocks=blocks,
            sentences=tuple(map(account, sentences, nodes, course.told)),
            glossary=terms,
            readability=self._measured(course.nodes, audience, turns),
            versions=self.versions,
            omissions=tuple(dict.fromkeys(omitted for told in course.told for omitted in told.omits)),
        )


def _pieces(parts: Sequence[_Part], nodes: Sequence[Sequence[Node]], terms: set[str]) -> Iterator[Pieces]:
    """The rewritten text of each unit; a glossary term is marked where it first stands."""
    waiting = iter(nodes)
    left = set(terms)
    for part in parts:
        marked: dict[tuple[str, int], str] = {}
        for sentence in part.sentences:
            for hit in sentence.hits:
                if hit.entry.id in left and part.unit.kind not in ("title", "heading"):
                    left.discard(hit.entry.id)
                    marked.update({(sentence.id, i): hit.entry.id for i in range(hit.start, hit.end)})
        placed = [Placed(outs, s) for s in part.sentences for outs in assembled(next(waiting))]
        yield to_pieces(placed, part.flat, marked) if placed else (Piece(part.unit.runs),)


def open_writer(model: str, path: Path | None = None) -> Writer:
    """A writer with the model (package name or folder) and the lexicon (folder; None: the one that ships).

    Raises ModelError, LexiconError, ConstructionError, CueFileError, PeopleFileError,
    NumbersFileError, NominalisationFileError, WordClassesFileError.
    """
    root = folder(path)
    parser = open_parser(model)
    data = Resources(
        lexicon.load(parser.words, root),
        constructions.load(root),
        people.load(root),
        figures.load(root),
        nominalisations.load(root),
    )
    writer = Writer(parser, data, Annotator(data.lexicon, cues.load(root), wordclasses.load(root)))
    # Model and lexicon live as long as the process: what looks for garbage need not walk them each time.
    gc.collect()
    gc.freeze()
    return writer
