"""What an editor should look at in an article that is otherwise in order."""

from collections.abc import Iterator
from dataclasses import dataclass

from guidance.article.citations import BRACKET, SINGLE
from guidance.article.document import Block, Callout, Document, ListBlock, Run, Table


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable; `pointer` is a JSON pointer into render.document_to_json(document)."""

    code: str
    pointer: str
    detail: str


def findings(document: Document) -> tuple[Finding, ...]:
    """In reading order, "citation-without-reference"; then, by number, "reference-not-cited".

    A group such as "[1-3]" that was left as text, because not all its numbers have a reference, is reported
    too: whoever meant an interval can write it in round brackets.
    """
    numbered = {reference.number: index for index, reference in enumerate(document.meta.references)}
    cited: set[int] = set()
    found: list[Finding] = []
    for pointer, runs in _located(document.blocks, "/blocks"):
        for run in runs:
            cited.update(() if run.citation is None else (run.citation,))
            found.extend(
                Finding(
                    "citation-without-reference", pointer, f"{what} is cited but no reference has that number"
                )
                for what in _unresolved(run, frozenset(numbered))
            )
    found.extend(
        Finding("reference-not-cited", f"/meta/references/{index}", f"reference {number} is never cited")
        for number, index in numbered.items()
        if number not in cited
    )
    return tuple(found)


def _unresolved(run: Run, numbered: frozenset[int]) -> Iterator[str]:
    if run.citation is not None and run.citation not in numbered:
        yield run.text
    elif run.citation is None and not run.code:
        groups = (match[0] for match in BRACKET.finditer(run.text))
        yield from (group for group in groups if not SINGLE.fullmatch(group))


def _located(blocks: tuple[Block, ...], pointer: str) -> Iterator[tuple[str, tuple[Run, ...]]]:
    for index, block in enumerate(blocks):
        here = f"{pointer}/{index}"
        match block:
            case ListBlock(items=items):
                for number, item in enumerate(items):
                    yield from _located(item.blocks, f"{here}/items/{number}/blocks")
            case Callout(blocks=inner):
                yield from _located(inner, f"{here}/blocks")
            case Table(header=header, rows=rows):
                yield from ((f"{here}/header/{column}", cell.runs) for column, cell in enumerate(header))
                for number, row in enumerate(rows):
                    yield from ((f"{here}/rows/{number}/{column}", c.runs) for column, c in enumerate(row))
            case _:
                yield here, block.runs
