"""The sentences of a text as they stand between two turns of rewriting, each word tied to its source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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


def followed(node: Node, doc: Doc, output: Sequence[OutSentence]) -> Iterator[Node]:
    """The sentences that a node became; `output` stands for tokens of the node's parse `doc`."""
    places = tuple(_places(node.outs))
    listed: Listed = node.listed
    for sentence in output:
        item = is_item(sentence)
        words = sentence[1:] if item else sentence
        listed = "first" if item else listed
        kind = "item" if item else node.kind
        for part in _parted(words, kind):
            traced = tuple(_traced(out, node.outs, places, doc) for out in part)
            yield Node(text_of(part), kind, traced, node.source, listed)
            listed = "more" if listed else ""


def _parted(words: OutSentence, kind: str) -> Iterator[OutSentence]:
    """The words parted where their text ends a sentence, as when an explanation has two."""
    text = text_of(words)
    ends = [end for _, end in segments(text, kind)]
    if len(ends) < 2:
        yield words
        return
    places = tuple(_places(words))
    start = 0
    for end in ends:
        stop = next((i for i, (_, to) in enumerate(places) if to >= end), len(words) - 1) + 1
        yield words[start:stop]
        start = stop


def _places(outs: OutSentence) -> Iterator[tuple[int, int]]:
    """Where each word stands in the text of its sentence."""
    at = 0
    for i, out in enumerate(outs):
        at += out.space and i > 0
        yield at, at + len(out.text)
        at += len(out.text)


def _traced(out: Out, outs: OutSentence, places: Sequence[tuple[int, int]], doc: Doc) -> Out:
    """The word with the tokens of the source that those of the node stand for."""
    if out.start < out.end:
        a, b = doc[out.start].idx, doc[out.end - 1].idx + len(doc[out.end - 1])
        met = [o for o, (start, end) in zip(outs, places, strict=True) if start < b and a < end]
    else:
        a = doc[out.start].idx if out.start < len(doc) else len(doc.text)
        before = [o for o, (_, end) in zip(outs, places, strict=True) if end <= a]
        at = before[-1].end if before else outs[0].start
        return replace(out, start=at, end=at)
    if not met:
        return replace(out, start=outs[0].start, end=outs[0].start)
    start, end = met[0].start, met[0].end
    for other in met[1:]:
        if other.start >= start:
            end = max(end, other.end)
    if out.new:
        return replace(out, start=start, end=end)
    return replace(
        out,
        start=start,
        end=end,
        new=met[0].new,
        gloss=met[0].gloss,
        repeated=out.repeated or met[0].repeated,
    )


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
