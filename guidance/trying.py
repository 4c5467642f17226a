"""Any text rewritten or checked for an audience; nothing of it is stored."""

from dataclasses import asdict, replace
from typing import Any

from guidance.article import markdown, render
from guidance.article.document import Document
from guidance.jobs import at_work, expect_length
from guidance.plain.draft import Draft
from guidance.publish import report_of
from guidance.site import Site


def rewrite_text(site: Site, text: str, audience: str, *, is_markdown: bool = False) -> dict[str, Any]:
    """Any text in the words of an audience; nothing is stored.

    {"audience", "title", "text", "markdown", "blocks", "sentences": [{"id", "kind", "source", "output",
    "edits", "guards", "refused", "omissions", "flagged"}], "glossary", "omissions", "readability",
    "report", "versions"}; `text` and `markdown` are the same variant in two forms, `report` is as in
    store.variants.Variant.

    Raises UnknownAudience, TextTooLong, or what article.markdown raises.
    """
    reader = site.audiences.get(audience)
    document = _document(site, text, is_markdown=is_markdown)
    with at_work(site) as writer:
        draft = writer.write(document, reader)
    return _account(draft)


def check_text(site: Site, text: str, audience: str, *, is_markdown: bool = False) -> dict[str, Any]:
    """The readability report of any text as it stands, for an audience; nothing is stored.

    {"audience", "passed", "withheld", "measures": [{"name", "value", "target", "limit", "passed",
    "within_limit", "note"}], "hardest": [{"kind", "text", "cost"}], "words", "sentences"}. Raises as
    rewrite_text.
    """
    reader = site.audiences.get(audience)
    document = _document(site, text, is_markdown=is_markdown)
    with at_work(site) as writer:
        return asdict(writer.check(document, reader))


def _document(site: Site, text: str, *, is_markdown: bool) -> Document:
    expect_length(site, text)
    if not is_markdown:
        return markdown.from_text(text)
    if text.startswith("---"):
        return markdown.parse(text)
    return replace(markdown.from_text(""), blocks=markdown.parse_body(text))


def _account(draft: Draft) -> dict[str, Any]:
    return {
        "audience": draft.audience,
        "title": draft.title,
        "text": render.to_text(draft.blocks),
        "markdown": render.blocks_to_markdown(draft.blocks),
        "blocks": render.to_json(draft.blocks),
        "sentences": [asdict(sentence) for sentence in draft.sentences],
        "glossary": [asdict(term) for term in draft.glossary],
        "omissions": list(draft.omissions),
        "readability": asdict(draft.readability),
        "report": report_of(draft),
        "versions": asdict(draft.versions),
    }
