"""GET /: the articles, in the words of the reader who looks for one."""

from typing import NamedTuple

from flask import Response, render_template, request

from guidance import glossary, searching
from guidance.pages import readers
from guidance.pages.page import LONGEST, PageBlueprint, answer
from guidance.pages.readers import Reader
from guidance.representation import STATUS_LABELS
from guidance.searching import Results
from guidance.store import listing
from guidance.store.listing import Page
from guidance.web import auth, headers, sight
from guidance.web.current import site
from guidance.web.sight import Sight

blueprint = PageBlueprint("home-page")


class Search(NamedTuple):
    """What was asked of the list; "" where nothing was."""

    q: str
    topic: str
    cursor: str


@blueprint.get("/")
def show_list() -> Response:
    """The articles that answer the reader's words, the best first; without words all, the last updated first.

    A page of them at a time.
    """
    auth.require(request, "read")
    reader, search, seen = readers.declared(request), _search(), sight.of(request)
    page, topics = _found(reader, search, seen)
    nothing = search.q and not page.items
    html = render_template(
        "home.html",
        reader=reader,
        search=search,
        asked=reader.query | {name: text for name in ("q", "topic") if (text := getattr(search, name))},
        page=page,
        terms=glossary.of(site()).near(search.q, reader.audience) if nothing else (),
        topics=topics,
        statuses=STATUS_LABELS,
    )
    # What a reader looks for tells of their health: no shared cache keeps it.
    own = headers.cache(site().settings, lasting=False, own=True)
    response = answer(html, own if search.q else seen.cache(lasting=False))
    response.vary.add("Authorization")
    return response


def _found(reader: Reader, search: Search, seen: Sight) -> tuple[Page | Results, tuple[str, ...]]:
    """What the page shows, and the topics to choose from."""
    cursor, limit, topic = search.cursor or None, site().settings.page_size, search.topic or None
    page: Page | Results
    with site().database.reading() as session:
        topics = listing.topics(session, approved_only=seen.approved_only)
        if search.q:
            asked = searching.Asked(search.q, reader.audience.id, topic, seen.approved_only)
            page = searching.search(site(), session, asked, limit=limit, cursor=cursor)
        else:
            page = listing.list_page(
                session,
                audience=reader.audience.id,
                cursor=cursor,
                limit=limit,
                topic=topic,
                approved_only=seen.approved_only,
            )
    return page, topics


def _search() -> Search:
    given = {name: request.args.get(name, "").strip()[:LONGEST] for name in ("q", "topic")}
    return Search(**given, cursor=request.args.get("cursor", ""))
