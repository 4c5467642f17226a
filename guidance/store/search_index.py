"""Texts are made to be found: which tokens each is found by is handed in; here they are kept.

What is kept of a text goes with its variant. PostgreSQL finds hits in no order, so there each token has a
segment before it: one is made of 4,096 articles, and a search looks at the newest segments first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import cast, delete, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Session

from guidance.store.articles import article_row, revision_row
from guidance.store.tables import SearchRow, SearchTextRow, SearchWordRow, VariantRow

PER_ARTICLE = 1_024
"""Texts that one article may have: those of two revisions, for all audiences."""
SEGMENT = 22
"""Bits of a text's number within a segment."""
_SHORTEST, _LONGEST = 3, 40
"""Letters of the words that are guessed at."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text to be found: the audience whose variant it is, what hits are shown in, its tokens and words."""

    audience: str
    text: str
    tokens: frozenset[str]
    vocabulary: frozenset[str]


def is_kept(session: Session, slug: str, number: int) -> bool:
    """Whether any text of that revision can be found. Raises NoSuchArticle or NoSuchRevision."""
    query = select(SearchRow.id).join(VariantRow, VariantRow.id == SearchRow.variant_id)
    of_revision = VariantRow.revision_id == revision_row(session, slug, number).id
    return session.scalar(query.where(of_revision).limit(1)) is not None


def keep(session: Session, slug: str, number: int, texts: Iterable[Found]) -> None:
    """Let the texts of a revision be found, in the place of what there was of it.

    Each must be that of a variant that is kept. Call keep_words once behind it. Raises NoSuchArticle or
    NoSuchRevision.
    """
    row, revision = article_row(session, slug), revision_row(session, slug, number)
    query = select(VariantRow.audience, VariantRow.id).where(VariantRow.revision_id == revision.id)
    variants = dict(session.execute(query).tuples().all())
    session.execute(delete(SearchRow).where(SearchRow.variant_id.in_(variants.values())))
    for found, own in zip(texts, _free(session, row.id), strict=False):
        place = {"variant_id": variants[found.audience], "article_id": row.id, "revision_id": revision.id}
        session.execute(insert(SearchRow).values(id=own, **place))
        words = _words(session, own, found.tokens)
        session.execute(insert(SearchTextRow).values(id=own, text=found.text, words=words))


def keep_words(session: Session, vocabulary: Iterable[str]) -> None:
    """Count these words as seen once more, so that they can be guessed.

    The words are locked until the transaction ends: call it once in a transaction, behind the audit log.
    """
    rows = [
        {"word": word, "backwards": word[::-1], "seen": 1}
        for word in sorted(set(vocabulary))
        if _SHORTEST <= len(word) <= _LONGEST
    ]
    if not rows:
        return
    on_postgres = session.get_bind().dialect.name == "postgresql"
    upsert = postgresql.insert(SearchWordRow) if on_postgres else sqlite.insert(SearchWordRow)
    once_more = {"seen": SearchWordRow.seen + 1}
    # The driver's own batch: values of many rows in one statement would pass SQLite's limit of them.
    session.connection().execute(upsert.on_conflict_do_update(index_elements=["word"], set_=once_more), rows)


def segmented(segment: int, token: str) -> str:
    """A token of a segment, as PostgreSQL keeps it, in quotes; tokens hold neither quotes nor backslashes."""
    return f"'{segment}¦{token}'"


def _free(session: Session, article_id: int) -> Iterator[int]:
    """The numbers that texts of the article may have and none has."""
    first = article_id * PER_ARTICLE
    inside = SearchRow.id.between(first, first + PER_ARTICLE - 1)
    taken = set(session.scalars(select(SearchRow.id).where(inside)))
    return (one for one in range(first, first + PER_ARTICLE) if one not in taken)


def _words(session: Session, number: int, tokens: frozenset[str]) -> object:
    if session.get_bind().dialect.name != "postgresql":
        return " ".join(sorted(tokens))
    segment = number >> SEGMENT
    return cast(literal(" ".join(segmented(segment, token) for token in sorted(tokens))), TSVECTOR)
