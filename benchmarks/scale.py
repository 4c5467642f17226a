"""How reading holds up as articles grow in number: the 99th percentile of GET at many against few.

Two databases of made-up articles, each with a variant for every audience, are filled in batches and asked
in turns, article and audience at random, through the application's own door, nothing kept in the process.
The databases go away at the end: 100,000 articles take about 6 GB on SQLite and 4 GB on PostgreSQL.

    python benchmarks/scale.py [--few 1000] [--many 100000] [--requests 4000] [--postgres URL]
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from databases import new_database
from flask import Flask
from sqlalchemy import Connection, insert, text, update
from table import show

from guidance.app import create_app
from guidance.settings import Settings
from guidance.store.database import open_database
from guidance.store.migrate import upgrade
from guidance.store.tables import ArticleRow, RepresentationRow, RevisionRow, VariantRow
from guidance.web.current import site

BATCH = 250  # articles that are written at once
SIZE = 6_000  # bytes of a variant
AT = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2026, 1, 1)
WORDS = Path(__file__).resolve().parents[1].joinpath("README.md").read_bytes()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--few", type=int, default=1_000)
    options.add_argument("--many", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=4_000)
    options.add_argument("--postgres", metavar="URL", help="a server to make two schemas on")
    chosen = options.parse_args()
    sizes = (chosen.few, chosen.many)
    with ExitStack() as stack:
        apps = []
        for size in sizes:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="guidance-scale-")))
            url = stack.enter_context(new_database(folder, chosen.postgres))
            app = create_app(Settings(database_url=url, answer_cache=0))
            with app.app_context():
                stack.callback(site().database.close)
                audiences = [one.id for one in site().audiences.all]
                roles = [role.id for role in site().audiences.roles]
            print(f"{size:,} articles: filled in {_fill(url, size, audiences):.0f} s", flush=True)
            apps.append(app)
        _tell(sizes, _ask(apps, sizes, roles, chosen.requests))


def _fill(url: str, size: int, audiences: list[str]) -> float:
    begun = perf_counter()
    database = open_database(url)
    upgrade(database)
    for first in range(1, size + 1, BATCH):
        numbers = range(first, min(first + BATCH, size + 1))
        with database.engine.begin() as connection:
            for table, rows in _rows(numbers, audiences):
                connection.execute(insert(table), rows)
            _serve(connection, numbers)
    with database.single.connect() as connection:
        connection.execute(text("analyze"))
    database.close()
    return perf_counter() - begun


def _rows(numbers: range, audiences: list[str]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Ids are given out here: a revision has that of its article, a variant follows from both."""
    said = {"specialty": "neurology", "reviewed_by": None, "updated": DAY, "created_at": AT}
    yield (
        ArticleRow,
        [
            {
                "id": n,
                "slug": f"article-{n}",
                "status": "approved",
                "visibility": "approved",
                "changed_at": AT,
            }
            | said
            for n in numbers
        ],
    )
    yield (
        RevisionRow,
        [
            {
                "id": n,
                "article_id": n,
                "number": 1,
                "title": "T",
                "source": "S",
                "created_by": "b",
                "note": "",
            }
            | said
            for n in numbers
        ],
    )
    made = [(n * 10 + place, n, name) for n in numbers for place, name in enumerate(audiences)]
    empty: dict[str, Any] = {name: [] for name in ("blocks", "sentences", "glossary", "omissions")}
    empty |= {"readability": {}, "report": {}, "passed": True, "withheld": False, "served_reason": None}
    empty |= dict.fromkeys(("title", "shown_title", "search_text"), "a title")
    empty |= dict.fromkeys(("lexicon_version", "rules_version", "model_version"), "1")
    yield (
        VariantRow,
        [
            {
                "id": i,
                "article_id": n,
                "revision_id": n,
                "audience": name,
                "served_audience": name,
                "created_at": AT,
            }
            | empty
            for i, n, name in made
        ],
    )
    yield (
        RepresentationRow,
        [
            {"variant_id": i, "media_type": "application/json", "etag": f"{i:064}", "last_modified": AT}
            | {"body": _body(i)}
            for i, _, _ in made
        ],
    )


def _body(number: int) -> bytes:
    start = number * 31 % (len(WORDS) - 500)
    return (b"%d " % number + WORDS[start:] + WORDS)[:SIZE]


def _serve(connection: Connection, numbers: range) -> None:
    which = ArticleRow.id.between(numbers[0], numbers[-1])
    connection.execute(
        update(ArticleRow).where(which).values(served_id=ArticleRow.id, current_id=ArticleRow.id)
    )


def _ask(apps: list[Flask], sizes: tuple[int, ...], roles: list[str], requests: int) -> list[list[float]]:
    """Milliseconds of each request, of the databases in turns; the first tenth warms up."""
    random, clients = Random(1), [app.test_client() for app in apps]
    taken: list[list[float]] = [[] for _ in apps]
    for turn in range(requests + requests // 10):
        for place, client in enumerate(clients):
            address = f"/v1/articles/article-{random.randint(1, sizes[place])}?role={random.choice(roles)}"
            begun = perf_counter()
            answer = client.get(address)
            spent = 1000 * (perf_counter() - begun)
            if answer.status_code != 200 or len(answer.data) != SIZE:
                raise SystemExit(f"{address}: {answer.status}")
            if turn >= requests // 10:
                taken[place].append(spent)
    return taken


def _tell(sizes: tuple[int, ...], taken: list[list[float]]) -> None:
    last = [quantiles(each, n=100)[98] for each in taken]
    rows = [
        (f"{size:,} articles", f"{median(each):.2f} ms", f"{p99:.2f} ms", f"{p99 / last[0]:.2f}")
        for size, each, p99 in zip(sizes, taken, last, strict=True)
    ]
    show(f"GET of one variant, {os.cpu_count()} cores", ("", "p50", "p99", "p99 ratio"), rows)


if __name__ == "__main__":
    main()
