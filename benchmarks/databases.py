"""A new database for a measurement, which goes away with it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url, text

from guidance.store.database import open_database


@contextmanager
def new_database(folder: Path, postgres: str | None) -> Iterator[str]:
    """The URL of a SQLite file in the folder, or of a new schema on that PostgreSQL server; no tables yet."""
    if postgres is None:
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    name = f"bench_{uuid.uuid4().hex}"
    server = open_database(postgres)
    with server.engine.begin() as connection:
        connection.execute(text(f"create schema {name}"))
    try:
        url = make_url(postgres).update_query_dict({"options": f"-csearch_path={name}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with server.engine.begin() as connection:
            connection.execute(text(f"drop schema {name} cascade"))
        server.close()
