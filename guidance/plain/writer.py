"""The one door: a document and an audience in, a draft of the variant out.

A document is parsed once for all its audiences; only output sentences that changed are parsed again,
all of them together.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from guidance.article.document import Document
from guidance.plain import constructions, cues, figures, lexicon, nominalisations, people, wordclasses
from guidance.plain.account import Became, account, counted, glossary, remains
from guidance.plain.annotate import Annotator, Sentence
from guidance.plain.audience import Audience
from guidance.plain.cache import Cache
from guidance.plain.data import folder
from guidance.plain.definitions import definitions
from guidance.plain.draft import Checked, Draft, NoSuchSentence, Readability, Versions
from guidance.plain.examine import Task, examine
from guidance.plain.flatten import citations_by_token, to_pieces
from guidance.plain.grammatical import Grammar
from guidance.plain.lexicon import Lexicon
from guidance.plain.memory import growing
from guidance.plain.nodes import Node, source_node
from guidance.plain.parse import Parser, open_parser
from guidance.plain.readability import Counted, measure, of_sentence, single_words
from guidance.plain.reader import Resources
from guidance.plain.respelling import Respelling, Spelling
from guidance.plain.stretches import Stretch, stretches
from guidance.plain.turns import Course, Turns
from guidance.plain.units import Piece, Pieces, joined, rebuilt
from guidance.plain.vectors import Meanings
from guidance.plain.version import rules_version
from guidance.plain.worded import Worded, read

type Wordings = Mapping[str, Mapping[str, str]]
"""By the id of an audience: people's wordings (Markdown) by the key of the source sentence."""

_NO_WORDINGS: Wordings = MappingProxyType({})


class _Part(NamedTuple):
    """One unit of the document with its sentences."""

    stretch: Stretch
    sentences: tuple[Sentence, ...]


class Writer:
    """Writes variants. Opening one is slow (the model is loaded); it is kept for the life of a process."""

    def __init__(self, parser: Parser, data: Resources, annotator: Annotator) -> None:
        self._parser = parser
        self._data = data
        self._annotator = annotator
        self._syllables = single_words(data.lexicon.syllables)
        # Most sentences are the same for several audiences.
        self._graded = lru_cache(maxsize=4096)(partial(of_sentence, syllables=self._syllables))
        self.meanings = Meanings(parser.nlp, data.lexicon)
        self.versions = Versions(data.lexicon.version, rules_version(), parser.version)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that it writes with."""
        return self._data.lexicon

    def words(self, text: str) -> list[str]:
        """The tokens of a text, as it matches them."""
        return self._parser.words(text)

    def write(self, document: Document, audience: Audience, wordings: Wordings = _NO_WORDINGS) -> Draft:
        """The variant for one audience. Raises as write_all."""
        return self.write_all(document, (audience,), wordings)[audience.id]

    def write_all(
        self, document: Document, audiences: Sequence[Audience], wordings: Wordings = _NO_WORDINGS
    ) -> dict[str, Draft]:
        """The variants for several audiences from one parse, by the id of the audience.

        A person's wording stands for its sentence, in the audiences that are rewritten; one for a sentence
        that the document does not have is left alone. Raises TextRefused or NoLine.
        """
        grammar = Grammar(self._parser)
        parts = self._parts(document, grammar)
        turns = self._turns(parts, document, grammar)
        courses = turns.run([sentence for part in parts for sentence in part.sentences], audiences)
        return {
            course.audience.id: self._draft(
                document, parts, course, turns, self._worded(parts, course, wordings, grammar, document)
            )
            for course in courses
        }

    def check(self, document: Document, audience: Audience) -> Readability:
        """How readable the document is for an audience as it stands. Raises TextRefused."""
        grammar = Grammar(self._parser)
        parts = self._parts(document, grammar)
        turns = self._turns(parts, document, grammar)
        return self._measured(self._counted(_source(parts), audience, turns), audience)

    def sentences(self, document: Document) -> list[Sentence]:
        """The sentences of a document with their marks, before any rule. Raises TextRefused."""
        return [s for part in self._parts(document, Grammar(self._parser)) for s in part.sentences]

    def _turns(self, parts: Sequence[_Part], document: Document, grammar: Grammar) -> Turns:
        topics = frozenset(hit.entry.id for s in parts[0].sentences for hit in s.hits)
        return Turns(grammar, self._annotator, self._data, document.meta.specialty, topics)

    def examine(self, document: Document, name: str, wording: str, audience: Audience) -> Checked:
        """What the guards say of a person's wording of the sentence with that id. Nothing is rewritten.

        Raises NoSuchSentence, TextRefused or NoLine.
        """
        grammar = Grammar(self._parser)
        found = stretches(document)
        stretch, number = _find(found, name)
        parts = [self._part(part, i, grammar, document) for i, part in enumerate((found[0], stretch))]
        turns = self._turns(parts, document, grammar)
        opened = dict(pair for part in found for place in part.places for pair in definitions(place.text))
        reader = turns.reader(audience, frozenset(), opened)
        worded = read(wording, stretch.places[number], grammar, self._annotator, document.meta.specialty)
        task = Task(
            place=stretch.places[number],
            source=parts[1].sentences[number],
            worded=worded,
            reader=reader,
            turns=turns,
            grammar=grammar,
            measured=lambda nodes: self._measured(self._counted(nodes, audience, turns), audience),
        )
        return examine(task, self._annotator.cues)

    def _parts(self, document: Document, grammar: Grammar) -> list[_Part]:
        found = stretches(document)
        grammar.prepare(place.text for stretch in found for place in stretch.places)
        return [self._part(stretch, number, grammar, document) for number, stretch in enumerate(found)]

    def _part(self, stretch: Stretch, number: int, grammar: Grammar, document: Document) -> _Part:
        docs = [(place.offset, grammar.doc(place.text)) for place in stretch.places]
        cited = citations_by_token(stretch.flat, docs)
        sentences = [
            replace(
                self._annotator.sentence(doc[:], place.kind, place.id, citations, document.meta.specialty),
                unit=number,
                offset=place.offset,
            )
            for place, (_, doc), citations in zip(stretch.places, docs, cited, strict=True)
        ]
        return _Part(stretch, tuple(sentences))

    def _worded(
        self,
        parts: Sequence[_Part],
        course: Course,
        wordings: Wordings,
        grammar: Grammar,
        document: Document,
    ) -> list[Worded | None]:
        """The wording of each sentence, None where no person has given one."""
        own = wordings.get(course.audience.id, {}) if course.audience.rewrite else {}
        places = (place for part in parts for place in part.stretch.places)
        return [
            read(own[place.key], place, grammar, self._annotator, document.meta.specialty)
            if place.key in own
            else None
            for place in places
        ]

    def _counted(self, nodes: Sequence[Node], audience: Audience, turns: Turns) -> list[Counted]:
        marked = [turns.marked(node) for node in nodes]
        taught = frozenset(name for sentence in marked for name in sentence.introduces)
        reader = turns.reader(audience, taught, turns.defined(nodes))
        return [counted(sentence, reader) for sentence in marked]

    def _measured(self, texts: Sequence[Counted], audience: Audience) -> Readability:
        return measure(texts, audience, syllables=self._syllables)

    def _draft(
        self,
        document: Document,
        parts: Sequence[_Part],
        course: Course,
        turns: Turns,
        worded: Sequence[Worded | None],
    ) -> Draft:
        audience = course.audience
        nodes: list[list[Node]] = [[] for _ in worded]
        for node in course.nodes:
            nodes[node.source].append(node)
        sources = [
            (place, part.stretch.flat, sentence)
            for part in parts
            for place, sentence in zip(part.stretch.places, part.sentences, strict=True)
        ]
        became = [Became(*sources[i], nodes[i], course.told[i], worded[i]) for i in range(len(sources))]
        terms = glossary([each.source for each in became], turns.reader(audience, frozenset(), {}))
        source = self._counted(_source(parts), audience, turns)
        title, blocks = document.meta.title, document.blocks
        if audience.rewrite:
            made = _pieces(parts, became, {term.id for term in terms})
            title = "".join(run.text for run in joined(next(made)))
            blocks = rebuilt(blocks, lambda: next(made))
        told = tuple(account(each, self._graded) for each in became)
        shown = [
            node
            for i, each in enumerate(became)
            for node in (each.nodes if each.worded is None else each.worded.nodes(i))
        ]
        texts = self._counted(shown, audience, turns)
        return Draft(
            audience=audience.id,
            title=title,
            blocks=blocks,
            sentences=told,
            glossary=terms,
            readability=self._measured(texts, audience),
            source=self._measured(source, audience),
            versions=self.versions,
            remains=remains(texts),
            omissions=tuple(dict.fromkeys(omitted for each in told for omitted in each.omissions)),
        )


def _source(parts: Sequence[_Part]) -> list[Node]:
    """The sentences of the document as they stand."""
    return [source_node(s, i) for i, s in enumerate(s for part in parts for s in part.sentences)]


def _find(found: Sequence[Stretch], name: str) -> tuple[Stretch, int]:
    """The unit that holds the sentence with that id, and the sentence's number in it."""
    for stretch in found:
        for number, place in enumerate(stretch.places):
            if place.id == name:
                return stretch, number
    raise NoSuchSentence(f"There is no sentence {name!r}.")


def _pieces(parts: Sequence[_Part], became: Sequence[Became], terms: set[str]) -> Iterator[Pieces]:
    """The text of each unit; a glossary term is marked where it first stands."""
    waiting = iter(became)
    left = set(terms)
    for part in parts:
        placed = [each for _ in part.sentences for each in next(waiting).placed]
        marked: dict[tuple[str, int], str] = {}
        for sentence in {each.sentence.id: each.sentence for each in placed}.values():
            for hit in sentence.hits:
                if hit.entry.id in left and part.stretch.unit.kind not in ("title", "heading"):
                    left.discard(hit.entry.id)
                    marked.update({(sentence.id, i): hit.entry.id for i in range(hit.start, hit.end)})
        yield to_pieces(placed, marked) if placed else (Piece(part.stretch.unit.runs),)


def open_writer(
    model: str,
    path: Path | None = None,
    *,
    overlay: Path | None = None,
    spelling: Spelling = "en-GB",
    cache: Path | None = None,
) -> Writer:
    """A writer with the model (package name or folder) and the lexicon (folder; None: the one that ships).

    `overlay` is a folder with rows of the site's own; `spelling` what the writer writes; `cache` a folder
    where the compiled lexicon is kept.

    Raises ModelError, LexiconError, ConstructionError, CueFileError, PeopleFileError,
    NumbersFileError, NominalisationFileError, WordClassesFileError.
    """
    with growing():
        root = folder(path)
        parser = open_parser(model)
        data = Resources(
            lexicon.load(
                parser.words, root, overlay=overlay, spelling=spelling, cache=cache_for(cache, parser)
            ),
            constructions.load(root, Respelling(root, spelling)),
            people.load(root),
            figures.load(root),
            nominalisations.load(root),
        )
        writer = Writer(parser, data, Annotator(data.lexicon, cues.load(root), wordclasses.load(root)))
    # Model and lexicon live as long as the process: what looks for garbage need not walk them each time.
    gc.freeze()
    return writer


def cache_for(folder: Path | None, parser: Parser) -> Cache:
    """Where the lexicon is kept that was compiled with the tokens of this parser; None: nowhere."""
    packages = [f"{name} {metadata.version(name)}" for name in ("spacy", "lemminflect")]
    return Cache(folder, rules_version(), parser.version, *packages)
