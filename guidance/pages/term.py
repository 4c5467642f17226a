"""GET /terms/{name}: a term of the glossary, in the words of the reader."""

from flask import Response, render_template, request

from guidance import glossary
from guidance.pages import readers
from guidance.pages.page import PageBlueprint, answer
from guidance.store import mentions
from guidance.web import auth, sight
from guidance.web.current import site

blueprint = PageBlueprint("term-page")


@blueprint.get("/terms/<slug:name>")
def show_term(name: str) -> Response:
    """The term, what it means, related terms, and the articles that use it."""
    auth.require(request, "read")
    reader, seen = readers.declared(request), sight.of(request)
    known = glossary.of(site())
    with site().database.reading() as session:
        using = mentions.using(
            session,
            name,
            reader.audience.id,
            limit=site().settings.page_size,
            approved_only=seen.approved_only,
        )
    html = render_template(
        "term.html",
        reader=reader,
        term=known.term(name, reader.audience),
        related=known.related(name, reader.audience),
        articles=using,
    )
    response = answer(html, seen.cache(lasting=False))
    response.vary.add("Authorization")
    return response
