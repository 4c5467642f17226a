"""The one statement behind a reader's request: the stored bytes of an article, as its reader gets them."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    select,
)

from guidance.store.packing import CODINGS, Coding
from guidance.store.tables import ArticleRow, PackedRow, RepresentationRow, RevisionRow, VariantRow
from guidance.store.visibility import APPROVED


class Read(NamedTuple):
    """A row of it, in the order of its columns; all but the first two are None where nothing is served."""

    visibility: str
    status: str
    served_audience: str
    number: int
    last_modified: datetime
    overdue_since: date | None
    etag: str
    body: bytes | None
    packed: bool


TODAY = bindparam("today", type_=Date())
# Constants are written out: each value that is bound anew costs a request more than the database's own work.
_APPROVED: ColumnElement[str] = literal_column(f"'{APPROVED}'")
OVERDUE = and_(
    ArticleRow.visibility == _APPROVED,
    ArticleRow.review_due < TODAY,
    RepresentationRow.due_etag.is_not(None),
)
BODY = case((OVERDUE, RepresentationRow.due_body), else_=RepresentationRow.body)
_KNOWN = bindparam("known", type_=Text())
_NOTHING = null()
ETAG = case((OVERDUE, RepresentationRow.due_etag), else_=RepresentationRow.etag)


def _reading(coding: Coding | None) -> Select[Any]:
    """One statement, built once; where the reader has the bytes already, they stay in the database.

    Its left joins tell an article that was withdrawn from one that never was, and find bytes that are not
    packed yet as they are.
    """
    etag: ColumnElement[str] = ETAG
    body: ColumnElement[bytes] = BODY
    packed: ColumnElement[Any] = _NOTHING
    if coding is not None:
        packed = getattr(PackedRow, f"{coding}_etag")
        etag, body = func.coalesce(packed, ETAG), func.coalesce(getattr(PackedRow, coding), BODY)
    query = (
        select(
            ArticleRow.visibility,
            ArticleRow.status,
            VariantRow.served_audience,
            RevisionRow.number,
            RepresentationRow.last_modified,
            case((OVERDUE, ArticleRow.review_due), else_=_NOTHING).label("overdue_since"),
            etag.label("etag"),
            case((etag != _KNOWN, body)).label("body"),
            packed.is_not(None).label("packed"),
        )
        .select_from(ArticleRow)
        .outerjoin(RevisionRow, RevisionRow.id == ArticleRow.served_id)
        .outerjoin(
            VariantRow,
            and_(VariantRow.revision_id == RevisionRow.id, VariantRow.audience == bindparam("audience")),
        )
        .outerjoin(
            RepresentationRow,
            and_(
                RepresentationRow.variant_id == VariantRow.id,
                RepresentationRow.media_type == bindparam("media_type"),
            ),
        )
        .where(ArticleRow.slug == bindparam("slug"))
    )
    return query if coding is None else query.outerjoin(PackedRow, PackedRow.etag == ETAG)


READ: dict[Coding | None, Select[Any]] = {coding: _reading(coding) for coding in (None, *CODINGS)}
"""The statement by how the bytes are to be packed; it asks for slug, audience, media_type, today and known,
an ETag of which the body need not come along."""
