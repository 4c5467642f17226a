"""The service over a real, migrated database, asked through its WSGI door."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.app import create_app
from guidance.settings import Settings
from guidance.store import keys
from guidance.web.current import KEY

type MakeKey = Callable[..., dict[str, str]]
type MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(sqlite_url: str) -> Iterator[MakeApp]:
    """An app over a fresh database, under the settings given."""
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        made.append(create_app(Settings(database_url=sqlite_url, **settings)))
        return made[-1]

    yield make
    for app in made:
        app.extensions[KEY].database.close()


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
def stored(app: Flask, writer: object) -> str:
    """The slug of an approved article with all its variants."""
    return jobs.save_article(app.extensions[KEY], ARTICLE, by="test").slug
