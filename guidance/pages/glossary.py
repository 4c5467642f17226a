"""GET /terms: the words of the glossary, by letter or by what is looked for, in the words of the reader."""

from typing import NamedTuple

from flask import Response, render_template, request

from guidance import glossary
from guidance.pages import readers
from guidance.pages.page import LONGEST, PageBlueprint, answer
from guidance.web import auth, headers
from guidance.web.current import site

blueprint = PageBlueprint("glossary-page")


class Search(NamedTuple):
    """What was asked of the list; "" where nothing was."""

    q: str
    letter: str
    cursor: str


@blueprint.get("/terms")
def show_glossary() -> Response:
    """The terms, in the order of the alphabet; a page of them at a time."""
    auth.require(request, "read")
    reader, known = readers.declared(request), glossary.of(site())
    search = _search(known)
    page = known.page(
        reader.audience,
        limit=site().settings.page_size,
        q=search.q,
        letter=search.letter,
        cursor=search.cursor or None,
    )
    asked = {name: text for name in ("q", "letter") if (text := getattr(search, name))}
    html = render_template(
        "glossary.html",
        reader=reader,
        search=search,
        asked=reader.query | asked,
        page=page,
        letters=known.letters,
    )
    return answer(html, headers.cache(site().settings, lasting=False))


def _search(known: glossary.Glossary) -> Search:
    """What the address asks; a letter with which no term begins is none."""
    given = {name: request.args.get(name, "").strip()[:LONGEST] for name in ("q", "letter", "cursor")}
    letter = given["letter"] if given["letter"] in known.letters else ""
    return Search(given["q"], letter, request.args.get("cursor", ""))
