"""The table of the audit log, which only grows."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from guidance.store.base import Table


class AuditRow(Table):
    """An entry of the audit log. `hash` is over all the rest, `previous` among it, which is the hash of
    the entry before."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
