"""What an article is: frozen blocks of flat text runs, and the numbered references they cite.

A Document is the same value whether it is the clinician's text or a variant for an audience. Inline
structure is flat: a paragraph is a tuple of runs, and each run carries all of its marks, so nothing
downstream has to walk a tree of nested emphasis.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under one set of marks.

    `citation` is the number of the reference that the run cites; its text is then "[n]".
    `term` is the id of the glossary term that the run mentions.
    """

    text: str
    emphasis: bool = False
    strong: bool = False
    code: bool = False
    link: str | None = None
    citation: int | None = None
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 to 6, since level 1 is the article's title."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item: a paragraph first as a rule, then whatever is nested below it."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A bulleted (`start` None) or numbered list."""

    items: tuple[ListItem, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`align` holds "left", "right", "center" or "" for each column; every row has as many cells."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A quoted block; `kind` is "warning", "caution", "note", "tip", "important" or "quote"."""

    kind: str
    blocks: tuple["Block", ...]


type Block = Heading | Paragraph | ListBlock | Table | Callout


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered source: its year, its kind ("randomised controlled trial") and what it is about."""

    number: int
    year: int
    kind: str
    about: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a clinical code system, as in ("ICD-10-CM", "G35")."""

    system: str
    code: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """The front matter. `status` is one of metadata.STATUSES."""

    title: str
    slug: str
    specialty: str
    codes: tuple[Code, ...]
    updated: date
    status: str
    reviewed_by: str | None
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Document:
    meta: Metadata
    blocks: tuple[Block, ...]


def plain(runs: tuple[Run, ...]) -> str:
    """The text of the runs, marks dropped."""
    return "".join(run.text for run in runs)


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block in reading order, nested ones after the block that holds them."""
    for block in blocks:
        yield block
        match block:
            case ListBlock(items=items):
                for item in items:
                    yield from walk(item.blocks)
            case Callout(blocks=inner):
                yield from walk(inner)
            case _:
                pass
