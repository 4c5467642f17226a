"""Where the sentences of a document stand, told from its text alone: no parse is needed.

A sentence is known by its key: a digest of its kind and its words with their marks and citations, and
its number among the equal ones. The key stands while the sentence stands, whatever comes or goes around it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from guidance.article import render
from guidance.article.document import Document, Paragraph, Run
from guidance.plain.flatten import Flat, flatten, runs_between
from guidance.plain.segment import segments
from guidance.plain.units import Unit, units


@dataclass(frozen=True, slots=True)
class Place:
    """One sentence of a document, at `offset` of the text of its unit.

    `id` is "title" or "s1", "s2", … in reading order; `key` is told above; `text` is the sentence without
    marks and citations, `markdown` with them (a title has no marks).
    """

    id: str
    key: str
    kind: str
    text: str
    markdown: str
    offset: int


class Stretch(NamedTuple):
    """One unit of a document, its text, and its sentences."""

    unit: Unit
    flat: Flat
    places: tuple[Place, ...]


def stretches(document: Document) -> list[Stretch]:
    """Every unit of the document in reading order, the title first."""
    numbers = iter(range(1, 1_000_000))
    equals: Counter[str] = Counter()
    found = []
    for unit in units(document):
        flat = flatten(unit.runs)
        found.append(Stretch(unit, flat, tuple(_places(unit.kind, flat, numbers, equals))))
    return found


def _places(kind: str, flat: Flat, numbers: Iterator[int], equals: Counter[str]) -> Iterator[Place]:
    for start, end in segments(flat.text, kind):
        text = flat.text[start:end]
        markdown = in_one_line(runs_between(flat, start, end), kind)
        digest = hashlib.sha256(f"{kind}\n{markdown}".encode()).hexdigest()[:16]
        equals[digest] += 1
        name = "title" if kind == "title" else f"s{next(numbers)}"
        yield Place(name, f"{digest}.{equals[digest]}", kind, text, markdown, start)


@lru_cache(maxsize=4096)
def in_one_line(runs: tuple[Run, ...], kind: str) -> str:
    """Runs as Markdown on one line; a title, which has no marks, as plain text."""
    if kind == "title":
        return "".join(run.text for run in runs).strip()
    return render.blocks_to_markdown((Paragraph(runs),)).strip()
