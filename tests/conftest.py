"""Real databases for the tests (SQLite always, PostgreSQL where a server answers), and a stand-in writer."""

import hashlib
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event, literal, make_url, select, text
from sqlalchemy.exc import OperationalError

import guidance.site
from guidance import jobs
from guidance.article import markdown, render
from guidance.article.document import Document, Paragraph
from guidance.plain.audience import Audience
from guidance.plain.draft import (
    Checked,
    Draft,
    EditNote,
    Finding,
    GlossaryTerm,
    Hard,
    Measure,
    NoSuchSentence,
    Readability,
    SentenceDraft,
    Versions,
)
from guidance.publish import Wordings
from guidance.settings import Settings
from guidance.site import OpenSite
from guidance.store.database import Database, open_database
from guidance.store.migrate import upgrade
from guidance.store.tables import Table

NO_WORDINGS: Wordings = {}
POSTGRES = os.environ.get("GUIDANCE_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, to copy from."""
    path = tmp_path_factory.mktemp("database") / "template.db"
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    # Closing the last connection folds the write-ahead log back into the file.
    database.close()
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite database with all tables."""
    path = tmp_path / "guidance.db"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database with all tables."""
    database = open_database(sqlite_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_schema() -> Iterator[Database]:
    """A throwaway schema on the PostgreSQL server, with all tables."""
    name = f"guidance_{uuid.uuid4().hex}"
    server = open_database(POSTGRES)
    try:
        with server.engine.begin() as connection:
            connection.execute(text(f"create schema {name}"))
    except OperationalError as error:
        server.close()
        if "CI" in os.environ:
            pytest.fail(f"no PostgreSQL server at GUIDANCE_TEST_POSTGRES: {error}")
        pytest.skip("no PostgreSQL server at GUIDANCE_TEST_POSTGRES; its half of the tests is left out")
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={name}"})
    database = open_database(url.render_as_string(hide_password=False))
    upgrade(database)
    yield database
    database.close()
    with server.engine.begin() as connection:
        connection.execute(text(f"drop schema {name} cascade"))
    server.close()


@pytest.fixture
def postgres(postgres_schema: Database) -> Database:
    """A PostgreSQL database with all tables and no rows."""
    tables = ", ".join(Table.metadata.tables)
    with postgres_schema.engine.begin() as connection:
        connection.execute(text(f"truncate {tables} restart identity cascade"))
    return postgres_schema


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database, once of each kind that the service runs on."""
    found: Database = request.getfixturevalue(request.param)
    return found


@contextmanager
def traced(database: Database) -> Iterator[list[str]]:
    """What a SQLite database is asked inside the block, with its values, as SQLite itself tells it."""
    seen: list[str] = []

    def trace(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(seen.append)

    # Connections that stand already would not tell.
    database.close()
    event.listen(database.engine, "connect", trace)
    database.ask(select(literal(1)), {})
    seen.clear()
    yield seen
    event.remove(database.engine, "connect", trace)
    database.close()


@pytest.fixture
def trace() -> Callable[[Database], AbstractContextManager[list[str]]]:
    """A block in which the statements of a SQLite database are noted."""
    return traced


class StandInWriter:
    """Stands where the language side does: the title gains the audience's name, the words stay.

    Audiences in `withheld` come out beyond a limit; a text with "explode" in it is a fault of ours.
    """

    def __init__(self) -> None:
        self.versions = Versions(lexicon="lexicon-1", rules="rules-1", model="model-1")
        self.meanings = SimpleNamespace(of=lambda words: {}, common=frozenset)
        self.withheld: set[str] = set()
        self.written: list[str] = []

    def write(self, document: Document, audience: Audience, wordings: Wordings = NO_WORDINGS) -> Draft:
        text = render.to_text(document.blocks)
        if "explode" in text:
            raise RuntimeError("an unforeseen fault")
        self.written.append(audience.id)
        title = document.meta.title
        key = hashlib.sha256(text.encode()).hexdigest()
        wording = wordings.get(audience.id, {}).get(key) if audience.rewrite else None
        blocks = document.blocks if wording is None else markdown.parse_body(wording)
        return Draft(
            audience=audience.id,
            title=f"{title} ({audience.id})" if audience.rewrite and title else title,
            blocks=blocks,
            sentences=(
                SentenceDraft(
                    id="s1",
                    kind="sentence",
                    source=text,
                    output=(wording or text,),
                    key=key,
                    markdown=text,
                    output_markdown=wording or text,
                    wording=wording,
                    edits=(EditNote("general-words", "commence", "start", "an everyday word"),),
                    guards=(Finding("numbers", True),),
                ),
            ),
            glossary=(
                GlossaryTerm("dyspnoea", "dyspnoea", "being short of breath", "You cannot get enough air."),
            ),
            readability=self.check(document, audience),
            source=self.check(document, audience),
            versions=self.versions,
        )

    def write_all(
        self, document: Document, audiences: Sequence[Audience], wordings: Wordings = NO_WORDINGS
    ) -> dict[str, Draft]:
        return {audience.id: self.write(document, audience, wordings) for audience in audiences}

    def examine(self, document: Document, name: str, wording: str, audience: Audience) -> Checked:
        """A wording with "never" in it has a negation too many; one without a "]" has lost its citation."""
        if name != "s1":
            raise NoSuchSentence(f"There is no sentence {name!r}.")
        blocks = (Paragraph(markdown.parse_line(wording)),)
        findings = (
            Finding("negation", "never" not in wording, "“never” was brought in" * ("never" in wording)),
            Finding("citations", "]" in wording, "citation [1] was lost" * ("]" not in wording)),
        )
        found = self.check(replace(document, blocks=blocks), audience)
        return Checked(findings, found, (wording,), (render.to_text(document.blocks),))

    def check(self, document: Document, audience: Audience) -> Readability:
        withheld = audience.id in self.withheld
        measure = Measure("fkgl", 9.5 if withheld else 5.5, 6.0, 8.0, not withheld, not withheld)
        words = len(render.to_text(document.blocks).split())
        return Readability(
            audience.id, not withheld, withheld, (measure,), (Hard("word", "dyspnoea", 0.4),), words, 1
        )


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> StandInWriter:
    """A stand-in for the language side, found by all that asks for the writer of this process."""
    stand_in = StandInWriter()
    monkeypatch.setattr(jobs, "_writer", lambda *_: stand_in)
    return stand_in


@pytest.fixture
def open_site(sqlite_url: str) -> Iterator[OpenSite]:
    """A site over a fresh SQLite database."""
    site = guidance.site.open_site(Settings(database_url=sqlite_url))
    yield site
    site.database.close()


@pytest.fixture
def site(database: Database, open_site: OpenSite) -> OpenSite:
    """A site over a fresh database, once of each kind that the service runs on."""
    return replace(open_site, database=database)


@pytest.fixture
def make_source() -> Callable[..., str]:
    """The Markdown of a small article."""

    def make(slug: str = "asthma-inhalers", *, status: str = "submitted", body: str = "", **meta: str) -> str:
        title = meta.get("title", "Which inhaler suits adults with asthma?")
        return (
            f"---\ntitle: {title}\nslug: {slug}\nspecialty: {meta.get('specialty', 'respiratory')}\n"
            "codes:\n  - {system: ICD-10-CM, code: J45.909}\n"
            f"updated: {meta.get('updated', '2026-01-20')}\nstatus: {status}\n"
            "reviewed_by: Medical Advisory Board\nreferences:\n"
            '  1: {year: 2024, kind: clinical guideline, about: "stepwise treatment of asthma"}\n---\n\n'
            f"## Treatment\n\n{body or 'Dyspnoea <2 h'} & inhalers are not for *all* adults [1].\n"
        )

    return make
