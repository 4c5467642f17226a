"""The one door: a document and an audience in, a draft of the variant out.

A document is parsed once for all its audiences; only output sentences that changed are parsed again,
all of them together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.tokens import Doc

from guidance.article.document import Document, Run
from guidance.plain import constructions, cues, lexicon, nominalisations, people
from guidance.plain.account import account, counted, glossary, source_counted
from guidance.plain.annotate import Annotator, Sentence
from guidance.plain.audience import Audience
from guidance.plain.data import folder
from guidance.plain.definitions import definitions
from guidance.plain.draft import Draft, Readability, Versions
from guidance.plain.flatten import Flat, citations_by_token, flatten, to_pieces
from guidance.plain.grammatical import Grammar
from guidance.plain.guards import GUARDS
from guidance.plain.parse import Parser, open_parser
from guidance.plain.readability import measure, single_words
from guidance.plain.reader import Reader, Resources
from guidance.plain.rewrite import Rewritten, attempt, guarded, passed, rewrite
from guidance.plain.sentences import sentences
from guidance.plain.units import Piece, Pieces, Unit, joined, rebuilt, units
from guidance.plain.version import rules_version


@dataclass(frozen=True, slots=True)
class _Part:
    """One unit of the document, parsed and annotated."""

    unit: Unit
    flat: Flat
    doc: Doc
    citations: Mapping[int, tuple[Run, ...]]
    sentences: tuple[Sentence, ...]


class Writer:
    """Writes variants. Opening one is slow (the model is loaded); it is kept for the life of a process."""

    def __init__(self, parser: Parser, data: Resources, annotator: Annotator) -> None:
        self._parser = parser
        self._data = data
        self._annotator = annotator
        self._syllables = single_words(data.lexicon.syllables)
        self.versions = Versions(data.lexicon.version, rules_version(), parser.version)

    def write(self, document: Document, audience: Audience) -> Draft:
        """The variant for one audience. Raises TextRefused."""
        return self.write_all(document, (audience,))[audience.id]

    def write_all(self, document: Document, audiences: Sequence[Audience]) -> dict[str, Draft]:
        """The variants for several audiences from one parse, by the id of the audience.

        Raises TextRefused.
        """
        parts = self._parts(document)
        defined = dict(pair for part in parts for pair in definitions(part.flat.text))
        grammar = Grammar(self._parser)
        first = {a.id: self._rewritten(parts, a, document, defined) for a in audiences}
        grammar.prepare(_to_parse(first.values()))
        drafts = {}
        for audience in audiences:
            final = [self._grammatical(each, grammar) for each in first[audience.id]]
            drafts[audience.id] = self._draft(document, parts, final, audience, grammar, defined)
        return drafts

    def check(self, document: Document, audience: Audience) -> Readability:
        """How readable the document is for an audience as it stands. Raises TextRefused."""
        parts = self._parts(document)
        defined = dict(pair for part in parts for pair in definitions(part.flat.text))
        reader = Reader(audience, self._data, frozenset(), defined, document.meta.specialty)
        texts = [source_counted(s, reader) for part in parts for s in part.sentences]
        return measure(texts, audience, syllables=self._syllables)

    def _parts(self, document: Document) -> list[_Part]:
        found = list(units(document))
        flats = [flatten(unit.runs) for unit in found]
        docs = self._parser.parse(flat.text for flat in flats)
        numbers = iter(range(1, 1_000_000))
        return [
            self._part(unit, flat, doc, numbers, document.meta.specialty)
            for unit, flat, doc in zip(found, flats, docs, strict=True)
        ]

    def _part(self, unit: Unit, flat: Flat, doc: Doc, numbers: Iterator[int], topic: str) -> _Part:
        citations = citations_by_token(flat, doc)
        marked = tuple(
            self._annotator.sentence(
                span, unit.kind, "title" if unit.kind == "title" else f"s{next(numbers)}", citations, topic
            )
            for span in sentences(doc, unit.kind)
        )
        return _Part(unit, flat, doc, citations, marked)

    def _rewritten(
        self, parts: Sequence[_Part], audience: Audience, document: Document, defined: Mapping[str, str]
    ) -> list[Rewritten]:
        """Every sentence of the document in order; what one teaches the next may use."""
        taught: frozenset[str] = frozenset()
        topics = frozenset(hit.entry.id for s in parts[0].sentences for hit in s.hits)
        done = []
        for sentence in (s for part in parts for s in part.sentences):
            if not audience.rewrite:
                done.append(guarded(attempt(sentence, (), self._annotator.cues), GUARDS))
                continue
            reader = Reader(audience, self._data, taught, defined, document.meta.specialty, topics)
            result = rewrite(sentence, reader, self._annotator.cues)
            taught |= {edit.teaches for edit in result.attempt.edits if edit.teaches}
            done.append(result)
        return done

    def _grammatical(self, result: Rewritten, grammar: Grammar) -> Rewritten:
        if not result.attempt.edits:
            return result
        guards = (*GUARDS, grammar.guard)
        if not any(grammar.guard.check(result.attempt)):
            return replace(result, findings=passed(guards))
        return guarded(result.attempt, guards, result.withdrawn)

    def _draft(
        self,
        document: Document,
        parts: Sequence[_Part],
        results: Sequence[Rewritten],
        audience: Audience,
        grammar: Grammar,
        defined: Mapping[str, str],
    ) -> Draft:
        reader = Reader(audience, self._data, _taught(results), defined, document.meta.specialty)
        terms = glossary(results, reader)
        title, blocks = document.meta.title, document.blocks
        if audience.rewrite:
            made = _pieces(parts, results, {term.id for term in terms})
            title = "".join(run.text for run in joined(next(made)))
            blocks = rebuilt(blocks, lambda: next(made))
        texts = [text for result in results for text in counted(result, reader, grammar)]
        return Draft(
            audience=audience.id,
            title=title,
            blocks=blocks,
            sentences=tuple(account(result) for result in results),
            glossary=terms,
            readability=measure(texts, audience, syllables=self._syllables),
            versions=self.versions,
            omissions=tuple(dict.fromkeys(e.omits for r in results for e in r.attempt.edits if e.omits)),
        )


def _to_parse(drafts: Iterable[Sequence[Rewritten]]) -> Iterator[str]:
    for results in drafts:
        for result in results:
            if result.attempt.edits and result.attempt.sentence.kind == "sentence":
                yield from result.attempt.texts


def _taught(results: Sequence[Rewritten]) -> frozenset[str]:
    return frozenset(e.teaches for r in results for e in r.attempt.edits if e.teaches)


def _pieces(parts: Sequence[_Part], results: Sequence[Rewritten], terms: set[str]) -> Iterator[Pieces]:
    """The rewritten text of each unit; a glossary term is marked where it first stands."""
    waiting = iter(results)
    left = set(terms)
    for part in parts:
        done = [next(waiting) for _ in part.sentences]
        marked: dict[int, str] = {}
        for hit in (hit for sentence in part.sentences for hit in sentence.hits):
            if hit.entry.id in left and part.unit.kind not in ("title", "heading"):
                left.discard(hit.entry.id)
                marked.update(dict.fromkeys(range(hit.start, hit.end), hit.entry.id))
        output = [sentence for result in done for sentence in result.attempt.output]
        if not output:
            yield (Piece(part.unit.runs),)
            continue
        yield to_pieces(output, part.doc, part.flat, part.citations, marked)


def open_writer(model: str, path: Path | None = None) -> Writer:
    """A writer with the model (package name or folder) and the lexicon (folder; None: the one that ships).

    Raises ModelError, LexiconError, ConstructionError, CueFileError, PeopleFileError,
    NominalisationFileError.
    """
    root = folder(path)
    parser = open_parser(model)
    data = Resources(
        lexicon.load(parser.words, root),
        constructions.load(root),
        people.load(root),
        nominalisations.load(root),
    )
    return Writer(parser, data, Annotator(data.lexicon, cues.load(root)))
