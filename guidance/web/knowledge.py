"""The Infobutton endpoint as the contract describes it: its parameters, and the JSON of its answer."""

from typing import Any

from guidance.article.codes import KEPT
from guidance.infobutton.asked import MAX_LENGTH, MAX_PARAMETERS
from guidance.infobutton.names import MAIN, PERFORMER, RECIPIENT
from guidance.web import patterns

type Schema = dict[str, Any]

ATOM = "application/atom+xml"
JSON, SCRIPT, HTML = "application/json", "application/javascript", "text/html"
KINDS = (ATOM, "text/xml", "application/xml", JSON, SCRIPT, HTML)
"""What an answer can be; the first where nothing is asked for."""
ALIASES = {"text/json": JSON}
FORM = "application/x-www-form-urlencoded"
CALLBACK = r"^[A-Za-z_$][A-Za-z0-9_$]{0,63}(\.[A-Za-z_$][A-Za-z0-9_$]{0,63}){0,4}$"
"""The name of a function of JavaScript, at most four objects deep."""

_LINE: Schema = {"type": "string", "maxLength": MAX_LENGTH, "pattern": patterns.TEXT}
_SYSTEMS = ", ".join(f"{system.oid} ({system.name})" for system in KEPT)
_TOLD: dict[str, str] = {
    f"{MAIN}.c": "The code. Needed, but for a medicine with a display name. Of several, one must fit; number "
    f"them: {MAIN}.c1, {MAIN}.cs1, {MAIN}.c2 and so on. The older names mainSearchCriteria.c.* do as well.",
    f"{MAIN}.cs": "The code system, by its OID, address or name; one that is not among these finds nothing: "
    f"{_SYSTEMS}.",
    f"{MAIN}.csn": "The name of the code system, where its OID is not sent.",
    f"{MAIN}.dn": "The name to show. For a medicine without a code that is kept, looked for in titles.",
    RECIPIENT: "Who reads: PAT, PROV or PAYOR. Else the performer, else PAT.",
    PERFORMER: "Who clicked: PAT, PROV or PAYOR.",
    f"{RECIPIENT}.languageCode.c": "The language to read (RFC 5646). There is nothing but in English.",
    f"{RECIPIENT}.healthCareProvider.c.c": "The reader's profession (NUCC); picks the audience of a PROV.",
    "age.v.v": "The age of the patient; with age.v.u picks the audience of a PAT.",
    "age.v.u": "The unit of the age: a, mo, wk, d, h or min (UCUM).",
    "ageGroup.v.c": "The age group of the patient (MeSH), where no age is sent.",
    "taskContext.c.c": "What the clinic system is at (ActTaskCode). Any code is taken and said back.",
    "role": "The role that the reader declares (GET /v1/roles); goes before the recipient.",
}
_TYPE: Schema = {
    "type": "string",
    "enum": ["", *KINDS, *ALIASES],
    "description": "The kind of answer; goes before Accept.",
}
_FUNCTION: Schema = {
    "type": "string",
    "pattern": f"^$|{CALLBACK}",
    "description": f"The function that {SCRIPT} is to call.",
}
_REQUEST: Schema = {
    "type": "object",
    "description": "An HL7 knowledge request. Names in any case; what is not looked at is ignored.",
    "properties": {name: {**_LINE, "description": told} for name, told in _TOLD.items()}
    | {"knowledgeResponseType": _TYPE, "callback": _FUNCTION},
    "additionalProperties": _LINE,
    "maxProperties": MAX_PARAMETERS,
}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(**properties: Schema) -> Schema:
    return {"type": "array", "items": _object(**properties)}


_TEXT: Schema = {"type": "string"}
_VALUE = _object(_value=_TEXT)
_MARKED = _object(_value=_TEXT, type=_TEXT)
_RESPONSE = _object(
    feed=_object(
        base=_TEXT,
        lang=_TEXT,
        xsi=_TEXT,
        title=_MARKED,
        subtitle=_MARKED,
        author=_object(name=_VALUE, uri=_VALUE),
        updated=_VALUE,
        id=_VALUE,
        category=_list(scheme=_TEXT, term=_TEXT),
        entry=_list(
            lang=_TEXT,
            title=_MARKED,
            link=_list(href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT, hreflang=_TEXT),
            id=_VALUE,
            updated=_VALUE,
            summary=_MARKED,
        ),
        article=_list(
            entry=_TEXT,
            slug=_TEXT,
            status=_TEXT,
            revision=_TEXT,
            lastUpdated=_TEXT,
            audienceAsked=_TEXT,
            audienceServed=_TEXT,
            disclaimer=_TEXT,
        ),
    )
)
SCHEMAS: dict[str, Schema] = {
    "KnowledgeRequest": _REQUEST,
    "KnowledgeResponse": {**_RESPONSE, "description": "A feed; the text of an XML element is in `_value`."},
}
"""What the contract names."""


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_EXAMPLE = {
    f"{MAIN}.c": "J45.909",
    f"{MAIN}.cs": KEPT[0].oid,
    RECIPIENT: "PAT",
    "knowledgeResponseType": JSON,
}
FEED = _ref("KnowledgeResponse")
QUERY: Schema = {
    "in": "query",
    "name": "request",
    "style": "form",
    "explode": True,
    "description": "Each property is a parameter of the query.",
    "schema": _ref("KnowledgeRequest"),
    "example": _EXAMPLE,
}
BODY: Schema = {
    "required": False,
    "content": {FORM: {"schema": _ref("KnowledgeRequest"), "example": _EXAMPLE}},
}
