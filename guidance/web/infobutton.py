"""GET and POST /infobutton: HL7 Infobutton. Codes in; a feed of articles in the reader's words, out.

Nothing of a request is kept or logged; what is said of a patient must not lie in shared caches either, so
an answer to GET is for the asker's own cache, and asked for again each time, and one to POST for none.
"""

import re

from flask import Response, render_template, request

from guidance.errors import Fault
from guidance.infobutton import as_atom, as_json, asked, feed, readers
from guidance.infobutton.asked import Asked, BadKnowledgeRequest
from guidance.infobutton.feed import Feed
from guidance.plain.audience import Audience
from guidance.store import coded
from guidance.store.coded import Coded
from guidance.web import addresses, bodies, knowledge, negotiation, sight
from guidance.web.blueprint import Blueprint, Decorator, View
from guidance.web.current import site
from guidance.web.problems import UnsupportedMediaType
from guidance.web.schemas import IF_NONE_MATCH, TEXT

blueprint = Blueprint("infobutton", description="HL7 Infobutton: articles for a clinical code")
_CALLBACK = re.compile(knowledge.CALLBACK)
_SENT = ("Cache-Control", "Vary")


class UnknownResponseType(UnsupportedMediaType):
    """A knowledgeResponseType that nothing is served as; the detail lists the known ones."""

    code = "unknown-response-type"
    title = "There are no answers of that type"


def _answers(*headers: str) -> Decorator:
    """Document what both methods answer."""

    def decorate(view: View) -> View:
        for kind in knowledge.KINDS[1:]:
            schema = knowledge.FEED if kind == knowledge.JSON else TEXT
            view = blueprint.also(200, schema=schema, kind=kind, headers=headers)(view)
        return blueprint.answers(200, TEXT, kind=knowledge.ATOM, headers=headers)(view)

    return decorate


@blueprint.get("/infobutton")
@blueprint.needs("read")
@blueprint.problems(400, 406, 415, 422)
@blueprint.takes(knowledge.QUERY, IF_NONE_MATCH)
@_answers("ETag", *_SENT)
@blueprint.also(304, headers=("ETag", *_SENT))
def ask_infobutton() -> Response:
    """The articles for a clinical code, as an HL7 knowledge response."""
    response = _respond(list(request.args.items(multi=True)))
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


@blueprint.post("/infobutton")
@blueprint.needs("read")
@blueprint.problems(406)
@blueprint.takes(body=knowledge.BODY)
@_answers(*_SENT)
def send_infobutton() -> Response:
    """The same for a request in a form, which no log of addresses holds; the query counts, too."""
    if request.content_length:
        bodies.media_type(request, knowledge.FORM)
    response = _respond([*request.args.items(multi=True), *request.form.items(multi=True)])
    response.headers["Cache-Control"] = "no-store"
    return response


def _respond(pairs: list[tuple[str, str]]) -> Response:
    sent = asked.read(pairs)
    kind = _kind(sent)
    audience = readers.audience_for(site().audiences, sent)
    found = _found(sent, audience) if audience else ()
    made = feed.make(sent, found, audience, site=site().settings.site_name, base=addresses.base())
    response = Response(_written(made, kind, sent.callback), mimetype=kind)
    response.headers["Vary"] = "Accept, Authorization"
    if site().settings.reading == "open":
        # What anyone may read, the pages of any clinic may fetch.
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _found(sent: Asked, audience: Audience) -> tuple[Coded, ...]:
    return coded.find(
        site().database,
        [(one.system, one.code) for one in sent.criteria if one.system and one.code],
        titled=[one.name for one in sent.criteria if one.by_name],
        audience=audience.id,
        media_type=knowledge.JSON,
        limit=feed.MAX_ENTRIES + 1,
        approved_only=sight.of(request).approved_only,
    )


def _kind(sent: Asked) -> str:
    """What to answer with: knowledgeResponseType, else Accept.

    Raises UnknownResponseType, NotAcceptable, or BadKnowledgeRequest for a script without a function to call.
    """
    # A plus sign that was not escaped has become a space on its way.
    given = sent.response_type.partition(";")[0].strip().lower().replace(" ", "+")
    given = given or negotiation.choose(request, (*knowledge.KINDS, *knowledge.ALIASES))
    kind = knowledge.ALIASES.get(given, given)
    if kind not in knowledge.KINDS:
        raise UnknownResponseType(f"knowledgeResponseType is one of {', '.join(knowledge.KINDS)}.")
    if (sent.callback or kind == knowledge.SCRIPT) and not _CALLBACK.fullmatch(sent.callback):
        fault = Fault("/callback", "must be the name of a function")
        raise BadKnowledgeRequest("There is no function to call.", faults=(fault,))
    return kind


def _written(made: Feed, kind: str, callback: str) -> bytes:
    match kind:
        case knowledge.JSON:
            return as_json.write(made)
        case knowledge.SCRIPT:
            return as_json.write_script(made, callback)
        case knowledge.HTML:
            return render_template("infobutton.html", feed=made).encode()
        case _:
            return as_atom.write(made)
