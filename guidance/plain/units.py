"""A document as the units that are parsed and rewritten one by one, and put back in the same places."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from guidance.article.document import (
    Block,
    Callout,
    Cell,
    Document,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Run,
    Table,
)

type Runs = tuple[Run, ...]


class Unit(NamedTuple):
    """The runs of one heading, paragraph, cell or title; `kind` as in SentenceDraft."""

    kind: str
    runs: Runs


def units(document: Document) -> Iterator[Unit]:
    """The title first, then every unit of the blocks in reading order."""
    yield Unit("title", (Run(document.meta.title),))
    yield from _of_blocks(document.blocks, "sentence")


def _of_blocks(blocks: tuple[Block, ...], kind: str) -> Iterator[Unit]:
    for block in blocks:
        match block:
            case Heading(runs=runs):
                yield Unit("heading", runs)
            case Paragraph(runs=runs):
                yield Unit(kind, runs)
            case ListBlock(items=items):
                for item in items:
                    yield from _of_blocks(item.blocks, "item")
            case Table(header=header, rows=rows):
                yield from (Unit("cell", cell.runs) for row in (header, *rows) for cell in row)
            case Callout(blocks=inner):
                yield from _of_blocks(inner, "sentence")


class Piece(NamedTuple):
    """A stretch of a rewritten unit: running text, or the items of a list."""

    runs: Runs
    items: tuple[Runs, ...] = ()


type Pieces = tuple[Piece, ...]


def rebuilt(blocks: tuple[Block, ...], take: Callable[[], Pieces]) -> tuple[Block, ...]:
    """The same blocks with what `take` gives, unit by unit in the order of `units`.

    A paragraph that turned a series into a list becomes several blocks.
    """
    return tuple(made for block in blocks for made in _blocks(block, take))


def _blocks(block: Block, take: Callable[[], Pieces]) -> Iterator[Block]:
    match block:
        case Heading():
            yield replace(block, runs=joined(take()))
        case Paragraph():
            yield from _paragraphs(take())
        case ListBlock(items=items):
            yield replace(block, items=tuple(ListItem(rebuilt(item.blocks, take)) for item in items))
        case Table(header=header, rows=rows):
            first = tuple(Cell(joined(take())) for _ in header)
            rest = tuple(tuple(Cell(joined(take())) for _ in row) for row in rows)
            yield replace(block, header=first, rows=rest)
        case Callout(blocks=inner):
            yield replace(block, blocks=rebuilt(inner, take))


def joined(pieces: Pieces) -> Runs:
    """All the runs of pieces that hold no list."""
    return tuple(run for piece in pieces for run in piece.runs)


def _paragraphs(pieces: Pieces) -> Iterator[Block]:
    for piece in pieces:
        if piece.items:
            yield ListBlock(tuple(ListItem((Paragraph(runs),)) for runs in piece.items))
        else:
            yield Paragraph(piece.runs)
