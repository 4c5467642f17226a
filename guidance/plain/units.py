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


def rebuilt(blocks: tuple[Block, ...], take: Callable[[], Runs]) -> tuple[Block, ...]:
    """The same blocks with the runs that `take` gives, unit by unit in the order of `units`."""
    return tuple(_block(block, take) for block in blocks)


def _block(block: Block, take: Callable[[], Runs]) -> Block:
    match block:
        case Heading() | Paragraph():
            return replace(block, runs=take())
        case ListBlock(items=items):
            return replace(block, items=tuple(ListItem(rebuilt(item.blocks, take)) for item in items))
        case Table(header=header, rows=rows):
            new_header = tuple(Cell(take()) for _ in header)
            return replace(
                block, header=new_header, rows=tuple(tuple(Cell(take()) for _ in row) for row in rows)
            )
        case Callout(blocks=inner):
            return replace(block, blocks=rebuilt(inner, take))
