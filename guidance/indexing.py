"""What is published is made to be found: the texts of an article's variants go into the search index."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from guidance.article import render
from guidance.article.document import Heading, plain
from guidance.asking import tokens
from guidance.store import articles, search_index, variants
from guidance.store.search_index import Found
from guidance.store.variants import Variant


def index(session: Session, slug: str, numbers: Iterable[int], *, anew: bool = False) -> bool:
    """Put the texts of these revisions that readers of any audience get into the index.

    A revision that is there already is left as it is, unless `anew`. The words are locked until the
    transaction ends: call it once in a transaction, behind the audit log. Returns whether anything was
    put. Raises NoSuchArticle or NoSuchRevision.
    """
    words: set[str] = set()
    put = False
    for number in numbers:
        if anew or not search_index.is_kept(session, slug, number):
            kept = variants.kept(session, slug, number=number)
            found = _found(kept, articles.revision(session, slug, number).specialty)
            search_index.keep(session, slug, number, found)
            words.update(word for one in found for word in one.vocabulary)
            put = True
    search_index.keep_words(session, words)
    return put


def _found(kept: Sequence[Variant], topic: str) -> list[Found]:
    """A text for each variant that any audience is served, the same text once for all of them."""
    readers: dict[str, list[str]] = {}
    for variant in kept:
        readers.setdefault(variant.served_audience, []).append(variant.audience)
    found = []
    for variant in kept:
        if variant.audience in readers:
            blocks = render.blocks_from_json(variant.blocks)
            headings = tuple(plain(block.runs) for block in blocks if isinstance(block, Heading))
            text = render.to_text(blocks)
            source = tokens.Source(
                variant.title, headings, text, topic, tuple(sorted(readers[variant.audience]))
            )
            found.append(Found(variant.audience, text, tokens.tokens(source), tokens.vocabulary(source)))
    return found
