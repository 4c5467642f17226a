"""How a revision is written down: its row, its sources and codes, its first step, its audit entry."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from guidance.article.document import Code, Document
from guidance.store import audit, visibility
from guidance.store.tables import ArticleRow, CodeRow, ReferenceRow, ReviewEventRow, RevisionRow


def add_revision(
    session: Session,
    row: ArticleRow,
    number: int,
    document: Document,
    source: str,
    *,
    by: str,
    note: str,
    at: datetime,
) -> RevisionRow:
    """Keep a revision as the current one, with the step of its review that it starts at.

    What readers get is settled with it, and it is told in the audit log.
    """
    meta, before = document.meta, row.status or None
    kept = RevisionRow(
        article=row,
        number=number,
        title=meta.title,
        source=source,
        created_at=at,
        created_by=by,
        note=note,
        specialty=meta.specialty,
        reviewed_by=meta.reviewed_by,
        updated=meta.updated,
        references=_references(document),
        codes=[
            CodeRow(system=code.system, code=code.code) for code in sorted(set(meta.codes), key=_code_key)
        ],
    )
    row.status, row.changed_at = meta.status, at
    session.add(kept)
    # Row and revision point at each other: the revision needs its number before the article can name it.
    session.flush()
    row.current = kept
    visibility.settle(row)
    step = ReviewEventRow(
        article_id=row.id,
        revision_id=kept.id,
        from_status=before,
        to_status=meta.status,
        at=at,
        by=by,
        comment=note,
    )
    session.add(step)
    session.flush()
    audit.record(
        session,
        "revision.kept",
        by=by,
        subject=row.slug,
        at=at,
        revision=number,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        status=meta.status,
        note=note,
    )
    return kept


def _references(document: Document) -> list[ReferenceRow]:
    return [
        ReferenceRow(number=one.number, year=one.year, kind=one.kind, about=one.about, url=one.url)
        for one in document.meta.references
    ]


def _code_key(code: Code) -> tuple[str, str]:
    return code.system, code.code
