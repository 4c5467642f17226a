"""Bringing the tables to where this code needs them, up or down. Serving does not load Alembic."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from guidance.store.database import Database

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_LOCK = 7_305_194_862  # any number that no other program of the same PostgreSQL server takes


def upgrade(database: Database, target: str = "head") -> None:
    """Run the migrations up to `target`; where they have run already, nothing happens."""
    _run(database, target, up=True)


def downgrade(database: Database, target: str = "base") -> None:
    """Take migrations back down to `target`."""
    _run(database, target, up=False)


def _run(database: Database, target: str, *, up: bool) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with database.writer.connect() as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, target)


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew and dropping the old one; that must not cascade.

    The pragma counts only outside a transaction, so it goes straight to the driver.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    _pragma(connection, "foreign_keys = OFF")
    try:
        yield
    finally:
        _pragma(connection, "foreign_keys = ON")


def _pragma(connection: Connection, pragma: str) -> None:
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA {pragma}")
