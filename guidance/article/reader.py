"""markdown-it's block tokens → blocks."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from guidance.article import citations, inline, normal
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
from guidance.article.faults import Faults

MAX_DEPTH = 8
"""How many lists and quotations may stand inside one another."""

CALLOUTS = ("warning", "caution", "note", "tip", "important")
MARKER = re.compile(r"\[!([A-Za-z]+)\][ \t]*(?:\n|$)")
LABEL = re.compile(rf"(\*\*|__)({'|'.join(CALLOUTS)})(?::\1|\1:)(?=\s|$)\s*", re.IGNORECASE)

_CONTAINERS = ("bullet_list", "ordered_list", "blockquote")
_PIPE = re.compile(r"(?<!\\)\|")


class _Parser(MarkdownIt):
    """Keeps links as they are written, so that a bad one is a fault and not silently plain text."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 (markdown-it's own name)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _parser() -> MarkdownIt:
    # Past maxNesting levels (a list and its item are two) markdown-it drops text without a word: MAX_DEPTH
    # must speak first.
    parser = _Parser("commonmark", {"maxNesting": 2 * MAX_DEPTH + 4})
    parser.enable("table").disable(["reference", "code", "image"])
    parser.inline.ruler.before("link", "citation", citations.rule)
    parser.inline.ruler.before("link", "refused_image", inline.image_rule)
    return parser


_PARSER = _parser()


def blocks(source: str, numbers: frozenset[int], faults: Faults) -> tuple[Block, ...]:
    """The blocks in normal form; `numbers` are the references that groups such as "[1-3]" may cite."""
    tokens = _PARSER.parse(source, {"numbers": numbers})
    if deepest := _too_deep(tokens):
        faults.add(_pointer(deepest), f"lists and quotations stand more than {MAX_DEPTH} deep in one another")
        return ()
    return normal.blocks(_Reader(tokens, source.split("\n"), numbers, faults).blocks(""))


def _too_deep(tokens: Sequence[Token]) -> Token | None:
    depth = 0
    for token in tokens:
        if token.type.removesuffix("_open").removesuffix("_close") in _CONTAINERS:
            depth += token.nesting
        if depth > MAX_DEPTH:
            return token
    return None


def _pointer(token: Token) -> str:
    return f"markdown:{token.map[0] + 1}" if token.map else "markdown"


class _Reader:
    """Reads the flat tokens from front to back; each container reads up to its own closing token."""

    def __init__(
        self, tokens: Sequence[Token], lines: Sequence[str], numbers: frozenset[int], faults: Faults
    ) -> None:
        self.tokens = tokens
        self.lines = lines
        self.numbers = numbers
        self.faults = faults
        self.at = 0

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def blocks(self, close: str) -> tuple[Block, ...]:
        found: list[Block] = []
        while self.at < len(self.tokens):
            token = self.next()
            if token.type == close:
                break
            if (block := self.block(token)) is not None:
                found.append(block)
        return tuple(found)

    def block(self, token: Token) -> Block | None:
        match token.type:
            case "paragraph_open":
                return Paragraph(self.runs())
            case "heading_open":
                return self.heading(token)
            case "bullet_list_open":
                return ListBlock(self.items())
            case "ordered_list_open":
                return ListBlock(self.items(), int(token.attrs.get("start", 1)))
            case "blockquote_open":
                kind = self.callout_kind()
                return Callout(kind, self.blocks("blockquote_close"))
            case "table_open":
                return self.table()
            case "html_block":
                self.faults.add(_pointer(token), "HTML is not taken (write \\< for a plain <)")
            case "fence":
                self.faults.add(_pointer(token), "blocks of code are not taken")
        return None

    def runs(self) -> tuple[Run, ...]:
        """The runs of the inline token that stands next; its closing token is passed over."""
        token = self.next()
        self.at += 1
        return inline.runs(token.children or [], _pointer(token), self.faults)

    def heading(self, token: Token) -> Heading:
        level = int(token.tag[1])
        if level == 1:
            detail = "a heading of level 1 is the article's title, which stands in the front matter; use ##"
            self.faults.add(_pointer(token), detail)
        return Heading(level, self.runs())

    def items(self) -> tuple[ListItem, ...]:
        found: list[ListItem] = []
        while self.next().type == "list_item_open":
            found.append(ListItem(self.blocks("list_item_close")))
        return tuple(found)

    def callout_kind(self) -> str:
        """The kind of the quotation just begun; the words that say it are taken out of its first line."""
        first = self.tokens[self.at + 1] if self.tokens[self.at].type == "paragraph_open" else None
        if first is None:
            return "quote"
        if match := MARKER.match(first.content):
            kind = match[1].lower()
        elif match := LABEL.match(first.content):
            kind = match[2].lower()
        else:
            return "quote"
        if kind not in CALLOUTS:
            known = ", ".join(name.upper() for name in CALLOUTS)
            self.faults.add(_pointer(first), f"unknown callout {match[1]!r}; known are {known}")
        rest = _PARSER.parseInline(first.content[match.end() :], {"numbers": self.numbers})
        first.children = rest[0].children
        return kind

    def table(self) -> Table:
        header: tuple[Cell, ...] = ()
        align: tuple[str, ...] = ()
        rows: list[tuple[Cell, ...]] = []
        while (token := self.next()).type != "table_close":
            if token.type == "tr_open" and not header:
                header, align = self.row()
            elif token.type == "tr_open":
                self.count_cells(token, len(header))
                rows.append(self.row()[0])
        return Table(header, tuple(rows), align)

    def row(self) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
        cells: list[Cell] = []
        align: list[str] = []
        while (token := self.next()).type != "tr_close":
            align.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
            cells.append(Cell(self.runs()))
        return tuple(cells), tuple(align)

    def count_cells(self, row: Token, columns: int) -> None:
        """markdown-it drops the cells that a row has beyond its header; here they are a fault."""
        line = self.lines[row.map[0]] if row.map else ""
        cells = _PIPE.split(line.lstrip(" \t>").rstrip())
        count = len(cells) - (not cells[0].strip()) - (len(cells) > 1 and not cells[-1].strip())
        if count > columns:
            self.faults.add(_pointer(row), f"a row of {count} cells under a header of {columns}")
