"""Document → Markdown that reads back as the same document.

Emphasis is the hard part: CommonMark opens and closes it only where the characters around a marker allow
(section 6.2, "left-flanking" and "right-flanking"). Where they do not, the character next to the marker is
written as a numeric entity: "&#97;" counts as punctuation on both its sides, and beside punctuation a
marker always works. Strong is always "**" and emphasis always "_", so that two markers never run together.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import yaml
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar

from guidance.article.document import (
    Block,
    Callout,
    Cell,
    Document,
    Heading,
    ListBlock,
    Metadata,
    Paragraph,
    Run,
    Table,
)
from guidance.article.reader import LABEL

_BACKTICKS = re.compile("`+")
_SPECIAL = re.compile(r"[\\`*_\[\]]|<(?! )|&(?=#|\w+;)")
_LINE_START = re.compile(r"[#>+~=-]|\d{1,9}[.)](?=\s|$)")
_MAX_NUMBER = 999_999_999


class _Atom(NamedTuple):
    """A piece of a line: one character of text (`char`, as it is written in `text`), or syntax."""

    text: str
    char: str = ""
    role: str = ""


def to_markdown(document: Document) -> str:
    """The whole article with its front matter. For a document in normal form parse() gives it back."""
    return f"---\n{_front_matter(document.meta)}---\n\n{blocks_to_markdown(document.blocks)}"


def blocks_to_markdown(blocks: Sequence[Block]) -> str:
    """The body alone, ending in a line end. Terms have no notation in Markdown and are left out."""
    return "".join(f"{line}\n" for line in _lines(blocks))


def _front_matter(meta: Metadata) -> str:
    fields: dict[str, object] = {
        "title": meta.title,
        "slug": meta.slug,
        "specialty": meta.specialty,
        "codes": [{"system": code.system, "code": code.code} for code in meta.codes],
        "updated": meta.updated,
        "status": meta.status,
    }
    if meta.reviewed_by is not None:
        fields["reviewed_by"] = meta.reviewed_by
    references: dict[int, dict[str, object]] = {}
    for ref in meta.references:
        references[ref.number] = {"year": ref.year, "kind": ref.kind, "about": ref.about}
        if ref.url is not None:
            references[ref.number]["url"] = ref.url
    fields["references"] = references
    dumped: str = yaml.safe_dump(
        fields, sort_keys=False, allow_unicode=True, default_flow_style=None, width=10**6
    )
    return dumped


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    before: Block | None = None
    other = False
    for block in blocks:
        if before is not None:
            yield ""
        # Two lists of a kind that follow each other would read back as one: every second has other markers.
        other = not other if _same_list(before, block) else False
        yield from _block(block, other)
        before = block


def _same_list(before: Block | None, block: Block) -> bool:
    if not (isinstance(before, ListBlock) and isinstance(block, ListBlock)):
        return False
    return (before.start is None) == (block.start is None)


def _block(block: Block, other: bool) -> Iterator[str]:
    match block:
        case Heading(level=level, runs=runs):
            yield f"{'#' * level} {re.sub(r'#$', r'\\#', _inline(runs))}"
        case Paragraph(runs=runs):
            yield _escape_start(_inline(runs))
        case ListBlock():
            yield from _list(block, other)
        case Table():
            yield from _table(block)
        case Callout():
            yield from (f"> {line}".rstrip() for line in _callout(block))


def _escape_start(line: str) -> str:
    """The line with whatever would begin a heading, a list, a quotation or a rule escaped."""
    match = _LINE_START.match(line)
    return f"{line[: match.end() - 1]}\\{line[match.end() - 1 :]}" if match else line


def _list(block: ListBlock, other: bool) -> Iterator[str]:
    tight = all(map(_is_tight, (item.blocks for item in block.items)))
    for index, item in enumerate(block.items):
        if index and not tight:
            yield ""
        if block.start is None:
            marker = "*" if other else "-"
        else:
            marker = f"{min(block.start + index, _MAX_NUMBER)}{')' if other else '.'}"
        lines = (line for line in _lines(item.blocks) if line or not tight)
        for number, line in enumerate(lines):
            lead = f"{marker} " if number == 0 else " " * (len(marker) + 1)
            yield f"{lead}{line}".rstrip()


def _is_tight(blocks: tuple[Block, ...]) -> bool:
    """Whether blank lines can be left out: a paragraph, then at most one list that may interrupt it."""
    match blocks:
        case (Paragraph(),):
            return True
        case (Paragraph(), ListBlock(start=None | 1, items=items)):
            return all(_is_tight(item.blocks) for item in items)
        case _:
            return False


def _table(table: Table) -> Iterator[str]:
    rules = {"left": ":---", "right": "---:", "center": ":---:", "": "---"}
    yield _row(table.header)
    yield f"| {' | '.join(rules[align] for align in table.align)} |"
    yield from map(_row, table.rows)


def _row(cells: tuple[Cell, ...]) -> str:
    return f"| {' | '.join(_inline(cell.runs).replace('|', '\\|') for cell in cells)} |"


def _callout(callout: Callout) -> Iterator[str]:
    lines = list(_lines(callout.blocks))
    if callout.kind != "quote":
        yield f"[!{callout.kind.upper()}]"
        if lines and not isinstance(callout.blocks[0], Paragraph):
            yield ""
    elif lines and LABEL.match(lines[0]):
        lines[0] = lines[0].replace(":", "&#58;", 1)
    yield from lines


def _inline(runs: Sequence[Run]) -> str:
    return "".join(atom.text for atom in _settled(list(_atoms(runs))))


def _atoms(runs: Sequence[Run]) -> Iterator[_Atom]:
    for link, linked in groupby(runs, key=lambda run: run.link):
        inner = _strong_atoms(linked)
        if link is None:
            yield from inner
            continue
        yield _Atom("[")
        yield from inner
        url = re.sub(r"&(?=#|\w+;)", "&amp;", link)
        yield _Atom(f"](<{url}>)" if re.search(r"[()]", url) else f"]({url})")


def _strong_atoms(runs: Iterator[Run]) -> Iterator[_Atom]:
    for strong, group in groupby(runs, key=lambda run: run.strong):
        yield from _marked("**" if strong else "", _emphasis_atoms(group))


def _emphasis_atoms(runs: Iterator[Run]) -> Iterator[_Atom]:
    for emphasis, group in groupby(runs, key=lambda run: run.emphasis):
        yield from _marked("_" if emphasis else "", (atom for run in group if run.text for atom in _run(run)))


def _marked(marker: str, atoms: Iterator[_Atom]) -> Iterator[_Atom]:
    if marker:
        yield _Atom(marker, role="open")
    yield from atoms
    if marker:
        yield _Atom(marker, role="close")


def _run(run: Run) -> Iterator[_Atom]:
    if run.citation is not None:
        yield _Atom(run.text)
    elif run.code:
        fence = "`" * (1 + max((len(found) for found in _BACKTICKS.findall(run.text)), default=0))
        pad = " " if run.text[0] in "` " or run.text[-1] in "` " else ""
        yield _Atom(f"{fence}{pad}{run.text}{pad}{fence}")
    else:
        special = {match.start() for match in _SPECIAL.finditer(run.text)}
        yield from (_Atom(f"\\{c}" if at in special else c, c) for at, c in enumerate(run.text))


def _settled(atoms: list[_Atom]) -> list[_Atom]:
    """The atoms with those written as entities, or escaped, that would be misread where they stand.

    An entity made for one marker may stand inside the next, so opening markers are settled from the right
    and closing ones from the left.
    """
    opening = [at for at, atom in enumerate(atoms) if atom.role == "open"]
    closing = [at for at, atom in enumerate(atoms) if atom.role == "close"]
    for inner in (*(at + 1 for at in opening), *(at - 1 for at in closing)):
        if atoms[inner].char == " ":
            atoms[inner] = _Atom("&#32;", " ")
    for at in reversed(opening):
        _settle(atoms, atoms[at].text, inner=at + 1, outer=at - 1)
    for at in closing:
        _settle(atoms, atoms[at].text, inner=at - 1, outer=at + 1)
    for at in range(1, len(atoms)):
        before, atom = atoms[at - 1], atoms[at]
        if before.text == "!" and atom.text.startswith("["):
            atoms[at - 1] = _Atom("\\!", "!")
        elif atom.text == "(" and before.text.endswith("]"):
            atoms[at] = _Atom("\\(", "(")
    return atoms


def _settle(atoms: list[_Atom], marker: str, *, inner: int, outer: int) -> None:
    """Writes the character outside a marker as an entity where the marker would not work beside it."""
    if not 0 <= outer < len(atoms) or not _is_word(atoms[outer]):
        return
    if marker == "_" or not _is_word(atoms[inner]):
        atoms[outer] = _Atom(f"&#{ord(atoms[outer].char)};", atoms[outer].char)


def _is_word(atom: _Atom) -> bool:
    """Whether the atom is neither whitespace nor punctuation, as CommonMark counts them."""
    if not atom.char or len(atom.text) > 1 or atom.char == " ":
        return False
    return not (isMdAsciiPunct(ord(atom.char)) or isPunctChar(atom.char))
