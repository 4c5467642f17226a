"""The way of an article: its document is written for every audience, and the whole set goes public at once.

Writing takes seconds and needs no database; keeping takes milliseconds and is one transaction. So the
drafts are made first, and a reader sees the old set of variants or the new one, never a mixture.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from guidance import indexing, representation
from guidance.answering.index import index
from guidance.article import render
from guidance.article.document import Document
from guidance.plain.audience import Audience, Audiences
from guidance.plain.draft import Checked, Draft, Readability, Versions
from guidance.representation import Serving, Standing
from guidance.rewording import accepted, expect_as_kept, mark_changed
from guidance.site import Site
from guidance.store import articles, audit, change_log, history, reviews, variant_sets, variants
from guidance.store.variants import Shown, Variant
from guidance.webhooks.announcing import announce

type Drafts = Mapping[str, Draft]
type Wordings = Mapping[str, Mapping[str, str]]
"""By audience and key of the source sentence: a person's wording of it."""


class Meanings(Protocol):
    """What publishing asks of guidance.plain.vectors."""

    def of(self, words: Iterable[str]) -> Mapping[str, bytes]:
        """The vectors of those words that have one."""

    def common(self) -> frozenset[str]:
        """Words that readers may use of any article."""


class Writer(Protocol):
    """What publishing asks of guidance.plain.writer."""

    @property
    def meanings(self) -> Meanings:
        """What is known of the meaning of words."""

    @property
    def versions(self) -> Versions:
        """What this writer's drafts will say made them."""

    def write(self, document: Document, audience: Audience, wordings: Wordings = ...) -> Draft:
        """The document in the words of the audience, and in people's words where there are any."""

    def write_all(
        self, document: Document, audiences: tuple[Audience, ...], wordings: Wordings = ...
    ) -> dict[str, Draft]:
        """The document for each audience, by the audience's id."""

    def check(self, document: Document, audience: Audience) -> Readability:
        """How the document reads to the audience as it stands."""

    def examine(self, document: Document, name: str, wording: str, audience: Audience) -> Checked:
        """What the guards say of a person's wording of the sentence with that id."""


def publish(
    session: Session,
    site: Site,
    slug: str,
    drafts: Drafts,
    *,
    by: str = "guidance",
    at: datetime | None = None,
    number: int | None = None,
) -> None:
    """Put these drafts of a revision (None: the newest) in the place of all variants that there are of it.

    The session is a writing one; for an audience without a draft the variant stays that is kept of that
    revision. Raises NoSuchArticle, NoSuchRevision or Overtaken.
    """
    at = at or datetime.now(UTC)
    expect_as_kept(session, slug, drafts.values())
    found = {variant.audience: variant for variant in variants.kept(session, slug, number=number)}
    found.update((name, _variant(draft)) for name, draft in drafts.items())
    written = {one.id: found[one.id] for one in site.audiences.all}
    newest = articles.get(session, slug).revision
    if number in (None, newest):
        mark_changed(session, slug, written, newest, by=by, at=at)
    made = _choose(written, site.audiences, accepted(session, slug, written))
    shown = _show_all(session, site, slug, made, number)
    variant_sets.replace(session, slug, [(made[name], shown[name]) for name in made], at=at, number=number)
    history.record(session, slug, at=at)
    index(session, site, slug, made, number=number)
    _tell(session, slug, shown, "variants.published", by=by, at=at, number=number)
    indexing.index(session, slug, standing_revisions(session, slug))
    announce(session, site, change_log.settle(session, slug, at=at), at=at)


def refresh(
    session: Session, site: Site, slug: str, *, by: str = "guidance", at: datetime | None = None
) -> bool:
    """Make the representations anew from the variants that are kept; no word is written anew.

    Both of the newest revision and of the one that readers get. Returns whether any of them changed.
    Raises NoSuchArticle.
    """
    at = at or datetime.now(UTC)
    articles.lock(session, slug)
    variant_sets.prune(session, slug)
    changed = False
    for number in standing_revisions(session, slug):
        kept = {variant.audience: variant for variant in variants.kept(session, slug, number=number)}
        shown = _show_all(session, site, slug, kept, number)
        if variant_sets.show(session, slug, shown, at=at, number=number):
            changed = True
            _tell(session, slug, shown, "variants.shown", by=by, at=at, number=number)
    # A step that changes no byte, such as a withdrawal, changes what readers get.
    history.record(session, slug, at=at)
    announce(session, site, change_log.settle(session, slug, at=at), at=at)
    # Articles from before there was an index are found from now on.
    return indexing.index(session, slug, standing_revisions(session, slug)) or changed


def standing_revisions(session: Session, slug: str) -> tuple[int, ...]:
    """The numbers of the revisions that have variants: the one that readers get, and the newest.

    Raises NoSuchArticle.
    """
    article = articles.get(session, slug)
    return tuple(sorted({article.revision, article.served or article.revision}))


def _tell(
    session: Session,
    slug: str,
    shown: Mapping[str, Shown],
    action: str,
    *,
    by: str,
    at: datetime,
    number: int | None,
) -> None:
    """Tell the audit log of it, with one hash over all bytes that are now served."""
    revision = articles.get(session, slug).revision if number is None else number
    tags = [[name, one.media_type, one.etag] for name in sorted(shown) for one in shown[name].representations]
    digest = hashlib.sha256(audit.canonical(tags)).hexdigest()
    audit.record(session, action, by=by, subject=slug, at=at, revision=revision, sha256=digest)


def report_of(draft: Draft) -> dict[str, Any]:
    """What reports are made of, as store.variants.Variant describes it."""
    return {"source": asdict(draft.source), **asdict(draft.remains)}


def _variant(draft: Draft) -> Variant:
    """The draft in the form that is kept; who gets it is not decided yet."""
    return Variant(
        audience=draft.audience,
        title=draft.title,
        blocks=list(render.to_json(draft.blocks)),
        sentences=[asdict(sentence) for sentence in draft.sentences],
        glossary=[asdict(term) for term in draft.glossary],
        readability=asdict(draft.readability),
        report=report_of(draft),
        omissions=list(draft.omissions),
        passed=draft.readability.passed,
        withheld=draft.readability.withheld,
        served_audience=draft.audience,
        served_reason=None,
        lexicon_version=draft.versions.lexicon,
        rules_version=draft.versions.rules,
        model_version=draft.versions.model,
    )


def _choose(
    made: Mapping[str, Variant], audiences: Audiences, accepted: Collection[str]
) -> dict[str, Variant]:
    """Whose words the readers of each audience get: the nearest in the chain that is not withheld.

    One that a reviewer accepted is served, and says so. The last of a chain reads the stored text itself,
    which is served whatever its grade.
    """
    chosen = {}
    for name, variant in made.items():
        chain = audiences.chain(name)
        served = next((one for one in chain if not made[one.id].withheld or one.id in accepted), chain[-1])
        reason = None
        if served.id != name:
            reason = f"Withheld: {_beyond(variant.readability)}."
        elif variant.withheld:
            reason = f"Accepted by a reviewer, although {_beyond(variant.readability)}."
        chosen[name] = replace(variant, served_audience=served.id, served_reason=reason)
    return chosen


def _beyond(readability: Mapping[str, Any]) -> str:
    beyond = [
        f"{measure['name']} is {measure['value']:g}, the limit {measure['limit']:g}"
        for measure in readability["measures"]
        if not measure["within_limit"]
    ]
    return "; ".join(beyond) or "too little text is left to judge"


def _show_all(
    session: Session, site: Site, slug: str, made: Mapping[str, Variant], number: int | None
) -> dict[str, Shown]:
    revision = articles.current(session, slug) if number is None else articles.revision(session, slug, number)
    standing = Standing(
        revision=revision,
        reached=reviews.reached(session, slug, revision.number),
        policy=site.settings.editorial_policy_url,
    )
    shown = {}
    for name, variant in made.items():
        served = made[variant.served_audience]
        serving = Serving(
            asked=site.audiences.get(name),
            served=site.audiences.get(served.audience),
            variant=served,
            reason=variant.served_reason,
        )
        shown[name] = representation.show(standing, serving)
    return shown
