"""Documents to keep, made without any parser."""

from collections.abc import Callable
from datetime import date

import pytest

from guidance.article.document import Code, Document, Metadata, Paragraph, Reference, Run

type MakeDocument = Callable[..., Document]


@pytest.fixture
def make_document() -> MakeDocument:
    def make(slug: str = "asthma-inhalers", **meta: object) -> Document:
        values: dict[str, object] = {
            "title": "Which inhaler suits adults with asthma?",
            "slug": slug,
            "specialty": "respiratory",
            "codes": (Code("ICD-10-CM", "J45.909"),),
            "updated": date(2026, 1, 20),
            "status": "submitted",
            "reviewed_by": None,
            "references": (Reference(1, 2024, "clinical guideline", "stepwise treatment of asthma"),),
        }
        return Document(Metadata(**{**values, **meta}), (Paragraph((Run("Inhalers open the airways."),)),))

    return make
