"""What a search costs: by rare and common words, other names, misspelt ones; at 1,000 and 100,000 articles.

Articles of made-up text, its words as unequal in number as those of a language, are put straight into the
tables: each is read by eight audiences in two texts, one plain and one clinical. Then the search itself is
asked in this process, snippets and all, for the first twenty articles. The databases are thrown away at
the end. 100,000 articles take about 2 GB in each database, and minutes to fill.

    python benchmarks/search.py [--articles 1000 100000] [--rounds 100] [--postgres URL] [--only sqlite]
"""

import argparse
import os
import random
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, Engine, make_url, text, update
from table import show

from guidance.asking import expansion, tokens
from guidance.searching import Asked, search
from guidance.settings import Settings
from guidance.site import OpenSite, open_site
from guidance.store import search_index
from guidance.store.database import open_database
from guidance.store.migrate import upgrade
from guidance.store.search_index import PER_ARTICLE, SEGMENT, segmented
from guidance.store.tables import (
    ArticleRow,
    RevisionRow,
    SearchRow,
    SearchTextRow,
    VariantRow,
)

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
PLAIN = ("child", "teen", "patient", "caregiver", "informed")
CLINICAL = ("student", "nurse", "clinician")
AT = datetime(2026, 1, 1, tzinfo=UTC)
LEAST_FREE = 8 * 2**30  # bytes of the disk that must be free for 100,000 articles
SENTENCES, SENTENCE = 15, 10
BODIES = 3_000
BATCH = 500
WARM = 10  # searches before those that are measured


class Body(NamedTuple):
    """A text and its tokens, made once and used in many articles."""

    text: str
    tokens: frozenset[str]


class Kind(NamedTuple):
    """Questions of one kind, and who asks them."""

    name: str
    questions: tuple[str, ...]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, nargs="+", default=[1_000, 100_000])
    options.add_argument("--rounds", type=int, default=100, choices=range(10, 10_001), metavar="10..10000")
    options.add_argument("--postgres", default=POSTGRES)
    options.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = options.parse_args()
    if max(chosen.articles) > 10_000 and shutil.disk_usage("/tmp").free < LEAST_FREE:
        raise SystemExit("There is too little room on the disk.")
    for count in chosen.articles:
        if chosen.only != "postgresql":
            with TemporaryDirectory(prefix="guidance-bench-") as folder:
                _measure(f"sqlite:///{Path(folder) / 'search.db'}", count, chosen.rounds)
        if chosen.only != "sqlite":
            _on_postgres(chosen.postgres, count, chosen.rounds)


def _on_postgres(url: str, count: int, rounds: int) -> None:
    name = f"guidance_bench_{uuid4().hex[:12]}"
    server = open_database(url)
    with server.single.connect() as connection:
        connection.execute(text(f"create database {name}"))
    try:
        _measure(make_url(url).set(database=name).render_as_string(hide_password=False), count, rounds)
    finally:
        with server.single.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))
        server.close()


def _measure(url: str, count: int, rounds: int) -> None:
    site = open_site(Settings(database_url=url))
    upgrade(site.database)
    begun = perf_counter()
    _fill(site, count)
    filled = perf_counter() - begun
    rows = []
    for kind in KINDS:
        times, cost, found = _asked(site, kind, rounds)
        cuts = quantiles(times, n=100)
        rows.append((kind.name, f"{cuts[49]:.1f}", f"{cuts[98]:.1f}", f"{cost:.1f}", f"{found:.0f}"))
    name = site.database.engine.dialect.name
    head = ("milliseconds", "p50", "p99", "processor", "found")
    show(f"{name}, {count:,} articles ({filled:.0f} s to fill)", head, rows)
    site.database.close()


KINDS = (
    Kind("a rare word", ("zoster", "lupus", "porphyria", "scurvy", "tularaemia")),
    Kind("a common word", ("patient", "treatment", "pain", "blood", "risk")),
    Kind("two common words", ("patient treatment", "blood pressure", "pain risk", "treatment risk")),
    Kind("common and rare", ("patient zoster", "treatment lupus", "pain porphyria")),
    Kind("other names", ("tight muscles", "high blood pressure", "MS", "shortness of breath")),
    Kind("misspelt", ("porphyrea", "tularemya", "treatmnet", "patinet")),
    Kind("a whole question", ("what is the best treatment for pain in patients with lupus",)),
    Kind("words that no text has", ("zorbaxifen quibblezine",)),
)


def _asked(site: OpenSite, kind: Kind, rounds: int) -> tuple[list[float], float, float]:
    """Milliseconds of each search after some to warm up; of the processor's time, here and in the server,
    for one; how many articles a page has.
    """
    times, found, before = [], 0, 0.0
    for turn in range(-WARM, rounds):
        if turn == 0:
            before = _processor(site)
        question = Asked(kind.questions[turn % len(kind.questions)], "patient")
        begun = perf_counter()
        with site.database.reading() as session:
            page = search(site, session, question, limit=20)
        if turn >= 0:
            times.append(1000 * (perf_counter() - begun))
            found += len(page.items)
    return times, 1000 * (_processor(site) - before) / rounds, found / rounds


def _processor(site: OpenSite) -> float:
    """Seconds of processor time of this process, and of the server's where it is on this machine."""
    spent = process_time()
    if _is_postgres(site.database.engine):
        with site.database.single.connect() as connection:
            pid = connection.scalar(text("select pg_backend_pid()"))
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            fields = stat.read_text().rpartition(")")[2].split()
            spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def _fill(site: OpenSite, count: int) -> None:
    made = random.Random(7)  # the same articles each time
    names = sorted(expansion.of(site).words)
    made.shuffle(names)
    # What the questions ask for as common, then the words of the lexicon, the first the most frequent.
    words = ["patient", "treatment", "pain", "blood", "risk", "pressure", "muscles", "tight", *names]
    weights = [1 / (place + 3) for place in range(len(words))]
    bodies = [_body(made, words, weights) for _ in range(BODIES)]
    on_postgres = site.database.engine.dialect.name == "postgresql"
    with site.database.writing() as session:
        if on_postgres:
            session.execute(text("drop index search_index"))
        for numbers in batched(range(1, count + 1), BATCH):
            _articles(session.connection(), made, words, weights, bodies, numbers)
        search_index.keep_words(
            session, {word for body in bodies for word in body.text.replace(".", "").split()}
        )
        if on_postgres:
            session.execute(text("set local maintenance_work_mem = '512MB'"))
            session.execute(
                text("create index search_index on search_text using gin (words) with (fastupdate = off)")
            )
    with site.database.single.connect() as connection:
        connection.execute(text("vacuum analyze" if on_postgres else "analyze"))


def _body(made: random.Random, words: Sequence[str], weights: Sequence[float]) -> Body:
    told = " ".join(" ".join(made.choices(words, weights, k=SENTENCE)) + "." for _ in range(SENTENCES))
    return Body(told, tokens.tokens(tokens.Source("", (), told, "", ())))


def _articles(
    connection: Connection,
    made: random.Random,
    words: Sequence[str],
    weights: Sequence[float],
    bodies: Sequence[Body],
    numbers: Sequence[int],
) -> None:
    rows: dict[type, list[dict[str, Any]]] = {
        kind: [] for kind in (ArticleRow, RevisionRow, VariantRow, SearchRow, SearchTextRow)
    }
    for number in numbers:
        title = " ".join(made.choices(words, weights, k=5))
        _article(rows, number, title, date(2020, 1, 1) + timedelta(days=made.randrange(2_000)))
        for place, readers in enumerate((PLAIN, CLINICAL)):
            body = made.choice(bodies)
            source = tokens.Source(title, (), "", "general", readers)
            own = number * PER_ARTICLE + place
            variant = number * 8 + (0 if place == 0 else len(PLAIN))
            rows[SearchRow].append(
                {"id": own, "variant_id": variant, "article_id": number, "revision_id": number}
            )
            found = body.tokens | tokens.tokens(source)
            rows[SearchTextRow].append(
                {"id": own, "text": body.text, "words": _words(connection, own, found)}
            )
    for kind, each in rows.items():
        columns = ", ".join(each[0])
        values = ", ".join(
            f"cast(:{name} as tsvector)" if name == "words" and _is_postgres(connection) else f":{name}"
            for name in each[0]
        )
        connection.execute(text(f"insert into {kind.__tablename__} ({columns}) values ({values})"), each)
    connection.execute(
        update(ArticleRow)
        .where(ArticleRow.id.between(numbers[0], numbers[-1]))
        .values(current_id=ArticleRow.id, served_id=ArticleRow.id)
    )


def _is_postgres(connection: Connection | Engine) -> bool:
    return connection.dialect.name == "postgresql"


def _words(connection: Connection, own: int, found: frozenset[str]) -> str:
    if _is_postgres(connection):
        return " ".join(segmented(own >> SEGMENT, token) for token in found)
    return " ".join(found)


def _article(rows: dict[type, list[dict[str, Any]]], number: int, title: str, updated: date) -> None:
    told = {"specialty": "general", "reviewed_by": None, "updated": updated}
    at = {"created_at": AT}
    article = {"slug": f"article-{number}", "status": "approved", "visibility": "approved", "changed_at": AT}
    rows[ArticleRow].append({"id": number, **told, **at, **article})
    by = {"created_by": "bench", "note": "", "title": title, "source": ""}
    rows[RevisionRow].append({"id": number, "article_id": number, "number": 1, **by, **told, **at})
    for place, audience in enumerate((*PLAIN, *CLINICAL)):
        empty = dict.fromkeys(("blocks", "sentences", "glossary", "omissions"), "[]")
        empty |= dict.fromkeys(("readability", "report"), "{}")
        versions = dict.fromkeys(("lexicon_version", "rules_version", "model_version"), "1")
        shown = {"title": title, "shown_title": title, "search_text": ""}
        state = {"passed": True, "withheld": False}
        state |= {"served_audience": PLAIN[0] if audience in PLAIN else CLINICAL[0]}
        ids = {"id": number * 8 + place, "article_id": number, "revision_id": number, "audience": audience}
        rows[VariantRow].append({**ids, **empty, **versions, **shown, **state, **at})


if __name__ == "__main__":
    main()
