"""The sentences of a text as they stand between two turns of rewriting, each word tied to its source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc

from guidance.plain.annotate import Sentence
from guidance.plain.realise import Out, OutSentence, is_item, text_of
from guidance.plain.rule import Break
from guidance.plain.segment import segments

type Listed = Literal["", "first", "more"]


@dataclass(frozen=True, slots=True)
class Node:
    """One sentence: `text` as read and `outs`, its words, with the tokens of source sentence `source`.

    `listed` says that it begins ("first") or goes on with ("more") an item of a list that a series became;
    its `kind` is then "item".
    """

    text: str
    kind: str
    outs: OutSentence
    source: int
    listed: Listed = ""


def source_node(sentence: Sentence, number: int) -> Node:
    """A source sentence that nothing has been done to."""
    outs = tuple(
        Out(t.text, t.i, t.i + 1, space=t.i == sentence.start or _is_spaced(sentence.doc, t.i), new=False)
        for t in sentence.tokens
    )
    return Node(sentence.text, sentence.kind, outs, number)


def _is_spaced(doc: Doc, i: int) -> bool:
    return bool(doc[i - 1].whitespace_) or doc[i - 1].is_space


def texts(kind: str, output: Sequence[OutSentence]) -> Iterator[str]:
    """The texts of the sentences that `followed` will tell of."""
    for sentence in output:
        item = is_item(sentence)
        for part in _parted(sentence[1:] if item else sentence, "item" if item else kind):
            yield text_of(part)


def followed(node: Node, doc: Doc, output: Sequence[OutSentence]) -> Iterator[Node]:
    """The sentences that a node became; `output` stands for tokens of the node's parse `doc`."""
    origins = _origins(node.outs, doc)
    inside = node.listed
    for sentence in output:
        item = is_item(sentence)
        words = sentence[1:] if item else sentence
        listed: Listed = "first" if item else inside
        kind = "item" if item else node.kind
        for part in _parted(words, kind):
            traced = tuple(_traced(out, origins) for out in part)
            yield Node(text_of(part), kind, traced, node.source, listed)
            listed = "more" if listed else ""
        inside = "more" if inside else ""


def _parted(words: OutSentence, kind: str) -> Iterator[OutSentence]:
    """The words parted where their text ends a sentence, as when an explanation has two."""
    ends = [end for _, end in segments(text_of(words), kind)]
    if len(ends) < 2:
        yield words
        return
    places = tuple(_places(words))
    start = 0
    for end in ends:
        stop = next((i for i, (_, to) in enumerate(places) if to >= end), len(words) - 1) + 1
        yield words[start:stop]
        start = stop


def _origins(outs: OutSentence, doc: Doc) -> list[Out]:
    """For each token of the parse the word of the node that it is, or is part of."""
    places = tuple(_places(outs))
    found, i = [], 0
    for token in doc:
        while i + 1 < len(outs) and places[i][1] <= token.idx:
            i += 1
        found.append(outs[i])
    return found


def _places(outs: OutSentence) -> Iterator[tuple[int, int]]:
    """Where each word stands in the text of its sentence."""
    at = 0
    for i, out in enumerate(outs):
        at += out.space and i > 0
        yield at, at + len(out.text)
        at += len(out.text)


def _traced(out: Out, origins: Sequence[Out]) -> Out:
    """The word with the tokens of the source that those of the node stand for."""
    if out.start >= out.end:
        at = origins[out.start - 1].end if 0 < out.start <= len(origins) else origins[0].start
        return out._replace(start=at, end=at)
    first = origins[out.start]
    if not out.new:
        return first._replace(text=out.text, space=out.space, repeated=out.repeated or first.repeated)
    end = max(o.end for o in origins[out.start : out.end] if o.start >= first.start)
    return out._replace(start=first.start, end=end)


def assembled(nodes: Sequence[Node]) -> tuple[OutSentence, ...]:
    """The nodes of a source sentence as output sentences; each item of a list is one."""
    made: list[OutSentence] = []
    for node in nodes:
        if node.listed == "first":
            at = node.outs[0].start
            made.append((Out(Break.ITEM.value, at, at, space=True, new=True), *node.outs))
        elif node.listed == "more" and made:
            made[-1] = (*made[-1], *node.outs)
        else:
            made.append(node.outs)
    return tuple(made)
