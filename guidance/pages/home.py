"""GET /: the articles, in the words of the reader who looks for one."""

from typing import NamedTuple

from flask import Response, render_template, request

from guidance.pages import readers
from guidance.pages.page import LONGEST, PageBlueprint, answer
from guidance.representation import STATUS_LABELS
from guidance.store import listing
from guidance.web import auth, sight
from guidance.web.current import site

blueprint = PageBlueprint("home-page")


class Search(NamedTuple):
    """What was asked of the list; "" where nothing was."""

    q: str
    topic: str
    cursor: str


@blueprint.get("/")
def show_list() -> Response:
    """The articles that the reader can read, the last updated first; a page of them at a time."""
    auth.require(request, "read")
    reader, search, seen = readers.declared(request), _search(), sight.of(request)
    with site().database.reading() as session:
        page = listing.list_page(
            session,
            audience=reader.audience.id,
            cursor=search.cursor or None,
            limit=site().settings.page_size,
            topic=search.topic or None,
            q=search.q or None,
            approved_only=seen.approved_only,
        )
        topics = listing.topics(session, approved_only=seen.approved_only)
    html = render_template(
        "home.html",
        reader=reader,
        search=search,
        asked=reader.query | {name: text for name in ("q", "topic") if (text := getattr(search, name))},
        page=page,
        topics=topics,
        statuses=STATUS_LABELS,
    )
    response = answer(html, seen.cache(lasting=False))
    response.vary.add("Authorization")
    return response


def _search() -> Search:
    given = {name: request.args.get(name, "").strip()[:LONGEST] for name in ("q", "topic")}
    return Search(**given, cursor=request.args.get("cursor", ""))
