"""When writing runs: in this process, on the first call that needs it.

The one place in the project that delays an import: a process that only serves what is stored never
loads spaCy, the model, lemminflect or textstat. One writer stands per process, and one text is written
at a time, since a spaCy pipeline is not made to be shared between threads at work.
"""

import importlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, cast

from sqlalchemy.orm import Session

from guidance.article import markdown, render
from guidance.article.characters import TextTooLong
from guidance.article.document import Document
from guidance.article.faults import InvalidArticle
from guidance.errors import Conflict, Fault, InvalidInput
from guidance.plain.draft import Draft
from guidance.publish import Drafts, Writer, change_status, publish, refresh
from guidance.representation import MARKDOWN
from guidance.site import Site
from guidance.store import articles, variants
from guidance.store.articles import SlugTaken

_AT_WORK = RLock()
_FIRST_STATUS = "submitted"


class SlugMismatch(InvalidInput):
    """The front matter names another article than the one that is to be revised."""

    code = "slug-mismatch"
    title = "The slug is another article's"


class Outdated(Conflict):
    """The article has changed since the version that the request names (If-Match)."""

    code = "outdated"
    title = "The article has changed since"
    status = 412


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving an article came to; `changed` is False where the same text stood already.

    `etag` (unquoted) is that of the Markdown of the stored text, and good for If-Match, as is the ETag
    of anything else that is served of the article.
    """

    slug: str
    revision: int
    created: bool
    changed: bool
    etag: str


def _unwatched(_slug: str) -> None:
    """The progress of what nobody watches."""


def create_article(
    site: Site, content: str | Document, *, by: str, note: str = "", trusted: bool = False
) -> Saved:
    """Keep a new article, write all its variants and publish them, in one transaction at the end.

    `content` is Markdown with front matter, or a document. `by` names the key or command that asks. The
    status of the front matter counts where `trusted` (the key may review); else review starts at
    "submitted". Raises InvalidInput (what article.markdown raises, TextTooLong) or SlugTaken.
    """
    document, source = _read(site, content, trusted=trusted)
    slug = document.meta.slug
    with site.database.reading() as session:
        if articles.exists(session, slug):
            raise SlugTaken(f"An article stands under {slug!r} already.")
    drafts = _write(site, document)
    with site.database.writing() as session:
        articles.create(session, document, source, by=by, note=note)
        publish(session, site, slug, drafts)
        return _saved(session, site, slug, created=True)


def revise_article(
    site: Site,
    slug: str,
    content: str | Document,
    *,
    by: str,
    note: str = "",
    trusted: bool = False,
    if_match: Collection[str] | None = None,
) -> Saved:
    """Keep a new revision of an article and publish it; the same text again changes nothing.

    `if_match` holds unquoted ETags of which one must be that of something served of the article now;
    None asks nothing. Where only the status differs and is `trusted`, the review moves and no revision
    is made. Raises NoSuchArticle, Outdated, SlugMismatch, or InvalidInput as create_article does.
    """
    document, source = _read(site, content, trusted=trusted)
    if document.meta.slug != slug:
        fault = Fault("/meta/slug", f"is {document.meta.slug!r}")
        raise SlugMismatch(f"The article to revise is {slug!r}.", faults=(fault,))
    with site.database.reading() as session:
        _expect(session, slug, if_match)
        same = _is_same(session, slug, document)
        moved = trusted and articles.get(session, slug).status != document.meta.status
        if same and not moved:
            return _saved(session, site, slug, changed=False)
    drafts = None if same else _write(site, document)
    with site.database.writing() as session:
        articles.lock(session, slug)
        _expect(session, slug, if_match)
        if drafts is None:
            change_status(session, site, slug, document.meta.status, by=by, comment=note)
        else:
            articles.revise(session, document, source, by=by, note=note)
            publish(session, site, slug, drafts)
        return _saved(session, site, slug)


def save_article(site: Site, content: str | Document, *, by: str, note: str = "") -> Saved:
    """Create or revise, whichever it takes, and trust the front matter. For the command line."""
    document, _ = _read(site, content, trusted=True)
    with site.database.reading() as session:
        stands = articles.exists(session, document.meta.slug)
    if stands:
        return revise_article(site, document.meta.slug, content, by=by, note=note, trusted=True)
    return create_article(site, content, by=by, note=note, trusted=True)


def render_articles(
    site: Site, slugs: Collection[str] | None = None, *, progress: Callable[[str], None] = _unwatched
) -> tuple[str, ...]:
    """Write anew what another lexicon, other rules or another model wrote; None looks at all articles.

    Articles named in `slugs` are written anew in any case. What is served is made anew for all of them.
    `progress` is called after each. Returns the slugs of those of which anything changed or was
    written. Raises NoSuchArticle.
    """
    with site.database.reading() as session:
        asked = (
            articles.slugs(session)
            if slugs is None
            else tuple(articles.get(session, one).slug for one in slugs)
        )
    done = []
    for slug in asked:
        if _render(site, slug, always=slugs is not None):
            done.append(slug)
        progress(slug)
    return tuple(done)


def rewrite_text(site: Site, text: str, audience: str, *, is_markdown: bool = False) -> dict[str, Any]:
    """Any text in the words of an audience; nothing is stored.

    {"audience", "title", "text", "markdown", "blocks", "sentences": [{"id", "kind", "source", "output",
    "edits", "guards", "refused", "omissions", "flagged"}], "glossary", "omissions", "readability",
    "versions"}; `text` and `markdown` are the same variant in two forms.

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


@contextmanager
def at_work(site: Site) -> Iterator[Writer]:
    """The writer of this process, loaded by the first who asks, for one caller at a time."""
    with _AT_WORK:
        yield _writer(site.settings.model, site.settings.lexicon)


@cache
def _writer(model: str, lexicon: Path | None) -> Writer:
    # The delayed import that the top of this file tells of.
    module = importlib.import_module("guidance.plain.writer")
    return cast(Writer, module.open_writer(model, lexicon))


def _write(site: Site, document: Document) -> Drafts:
    with at_work(site) as writer:
        return writer.write_all(document, site.audiences.all)


def _read(site: Site, content: str | Document, *, trusted: bool) -> tuple[Document, str]:
    """The document to keep, and its source."""
    source = content if isinstance(content, str) else render.to_markdown(content)
    _limit(site, source)
    document = markdown.parse(source) if isinstance(content, str) else content
    if trusted:
        return document, source
    return replace(document, meta=replace(document.meta, status=_FIRST_STATUS)), source


def _limit(site: Site, text: str) -> None:
    if len(text) > site.settings.max_text:
        raise TextTooLong(f"The text has {len(text):,} characters; {site.settings.max_text:,} are the limit.")


def _document(site: Site, text: str, *, is_markdown: bool) -> Document:
    _limit(site, text)
    if not is_markdown:
        return markdown.from_text(text)
    if text.startswith("---"):
        return markdown.parse(text)
    return replace(markdown.from_text(""), blocks=markdown.parse_body(text))


def _expect(session: Session, slug: str, if_match: Collection[str] | None) -> None:
    articles.get(session, slug)
    if if_match is not None and not set(if_match) & set(variants.etags(session, slug).values()):
        raise Outdated(f"{slug!r} is not as it was when you read it.")


def _is_same(session: Session, slug: str, document: Document) -> bool:
    """Whether the current revision says the same; where its review stands is not part of that."""
    try:
        kept = markdown.parse(articles.current(session, slug).source)
    except InvalidArticle:
        # It was kept under rules that took more, and must not stand in the way of what takes its place.
        return False
    return kept == replace(document, meta=replace(document.meta, status=kept.meta.status))


def _saved(session: Session, site: Site, slug: str, *, created: bool = False, changed: bool = True) -> Saved:
    stored_text = next(audience.id for audience in site.audiences.all if not audience.rewrite)
    return Saved(
        slug=slug,
        revision=articles.get(session, slug).revision,
        created=created,
        changed=changed,
        etag=variants.etags(session, slug)[stored_text, MARKDOWN],
    )


def _render(site: Site, slug: str, *, always: bool) -> bool:
    with site.database.reading() as session:
        revision = articles.current(session, slug)
        kept = variants.kept(session, slug)
    if always or _is_stale(site, kept):
        drafts = _write(site, markdown.parse(revision.source))
        with site.database.writing() as session:
            articles.lock(session, slug)
            # A revision that came in the meantime has brought its own variants.
            if articles.get(session, slug).revision == revision.number:
                publish(session, site, slug, drafts)
        return True
    with site.database.writing() as session:
        return refresh(session, site, slug)


def _is_stale(site: Site, kept: tuple[variants.Variant, ...]) -> bool:
    with at_work(site) as writer:
        now = (writer.versions.lexicon, writer.versions.rules, writer.versions.model)
    if {variant.audience for variant in kept} != {audience.id for audience in site.audiences.all}:
        return True
    return any((one.lexicon_version, one.rules_version, one.model_version) != now for one in kept)


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
        "versions": asdict(draft.versions),
    }
