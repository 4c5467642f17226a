"""The tables behind what is served: bytes packed for the way, and what readers got at which time."""

from datetime import date, datetime

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
    """From when on the readers of an audience got what of an article in one media type, until the next row.

    `visibility` is as in ArticleRow; `revision` the number of the revision and `etag` that of its bytes,
    which are in PackedRow; `due_etag` that of those which take their place after `review_due`, NULL where no
    day is set. All four are NULL where readers got nothing.
    """

    __tablename__ = "served"
    __table_args__ = (
        Index("ix_served_article_id_audience_media_type_at", "article_id", "audience", "media_type", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    audience: Mapped[str]
    media_type: Mapped[str]
    at: Mapped[datetime]
    visibility: Mapped[str]
    revision: Mapped[int | None]
    etag: Mapped[str | None]
    due_etag: Mapped[str | None]
    review_due: Mapped[date | None]
