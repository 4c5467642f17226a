"""Variants are kept as a set: all audiences of a revision at once, and none of what nobody needs."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from guidance.store import packing, scores
from guidance.store.articles import article_row, lock, revision_row
from guidance.store.tables import RepresentationRow, VariantRow
from guidance.store.variants import FIELDS, Shown, Variant


def replace(
    session: Session,
    slug: str,
    made: Iterable[tuple[Variant, Shown]],
    *,
    at: datetime,
    number: int | None = None,
) -> None:
    """Put a whole new set of variants of a revision (None: the newest) in the place of what there was of it.

    What neither is of the newest revision nor served goes. What is byte for byte the same keeps the
    moment it was last modified. Raises NoSuchArticle or NoSuchRevision.
    """
    lock(session, slug)
    row, revision = article_row(session, slug), revision_row(session, slug, number)
    since = _modified(session, row.id)
    newest = revision.id == row.current_id
    last = scores.give_up(session, row.id) if newest else {}
    _remove(session, VariantRow.revision_id == revision.id)
    prune(session, slug)
    for variant, shown in made:
        new = VariantRow(
            **{name: getattr(variant, name) for name in FIELDS},
            article_id=row.id,
            revision_id=revision.id,
            shown_title=shown.title,
            search_text=search_text(shown),
            created_at=at,
        )
        session.add(new)
        session.flush()
        if newest:
            scores.record(session, new, last.get(variant.audience))
        session.add_all(_rows(new, shown, since, at))
    session.flush()
    packing.keep(session, revision.id)


def prune(session: Session, slug: str) -> None:
    """Let go of variants that neither are of the newest revision nor served. Raises NoSuchArticle."""
    row = article_row(session, slug)
    wanted = [one for one in (row.current_id, row.served_id) if one is not None]
    _remove(session, and_(VariantRow.article_id == row.id, VariantRow.revision_id.not_in(wanted)))


def show(
    session: Session, slug: str, shown: Mapping[str, Shown], *, at: datetime, number: int | None = None
) -> bool:
    """Put new bytes, by audience, in the place of the old ones of a revision; its variants stay.

    Returns whether any were new. Raises NoSuchArticle or NoSuchRevision.
    """
    lock(session, slug)
    revision_id = revision_row(session, slug, number).id
    if _tags(shown) == _kept_tags(session, revision_id):
        # What was published before there were packings gets its own here.
        packing.keep(session, revision_id)
        return False
    since = _modified(session, article_row(session, slug).id)
    for variant in session.scalars(select(VariantRow).where(VariantRow.revision_id == revision_id)).all():
        new = shown[variant.audience]
        variant.shown_title, variant.search_text = new.title, search_text(new)
        session.execute(delete(RepresentationRow).where(RepresentationRow.variant_id == variant.id))
        session.add_all(_rows(variant, new, since, at))
    session.flush()
    packing.keep(session, revision_id)
    return True


def search_text(shown: Shown) -> str:
    """The words of a variant as a search looks at them: title and text, case-folded."""
    return f"{shown.title}\n{shown.text}".casefold()


type _Since = dict[tuple[str, str, str], datetime]


def _tags(shown: Mapping[str, Shown]) -> set[tuple[str, str, str, str | None]]:
    return {
        (audience, one.media_type, one.etag, one.due.etag if one.due else None)
        for audience, page in shown.items()
        for one in page.representations
    }


def _kept_tags(session: Session, revision_id: int) -> set[tuple[str, str, str, str | None]]:
    query = (
        select(
            VariantRow.audience,
            RepresentationRow.media_type,
            RepresentationRow.etag,
            RepresentationRow.due_etag,
        )
        .join(RepresentationRow, RepresentationRow.variant_id == VariantRow.id)
        .where(VariantRow.revision_id == revision_id)
    )
    return set(session.execute(query).tuples())


def _remove(session: Session, which: ColumnElement[bool]) -> None:
    old = select(VariantRow.id).where(which)
    session.execute(delete(RepresentationRow).where(RepresentationRow.variant_id.in_(old)))
    session.execute(delete(VariantRow).where(which))


def _modified(session: Session, article_id: int) -> _Since:
    """When each (audience, media type, ETag) that stands now was last modified."""
    query = (
        select(
            VariantRow.audience,
            RepresentationRow.media_type,
            RepresentationRow.etag,
            RepresentationRow.last_modified,
        )
        .join(VariantRow, VariantRow.id == RepresentationRow.variant_id)
        .where(VariantRow.article_id == article_id)
    )
    return {(audience, media, etag): since for audience, media, etag, since in session.execute(query)}


def _rows(variant: VariantRow, shown: Shown, since: _Since, at: datetime) -> list[RepresentationRow]:
    # HTTP dates have no fractions of a second.
    now = at.replace(microsecond=0)
    return [
        RepresentationRow(
            variant_id=variant.id,
            media_type=one.media_type,
            body=one.body,
            etag=one.etag,
            last_modified=since.get((variant.audience, one.media_type, one.etag), now),
            due_body=one.due.body if one.due else None,
            due_etag=one.due.etag if one.due else None,
        )
        for one in shown.representations
    ]
