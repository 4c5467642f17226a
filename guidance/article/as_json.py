"""Blocks and documents → JSON. The shapes are part of the service's contract."""

from collections.abc import Sequence

from guidance.article.document import (
    Block,
    Callout,
    Cell,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Table,
)


def to_json(blocks: Sequence[Block]) -> list[dict[str, object]]:
    """One object a block; a run carries only the marks that it has.

    {"type": "heading", "level": 2, "runs": [run]}
    {"type": "paragraph", "runs": [run]}
    {"type": "list", "start": null or int, "items": [{"blocks": [block]}]}
    {"type": "table", "align": ["left" | "right" | "center" | ""], "header": [cell], "rows": [[cell]]}
    {"type": "callout", "kind": "warning" | "caution" | "note" | "tip" | "important" | "quote",
     "blocks": [block]}
    cell: {"runs": [run]}
    run: {"text": str, "emphasis"?: true, "strong"?: true, "code"?: true, "link"?: str, "citation"?: int,
          "term"?: str}
    """
    return [_block(block) for block in blocks]


def document_to_json(document: Document) -> dict[str, object]:
    """{"meta": the fields of the front matter, references as a list with their number, "blocks": [block]}."""
    meta = document.meta
    return {
        "meta": {
            "title": meta.title,
            "slug": meta.slug,
            "specialty": meta.specialty,
            "codes": [{"system": code.system, "code": code.code} for code in meta.codes],
            "updated": meta.updated.isoformat(),
            "status": meta.status,
            "reviewed_by": meta.reviewed_by,
            "references": [
                {"number": ref.number, "year": ref.year, "kind": ref.kind, "about": ref.about, "url": ref.url}
                for ref in meta.references
            ],
        },
        "blocks": to_json(document.blocks),
    }


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading(level=level, runs=runs):
            return {"type": "heading", "level": level, "runs": _runs(runs)}
        case Paragraph(runs=runs):
            return {"type": "paragraph", "runs": _runs(runs)}
        case ListBlock(items=items, start=start):
            return {
                "type": "list",
                "start": start,
                "items": [{"blocks": to_json(item.blocks)} for item in items],
            }
        case Table(header=header, rows=rows, align=align):
            cells = [_cells(row) for row in rows]
            return {"type": "table", "align": list(align), "header": _cells(header), "rows": cells}
        case Callout(kind=kind, blocks=inner):
            return {"type": "callout", "kind": kind, "blocks": to_json(inner)}


def _cells(cells: tuple[Cell, ...]) -> list[dict[str, object]]:
    return [{"runs": _runs(cell.runs)} for cell in cells]


def _runs(runs: tuple[Run, ...]) -> list[dict[str, object]]:
    return [_run(run) for run in runs]


def _run(run: Run) -> dict[str, object]:
    marks: dict[str, object] = {
        "emphasis": run.emphasis,
        "strong": run.strong,
        "code": run.code,
        "link": run.link,
        "citation": run.citation,
        "term": run.term,
    }
    return {"text": run.text, **{name: mark for name, mark in marks.items() if mark not in (False, None)}}
