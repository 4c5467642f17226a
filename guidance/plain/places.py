"""Where between the sentences of a text another may stand: never before one that points back.

What a source sentence became stays together; sentences that only explain its terms come behind all of it.
Where the next begins with "It" or "But these", they wait until that one is told too; where another such
follows, there is no room.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import groupby, zip_longest

from guidance.plain.annotate import Sentence
from guidance.plain.nodes import Node
from guidance.plain.realise import only_explains

_POINTERS = frozenset(
    (
        "it", "its", "they", "their", "them", "this", "that", "these", "those", "such", "he", "she", "his",
        "her", "both", "neither",
    )
)  # fmt: skip
_LEADING = frozenset(
    (
        "but", "and", "so", "also", "however", "then", "yet", "still", "overall", "thus", "for", "in", "of",
        "among", "with", "after", "by", "as", "because", "despite", "from", "to", "during", "without",
    )
)  # fmt: skip
_LONGEST_LEAD = 4
_WORD = re.compile(r"[\w'’-]+|[^\w\s]")


class Places:
    """The nodes of a text, asked for what stands behind each."""

    def __init__(self, nodes: Sequence[Node], sentences: Sequence[Sentence]) -> None:
        self._nodes = nodes
        self._sentences = sentences
        self._last = {node.source: i for i, node in enumerate(nodes)}

    def leads_a_pronoun(self, i: int) -> bool:
        """Whether nothing may come between node i and the next: it points back, or is a list that i leads."""
        nodes = self._nodes
        if i + 1 < len(nodes) and nodes[i + 1].listed and nodes[i + 1].source == nodes[i].source:
            return not nodes[i].listed
        return self._leads_on(i)

    def has_room(self, i: int) -> bool:
        """Whether a sentence that explains a term of node i has a place."""
        return self.home(self._nodes[i].source) is not None

    def home(self, source: int) -> int | None:
        """The source sentence behind whose nodes explanations of this one stand; None where they may not."""
        for each in (source, source + 1):
            last = self._last.get(each)
            if last is None or not self._leads_on(last):
                return each if last is not None else None
            if not self._goes_on(last):
                return None
        return None

    def _leads_on(self, last: int) -> bool:
        text = self._nodes[last].text
        if text.endswith(":") or not self._goes_on(last):
            return text.endswith(":")
        return points_back(self._nodes[last + 1].text, self._sentences[0].classes.frames)

    def _goes_on(self, i: int) -> bool:
        """Whether the next sentence stands in the same paragraph."""
        if i + 1 >= len(self._nodes):
            return False
        here, after = (self._sentences[self._nodes[k].source] for k in (i, i + 1))
        return here.kind == after.kind == "sentence" and here.unit == after.unit


def points_back(text: str, frames: Set[str]) -> bool:
    """Whether a sentence begins with a word that means what came before: "It", "Because of this,".

    "This study" means the text itself: it is one of the `frames` (WordClasses).
    """
    words = [word.lower() for word in _WORD.findall(text)[: _LONGEST_LEAD + 2]]
    lead = words[:_LONGEST_LEAD] if words and words[0] in _LEADING else words[:1]
    return any(
        word in _POINTERS and (words[i + 1 :] or [""])[0].removesuffix("s") not in frames
        for i, word in enumerate(_until_comma(lead))
    )


def _until_comma(words: Sequence[str]) -> Sequence[str]:
    """The words before the first comma; behind one comma alone ("But, these") they go on."""
    if "," not in words:
        return words[:2]
    cut = words.index(",")
    return words[:cut] if cut > 1 else [*words[:cut], *words[cut + 1 : cut + 2]]


def explained_last(nodes: Sequence[Node], sentences: Sequence[Sentence]) -> list[Node]:
    """The nodes with every sentence that only explains behind all that the source sentence became."""
    told = [node for node in nodes if not only_explains(node.outs)]
    told = [_alone(node, after) for node, after in zip_longest(told, told[1:])]
    places = Places(told, sentences)
    waiting: dict[int, list[Node]] = {}
    for node in nodes:
        if only_explains(node.outs):
            home = places.home(node.source)
            home = node.source if home is None else home
            waiting.setdefault(home, []).append(_moved(node, home, sentences[home]))
    if not waiting.keys() <= {node.source for node in told}:
        return list(nodes)
    groups = groupby(told, key=lambda node: node.source)
    return [node for source, group in groups for node in (*group, *waiting.get(source, ()))]


def _moved(node: Node, home: int, sentence: Sentence) -> Node:
    """The node as a sentence of its own behind what `home` became."""
    outs = node.outs
    if home != node.source:
        outs = tuple(out._replace(start=sentence.end, end=sentence.end) for out in outs)
    return replace(node, kind=sentence.kind, outs=outs, source=home, listed="")


def _alone(node: Node, after: Node | None) -> Node:
    """An item of a list without the full stop that it had before its explanation."""
    closed = node.listed == "first" and node.outs[-1].text == "." and node.outs[-1].new
    if not closed or (after is not None and after.listed == "more"):
        return node
    return replace(node, text=node.text[:-1], outs=node.outs[:-1])
