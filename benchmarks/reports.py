"""What a page of reports costs the server: 1,000 articles for 8 audiences, on SQLite and on PostgreSQL.

Rows are drawn by a seeded chance: each article published three times, with up to ten blockers for each
variant. The database is a file in a folder, or a schema on the server of GUIDANCE_TEST_POSTGRES; both go
away at the end. Requests go through the WSGI door of the application, in this process, without a network.

    python benchmarks/reports.py [--articles 1000] [--rounds 15]
"""

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, insert, make_url, text

from guidance.plain.audience import Audience
from guidance.store.database import Database, open_database
from guidance.store.migrate import upgrade
from guidance.store.scores import MEASURES
from guidance.store.tables import ArticleRow, BlockerRow, RevisionRow, ScoreRow, VariantRow

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
FILLER = [{"id": "s1", "source": "As long as a sentence of an article mostly is, or longer. " * 3}] * 40


@contextmanager
def databases() -> Iterator[dict[str, Database]]:
    """A new database of each kind, with all tables."""
    name = f"bench_{uuid.uuid4().hex}"
    server = open_database(POSTGRES)
    with server.engine.begin() as connection:
        connection.execute(text(f"create schema {name}"))
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={name}"})
    with TemporaryDirectory(prefix="guidance-bench-") as folder:
        urls = {
            "SQLite": f"sqlite:///{Path(folder) / 'bench.db'}",
            "PostgreSQL": url.render_as_string(hide_password=False),
        }
        opened = {kind: open_database(each) for kind, each in urls.items()}
        for database in opened.values():
            upgrade(database)
        yield opened
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
        }
        for row in rows
    ]
    connection.execute(insert(RevisionRow), revisions)
    connection.execute(text("update article set current_id = id"))
    if connection.dialect.name == "postgresql":
        connection.execute(text("select setval('article_id_seq', (select max(id) from article))"))


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
    rows = []
    for turn in range(PUBLISHED):
        values = {name: round(value - chance.uniform(0, 3) * (turn + 1), 2) for name, value in source.items()}
        at = FIRST + timedelta(days=100 * turn + chance.randrange(90))
        gap = None if target is None else round(values["fkgl"] - target, 2)
        rows.append(
            {
                "id": last - PUBLISHED + 1 + turn,
                "article_id": number,
                "revision_id": number,
                "audience": reader.id,
                "at": at,
                "day": at.date(),
                "passed": gap is None or gap <= 0,
                "withheld": limit is not None and values["fkgl"] > limit,
                "gap": gap,
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
        "readability": {},
        "report": {},
        "omissions": [],
        "score_id": score["id"],
        "created_at": score["at"],
    }
