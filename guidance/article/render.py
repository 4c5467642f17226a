"""The one door out of an article: blocks → JSON, HTML, Markdown, plain text; and JSON back into blocks."""

from guidance.article.as_html import references_html, to_html
from guidance.article.as_json import document_to_json, to_json
from guidance.article.as_markdown import blocks_to_markdown, to_markdown
from guidance.article.as_text import to_text
from guidance.article.from_json import blocks_from_json, document_from_json

__all__ = [
    "blocks_from_json",
    "blocks_to_markdown",
    "document_from_json",
    "document_to_json",
    "references_html",
    "to_html",
    "to_json",
    "to_markdown",
    "to_text",
]
