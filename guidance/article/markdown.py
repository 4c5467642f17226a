"""Clinician Markdown, and plain text, → Document.

CommonMark with tables. A heading of level 1, an image, raw HTML and a block of code are faults; a thematic
break, a link's title and a line break carry no words and are dropped; link reference definitions
("[id]: address") and indented code are not recognised and read as ordinary text. A quotation that begins
with "[!WARNING]" on a line of its own, or with "**Warning:**", is a callout of that kind.
"""

import re
from collections.abc import Iterator
from datetime import date

from guidance.article import characters, citations, frontmatter, normal, reader
from guidance.article.document import Block, Document, ListBlock, ListItem, Metadata, Paragraph, Run
from guidance.article.faults import Faults
from guidance.article.findings import Finding, findings
from guidance.errors import InvalidInput

__all__ = ["Finding", "NoLine", "findings", "from_text", "parse", "parse_body", "parse_line"]

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


class NoLine(InvalidInput):
    """Markdown that is more, or less, than running text: blank, a list, a heading, a table, a quotation."""

    code = "no-running-text"
    title = "This is not running text"


def parse(text: str) -> Document:
    """The document of an article: front matter, then the body.

    Raises TextTooLong, LoneSurrogate, ForbiddenCharacter, or InvalidArticle with all faults together.
    """
    characters.check(text)
    front, body = frontmatter.split(characters.source(text))
    faults = Faults()
    meta = frontmatter.read(front, faults)
    numbers = frozenset(reference.number for reference in meta.references)
    blocks = reader.blocks(body, numbers, faults)
    faults.settle()
    return Document(meta, blocks)


def parse_body(text: str, *, references: frozenset[int] = frozenset()) -> tuple[Block, ...]:
    """The blocks of Markdown that has no front matter; `references` are the numbers it may cite in groups.

    Raises as `parse` does.
    """
    characters.check(text)
    faults = Faults()
    blocks = reader.blocks(characters.source(text), references, faults)
    faults.settle()
    return blocks


def parse_line(text: str, *, references: frozenset[int] = frozenset()) -> tuple[Run, ...]:
    """The runs of Markdown that is running text, all on one line. Raises as `parse` does, or NoLine."""
    characters.check(text)
    match parse_body(characters.even(text).strip(), references=references):
        case (Paragraph(runs),):
            return runs
        case _:
            raise NoLine("Write one or more sentences as running text: no list, heading, table or quotation.")


def from_text(text: str, *, title: str = "") -> Document:
    """Plain text without any Markdown meaning, as render.to_text makes it.

    Blank lines make paragraphs; one whose lines all begin with "- " is a list; "[1]" is a citation run.

    The metadata is a stand-in: slug "text", no specialty, no references. Raises TextTooLong, LoneSurrogate
    or ForbiddenCharacter.
    """
    characters.check(text)
    characters.check(title)
    paragraphs = _PARAGRAPH_BREAK.split(characters.source(text))
    blocks = normal.blocks(map(_plain_block, paragraphs))
    name = characters.even(title).strip()
    meta = Metadata(name, "text", "", (), date(1970, 1, 1), "submitted", None, ())
    return Document(meta, blocks)


def _plain_block(text: str) -> Block:
    lines = text.strip().split("\n")
    if all(line.startswith("- ") and line[2:].strip() for line in lines):
        items = (Paragraph(tuple(_plain_runs(line[2:]))) for line in lines)
        return ListBlock(tuple(ListItem((item,)) for item in items))
    return Paragraph(tuple(_plain_runs(text)))


def _plain_runs(paragraph: str) -> Iterator[Run]:
    at = 0
    for match in citations.SINGLE.finditer(paragraph):
        yield Run(paragraph[at : match.start()])
        yield normal.citation(int(match[1]))
        at = match.end()
    yield Run(paragraph[at:])
