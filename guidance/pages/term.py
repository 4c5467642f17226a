"""GET /terms/{name}: a term of the glossary, in the words of the reader."""

from flask import Response, render_template, request

from guidance import glossary
from guidance.glossary import NoSuchTerm
from guidance.pages import errors, readers
from guidance.pages.errors import Told
from guidance.pages.page import PageBlueprint, answer
from guidance.store import mentions
from guidance.web import auth, sight
from guidance.web.current import site

blueprint = PageBlueprint("term-page")


NOT_FOUND = "The address may have a typing error. Look for the word in the list."


@blueprint.errorhandler(NoSuchTerm)
def tell_guess(error: NoSuchTerm) -> Response:
    """That the glossary has no such word, and what the parts of the word hint at."""
    guess = f"We do not have “{error.hint.word}”. {error.hint.text}" if error.hint else NOT_FOUND
    return errors.page(error.status, Told("There is no such word in our list", guess))


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
