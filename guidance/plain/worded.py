"""A person's wording of one source sentence, read and marked in the way that the source itself is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guidance.article import characters, markdown
from guidance.article.document import Run
from guidance.plain.annotate import Annotator, Sentence
from guidance.plain.flatten import Flat, citations_by_token, flatten
from guidance.plain.grammatical import Grammar
from guidance.plain.nodes import Node, source_node
from guidance.plain.segment import segments
from guidance.plain.stretches import Place


@dataclass(frozen=True, slots=True)
class Worded:
    """`wording` as it was typed; `sentences` tell of its text, whose marks and citations `flat` holds."""

    wording: str
    flat: Flat
    sentences: tuple[Sentence, ...]

    def nodes(self, number: int) -> list[Node]:
        """Its sentences as what source sentence `number` became."""
        return [source_node(sentence, number) for sentence in self.sentences]

    @property
    def citations(self) -> tuple[int, ...]:
        """The numbers it cites, in order."""
        return tuple(run.citation for _, runs in self.flat.citations for run in runs if run.citation)


def runs_of(wording: str, kind: str) -> tuple[Run, ...]:
    """A wording as runs: Markdown on one line; of a title, plain text.

    Raises what article.markdown.parse_line raises.
    """
    if kind != "title":
        return markdown.parse_line(wording)
    characters.check(wording)
    text = characters.even(wording).strip()
    if not text:
        raise markdown.NoLine("A title needs words.")
    return (Run(text),)


def read(wording: str, place: Place, grammar: Grammar, annotator: Annotator, topic: str) -> Worded:
    """The wording for the sentence at that place. Raises as `runs_of`, or TooLong."""
    flat = flatten(runs_of(wording, place.kind))
    return Worded(wording, flat, tuple(_sentences(flat, place, grammar, annotator, topic)))


def _sentences(
    flat: Flat, place: Place, grammar: Grammar, annotator: Annotator, topic: str
) -> Iterator[Sentence]:
    ends = segments(flat.text, place.kind)
    grammar.prepare(flat.text[a:b] for a, b in ends)
    docs = [(a, grammar.doc(flat.text[a:b])) for a, b in ends]
    cited = citations_by_token(flat, docs)
    for number, ((offset, doc), citations) in enumerate(zip(docs, cited, strict=True)):
        # A name of its own for each, since marks and citations are found by name and token.
        found = annotator.sentence(doc[:], place.kind, f"{place.id}/{number}", citations, topic)
        yield replace(found, offset=offset)
