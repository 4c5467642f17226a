"""At publish: what answers questions later, made from the variants that are kept.

The passages of each variant that anybody is served, with all that ranking asks of them, so that a process
that only serves needs neither the lexicon nor the language model for it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from guidance.answering import data
from guidance.answering.data import Understanding
from guidance.answering.lay import Found, Lay
from guidance.answering.passages import Passage, passages
from guidance.answering.rank import LIGHT, mean
from guidance.article import markdown, render
from guidance.article.faults import InvalidArticle
from guidance.asking import expansion
from guidance.asking.words import fold, words
from guidance.plain.data import folder
from guidance.plain.respelling import Spelling
from guidance.site import Site
from guidance.store import articles
from guidance.store import passages as store
from guidance.store.passages import Kept
from guidance.store.variants import Variant

_ANCHOR = re.compile(r'<h[1-6] id="([^"]*)"')
_CITED = re.compile(r"\s*\[\d+\]")
_SPACE = re.compile(r"\s+")
LONGEST_SHOWN = 2_000
"""Characters of a passage that kinds of questions look at."""


class Reading:
    """How the texts of a site are read: other names, and what the data on questions says."""

    def __init__(self, lay: Lay, understood: Understanding) -> None:
        self.understood = understood
        # Most sentences are the same for several audiences.
        self.read = lru_cache(maxsize=2_048)(lay.read)
        self.topics = lay.topics

    def said(self, text: str) -> list[tuple[str, float]]:
        """The words of a text that may have a vector, and what each counts."""
        return [
            (fold(word.text), LIGHT if word.stem in self.understood.light else 1.0)
            for word in words(text)
            if word.stem not in self.understood.ignored
        ]


def reading(site: Site) -> Reading:
    """How the texts of this site are read. The rows of the lexicon are read once in a process."""
    return _opened(folder(site.settings.lexicon), site.settings.overlay, site.settings.spelling)


@cache
def _opened(root: Path, overlay: Path | None, spelling: Spelling) -> Reading:
    understood = data.load(root)
    return Reading(Lay(expansion.opened(root, overlay, spelling), understood), understood)


def index(
    session: Session, site: Site, slug: str, made: Mapping[str, Variant], *, number: int | None = None
) -> None:
    """Keep the passages of the variants of a revision that anybody is served. Raises NoSuchArticle.

    The variants have just been kept. A revision from before today's rules for articles answers nothing.
    """
    revision = articles.current(session, slug) if number is None else articles.revision(session, slug, number)
    try:
        document = markdown.parse(revision.source)
    except InvalidArticle:
        return
    served = {variant.served_audience for variant in made.values()}
    found = {
        name: _of(made[name], passages(document, made[name].sentences, made[name].glossary))
        for name in served
    }
    read = reading(site)
    texts = {one.text for each in found.values() for one in each} | {made[name].title for name in served}
    vectors = store.vectors(session, (word for text in texts for word, _ in read.said(text)))
    kept = {name: _kept(made[name], found[name], revision.title, read, vectors) for name in sorted(served)}
    topics = read.topics("\n".join([revision.title, *(made[name].title for name in sorted(served))]))
    store.replace(session, slug, kept, topics, number=number)


def _of(variant: Variant, found: Iterable[Passage]) -> list[Passage]:
    """The passages that stand in the variant's text word for word, which is all of them as a rule."""
    text = _bare(render.to_text(render.blocks_from_json(variant.blocks)))
    return [
        one
        for one in found
        if all(_bare(line.removeprefix("• ")) in text for part in one.shown for line in part.lines)
    ]


def _bare(text: str) -> str:
    """The words alone, without citations: those of a part are told beside its words."""
    return _SPACE.sub(" ", _CITED.sub("", text)).strip()


def _kept(
    variant: Variant, found: Iterable[Passage], title: str, read: Reading, vectors: Mapping[str, bytes]
) -> list[Kept]:
    """The title, then the passages in their order."""
    anchors = _ANCHOR.findall(render.to_html(render.blocks_from_json(variant.blocks), references=()))
    about = read.read(f"{variant.title}\n{title}")
    kept = [Kept(0, "", "", [], "", "", "", {}, _by(about), b"")]
    for place, one in enumerate(found, start=1):
        said = read.read(one.text)
        explained = set(read.read(one.explained).stems) - set(said.stems)
        weighed = [(vectors[word], weight) for word, weight in read.said(one.text) if word in vectors]
        kept.append(
            Kept(
                place=place,
                heading=one.heading,
                anchor=anchors[one.place - 1] if 0 < one.place <= len(anchors) else "",
                parts=[_part(asdict(part)) for part in one.shown],
                shows=f"{one.heading}\n{one.text}"[:LONGEST_SHOWN],
                stems=" ".join(dict.fromkeys(said.stems)),
                explained=" ".join(sorted(explained)),
                lay=dict(said.other),
                head=_by(read.read(one.heading)),
                vector=mean(weighed),
            )
        )
    return kept


def _part(part: dict[str, object]) -> dict[str, object]:
    return {name: part[name] for name in ("id", "kind", "label", "lines", "citations")}


def _by(found: Found) -> dict[str, str]:
    """Every stem of a heading with the name that brings it, "" where it stands there itself."""
    return dict(found.other) | dict.fromkeys(found.stems, "")
