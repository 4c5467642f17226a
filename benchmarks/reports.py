"""What a page of reports costs the server: 1,000 articles for 8 audiences, on SQLite and on PostgreSQL.

Rows are drawn by a seeded chance: each article published three times, with up to ten blockers for each
variant. The database is a file in a folder, or a schema on the server of GUIDANCE_TEST_POSTGRES; both go
away at the end. Requests go through the WSGI door of the application, in this process, without a network.

    python benchmarks/reports.py [--articles 1000] [--rounds 15]
"""

import argparse
import os
import random
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, NamedTuple

from sqlalchemy import Connection, event, insert, make_url, text
from table import show

from guidance.app import create_app
from guidance.plain import audience
from guidance.plain.audience import Audience
from guidance.settings import Settings
from guidance.store import keys, people
from guidance.store.database import Database, open_database
from guidance.store.migrate import upgrade
from guidance.store.scores import MEASURES
from guidance.store.tables import ArticleRow, BlockerRow, RevisionRow, ScoreRow, VariantRow
from guidance.web.current import KEY

POSTGRES = os.environ.get("GUIDANCE_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)
SPECIALTIES = ("cardiology", "neurology", "oncology", "paediatrics", "respiratory", "rheumatology")
STATUSES = ("submitted", "under_review", "approved")
ENDS = ("itis", "osis", "aemia", "ology", "ectomy", "opathy")
WORDS = [
    "".join(parts)
    for parts in product(("anti", "hyper", "para", "endo"), ("cardi", "neur", "derm", "gastr"), ENDS)
]
PUBLISHED = 3
BLOCKERS = 10
READABILITY = {
    "passed": False,
    "withheld": False,
    "measures": [],
    "hardest": [],
    "words": 600,
    "sentences": 60,
}
FILLER = [
    {
        "id": "s1",
        "source": "As long as a sentence of an article mostly is, or longer. " * 3,
        "edits": [],
        "refused": [],
    }
] * 40


PAGES = {
    "all reports, hardest first": "/desk/reports",
    "sorted by title, page 80": "/desk/reports?sort=title&page=80",
    "of one audience": "/desk/reports?audience=patient",
    "of one subject, target missed": "/desk/reports?specialty=oncology&verdict=missed",
    "the report of an article": "/desk/reports/article-1?audience=patient",
    "JSON, first page": "/v1/readability",
    "CSV, all rows": "/desk/reports.csv",
}
PASSWORD = "correct horse battery"


class Cost(NamedTuple):
    """Of one request: milliseconds on the clock, of the processor (this process and, where it runs on this
    machine, the database's), and questions asked."""

    wall: float
    cpu: float
    questions: int


def backends(database: Database) -> list[int]:
    """The processes of PostgreSQL that serve this benchmark; none for SQLite."""
    if database.engine.dialect.name != "postgresql":
        return []
    named = "select pid from pg_stat_activity where application_name = current_setting('application_name')"
    with database.single.connect() as connection:
        return list(connection.execute(text(named)).scalars())


def spent(pids: list[int]) -> float:
    """Milliseconds of processor time of those processes, where they run on this machine, and it is Linux."""
    stats = [Path(f"/proc/{pid}/stat") for pid in pids]
    fields = [path.read_text().rpartition(")")[2].split() for path in stats if path.exists()]
    return 1000 * sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=1000, choices=range(1, 10_001), metavar="1..10000")
    options.add_argument("--rounds", type=int, default=15, choices=range(1, 101), metavar="1..100")
    chosen = options.parse_args()
    readers = audience.load().all
    with databases() as opened:
        for kind, (url, database) in opened.items():
            fill(database, chosen.articles, readers)
            found = _measured(url, database, chosen.rounds)
            rows = [
                (
                    name,
                    f"{median(one.wall for one in costs):.0f} ms",
                    f"{min(one.wall for one in costs):.0f} to {max(one.wall for one in costs):.0f}",
                    f"{mean(one.cpu for one in costs):.0f} ms",
                    str(max(one.questions for one in costs)),
                )
                for name, costs in found.items()
            ]
            head = ("", "median", "of the rounds", "processor, mean", "questions")
            show(f"{kind}: {chosen.articles} articles, {len(readers)} audiences", head, rows)


def _measured(url: str, database: Database, rounds: int) -> dict[str, list[Cost]]:
    app = create_app(Settings(database_url=url))
    with database.writing() as session:
        people.create(session, "bench", "Bench", ["editor"], password=PASSWORD)
        _, secret = keys.create(session, "bench", ["edit"])
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/desk/sign-in").text)
    if token is None:
        raise SystemExit("The form to sign in has no token.")
    client.post("/desk/sign-in", data={"username": "bench", "password": PASSWORD, "csrf_token": token[1]})
    asked: list[str] = []
    served_by: list[int] = []
    served = app.extensions[KEY].database
    event.listen(served.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    headers = {"Authorization": f"Bearer {secret}"}

    def once(path: str) -> Cost:
        asked.clear()
        wall, cpu, there = perf_counter(), process_time(), spent(served_by)
        answer = client.get(path, headers=headers)
        used = 1000 * (process_time() - cpu) + spent(served_by) - there
        cost = Cost(1000 * (perf_counter() - wall), used, 0)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}.")
        return cost._replace(questions=sum(one.lower().startswith("select") for one in asked))

    for path in PAGES.values():
        once(path)
    served_by += backends(database)
    found: dict[str, list[Cost]] = {name: [] for name in PAGES}
    for _ in range(rounds):
        for name, path in PAGES.items():
            found[name].append(once(path))
    served.close()
    return found


@contextmanager
def databases() -> Iterator[dict[str, tuple[str, Database]]]:
    """A new database of each kind, with all tables, and its URL."""
    name = f"bench_{uuid.uuid4().hex}"
    server = open_database(POSTGRES)
    with server.engine.begin() as connection:
        connection.execute(text(f"create schema {name}"))
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={name}", "application_name": name})
    with TemporaryDirectory(prefix="guidance-bench-") as folder:
        urls = {
            "SQLite": f"sqlite:///{Path(folder) / 'bench.db'}",
            "PostgreSQL": url.render_as_string(hide_password=False),
        }
        opened = {kind: open_database(each) for kind, each in urls.items()}
        for database in opened.values():
            upgrade(database)
        yield {kind: (urls[kind], database) for kind, database in opened.items()}
        for database in opened.values():
            database.close()
    with server.engine.begin() as connection:
        connection.execute(text(f"drop schema {name} cascade"))
    server.close()


def fill(database: Database, articles: int, readers: tuple[Audience, ...]) -> None:
    """That many articles, each with a variant, its scores and its blockers for each reader."""
    chance = random.Random(1)
    with database.engine.begin() as connection:
        _articles(connection, articles, chance)
        for number in range(1, articles + 1):
            _variants(connection, number, readers, chance)
    with database.single.connect() as connection:
        connection.execute(text("analyze"))


def _articles(connection: Connection, count: int, chance: random.Random) -> None:
    rows = [
        {
            "id": number,
            "slug": f"article-{number}",
            "specialty": chance.choice(SPECIALTIES),
            "status": chance.choice(STATUSES),
            "visibility": "approved",
            "updated": date(2026, 1, 1) + timedelta(days=chance.randrange(300)),
            "created_at": FIRST,
            "changed_at": FIRST,
        }
        for number in range(1, count + 1)
    ]
    connection.execute(insert(ArticleRow), rows)
    revisions = [
        {
            "id": row["id"],
            "article_id": row["id"],
            "number": 1,
            "title": f"What helps in {chance.choice(WORDS)}, and whom? ({row['id']})",
            "source": "Text. " * 800,
            "created_at": FIRST,
            "created_by": "bench",
            "note": "",
            "specialty": row["specialty"],
            "updated": row["updated"],
        }
        for row in rows
    ]
    connection.execute(insert(RevisionRow), revisions)
    connection.execute(text("update article set current_id = id, served_id = id"))


def _variants(
    connection: Connection, number: int, readers: tuple[Audience, ...], chance: random.Random
) -> None:
    first = (number - 1) * len(readers) + 1
    source = {name: round(chance.uniform(9, 17), 2) for name in MEASURES}
    lines = [
        _scores((first + k) * PUBLISHED, number, reader, source, chance) for k, reader in enumerate(readers)
    ]
    connection.execute(insert(ScoreRow), [score for line in lines for score in line])
    connection.execute(insert(VariantRow), [_variant(first + k, line[-1]) for k, line in enumerate(lines)])
    blockers = [
        {
            "variant_id": first + k,
            "kind": "word" if i % 2 else "term",
            "text": word,
            "article_id": number,
            "audience": line[-1]["audience"],
            "cost": round(chance.uniform(0.1, 1), 2),
        }
        for k, line in enumerate(lines)
        if not line[-1]["passed"]
        for i, word in enumerate(chance.sample(WORDS, BLOCKERS))
    ]
    if blockers:
        connection.execute(insert(BlockerRow), blockers)


def _scores(
    last: int, number: int, reader: Audience, source: dict[str, float], chance: random.Random
) -> list[dict[str, Any]]:
    target, limit = reader.thresholds["fkgl"]
    rows: list[dict[str, Any]] = []
    for turn in range(PUBLISHED):
        values = {name: round(value - chance.uniform(0, 3) * (turn + 1), 2) for name, value in source.items()}
        at = FIRST + timedelta(days=100 * turn + chance.randrange(90))
        gap = None if target is None else round(values["fkgl"] - target, 2)
        passed, withheld = gap is None or gap <= 0, limit is not None and values["fkgl"] > limit
        rows.append(
            {
                "id": last - PUBLISHED + 1 + turn,
                "article_id": number,
                "revision_id": number,
                "audience": reader.id,
                "at": at,
                "day": at.date(),
                "passed": passed,
                "withheld": withheld,
                "gap": gap,
                "first": int(turn == 0),
                "more_passed": passed - (rows[-1]["passed"] if rows else 0),
                "more_withheld": withheld - (rows[-1]["withheld"] if rows else 0),
                "more_fkgl": values["fkgl"] - (rows[-1]["fkgl"] if rows else 0),
                **values,
                **{f"source_{name}": value for name, value in source.items()},
                "words": 600,
                "sentences": 60,
                "source_words": 560,
                "source_sentences": 30,
                "edits": chance.randrange(150),
                "withdrawn": chance.randrange(9),
                "omissions": turn,
            }
        )
    return rows


def _variant(number: int, score: dict[str, Any]) -> dict[str, Any]:
    texts = ("title", "served_audience", "shown_title", "search_text")
    made = ("lexicon_version", "rules_version", "model_version")
    return {
        "id": number,
        **{name: score[name] for name in ("article_id", "revision_id", "audience", "passed", "withheld")},
        **dict.fromkeys(texts, score["audience"]),
        **dict.fromkeys(made, "1"),
        "blocks": FILLER,
        "sentences": FILLER,
        "glossary": [],
        "readability": READABILITY,
        "report": {},
        "omissions": [],
        "score_id": score["id"],
        "created_at": score["at"],
    }


if __name__ == "__main__":
    main()
