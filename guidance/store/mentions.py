"""Which articles use a term, told by the glossaries of their variants."""

import json

from sqlalchemy import Text, cast, exists
from sqlalchemy.orm import Session, aliased

from guidance.store.listing import Listed, listed
from guidance.store.tables import ArticleRow, VariantRow


def using(
    session: Session, term: str, audience: str, *, limit: int, approved_only: bool = False
) -> tuple[Listed, ...]:
    """The articles of which any variant explains the term, as the audience lists them, the last updated
    first. `approved_only` as in listing.list_page.
    """
    any_variant = aliased(VariantRow)
    held = f'"id": {json.dumps(term)}'
    explains = exists().where(
        any_variant.revision_id == ArticleRow.served_id,
        cast(any_variant.glossary, Text).contains(held, autoescape=True),
    )
    query = listed(audience, approved_only=approved_only).where(explains).limit(limit)
    return tuple(Listed(*row) for row in session.execute(query))
