"""GET /articles/{slug}: an article in the words of the role that the reader declares."""

from typing import Any

from flask import Response, render_template, request, url_for

from guidance.answering.answer import LONGEST
from guidance.pages import frame, measures, readers, stored
from guidance.pages.page import PageBlueprint
from guidance.pages.readers import Reader
from guidance.web import addresses, auth, sight

blueprint = PageBlueprint("article-page")


@blueprint.get("/articles/<slug:slug>")
def show_article(slug: str) -> Response:
    """The whole page; 304 where the browser has it already."""
    auth.require(request, "read")
    reader = readers.declared(request)
    asked = stored.Asked(slug, reader, sight.of(request), frame.version())
    return stored.answer(asked, lambda parts: _html(parts, reader))


def _html(parts: dict[str, Any], reader: Reader) -> str:
    return render_template(
        "article.html",
        **stored.shown(parts, reader),
        measures=measures.of(parts["readability"]),
        longest_question=LONGEST,
        oembed=_oembed(parts["slug"], reader),
    )


def _oembed(slug: str, reader: Reader) -> str:
    """The address that tells how to embed this page as this reader has it."""
    page = url_for("article-page.show_article", slug=slug, role=reader.role.id if reader.role else None)
    return addresses.absolute(url_for("oembed.ask_oembed", url=addresses.absolute(page)))
