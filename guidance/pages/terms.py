"""The way back from a glossary entry: the first place where a text uses a term gets an id."""

import re
from typing import NamedTuple

from markupsafe import Markup

# Exactly as article.render.to_html writes the link of a term; nothing that an author writes can look so.
_LINK = re.compile(r'<a class="term" href="#term-([^"]+)">')


class Marked(NamedTuple):
    """The fragment with its ids, and the ids of the terms that it uses."""

    html: Markup
    used: frozenset[str]


def mark(html: str) -> Marked:
    """Give the first link to "#term-x" the id "used-x"."""
    used: set[str] = set()

    def with_id(link: re.Match[str]) -> str:
        term = link[1]
        if term in used:
            return link[0]
        used.add(term)
        return f'<a class="term" id="used-{term}" href="#term-{term}">'

    return Marked(Markup(_LINK.sub(with_id, html)), frozenset(used))  # noqa: S704  (escaped when it was stored)
