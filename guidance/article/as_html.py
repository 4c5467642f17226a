"""Blocks → semantic HTML that is safe to put into a page: every text is escaped, every link checked."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from guidance.article import links
from guidance.article.document import (
    Block,
    Callout,
    Cell,
    Heading,
    ListBlock,
    Paragraph,
    Reference,
    Run,
    Table,
    plain,
    walk,
)

_NOT_WORDS = re.compile(r"[\W_]+")
_EMPTY = Markup("")


def to_html(blocks: Sequence[Block], *, references: Sequence[Reference] = (), prefix: str = "") -> str:
    """The body of an article, without its title.

    A citation links to "#{prefix}ref-n" where `references` holds n, its own id is "{prefix}cite-n" ("-2" at
    its second place and so on); a heading's id is "{prefix}section-…"; a term links to "#{prefix}term-{id}".
    `prefix` keeps the ids of several articles on one page apart.
    """
    return str(_Writer(frozenset(ref.number for ref in references), prefix).blocks(blocks))


def references_html(
    references: Sequence[Reference], *, blocks: Sequence[Block] = (), prefix: str = ""
) -> str:
    """The sources as a numbered list; each that `blocks` cite links back to the first place."""
    cited = {run.citation for block in walk(tuple(blocks)) for run in _runs_of(block)}
    items = (_reference(ref, ref.number in cited, prefix) for ref in references)
    return str(Markup('<ol class="references">\n{}</ol>\n').format(_EMPTY.join(items)))


def _reference(ref: Reference, cited: bool, prefix: str) -> Markup:
    name = Markup("{} ({}): {}").format(ref.kind[:1].upper() + ref.kind[1:], ref.year, ref.about)
    if ref.url is not None:
        name = Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(ref.url, name)
    back = Markup(
        ' <a class="back" href="#{0}cite-{1}" role="doc-backlink"'
        ' aria-label="Back to where source {1} is cited">↩</a>'
    )
    return Markup('<li id="{}ref-{}" value="{}">{}{}</li>\n').format(
        prefix, ref.number, ref.number, name, back.format(prefix, ref.number) if cited else ""
    )


def _runs_of(block: Block) -> Iterable[Run]:
    match block:
        case Heading(runs=runs) | Paragraph(runs=runs):
            yield from runs
        case Table(header=header, rows=rows):
            for row in (header, *rows):
                for cell in row:
                    yield from cell.runs
        case _:
            pass


class _Writer:
    """Remembers which ids are taken and how often each source has been cited."""

    def __init__(self, numbers: frozenset[int], prefix: str) -> None:
        self.numbers = numbers
        self.prefix = prefix
        self.taken: set[str] = set()
        self.tables = 0

    def unique(self, name: str) -> str:
        candidate, count = name, 1
        while candidate in self.taken:
            count += 1
            candidate = f"{name}-{count}"
        self.taken.add(candidate)
        return f"{self.prefix}{candidate}"

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        return _EMPTY.join(self.block(block) for block in blocks)

    def block(self, block: Block) -> Markup:
        match block:
            case Heading(level=level, runs=runs):
                slug = _NOT_WORDS.sub("-", plain(runs).lower()).strip("-")
                name = self.unique(f"section-{slug}" if slug else "section")
                return Markup('<h{0} id="{1}">{2}</h{0}>\n').format(level, name, self.runs(runs))
            case Paragraph(runs=runs):
                return Markup("<p>{}</p>\n").format(self.runs(runs))
            case ListBlock():
                return self.list_(block)
            case Table():
                return self.table(block)
            case Callout():
                return self.callout(block)

    def list_(self, block: ListBlock) -> Markup:
        items = _EMPTY.join(self.item(item.blocks) for item in block.items)
        if block.start is None:
            return Markup("<ul>\n{}</ul>\n").format(items)
        start = Markup(' start="{}"').format(block.start) if block.start != 1 else ""
        return Markup("<ol{}>\n{}</ol>\n").format(start, items)

    def item(self, blocks: tuple[Block, ...]) -> Markup:
        """An item's first paragraph goes without <p> where only lists follow it."""
        match blocks:
            case (Paragraph(runs=runs), *rest) if all(isinstance(block, ListBlock) for block in rest):
                return Markup("<li>{}{}</li>\n").format(self.runs(runs), self.blocks(rest))
            case _:
                return Markup("<li>\n{}</li>\n").format(self.blocks(blocks))

    def callout(self, block: Callout) -> Markup:
        if block.kind == "quote":
            return Markup("<blockquote>\n{}</blockquote>\n").format(self.blocks(block.blocks))
        return Markup(
            '<aside class="callout callout-{}" role="note">\n<p class="callout-label">{}</p>\n{}</aside>\n'
        ).format(block.kind, block.kind.capitalize(), self.blocks(block.blocks))

    def table(self, table: Table) -> Markup:
        """Scrolls on its own, also by keyboard; the first cell of a row names it where others follow."""
        self.tables += 1
        header = self.cells(table.header, table.align, len(table.header))
        rows = _EMPTY.join(
            Markup("<tr>{}</tr>\n").format(
                self.cells(row, table.align, 0 if len(row) == 1 else 1, scope="row")
            )
            for row in table.rows
        )
        return Markup(
            '<div class="table" role="region" aria-label="Table {}" tabindex="0">\n<table>\n'
            "<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n"
        ).format(self.tables, header, rows)

    def cells(
        self, cells: tuple[Cell, ...], align: tuple[str, ...], names: int, scope: str = "col"
    ) -> Markup:
        """The first `names` cells are headings, unless they are empty."""
        return _EMPTY.join(
            Markup("<{0}{1}{2}>{3}</{0}>").format(
                "th" if index < names and cell.runs else "td",
                Markup(' scope="{}"').format(scope) if index < names and cell.runs else "",
                Markup(' class="align-{}"').format(side) if side else "",
                self.runs(cell.runs),
            )
            for index, (cell, side) in enumerate(zip(cells, align, strict=True))
        )

    def runs(self, runs: Iterable[Run]) -> Markup:
        done = _EMPTY
        for link, linked in groupby(runs, key=lambda run: run.link):
            inner = _EMPTY.join(map(self.run, linked))
            if link is not None and not links.fault_in(link):
                inner = Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link, inner)
            done += inner
        return done

    def run(self, run: Run) -> Markup:
        if run.citation is not None:
            return self.citation(run)
        text: Markup = escape(run.text)
        if run.code:
            text = Markup("<code>{}</code>").format(text)
        if run.term is not None and run.link is None:
            text = Markup('<a class="term" href="#{}term-{}">{}</a>').format(self.prefix, run.term, text)
        if run.emphasis:
            text = Markup("<em>{}</em>").format(text)
        return Markup("<strong>{}</strong>").format(text) if run.strong else text

    def citation(self, run: Run) -> Markup:
        if run.citation not in self.numbers:
            return Markup('<sup class="citation">{}</sup>').format(run.text)
        return Markup(
            '<sup class="citation"><a href="#{0}ref-{1}" id="{2}" role="doc-noteref">{3}</a></sup>'
        ).format(self.prefix, run.citation, self.unique(f"cite-{run.citation}"), run.text)
