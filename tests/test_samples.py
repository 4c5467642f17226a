"""The articles that ship with the project: in order, long enough, and truly clinician-level."""

import re
from pathlib import Path

import pytest
import textstat

from guidance.article.document import Callout, Document, Heading, ListBlock, Paragraph, Table, walk
from guidance.article.markdown import findings, parse
from guidance.article.render import to_markdown, to_text

PATHS = sorted((Path(__file__).parent.parent / "articles").glob("*.md"))
ARTICLES = {path.stem: parse(path.read_text(encoding="utf-8")) for path in PATHS}


def prose(document: Document) -> str:
    """The paragraphs that stand at the top of the article, citations left out."""
    paragraphs = (block for block in document.blocks if isinstance(block, Paragraph))
    return " ".join("".join(run.text for run in block.runs if run.citation is None) for block in paragraphs)


@pytest.fixture(params=sorted(ARTICLES))
def slug(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_an_article_has_no_findings_and_is_filed_under_its_slug(slug: str) -> None:
    assert findings(ARTICLES[slug]) == ()
    assert ARTICLES[slug].meta.slug == slug


def test_an_article_comes_back_from_its_own_markdown(slug: str) -> None:
    assert parse(to_markdown(ARTICLES[slug])) == ARTICLES[slug]


def test_an_article_asks_a_question_and_has_350_to_600_words(slug: str) -> None:
    assert ARTICLES[slug].meta.title.endswith("?")
    assert 350 <= len(to_text(ARTICLES[slug].blocks).split()) <= 600


def test_the_prose_of_an_article_is_for_clinicians(slug: str) -> None:
    assert textstat.flesch_kincaid_grade(prose(ARTICLES[slug])) >= 10


def test_an_article_holds_what_the_rewriter_must_never_lose(slug: str) -> None:
    document = ARTICLES[slug]
    text = to_text(document.blocks)
    assert "%" in text
    assert re.search(r"\d m?g\b", text)
    for kind in ("should", "may ", " not ", "unless", " if ", "as a rule"):
        assert kind in text.lower(), kind
    assert {Heading, Paragraph, ListBlock} <= {type(block) for block in walk(document.blocks)}
    assert len(document.meta.references) >= 3


def test_whoever_reviewed_an_article_is_named_once_somebody_has(slug: str) -> None:
    meta = ARTICLES[slug].meta
    assert (meta.reviewed_by is None) == (meta.status == "submitted")


def test_the_articles_together_span_specialties_statuses_tables_and_warnings() -> None:
    documents = list(ARTICLES.values())
    statuses = [document.meta.status for document in documents]
    assert len({document.meta.specialty for document in documents}) >= 6
    assert {status: statuses.count(status) for status in statuses} == {
        "approved": 5,
        "under_review": 3,
        "submitted": 2,
    }
    blocks = [[*walk(document.blocks)] for document in documents]
    assert sum(any(isinstance(block, Table) for block in some) for some in blocks) >= 2
    assert sum(any(isinstance(b, Callout) and b.kind == "warning" for b in some) for some in blocks) >= 3
