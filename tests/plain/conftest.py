"""The real writer, opened once a session, and what the tests hand to it."""

from collections.abc import Callable

import pytest

from guidance.article import markdown
from guidance.article.document import Document
from guidance.plain import audience as audience_module
from guidance.plain.audience import Audience, Audiences
from guidance.plain.draft import Draft
from guidance.plain.writer import Writer, open_writer
from guidance.settings import Settings


@pytest.fixture(scope="session")
def audiences() -> Audiences:
    """The audiences that ship."""
    return audience_module.load()


@pytest.fixture(scope="session")
def writer() -> Writer:
    """The writer with the model and the lexicon that ship."""
    return open_writer(Settings().model)


@pytest.fixture(scope="session")
def make_document() -> Callable[..., Document]:
    """An article with a given Markdown body, under a title that holds no term."""

    def make(body: str, title: str = "What is known so far?", specialty: str = "respiratory") -> Document:
        return markdown.parse(
            f"---\ntitle: {title}\nslug: what-is-known\nspecialty: {specialty}\n"
            "codes:\n  - {system: ICD-10-CM, code: J45.909}\n"
            "updated: 2026-01-20\nstatus: submitted\nreferences:\n"
            '  1: {year: 2024, kind: clinical guideline, about: "stepwise treatment"}\n'
            '  2: {year: 2023, kind: systematic review, about: "outcomes of treatment"}\n'
            f"---\n\n{body}\n"
        )

    return make


@pytest.fixture(scope="session")
def write(
    writer: Writer, audiences: Audiences, make_document: Callable[..., Document]
) -> Callable[..., Draft]:
    """Writes a Markdown body for an audience, given by its id."""

    def written(body: str, audience: str = "patient", **article: str) -> Draft:
        chosen: Audience = audiences.get(audience)
        return writer.write(make_document(body, **article), chosen)

    return written
