"""Blocks → plain text."""

from collections.abc import Iterator, Sequence

from guidance.article.document import Block, Callout, Cell, ListBlock, ListItem, Table, plain


def to_text(blocks: Sequence[Block]) -> str:
    """Plain text without a last line end: a blank line between blocks, each list item on a line of its own.

    Items begin with "- " or "1. ", table cells stand apart by " | ", a callout begins with its kind
    ("Warning: …").
    """
    return "\n\n".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case ListBlock(items=items, start=start):
            return "\n".join(_item(item, _marker(start, index)) for index, item in enumerate(items))
        case Table(header=header, rows=rows):
            return "\n".join(map(_row, (header, *rows)))
        case Callout(kind=kind, blocks=inner):
            label = "" if kind == "quote" else f"{kind.capitalize()}: "
            return label + to_text(inner)
        case _:
            return plain(block.runs)


def _marker(start: int | None, index: int) -> str:
    return "- " if start is None else f"{start + index}. "


def _item(item: ListItem, marker: str) -> str:
    return "\n".join(_indented("\n".join(map(_block, item.blocks)), marker))


def _indented(text: str, marker: str) -> Iterator[str]:
    for number, line in enumerate(text.split("\n")):
        lead = marker if number == 0 else " " * len(marker)
        yield f"{lead}{line}".rstrip()


def _row(cells: tuple[Cell, ...]) -> str:
    return " | ".join(plain(cell.runs) for cell in cells)
