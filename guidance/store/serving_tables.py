"""The tables behind what is served: bytes packed for the way, and what readers got at which time."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from guidance.store.base import Table


class PackedRow(Table):
    """Bytes that are or were served, packed once. `etag` is that of the bytes as they are, their SHA-256;
    each packing has its own, since its bytes are others.
    """

    __tablename__ = "packed"

    etag: Mapped[str] = mapped_column(primary_key=True)
    br: Mapped[bytes]
    br_etag: Mapped[str]
    gzip: Mapped[bytes]
    gzip_etag: Mapped[str]


class ServedRow(Table):
    """From when on the readers of an audience got what of an article, until the next row says otherwise.

    `visibility` is as in ArticleRow; `revision` the number of the revision, NULL where they got none;
    `etags` holds by media type the ETag of the bytes and that of those which take their place after
    `review_due`, null where no day is set. The bytes themselves are in PackedRow.
    """

    __tablename__ = "served"
    __table_args__ = (Index("ix_served_article_id_audience_at", "article_id", "audience", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    audience: Mapped[str]
    at: Mapped[datetime]
    visibility: Mapped[str]
    revision: Mapped[int | None]
    review_due: Mapped[date | None]
    etags: Mapped[dict[str, Any]]
