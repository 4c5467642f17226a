"""When writing runs: in this process, on the first call that needs it.

The language side is loaded late (late.py). One writer stands per process, and one text is written at a
time, since a spaCy pipeline is not made to be shared between threads at work. trying.py asks it for texts
that are not kept.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import RLock
from typing import cast

from sqlalchemy.orm import Session

from guidance import indexing, late
from guidance.answering.learning import learn
from guidance.article import markdown, render
from guidance.article.characters import TextTooLong
from guidance.article.document import Document
from guidance.article.faults import InvalidArticle
from guidance.errors import Fault, InvalidInput
from guidance.publish import Drafts, Writer, publish, refresh, standing_revisions
from guidance.representation import MARKDOWN
from guidance.reviewing import expect_version, next_review
from guidance.rewording import as_kept
from guidance.site import Site
from guidance.store import articles, variants, wordings
from guidance.store.articles import SlugTaken
from guidance.store.steps import FIRST

_AT_WORK = RLock()


class SlugMismatch(InvalidInput):
    """The front matter names another article than the one that is to be revised."""

    code = "slug-mismatch"
    title = "The slug is another article's"


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
    site: Site,
    content: str | Document,
    *,
    by: str,
    note: str = "",
    start: str | None = None,
    reviewed: bool = False,
) -> Saved:
    """Keep a new article, write all its variants and publish them, in one transaction at the end.

    `content` is Markdown with front matter, or a document. `by` names the person, key or command that
    asks. Review starts at `start`, "draft" or "submitted"; without it at "draft" where the front matter
    says so, else at "submitted". Only where it was `reviewed` elsewhere does the front matter tell how far
    it came. Raises InvalidInput (what article.markdown raises, TextTooLong) or SlugTaken.
    """
    document, source = _read(site, content, start=start, reviewed=reviewed)
    meta = document.meta
    with site.database.reading() as session:
        if articles.exists(session, meta.slug):
            raise SlugTaken(f"An article stands under {meta.slug!r} already.")
    drafts = _write(site, document)
    due = next_review(site.settings, meta.updated) if meta.status == "approved" else None
    with site.database.writing() as session:
        articles.create(session, document, source, by=by, note=note, review_due=due)
        publish(session, site, meta.slug, drafts, by=by)
        return _saved(session, site, meta.slug, created=True)


def revise_article(
    site: Site,
    slug: str,
    content: str | Document,
    *,
    by: str,
    note: str = "",
    start: str | None = None,
    if_match: Collection[str] | None = None,
    version: int | None = None,
) -> Saved:
    """Keep a new revision of an article; the same text again changes nothing.

    Its review starts as create_article tells; until it is approved, readers keep the revision that was.
    `if_match` holds unquoted ETags of which one must be of something
    made of the newest revision now; `version` is that of reviews.version; None asks nothing. Raises
    NoSuchArticle, Outdated, SlugMismatch, or InvalidInput as create_article does.
    """
    document, source = _read(site, content, start=start)
    if document.meta.slug != slug:
        fault = Fault("/meta/slug", f"is {document.meta.slug!r}")
        raise SlugMismatch(f"The article to revise is {slug!r}.", faults=(fault,))
    with site.database.reading() as session:
        _expect(session, slug, if_match, version)
        if _is_same(session, slug, document):
            return _saved(session, site, slug, changed=False)
    drafts = _write(site, document)
    with site.database.writing() as session:
        articles.lock(session, slug)
        _expect(session, slug, if_match, version)
        articles.revise(session, document, source, by=by, note=note)
        publish(session, site, slug, drafts, by=by)
        return _saved(session, site, slug)


def save_article(site: Site, content: str | Document, *, by: str, note: str = "") -> Saved:
    """Create or revise, whichever it takes. For the command line, which brings in articles as they are.

    The front matter tells how far the review of a new article came elsewhere. A text that is kept already
    is reviewed here: a change of it starts anew, and its review moves only by a step.
    """
    document, _ = _read(site, content, reviewed=True)
    with site.database.reading() as session:
        stands = articles.exists(session, document.meta.slug)
    if stands:
        return revise_article(site, document.meta.slug, content, by=by, note=note)
    return create_article(site, content, by=by, note=note, reviewed=True)


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


def index_article(site: Site, slug: str) -> None:
    """Put all that readers get of an article into the search index anew. Raises NoSuchArticle."""
    with site.database.writing() as session:
        articles.lock(session, slug)
        indexing.index(session, slug, standing_revisions(session, slug), anew=True)


def expect_length(site: Site, text: str) -> None:
    """Raise TextTooLong for a text that is longer than the site allows."""
    if len(text) > site.settings.max_text:
        raise TextTooLong(f"The text has {len(text):,} characters; {site.settings.max_text:,} are the limit.")


@contextmanager
def at_work(site: Site) -> Iterator[Writer]:
    """The writer of this process, loaded by the first who asks, for one caller at a time."""
    with _AT_WORK:
        chosen = site.settings
        yield _writer(chosen.model, chosen.lexicon, chosen.overlay, chosen.spelling, chosen.cache)


@cache
def _writer(
    model: str, lexicon: Path | None, overlay: Path | None, spelling: str, cache_folder: Path | None
) -> Writer:
    opened = late.module("plain.writer").open_writer(
        model, lexicon, overlay=overlay, spelling=spelling, cache=cache_folder
    )
    return cast(Writer, opened)


def _write(site: Site, document: Document) -> Drafts:
    with site.database.reading() as session:
        standing = wordings.standing(session, document.meta.slug)
    with at_work(site) as writer:
        drafts = writer.write_all(document, site.audiences.all, standing)
        learn(site, writer.meanings, writer.versions.model, drafts.values())
    return drafts


def _read(
    site: Site, content: str | Document, *, start: str | None = None, reviewed: bool = False
) -> tuple[Document, str]:
    """The document to keep, and its source."""
    source = content if isinstance(content, str) else render.to_markdown(content)
    expect_length(site, source)
    document = markdown.parse(source) if isinstance(content, str) else content
    if reviewed:
        return document, source
    status = start or (document.meta.status if document.meta.status in FIRST else "submitted")
    return replace(document, meta=replace(document.meta, status=status)), source


def _expect(session: Session, slug: str, if_match: Collection[str] | None, version: int | None) -> None:
    variants.expect(session, slug, if_match)
    expect_version(session, slug, version)


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
        numbers = standing_revisions(session, slug)
        found = [
            (articles.revision(session, slug, one), variants.kept(session, slug, number=one))
            for one in numbers
        ]
    stale = [revision for revision, kept in found if always or _is_stale(site, kept)]
    for revision in stale:
        drafts = _write(site, markdown.parse(revision.source))
        with site.database.writing() as session:
            articles.lock(session, slug)
            # What came in the meantime, a revision or a wording, has brought its own variants.
            stands = revision.number in standing_revisions(session, slug)
            if stands and as_kept(session, slug, drafts.values()):
                publish(session, site, slug, drafts, by="guidance render", number=revision.number)
    with site.database.writing() as session:
        return refresh(session, site, slug, by="guidance render") or bool(stale)


def _is_stale(site: Site, kept: tuple[variants.Variant, ...]) -> bool:
    with at_work(site) as writer:
        now = (writer.versions.lexicon, writer.versions.rules, writer.versions.model)
    if {variant.audience for variant in kept} != {audience.id for audience in site.audiences.all}:
        return True
    return any((one.lexicon_version, one.rules_version, one.model_version) != now for one in kept)
