"""What people decided about an article, as publishing finds it: wordings, and variants they accepted.

A wording counts while its source sentence stands. Where that is gone, the wording is marked with what the
article has in its place, so that somebody looks at it again. An acceptance counts while the text of the
variant stands that was accepted.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy.orm import Session

from guidance.errors import Conflict
from guidance.plain.draft import Draft
from guidance.store import acceptances, articles, audit, variants, wordings
from guidance.store.acceptances import Acceptance
from guidance.store.variants import Variant
from guidance.store.wordings import Wording

type Sentences = Sequence[Mapping[str, Any]]

_CHANGED = "The source changed."


class Overtaken(Conflict):
    """A wording was kept, or taken away, while the variants were being written."""

    code = "overtaken"
    title = "Somebody was quicker"


def as_kept(session: Session, slug: str, drafts: Iterable[Draft]) -> bool:
    """Whether the drafts have exactly those wordings that are kept for their sentences."""
    standing = wordings.standing(session, slug)
    return all(
        sentence.wording == standing.get(draft.audience, {}).get(sentence.key)
        for draft in drafts
        for sentence in draft.sentences
    )


def expect_as_kept(session: Session, slug: str, drafts: Iterable[Draft]) -> None:
    """See to it that no wording was kept or taken away since the drafts were begun. Raises Overtaken."""
    if not as_kept(session, slug, drafts):
        raise Overtaken(f"A sentence of {slug!r} was worded anew meanwhile. Nothing was kept: send it again.")


def accepted(session: Session, slug: str, made: Mapping[str, Variant]) -> dict[str, Acceptance]:
    """By audience the acceptances that hold: the variant has the text that was accepted."""
    return {
        name: found
        for name, found in acceptances.latest(session, slug).items()
        if name in made and found.digest == digest(made[name])
    }


def digest(variant: Variant) -> str:
    """What changes whenever the text of a variant does: a SHA-256 of its title and blocks."""
    return hashlib.sha256(audit.canonical([variant.title, variant.blocks])).hexdigest()


def mark_changed(
    session: Session, slug: str, made: Mapping[str, Variant], number: int, *, by: str, at: datetime
) -> None:
    """Mark the wordings whose source sentence the newest revision does not have, with what it has instead.

    The variants of that revision, or of the one before it, must still be kept. Raises NoSuchArticle.
    """
    kept = wordings.latest(session, slug)
    lost = [
        each
        for name, variant in made.items()
        for each in outdated([one for one in kept if one.audience == name], variant.sentences)
    ]
    before = _before(session, slug, number) if lost else {}
    for each in lost:
        became = _became(each, before.get(each.audience, ()), made[each.audience].sentences)
        if became is None or became == each.became:
            continue
        wordings.record(
            session,
            slug,
            each.audience,
            each.sentence,
            source=each.source,
            wording=each.wording,
            became=became,
            overridden=each.overridden,
            why=_CHANGED,
            by=by,
            at=at,
        )


def _before(session: Session, slug: str, number: int) -> dict[str, Sentences]:
    """The sentences as they were, by audience: of this revision, or of the one before it."""
    found = variants.kept(session, slug, number=number)
    if not found and number > 1:
        found = variants.kept(session, slug, number=articles.revision(session, slug, number - 1).number)
    return {variant.audience: variant.sentences for variant in found}


def _became(lost: Wording, before: Sentences, after: Sentences) -> str | None:
    """What stands where the sentence stood, "" where nothing does; None where it cannot be told."""
    old, new = ([str(sentence.get("markdown", "")) for sentence in each] for each in (before, after))
    stood = lost.became or lost.source
    if stood in new:
        return stood
    if stood not in old:
        return None if lost.became is not None else ""
    at = old.index(stood)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a <= at < b and tag == "replace":
            return _closest(stood, new[c:d], at - a if b - a == d - c else None)
    return ""


def _closest(stood: str, candidates: Sequence[str], same_place: int | None) -> str:
    if same_place is not None:
        return candidates[same_place]
    return max(candidates, key=lambda text: SequenceMatcher(None, stood, text, autojunk=False).ratio())


def outdated(kept: Sequence[Wording], sentences: Sentences) -> Iterator[Wording]:
    """The wordings whose source is none of the sentences."""
    keys = {sentence.get("key") for sentence in sentences}
    yield from (each for each in kept if each.sentence not in keys)
