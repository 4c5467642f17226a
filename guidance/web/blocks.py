"""The blocks of an article as JSON Schema: six kinds, which marshmallow alone cannot tell apart.

The same shapes that article.render reads and writes; the tests hold the two together.
"""

from typing import Any


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(name: str, **extra: object) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name), **extra}


def _object(description: str, optional: tuple[str, ...] = (), **properties: object) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "required": [name for name in properties if name not in optional],
        "properties": properties,
    }


MARKS = ("emphasis", "strong", "code", "link", "citation", "term")
SCHEMAS: dict[str, dict[str, Any]] = {
    "Run": _object(
        "A stretch of text under one set of marks; only the marks that it has are there.",
        MARKS,
        text={"type": "string"},
        emphasis={"type": "boolean"},
        strong={"type": "boolean"},
        code={"type": "boolean"},
        link={"type": "string"},
        citation={"type": "integer", "description": "The number of the reference that is cited."},
        term={"type": "string", "description": "The id of the glossary term that is mentioned."},
    ),
    "Heading": _object(
        "A heading; level 1 is the title of the article.",
        type={"const": "heading"},
        level={"type": "integer", "minimum": 2, "maximum": 6},
        runs=_many("Run"),
    ),
    "Paragraph": _object("A paragraph.", type={"const": "paragraph"}, runs=_many("Run")),
    "Item": _object("An item of a list.", blocks=_many("Block")),
    "List": _object(
        "A bulleted list (`start` null), or a numbered one.",
        type={"const": "list"},
        start={"type": ["integer", "null"]},
        items=_many("Item"),
    ),
    "Cell": _object("A cell of a table.", runs=_many("Run")),
    "Table": _object(
        "A table; every row has as many cells as the header.",
        type={"const": "table"},
        align={"type": "array", "items": {"enum": ["left", "right", "center", ""]}},
        header=_many("Cell"),
        rows={"type": "array", "items": _many("Cell")},
    ),
    "Callout": _object(
        "A passage set apart.",
        type={"const": "callout"},
        kind={"enum": ["warning", "caution", "note", "tip", "important", "quote"]},
        blocks=_many("Block"),
    ),
    "Block": {
        "oneOf": [_ref(name) for name in ("Heading", "Paragraph", "List", "Table", "Callout")],
        "discriminator": {
            "propertyName": "type",
            "mapping": {
                name.lower(): f"#/components/schemas/{name}"
                for name in ("Heading", "Paragraph", "List", "Table", "Callout")
            },
        },
    },
    "DocumentReference": _object(
        "A numbered source.",
        ("url",),
        number={"type": "integer", "minimum": 1},
        year={"type": "integer"},
        kind={"type": "string"},
        about={"type": "string"},
        url={"type": ["string", "null"]},
    ),
    "DocumentCode": _object(
        "A code of a clinical code system, as in ICD-10-CM, G35.",
        system={"type": "string"},
        code={"type": "string"},
    ),
    "Metadata": _object(
        "What stands above the text.",
        ("reviewed_by",),
        title={"type": "string"},
        slug={"type": "string", "pattern": "^[a-z0-9-]{1,120}$"},
        specialty={"type": "string"},
        codes=_many("DocumentCode"),
        updated={"type": "string", "format": "date"},
        status={"enum": ["submitted", "under_review", "approved"]},
        reviewed_by={"type": ["string", "null"]},
        references=_many("DocumentReference"),
    ),
    "Document": _object(
        "An article as an editor sends it; `term` is not for editors.",
        meta=_ref("Metadata"),
        blocks=_many("Block"),
    ),
}
