"""Articles and their revisions: kept and read. Sessions are handed in; nothing commits here."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from guidance.article.document import Code, Document, Reference
from guidance.errors import Conflict, NotFound
from guidance.store import steps, visibility
from guidance.store.keeping import add_revision
from guidance.store.tables import ArticleRow, RevisionRow


class NoSuchArticle(NotFound):
    """There is no article under that slug."""

    code = "no-such-article"
    title = "There is no such article"


class NoSuchRevision(NotFound):
    """The article has no revision of that number."""

    code = "no-such-revision"
    title = "There is no such revision"


class SlugTaken(Conflict):
    """Another article stands under that slug."""

    code = "slug-taken"
    title = "An article stands under that slug"


@dataclass(frozen=True, slots=True)
class Revision:
    """The clinician's text as it was at one time; `source` is its Markdown with front matter."""

    slug: str
    number: int
    title: str
    source: str
    codes: tuple[Code, ...]
    references: tuple[Reference, ...]
    created_at: datetime
    created_by: str
    note: str
    specialty: str
    reviewed_by: str | None
    updated: date


@dataclass(frozen=True, slots=True)
class Article:
    """Where an article stands now, as tables.ArticleRow tells.

    `revision` is the number of the newest revision, `served` that of the one that readers get, None where
    they get none.
    """

    slug: str
    specialty: str
    status: str
    reviewed_by: str | None
    updated: date
    revision: int
    created_at: datetime
    changed_at: datetime
    visibility: str
    served: int | None
    review_due: date | None


def get(session: Session, slug: str) -> Article:
    """The article. Raises NoSuchArticle."""
    row = article_row(session, slug)
    return Article(
        slug=row.slug,
        specialty=row.specialty,
        status=row.status,
        reviewed_by=row.reviewed_by,
        updated=row.updated,
        revision=current_row(row).number,
        created_at=row.created_at,
        changed_at=row.changed_at,
        visibility=row.visibility,
        served=row.served.number if row.served else None,
        review_due=row.review_due,
    )


def is_slug(text: str) -> bool:
    """Whether the text could be a slug; drivers have errors of their own for NUL and lone surrogates."""
    return text.isascii() and text.isprintable()


def exists(session: Session, slug: str) -> bool:
    """Whether an article stands under that slug."""
    return is_slug(slug) and session.scalar(select(ArticleRow.id).where(ArticleRow.slug == slug)) is not None


def lock(session: Session, slug: str) -> None:
    """Hold the article until the transaction ends, so that what is read of it now stays true.

    SQLite holds the whole database already; elsewhere it is a row lock. Raises NoSuchArticle.
    """
    query = select(ArticleRow.id).where(ArticleRow.slug == slug).with_for_update()
    if not is_slug(slug) or session.scalar(query) is None:
        raise _missing(slug)


def create(
    session: Session,
    document: Document,
    source: str,
    *,
    by: str,
    note: str = "",
    at: datetime | None = None,
    review_due: date | None = None,
) -> Revision:
    """Keep a new article with its first revision, its review at the status that its front matter gives.

    Who may choose that status is the caller's to see to (jobs does). `review_due` is for what comes in
    approved. Raises SlugTaken.
    """
    meta = document.meta
    taken = SlugTaken(f"An article stands under {meta.slug!r} already.")
    if exists(session, meta.slug):
        raise taken
    at = at or datetime.now(UTC)
    row = ArticleRow(
        slug=meta.slug,
        specialty=meta.specialty,
        reviewed_by=meta.reviewed_by,
        updated=meta.updated,
        status="",
        visibility=visibility.HIDDEN,
        review_due=review_due,
        created_at=at,
    )
    try:
        kept = add_revision(session, row, 1, document, source, by=by, note=note, at=at)
    except IntegrityError as error:
        # Another transaction took the slug between the question and the insert.
        raise taken from error
    return _revision(row.slug, kept)


def revise(
    session: Session, document: Document, source: str, *, by: str, note: str = "", at: datetime | None = None
) -> Revision:
    """Keep a new revision of the article of that slug, which becomes the current one.

    Its review starts at "submitted", or at "draft" where the front matter says so; what is approved stays
    with the readers. Raises NoSuchArticle.
    """
    if document.meta.status not in steps.FIRST:
        document = replace(document, meta=replace(document.meta, status="submitted"))
    lock(session, document.meta.slug)
    row = article_row(session, document.meta.slug)
    number = current_row(row).number + 1
    kept = add_revision(session, row, number, document, source, by=by, note=note, at=at or datetime.now(UTC))
    return _revision(row.slug, kept)


def revisions(session: Session, slug: str) -> tuple[Revision, ...]:
    """All revisions, the newest first. Raises NoSuchArticle."""
    row = article_row(session, slug)
    query = (
        select(RevisionRow)
        .where(RevisionRow.article_id == row.id)
        .order_by(RevisionRow.number.desc())
        .options(selectinload(RevisionRow.codes), selectinload(RevisionRow.references))
    )
    return tuple(_revision(slug, found) for found in session.scalars(query))


def revision(session: Session, slug: str, number: int) -> Revision:
    """One revision. Raises NoSuchArticle or NoSuchRevision."""
    return _revision(slug, revision_row(session, slug, number))


def current(session: Session, slug: str) -> Revision:
    """The current revision. Raises NoSuchArticle."""
    return _revision(slug, current_row(article_row(session, slug)))


def slugs(session: Session) -> tuple[str, ...]:
    """The slugs of all articles, sorted."""
    return tuple(session.scalars(select(ArticleRow.slug).order_by(ArticleRow.slug)))


def article_row(session: Session, slug: str) -> ArticleRow:
    """The row of an article with its two revisions, for the rest of the store. Raises NoSuchArticle."""
    both = (joinedload(ArticleRow.current), joinedload(ArticleRow.served))
    query = select(ArticleRow).where(ArticleRow.slug == slug).options(*both)
    row = session.scalar(query) if is_slug(slug) else None
    if row is None:
        raise _missing(slug)
    return row


def current_row(row: ArticleRow) -> RevisionRow:
    """The row of the current revision, which an article always has once it is kept."""
    if row.current is None:
        raise NoSuchRevision(f"{row.slug!r} has no revision.")
    return row.current


def revision_row(session: Session, slug: str, number: int | None) -> RevisionRow:
    """The row of a revision, of the current one for None. Raises NoSuchArticle or NoSuchRevision."""
    row = article_row(session, slug)
    if number is None:
        return current_row(row)
    query = select(RevisionRow).where(RevisionRow.article_id == row.id, RevisionRow.number == number)
    # A number that no database integer holds must not reach the driver.
    found = session.scalar(query) if 1 <= number < 2**31 else None
    if found is None:
        raise NoSuchRevision(f"{slug!r} has no revision {number}.")
    return found


def _missing(slug: str) -> NoSuchArticle:
    return NoSuchArticle(f"There is no article {slug!r}.")


def _revision(slug: str, row: RevisionRow) -> Revision:
    return Revision(
        slug=slug,
        number=row.number,
        title=row.title,
        source=row.source,
        codes=tuple(Code(one.system, one.code) for one in row.codes),
        references=tuple(
            Reference(one.number, one.year, one.kind, one.about, one.url) for one in row.references
        ),
        created_at=row.created_at,
        created_by=row.created_by,
        note=row.note,
        specialty=row.specialty,
        reviewed_by=row.reviewed_by,
        updated=row.updated,
    )
