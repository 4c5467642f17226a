"""The service over a real, migrated database, asked through its WSGI door."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.app import create_app
from guidance.article import render
from guidance.article.document import Document
from guidance.plain.audience import Audience
from guidance.plain.draft import (
    Draft,
    EditNote,
    GlossaryTerm,
    Hard,
    Measure,
    Readability,
    SentenceDraft,
    Versions,
)
from guidance.settings import Settings
from guidance.store import keys
from guidance.web.current import KEY

type MakeKey = Callable[..., dict[str, str]]
type MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(sqlite_url: str) -> MakeApp:
    """An app over a fresh database, under the settings given."""

    def make(**settings: object) -> Flask:
        return create_app(Settings(database_url=sqlite_url, **settings))

    return make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def make_key(app: Flask) -> MakeKey:
    """The headers that send a new key of those scopes."""

    def make(*scopes: str) -> dict[str, str]:
        with app.extensions[KEY].database.writing() as session:
            _, secret = keys.create(session, "-".join(scopes) or "none", scopes)
        return {"Authorization": f"Bearer {secret}"}

    return make


class PlainWriter:
    """Stands in for the language side: the words stay, so that what is tested is the way they go."""

    versions = Versions(lexicon="l1", rules="r1", model="m1")
    withheld: frozenset[str] = frozenset()

    def write(self, document: Document, audience: Audience) -> Draft:
        text = render.to_text(document.blocks)
        return Draft(
            audience=audience.id,
            title=document.meta.title,
            blocks=document.blocks,
            sentences=(
                SentenceDraft("s1", "sentence", text, (text,), edits=(EditNote("r", "a", "b", "why"),)),
            ),
            glossary=(GlossaryTerm("spasticity", "spasticity", "tight muscles", "Muscles that stay tense."),),
            readability=self.check(document, audience),
            versions=self.versions,
        )

    def write_all(self, document: Document, audiences: Sequence[Audience]) -> dict[str, Draft]:
        return {audience.id: self.write(document, audience) for audience in audiences}

    def check(self, document: Document, audience: Audience) -> Readability:
        words = len(render.to_text(document.blocks).split())
        measure = Measure("fkgl", 5.5, 6.0, 8.0, passed=True)
        hardest = (Hard("word", "spasticity", 0.4),)
        return Readability(
            audience.id, True, audience.id in self.withheld, (measure,), hardest, words=words, sentences=1
        )


@pytest.fixture(scope="module")
def plain_writer() -> PlainWriter:
    return PlainWriter()


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> PlainWriter:
    """The writer that jobs finds."""
    plain = PlainWriter()
    monkeypatch.setattr(jobs, "_writer", lambda model, lexicon: plain)
    return plain


ARTICLE = """\
---
title: Which inhaler suits adults with asthma?
slug: asthma-inhalers
specialty: respiratory
codes:
  - {system: ICD-10-CM, code: J45.909}
updated: 2026-01-20
status: approved
reviewed_by: Medical Advisory Board
references:
  1: {year: 2024, kind: clinical guideline, about: "stepwise treatment of asthma"}
---

## What helps

Inhaled corticosteroids are recommended in adults with persistent asthma [1].

> [!WARNING]
> A reliever alone is not a treatment.

- one *inhaler*
- a **spacer**

| Dose | Puffs |
| --- | ---: |
| low | 2 |
"""


@pytest.fixture(scope="session")
def article() -> str:
    """Clinician Markdown with front matter, of an article that nobody has kept yet."""
    return ARTICLE


@pytest.fixture
def stored(app: Flask, writer: PlainWriter) -> str:
    """The slug of an approved article with all its variants."""
    return jobs.save_article(app.extensions[KEY], ARTICLE, by="test").slug
