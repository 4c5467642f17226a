"""GET /articles/{slug}: an article in the words of the role that the reader declares.

The page is set from stored fragments. Its ETag is that of the stored bytes and the version of the look,
so that a browser which has the page already costs one statement and no template.
"""

import json
from typing import Any

from flask import Response, render_template, request, url_for
from markupsafe import Markup

from guidance.answering.answer import LONGEST
from guidance.fragments import GLOSSARY_TITLE, REFERENCES_TITLE
from guidance.pages import frame, measures, readers, terms
from guidance.pages.page import PageBlueprint
from guidance.pages.readers import Reader
from guidance.representation import PARTS
from guidance.store import variants
from guidance.store.articles import NoSuchArticle
from guidance.web import addresses, auth, sight
from guidance.web.current import site

blueprint = PageBlueprint("article-page")


@blueprint.get("/articles/<slug:slug>")
def show_article(slug: str) -> Response:
    """The whole page; 304 where the browser has it already."""
    auth.require(request, "read")
    reader = readers.declared(request)
    seen = sight.of(request)
    stored = variants.read(
        site().database,
        slug,
        reader.audience.id,
        PARTS,
        unless=_known(),
        approved_only=seen.approved_only,
    )
    if stored is None:
        raise NoSuchArticle(f"There is no article under {slug!r}.")
    response = Response(mimetype="text/html")
    response.set_etag(f"{stored.etag}.{frame.version()}")
    response.headers["Vary"] = "Authorization"
    response.headers["Cache-Control"] = seen.cache(lasting=stored.status == "approved")
    if stored.body is None or request.if_none_match.star_tag:
        response.status_code = 304
    else:
        response.set_data(_html(json.loads(stored.body), reader))
    return response


def _known() -> set[str]:
    """The stored ETags of those pages that the browser has in the present look."""
    suffix = f".{frame.version()}"
    tags = request.if_none_match.as_set(include_weak=True)
    return {tag.removesuffix(suffix) for tag in tags if tag and tag.endswith(suffix)}


def _html(parts: dict[str, Any], reader: Reader) -> str:
    text = terms.mark(parts["html"]["body"])
    return render_template(
        "article.html",
        article=parts,
        body=text.html,
        used=text.used,
        references=Markup(parts["html"]["references"]),  # noqa: S704  (escaped when it was stored)
        measures=measures.of(parts["readability"]),
        reader=reader,
        asked=site().audiences.get(parts["served_because"]["asked"]),
        longest_question=LONGEST,
        titles={"glossary": GLOSSARY_TITLE, "references": REFERENCES_TITLE},
        oembed=_oembed(parts["slug"], reader),
    )


def _oembed(slug: str, reader: Reader) -> str:
    """The address that tells how to embed this page as this reader has it."""
    page = url_for("article-page.show_article", slug=slug, role=reader.role.id if reader.role else None)
    return addresses.absolute(url_for("oembed.ask_oembed", url=addresses.absolute(page)))
