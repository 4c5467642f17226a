"""The pages over a real, migrated database that holds one article in the words of doctors and of others."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from guidance import jobs
from guidance.app import create_app
from guidance.article import markdown, render
from guidance.article.document import Block, Document, Paragraph
from guidance.plain.audience import Audience
from guidance.plain.draft import (
    Draft,
    EditNote,
    GlossaryTerm,
    Hard,
    Measure,
    Mention,
    Readability,
    Refused,
    Remains,
    SentenceDraft,
    Versions,
)
from guidance.settings import Settings
from guidance.web.current import KEY

SAMPLE = Path(__file__).parent / "sample"
TITLES = {"child": "Is exercise good for people with MS?", "patient": "Does exercise help with MS?"}
GLOSSARY = (
    GlossaryTerm("spasticity", "spasticity", "tight muscles", "Muscles that stay tense."),
    GlossaryTerm("relapse", "relapse", "a time when signs come back", "New signs that last a day or more."),
    GlossaryTerm("gait", "gait", "", "The way in which you walk."),
)
_EDIT = EditNote("general-words", "commence", "start", "an everyday word")
ACCOUNT = (
    SentenceDraft(
        id="s1",
        kind="sentence",
        source="Treatment may commence at once.",
        output=("Treatment may start at once.", "It was given."),
        edits=(_EDIT, _EDIT),
        refused=(Refused(EditNote("term", "not ill", "well", "A plainer word."), "negation", "Lost: not."),),
        omissions=("how much of a medicine is taken",),
        flagged=True,
    ),
)
REMAINS = Remains((Mention("spasticity", 2),), (Mention("zorbaxifen", 1),), ("It was given.",))
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

type MakeSite = Callable[..., Flask]
type Open = Callable[..., Page]


class SampleWriter:
    """Doctors read the sample as it stands, all others its plain form; `withheld` names who may not."""

    versions = Versions(lexicon="l1", rules="r1", model="m1")
    meanings = SimpleNamespace(of=lambda words: {}, common=frozenset)

    def __init__(self, *withheld: str) -> None:
        self.withheld = withheld

    def write(self, document: Document, audience: Audience, wordings: object = None) -> Draft:
        title, blocks = document.meta.title, document.blocks
        if audience.rewrite:
            title = TITLES.get(audience.id, title)
            plain = markdown.parse_body((SAMPLE / "plain.md").read_text(encoding="utf-8"))
            blocks = tuple(map(_with_terms, plain))
        return Draft(
            audience=audience.id,
            title=title,
            blocks=blocks,
            sentences=ACCOUNT,
            glossary=GLOSSARY if audience.rewrite else (),
            readability=self.check(replace(document, blocks=blocks), audience),
            source=self.check(document, audience),
            versions=self.versions,
            remains=REMAINS,
            omissions=("how much of a medicine is taken",) if audience.id == "child" else (),
        )

    def write_all(
        self, document: Document, audiences: Sequence[Audience], wordings: object = None
    ) -> dict[str, Draft]:
        return {audience.id: self.write(document, audience) for audience in audiences}

    def check(self, document: Document, audience: Audience) -> Readability:
        held = audience.id in self.withheld
        measures = tuple(
            Measure(name, value, *audience.thresholds[name], passed=not held, within_limit=not held)
            for name, value in (("fkgl", 4.63), ("smog", 6.9))
        )
        words = len(render.to_text(document.blocks).split())
        return Readability(audience.id, not held, held, measures, (Hard("word", "multiple", 0.4),), words, 12)


def _with_terms(block: Block) -> Block:
    """The block with the terms of the glossary marked in its paragraphs."""
    if not isinstance(block, Paragraph):
        return block
    pieces = [(run, piece) for run in block.runs for piece in re.split("(spasticity|relapse)", run.text)]
    known = {term.id for term in GLOSSARY}
    return Paragraph(
        tuple(
            replace(run, text=piece, term=piece if piece in known else None) for run, piece in pieces if piece
        )
    )


@pytest.fixture(scope="session")
def clinician_source() -> str:
    """The sample as a doctor wrote it."""
    return (SAMPLE / "clinician.md").read_text(encoding="utf-8")


@pytest.fixture
def make_site(sqlite_url: str, clinician_source: str, monkeypatch: pytest.MonkeyPatch) -> MakeSite:
    """An app under the settings given, over a fresh database that holds the sample."""

    def make(*, withheld: tuple[str, ...] = (), source: str = clinician_source, **settings: object) -> Flask:
        app = create_app(Settings(database_url=sqlite_url, **settings))
        monkeypatch.setattr(jobs, "_writer", lambda *_: SampleWriter(*withheld))
        if source:
            jobs.save_article(app.extensions[KEY], source, by="test")
        return app

    return make


@pytest.fixture
def sample_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a SampleWriter write whatever is asked for."""
    monkeypatch.setattr(jobs, "_writer", lambda *_: SampleWriter())


@pytest.fixture
def client(make_site: MakeSite) -> FlaskClient:
    return make_site().test_client()


class Served(NamedTuple):
    """An app, and where it answers over HTTP."""

    app: Flask
    address: str


@pytest.fixture(scope="session")
def serve(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], AbstractContextManager[Served]]:
    """Serves a site without articles over HTTP: with serve() as found."""

    @contextmanager
    def serving() -> Iterator[Served]:
        database = shutil.copy(migrated_file, tmp_path_factory.mktemp("served") / "guidance.db")
        app = create_app(Settings(database_url=f"sqlite:///{database}"))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Served(app, f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            app.extensions[KEY].database.close()

    return serving


@pytest.fixture(scope="session")
def served(serve: Callable[[], AbstractContextManager[Served]], clinician_source: str) -> Iterator[Served]:
    """The service with the sample."""
    with serve() as found:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jobs, "_writer", lambda *_: SampleWriter())
            jobs.save_article(found.app.extensions[KEY], clinician_source, by="test")
        yield found


@pytest.fixture(scope="session")
def address(served: Served) -> str:
    """Where the service with the sample answers over HTTP."""
    return served.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium with a profile of its own."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        reason = "no Chromium was found: accessibility, keyboard and layout of the pages are left out"
        pytest.fail(reason) if "CI" in os.environ else pytest.skip(reason)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def browse(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page of the service; what is asked besides the path goes to the browser's context."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, *, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
