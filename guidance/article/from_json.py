"""JSON → blocks and documents: strict, unknown fields refused, every fault with its JSON pointer."""

from guidance.article import links, normal
from guidance.article.as_markdown import to_markdown
from guidance.article.characters import MAX_CHARACTERS, TextTooLong, fault_in
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
from guidance.article.faults import Faults, child, fields
from guidance.article.metadata import metadata
from guidance.article.reader import CALLOUTS, MAX_DEPTH

ALIGNMENTS = ("", "left", "right", "center")
MAX_START = 999_999_999

_FIELDS = {
    "heading": ("level", "runs"),
    "paragraph": ("runs",),
    "list": ("start", "items"),
    "table": ("align", "header", "rows"),
    "callout": ("kind", "blocks"),
}


def blocks_from_json(value: object) -> tuple[Block, ...]:
    """The exact inverse of `to_json`, terms included. Raises InvalidArticle."""
    faults = Faults()
    blocks = _Reader(faults, terms=True).blocks(value, "", 0)
    faults.settle()
    return blocks


def document_from_json(value: object) -> Document:
    """What an editor sends, in the shape of `document_to_json`; brought to normal form, no "term" allowed.

    Raises InvalidArticle, or TextTooLong where its Markdown would be longer than is taken.
    """
    faults = Faults()
    given = fields(value, "", faults, required=("meta", "blocks"))
    _expect_list(given.get("meta"), faults)
    meta = metadata(given.get("meta", {}), "/meta", faults if "meta" in given else Faults())
    blocks = _Reader(faults, terms=False).blocks(given.get("blocks", []), "/blocks", 0)
    faults.settle()
    document = Document(meta, normal.blocks(blocks))
    if (length := len(to_markdown(document))) > MAX_CHARACTERS:
        raise TextTooLong(f"The article has {length:,} characters; at most {MAX_CHARACTERS:,} are taken.")
    return document


def _expect_list(meta: object, faults: Faults) -> None:
    """References under their numbers are front matter's way; JSON, whose names are text, has a list."""
    if isinstance(meta, dict) and isinstance(meta.get("references"), dict):
        faults.add("/meta/references", "must be a list of {number, year, kind, about, url}")


class _Reader:
    def __init__(self, faults: Faults, *, terms: bool) -> None:
        self.faults = faults
        self.marks = ("emphasis", "strong", "code", "link", "citation", *(("term",) if terms else ()))

    def array(self, value: object, pointer: str) -> list[tuple[str, object]]:
        """Each member with its pointer."""
        if isinstance(value, list):
            return [(child(pointer, index), member) for index, member in enumerate(value)]
        self.faults.add(pointer, "must be a list")
        return []

    def one_of[T](self, value: object, known: tuple[T, ...], pointer: str) -> T:
        for allowed in known:
            if value == allowed and type(value) is type(allowed):
                return allowed
        self.faults.add(pointer, f"must be one of {', '.join(repr(allowed) for allowed in known)}")
        return known[0]

    def blocks(self, value: object, pointer: str, depth: int) -> tuple[Block, ...]:
        if depth > MAX_DEPTH:
            self.faults.add(pointer, f"lists and quotations stand more than {MAX_DEPTH} deep in one another")
            return ()
        found = (self.block(member, here, depth) for here, member in self.array(value, pointer))
        return tuple(block for block in found if block is not None)

    def block(self, value: object, pointer: str, depth: int) -> Block | None:
        if not isinstance(value, dict):
            self.faults.add(pointer, "must be an object with named fields")
            return None
        kind = self.one_of(value.get("type"), tuple(_FIELDS), child(pointer, "type"))
        if value.get("type") != kind:
            return None
        given = fields(value, pointer, self.faults, required=("type", *_FIELDS[kind]))
        if any(name not in given for name in _FIELDS[kind]):
            return None
        match kind:
            case "heading":
                return self.heading(given, pointer)
            case "paragraph":
                return Paragraph(self.runs(given["runs"], f"{pointer}/runs"))
            case "list":
                return self.bullets(given, pointer, depth)
            case "table":
                return self.table(given, pointer)
            case _:
                sort = self.one_of(given["kind"], (*CALLOUTS, "quote"), f"{pointer}/kind")
                return Callout(sort, self.blocks(given["blocks"], f"{pointer}/blocks", depth + 1))

    def heading(self, given: dict[str, object], pointer: str) -> Heading:
        level = self.one_of(given["level"], (2, 3, 4, 5, 6), f"{pointer}/level")
        return Heading(level, self.runs(given["runs"], f"{pointer}/runs"))

    def bullets(self, given: dict[str, object], pointer: str, depth: int) -> ListBlock:
        start = given["start"]
        if start is not None and not (type(start) is int and 0 <= start <= MAX_START):
            self.faults.add(f"{pointer}/start", f"must be null or a whole number from 0 to {MAX_START:,}")
        items: list[ListItem] = []
        for here, item in self.array(given["items"], f"{pointer}/items"):
            inside = fields(item, here, self.faults, required=("blocks",))
            if "blocks" in inside:
                items.append(ListItem(self.blocks(inside["blocks"], f"{here}/blocks", depth + 1)))
        return ListBlock(tuple(items), start if isinstance(start, int) else None)

    def table(self, given: dict[str, object], pointer: str) -> Table:
        header = self.cells(given["header"], f"{pointer}/header")
        align = tuple(
            self.one_of(a, ALIGNMENTS, p) for p, a in self.array(given["align"], f"{pointer}/align")
        )
        rows = tuple(self.cells(row, here) for here, row in self.array(given["rows"], f"{pointer}/rows"))
        if not header:
            self.faults.add(f"{pointer}/header", "a table must have at least one column")
        for here, cells in (
            (f"{pointer}/align", align),
            *((f"{pointer}/rows/{n}", r) for n, r in enumerate(rows)),
        ):
            if len(cells) != len(header):
                self.faults.add(here, f"must have {len(header)} entries, as the header has")
        return Table(header, rows, align)

    def cells(self, value: object, pointer: str) -> tuple[Cell, ...]:
        found: list[Cell] = []
        for here, cell in self.array(value, pointer):
            inside = fields(cell, here, self.faults, required=("runs",))
            found.append(Cell(self.runs(inside.get("runs", []), f"{here}/runs")))
        return tuple(found)

    def runs(self, value: object, pointer: str) -> tuple[Run, ...]:
        return tuple(self.run(member, here) for here, member in self.array(value, pointer))

    def run(self, value: object, pointer: str) -> Run:
        given = fields(value, pointer, self.faults, required=("text",), optional=self.marks)
        text, link, term = (self.text(given, name, pointer) for name in ("text", "link", "term"))
        if link is not None:
            link = links.normal(link)
            if wrong := links.fault_in(link):
                self.faults.add(child(pointer, "link"), wrong)
        emphasis, strong, code = (self.flag(given, name, pointer) for name in ("emphasis", "strong", "code"))
        return Run(text or "", emphasis, strong, code, link, self.citation(given, pointer), term)

    def text(self, given: dict[str, object], name: str, pointer: str) -> str | None:
        if name not in given:
            return None
        value = given[name]
        wrong = fault_in(value) if isinstance(value, str) else "must be text"
        if not isinstance(value, str) or wrong:
            self.faults.add(child(pointer, name), wrong)
            return None
        return value

    def flag(self, given: dict[str, object], name: str, pointer: str) -> bool:
        return name in given and self.one_of(given[name], (True, False), child(pointer, name))

    def citation(self, given: dict[str, object], pointer: str) -> int | None:
        if "citation" not in given:
            return None
        number = given["citation"]
        if type(number) is not int or not 1 <= number <= 999:
            self.faults.add(child(pointer, "citation"), "must be a whole number from 1 to 999")
            return None
        if given.get("text") != f"[{number}]":
            self.faults.add(child(pointer, "text"), f'must be "[{number}]", the citation\'s own text')
        return number
