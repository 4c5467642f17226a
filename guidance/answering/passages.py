"""A variant as passages: the smallest stretches that say the same alone as they say in their place.

A sentence stands alone unless it leans on the one before ("It is not recommended …"), which then comes
with it. What announces a list has the whole list, a row of a table the head of each column. Each part is a
sentence of the account, known by its id, in the very words that its readers are served.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from guidance.article.document import (
    Block,
    Callout,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Table,
)
from guidance.plain.units import Unit, units

MOST_PARTS = 24
"""Sentences of one passage; a longer list is cut into passages that each have what announces it."""
MOST_SHOWN = 80
"""Words of a paragraph that is shown whole."""
_LEANS = re.compile(
    r"(?:however|conversely|additionally|consequently|therefore|in contrast|but|so|then|also|in addition|"
    r"it|they|he|she|this|that|those|the|both|either|neither|such|for (?:them|it|this|these)|in both|"
    r"with (?:it|them)|these \w+ (?:are|include|were)|these (?:are|include|were))\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_END = 24  # characters
_CITED = re.compile(r"(?<!\\)\[(\d+(?:,\s*\d+)*)\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence as it is served: its id, its kind, its lines; `label` heads its column in a table.

    Those of its lines that only explain a word are its `glosses`.
    """

    id: str
    kind: str
    lines: tuple[str, ...]
    citations: tuple[int, ...] = ()
    label: str = ""
    glosses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that are shown together, under the `heading` that they stand below ("" for none).

    `place` is the number of that heading in the variant, from 1; 0 for none. `shown` are its parts with the
    others of their paragraph, where that is short.
    """

    heading: str
    place: int
    parts: tuple[Part, ...]
    shown: tuple[Part, ...]

    @property
    def text(self) -> str:
        """What it says, without what only explains a word."""
        said = (
            line
            for part in self.parts
            for line in (part.label, *part.lines)
            if line and line not in part.glosses
        )
        return "\n".join(said)

    @property
    def explained(self) -> str:
        """What only explains a word of it."""
        return "\n".join(line for part in self.parts for line in part.glosses)


def passages(
    document: Document, sentences: Iterable[Mapping[str, Any]], glossary: Iterable[Mapping[str, Any]] = ()
) -> tuple[Passage, ...]:
    """The passages of a variant: of the revision as its author wrote it, the variant's own account of its
    sentences, and its glossary.
    """
    return tuple(_Walk(document, sentences, glossary).passages())


@dataclass(slots=True)
class _Group:
    """Sentences that are going to be one passage; `open` while a list may follow that it announces."""

    parts: list[Part] = field(default_factory=list)
    announces: bool = False
    paragraph: int = 0


class _Walk:
    """One walk through the blocks, with the places of their sentences in the same order."""

    def __init__(
        self,
        document: Document,
        sentences: Iterable[Mapping[str, Any]],
        glossary: Iterable[Mapping[str, Any]],
    ) -> None:
        self._told = deque(one for one in sentences if one["kind"] != "title")
        self._ends = tuple(filter(None, (_end(str(one["explanation"])) for one in glossary)))
        found = units(document)
        next(found)  # the title
        self._units = found
        self._blocks = document.blocks
        self._heading, self._number, self._paragraphs = "", 0, 0

    def passages(self) -> Iterator[Passage]:
        yield from self._of(self._blocks)

    def _of(self, blocks: Sequence[Block]) -> Iterator[Passage]:
        groups: list[_Group] = []
        for block in blocks:
            match block:
                case Heading():
                    yield from self._passages(groups)
                    groups = []
                    self._number += 1
                    self._heading = " ".join(line for part in self._unit() for line in part.lines)
                case Paragraph():
                    self._paragraph(groups)
                case ListBlock():
                    self._list(groups, block)
                case Table():
                    yield from self._passages(groups)
                    groups = []
                    yield from self._table(block)
                case Callout(blocks=inner):
                    yield from self._passages(groups)
                    groups = []
                    yield from self._of(inner)
        yield from self._passages(groups)

    def _unit(self, label: str = "") -> list[Part]:
        """The sentences of the next unit that the variant has."""
        return [part for told in self._next() if (part := self._part(told, label)) is not None]

    def _next(self) -> Iterator[Mapping[str, Any]]:
        """What the account tells of the next unit: its sentences follow one another in it."""
        left = _squeezed(next(self._units))
        while self._told and left.startswith(source := _SPACE.sub("", str(self._told[0]["source"]))):
            left = left.removeprefix(source)
            yield self._told.popleft()
            if not left:
                return

    def _part(self, told: Mapping[str, Any], label: str) -> Part | None:
        lines = tuple(line.strip() for line in told["output"] if line.strip())
        if not lines:
            return None
        cited = (
            int(number)
            for found in _CITED.finditer(told.get("output_markdown", ""))
            for number in found[1].split(",")
        )
        glosses = tuple(line for line in lines[1:] if _end(line).endswith(self._ends))
        return Part(str(told["id"]), str(told["kind"]), lines, tuple(dict.fromkeys(cited)), label, glosses)

    def _paragraph(self, groups: list[_Group]) -> None:
        self._paragraphs += 1
        for part in self._unit():
            if not groups or not _LEANS.match(part.lines[0]) or len(groups[-1].parts) >= MOST_PARTS:
                groups.append(_Group(paragraph=self._paragraphs))
            groups[-1].parts.append(part)
            groups[-1].announces = part.lines[-1].endswith(":")

    def _list(self, groups: list[_Group], block: ListBlock) -> None:
        """Items below what announces them; without that, each for itself."""
        lead = groups[-1] if groups and groups[-1].announces else None
        before = list(lead.parts) if lead else []
        for item in block.items:
            inner: list[_Group] = []
            for one in item.blocks:
                if isinstance(one, ListBlock):
                    self._list(inner, one)
                elif isinstance(one, Paragraph):
                    self._item(inner)
                else:
                    inner.append(_Group(self._rest(one)))
            parts = [part for group in inner for part in group.parts]
            if lead is None:
                groups.append(_Group(parts))
            elif len(lead.parts) + len(parts) > MOST_PARTS:
                lead = _Group([*before, *parts])
                groups.append(lead)
            else:
                lead.parts.extend(parts)
        if lead is not None:
            lead.announces = False

    def _item(self, groups: list[_Group]) -> None:
        parts = self._unit()
        if parts:
            groups.append(_Group(parts, announces=parts[-1].lines[-1].endswith(":")))

    def _rest(self, block: Block) -> list[Part]:
        """All sentences of a block that stands inside an item."""
        return [part for passage in self._of((block,)) for part in passage.parts]

    def _table(self, block: Table) -> Iterator[Passage]:
        heads = [" ".join(line for part in self._unit() for line in part.lines) for _ in block.header]
        for row in block.rows:
            parts = []
            for column, _ in enumerate(row):
                label = heads[column] if column < len(heads) else ""
                parts += self._unit(label)
            # The first cell only says what the row is about.
            if len(parts) > 1:
                yield Passage(self._heading, self._number, tuple(parts), tuple(parts))

    def _passages(self, groups: Iterable[_Group]) -> Iterator[Passage]:
        for _, together in groupby(groups, lambda group: group.paragraph or id(group)):
            paragraph = [group for group in together if group.parts]
            whole = tuple(part for group in paragraph for part in group.parts)
            short = sum(len(line.split()) for part in whole for line in part.lines) <= MOST_SHOWN
            for group in paragraph:
                own = tuple(group.parts)
                yield Passage(self._heading, self._number, own, whole if short else own)


def _end(text: str) -> str:
    """How an explanation ends: its beginning differs with the sentence that it is given in."""
    return text.rstrip(" .").casefold()[-_END:]


def _squeezed(unit: Unit) -> str:
    """The text of a unit without citations and white space, as its sentences are told to be."""
    return _SPACE.sub("", "".join(run.text for run in unit.runs if run.citation is None))
