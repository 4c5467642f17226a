"""The summary of an entry: the beginning of the article in its reader's words, with what must stand by it.

Whole blocks only, so that no sentence is cut and no condition lost.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from markupsafe import Markup

from guidance.article import render
from guidance.article.document import Block, Callout, Heading, ListBlock, Paragraph, Run, Table

ENOUGH = 80
"""Words after which no further block is begun."""


def html(article: Mapping[str, Any]) -> Markup:
    """Safe HTML, from the JSON that readers get of an article: notices, beginning, review, disclaimer."""
    return Markup("").join(
        (
            *(_marked("notice", notice["text"]) for notice in article["notices"]),
            Markup(render.to_html(tuple(_beginning(article)))),  # noqa: S704  (render.to_html escapes)
            _marked("status", f"Medical review: {status(article)}. Last updated {article['last_updated']}."),
            _marked("disclaimer", article["disclaimer"]),
        )
    )


def status(article: Mapping[str, Any]) -> str:
    """Where the review stands, as readers are told."""
    steps = (step["label"] for step in article["review_steps"] if step["state"] == "current")
    return str(next(steps, article["status"]))


def _marked(name: str, text: str) -> Markup:
    return Markup('<p class="guidance-{}">{}</p>\n').format(name, text)


def _beginning(article: Mapping[str, Any]) -> Iterator[Block]:
    """The first section, or as much of it as is enough; a table or a heading is no beginning."""
    blocks = [block for block in render.blocks_from_json(article["blocks"]) if not isinstance(block, Table)]
    while blocks and isinstance(blocks[0], Heading):
        blocks.pop(0)
    words = 0
    for block in takewhile(lambda block: not isinstance(block, Heading), blocks):
        if words >= ENOUGH:
            return
        words += len(render.to_text((block,)).split())
        yield _uncited(block)


def _uncited(block: Block) -> Block:
    """Without numbers of sources and links to the glossary, which lead nowhere outside the article."""
    match block:
        case Paragraph(runs=runs):
            return Paragraph(tuple(_kept(runs)))
        case ListBlock(items=items):
            return replace(block, items=tuple(replace(one, blocks=_all(one.blocks)) for one in items))
        case Callout(blocks=inner):
            return replace(block, blocks=_all(inner))
        case _:
            return block


def _all(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(_uncited(block) for block in blocks)


def _kept(runs: tuple[Run, ...]) -> Iterator[Run]:
    for run, following in zip(runs, (*runs[1:], None), strict=True):
        if run.citation is not None:
            continue
        cited = following is not None and following.citation is not None
        yield replace(run, text=run.text.rstrip() if cited else run.text, term=None)
