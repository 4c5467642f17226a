"""Bytes packed for the way, once for all who ask: brotli and gzip, each with an ETag of its own.

They are packed when they are published. The qualities are those above which a tenth fewer bytes cost
fifteen times as long.
"""

import gzip
import hashlib
from typing import Literal

import brotli
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from guidance.store.tables import PackedRow, RepresentationRow, VariantRow

type Coding = Literal["br", "gzip"]
CODINGS: tuple[Coding, ...] = ("br", "gzip")
"""What bytes are packed as, the better first; by the names that HTTP has for them."""
_BR_QUALITY = 6
_GZIP_LEVEL = 6


def pack(body: bytes, coding: Coding) -> bytes:
    """The bytes, packed; the same for the same bytes as long as the libraries stay the same."""
    if coding == "br":
        packed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BR_QUALITY)
        return packed
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def unpack(packed: bytes) -> bytes:
    """What was packed as "br"."""
    body: bytes = brotli.decompress(packed)
    return body


def keep(session: Session, revision_id: int) -> None:
    """Pack what readers of a revision are served, now and once its review is due, where it is not yet."""
    one, packed = RepresentationRow, PackedRow
    missing: dict[str, bytes] = {}
    for tag, body in ((one.etag, one.body), (one.due_etag, one.due_body)):
        query = (
            select(tag, body)
            .join(VariantRow, VariantRow.id == one.variant_id)
            .outerjoin(packed, packed.etag == tag)
            .where(VariantRow.revision_id == revision_id, tag.is_not(None), packed.etag.is_(None))
        )
        missing.update((found, body) for found, body in session.execute(query) if found and body is not None)
    if not missing:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # Another article may have brought the same bytes meanwhile; in one order, nobody waits in a ring.
    session.execute(
        insert(packed).on_conflict_do_nothing(), [_row(tag, missing[tag]) for tag in sorted(missing)]
    )


def _row(etag: str, body: bytes) -> dict[str, object]:
    br, zipped = pack(body, "br"), pack(body, "gzip")
    return {"etag": etag, "br": br, "br_etag": tag_of(br), "gzip": zipped, "gzip_etag": tag_of(zipped)}


def tag_of(body: bytes) -> str:
    """The strong ETag of bytes, without quotes."""
    return hashlib.sha256(body).hexdigest()
