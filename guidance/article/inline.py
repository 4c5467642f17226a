"""markdown-it's inline tokens → flat runs."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from guidance.article import links, normal
from guidance.article.characters import fault_in
from guidance.article.document import Run
from guidance.article.faults import Faults

_BREAKS = ("softbreak", "hardbreak")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\]\(")


def image_rule(state: StateInline, silent: bool) -> bool:
    """Sees where an image begins, which is enough to refuse it; markdown-it's own rule is slow."""
    match = _IMAGE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("image", "", 0)
    state.pos = match.end()
    return True


def runs(tokens: Sequence[Token], pointer: str, faults: Faults) -> tuple[Run, ...]:
    """The runs in normal form. A line break is a space; images, HTML and bad links are faults."""
    return normal.runs(_runs(tokens, pointer, faults))


def _runs(tokens: Sequence[Token], pointer: str, faults: Faults) -> Iterator[Run]:
    emphasis = strong = 0
    link: str | None = None
    for token in tokens:
        match token.type:
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "link_open":
                link = _link(str(token.attrGet("href") or ""), pointer, faults)
            case "link_close":
                link = None
            case "citation":
                yield from map(normal.citation, token.meta["numbers"])
            case "image":
                faults.add(pointer, "images are not taken; say in words what the image shows")
            case "html_inline":
                faults.add(pointer, f"HTML is not taken: {token.content[:60]!r} (write \\< for a plain <)")
            case kind:
                text = " " if kind in _BREAKS else token.content
                if wrong := fault_in(text):
                    faults.add(pointer, wrong)
                    continue
                yield Run(text, bool(emphasis), bool(strong), kind == "code_inline", link)


def _link(href: str, pointer: str, faults: Faults) -> str:
    link = links.normal(href)
    if wrong := links.fault_in(link):
        faults.add(pointer, wrong)
    return link
