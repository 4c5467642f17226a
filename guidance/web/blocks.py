"""The blocks of an article as JSON Schema: five kinds, which marshmallow alone cannot tell apart.

The same shapes that article.render reads and writes; the tests hold the two together. What an editor
sends ("Edited…") is narrower than what is served: it has no `term`, and its texts have bounds.
"""

from typing import Any

from guidance.article.codes import KEPT
from guidance.article.metadata import MAX_CODES, STATUSES
from guidance.web import patterns, slugs

type Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
MARKS = ("emphasis", "strong", "code", "link", "citation", "term")


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(name: str, **extra: object) -> Schema:
    return {"type": "array", "items": _ref(name), **extra}


def _object(description: str, optional: tuple[str, ...] = (), **properties: object) -> Schema:
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "required": [name for name in properties if name not in optional],
        "properties": properties,
    }


def _words(longest: int) -> Schema:
    return {"type": "string", "pattern": patterns.READABLE, "minLength": 1, "maxLength": longest}


def _run(**marks: Schema) -> Schema:
    told = "A stretch of text under one set of marks; only the marks that it has are there."
    return _object(told, MARKS, emphasis=FLAG, strong=FLAG, code=FLAG, **marks)


def _family(prefix: str, run: Schema) -> dict[str, Schema]:
    """The kinds of blocks over one kind of run, their names beginning with `prefix`."""
    kinds = [f"{prefix}{kind}" for kind in ("Heading", "Paragraph", "List", "Table", "Callout")]
    mapping = {kind.removeprefix(prefix).lower(): _ref(kind)["$ref"] for kind in kinds}
    runs, cells, blocks = _many(f"{prefix}Run"), _many(f"{prefix}Cell"), _many(f"{prefix}Block")
    heading = _object(
        "A heading; level 1 is the title of the article.",
        type={"const": "heading"},
        level={"type": "integer", "minimum": 2, "maximum": 6},
        runs=runs,
    )
    bullets = _object(
        "A bulleted list (`start` null), or a numbered one.",
        type={"const": "list"},
        start={"type": ["integer", "null"], "minimum": 0, "maximum": 999_999_999},
        items=_many(f"{prefix}Item"),
    )
    table = _object(
        "A table; `align` and every row have as many members as the header.",
        type={"const": "table"},
        align={"type": "array", "items": {"enum": ["left", "right", "center", ""]}},
        header={**cells, "minItems": 1},
        rows={"type": "array", "items": cells},
    )
    callout = _object(
        "A passage set apart.",
        type={"const": "callout"},
        kind={"enum": ["warning", "caution", "note", "tip", "important", "quote"]},
        blocks=blocks,
    )
    paragraph = _object("A paragraph.", type={"const": "paragraph"}, runs=runs)
    return {
        f"{prefix}Run": run,
        f"{prefix}Cell": _object("A cell of a table.", runs=runs),
        f"{prefix}Item": _object("An item of a list.", blocks=blocks),
        **dict(zip(kinds, (heading, paragraph, bullets, table, callout), strict=True)),
        f"{prefix}Block": {
            "oneOf": [_ref(kind) for kind in kinds],
            "discriminator": {"propertyName": "type", "mapping": mapping},
        },
    }


_SERVED = _run(
    text=TEXT,
    link=TEXT,
    citation={"type": "integer", "description": "The number of the reference that is cited."},
    term={"type": "string", "description": "The id of the glossary term that is mentioned."},
)
_EDITED = _run(
    text={"type": "string", "pattern": patterns.TEXT},
    link={"type": "string", "pattern": patterns.LINK, "maxLength": 2000},
    citation={
        "type": "integer",
        "minimum": 1,
        "maximum": 999,
        "description": 'The number n of the reference that is cited; `text` is then "[n]".',
    },
)
_DOCUMENT = {
    "EditedReference": _object(
        "A numbered source.",
        ("url",),
        number={"type": "integer", "minimum": 1, "maximum": 999},
        year={"type": "integer", "minimum": 1800, "maximum": 2100},
        kind=_words(120),
        about=_words(500),
        url={"type": ["string", "null"], "pattern": patterns.WEB_LINK, "maxLength": 2000},
    ),
    "EditedCode": _object(
        f"A code, in its system's own form, of {', '.join(system.name for system in KEPT)}.",
        system=_words(80),
        code=_words(80),
    ),
    "Metadata": _object(
        "What stands above the text.",
        ("codes", "reviewed_by", "references"),
        title=_words(300),
        slug={"type": "string", "pattern": f"^{slugs.PATTERN}$"},
        specialty=_words(80),
        codes=_many("EditedCode", maxItems=MAX_CODES),
        updated={"type": "string", "format": "date"},
        status={"enum": list(STATUSES)},
        reviewed_by={**_words(200), "type": ["string", "null"]},
        references=_many("EditedReference"),
    ),
    "Document": _object(
        "An article as an editor sends it.", meta=_ref("Metadata"), blocks=_many("EditedBlock")
    ),
}
SCHEMAS: dict[str, Schema] = {**_family("", _SERVED), **_family("Edited", _EDITED), **_DOCUMENT}
