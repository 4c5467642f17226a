"""The normal form of blocks, in which two texts that read the same are the same value.

Whitespace is one ordinary space and never stands at either end of a block; neighbouring runs differ in
their marks; a run of whitespace alone and a citation carry no marks; nothing is empty.
"""

from collections.abc import Iterable
from dataclasses import replace

from guidance.article.characters import even
from guidance.article.document import (
    Block,
    Callout,
    Cell,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Run,
    Table,
)


def citation(number: int) -> Run:
    return Run(f"[{number}]", citation=number)


def runs(given: Iterable[Run]) -> tuple[Run, ...]:
    done: list[Run] = []
    for run in given:
        if run.citation is not None:
            done.append(citation(run.citation))
            continue
        text = even(run.text)
        if not done or done[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            _append(done, replace(run, text=text) if text != " " else Run(" "))
    return _without_last_space(done)


def blocks(given: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(block for block in map(_block, given) if block is not None)


def _append(done: list[Run], run: Run) -> None:
    """Joins the run to the one before where both carry the same marks."""
    last = done[-1] if done else None
    if last is not None and last.citation is None and replace(last, text=run.text) == run:
        done[-1] = replace(run, text=last.text + run.text)
    else:
        done.append(run)


def _without_last_space(done: list[Run]) -> tuple[Run, ...]:
    if done and done[-1].text.endswith(" "):
        last = done.pop()
        if text := last.text[:-1]:
            done.append(replace(last, text=text))
    return tuple(done)


def _block(block: Block) -> Block | None:
    match block:
        case Heading(level=level):
            return Heading(level, inner) if (inner := runs(block.runs)) else None
        case Paragraph():
            return Paragraph(inner) if (inner := runs(block.runs)) else None
        case ListBlock(start=start):
            items = tuple(ListItem(inside) for item in block.items if (inside := blocks(item.blocks)))
            return ListBlock(items, start) if items else None
        case Callout(kind=kind):
            return Callout(kind, inside) if (inside := blocks(block.blocks)) else None
        case Table(align=align):
            return Table(_cells(block.header), tuple(_cells(row) for row in block.rows), align)


def _cells(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(Cell(runs(cell.runs)) for cell in cells)
