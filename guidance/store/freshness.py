"""Whether anything was committed since: a stamp of the database that changes with every commit.

Two stamps that are the same mean that whatever was read between them is what one would read now. So a
stamp is taken before something is read, kept with it, and compared before it is used again. It costs far
less than reading:

- SQLite: `PRAGMA data_version`, on a connection of its own. The number tells of the commits of all other
  connections, of this process and of others, and never of its own; so nothing is ever written over it.
- PostgreSQL: the snapshot that a statement gets, which says what transactions it can see. It is asked
  for, and not listened for: a notice can come after the commit has returned to who made it, and for so
  long an old answer would still be given. A transaction that is about to write changes it, too, as does
  one in another database of the same server: then something is read once more than was needed.
"""

from collections.abc import Hashable
from contextlib import suppress
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from guidance.store.database import Database

_NAME = b"guidance_stamp"
_SNAPSHOT = b"select pg_catalog.pg_current_snapshot()"
_ROWS = 2  # how libpq says that a question was answered: PGRES_TUPLES_OK


class Watch(Protocol):
    """Tells the state of a database apart from all states before it."""

    def stamp(self) -> Hashable | None:
        """The same value as long as nothing was committed; None where that cannot be known now."""


def watch(database: Database) -> Watch | None:
    """What watches that database; None for one that only its own connection can see, or another driver.

    Nothing is connected to before the first stamp.
    """
    url, driver = database.engine.url, database.engine.dialect.driver
    if driver == "pysqlite":
        name = url.database or ""
        # Such a database is another one for each connection.
        apart = name in ("", ":memory:") or name.startswith("file:")
        return None if apart else _over(database, _OfSqlite())
    return _over(database, _OfPostgres()) if driver == "psycopg" else None


def _over(database: Database, kind: "_Kind") -> Watch:
    made = _Watch(kind, database.engine)
    database.closed_with_it.append(made.close)
    return made


class _Kind(Protocol):
    """How one kind of database is asked, over a connection of its driver."""

    def prepare(self, connection: Any) -> None: ...  # noqa: ANN401  (a DBAPI connection has no type)

    def ask(self, connection: Any) -> Hashable | None: ...  # noqa: ANN401


class _Watch:
    """One kept connection, asked by one thread at a time; where it fails, the next who asks gets another.

    Threads that wait share one question: `_begun` counts those that were begun.
    """

    def __init__(self, kind: _Kind, engine: Engine) -> None:
        self._kind = kind
        self._engine = engine
        self._turn = Lock()
        self._connection: Any = None
        self._closed = False
        self._connections = 0
        self._begun = 0
        self._told: Hashable | None = None
        # Calls go past SQLAlchemy, so errors are those of the driver.
        self._error = engine.dialect.loaded_dbapi.Error

    def stamp(self) -> Hashable | None:
        came = self._begun
        with self._turn:
            if self._begun == came:
                self._begun += 1
                self._told = self._ask()
            # Else somebody began to ask after we had come, while we waited: what they were told is as new.
            return self._told

    def _ask(self) -> Hashable | None:
        if self._closed:
            return None
        try:
            if self._connection is None:
                self._connect()
            found = self._kind.ask(self._connection)
        except (self._error, DBAPIError):
            found = None
        if found is None:
            self._give_up()
            return None
        # SQLite's numbers mean nothing to another connection.
        return self._connections, found

    def _connect(self) -> None:
        pooled = self._engine.raw_connection()
        # Out of the pool, which would hand it on to who writes.
        pooled.detach()
        self._connection = pooled.dbapi_connection
        self._connections += 1
        self._kind.prepare(self._connection)

    def close(self) -> None:
        """Give up the connection, and ask no more."""
        with self._turn:
            self._closed = True
            self._give_up()

    def _give_up(self) -> None:
        if self._connection is not None:
            with suppress(self._error):
                self._connection.close()
        self._connection = None


class _OfSqlite:
    def prepare(self, connection: Any) -> None: ...  # noqa: ANN401

    def ask(self, connection: Any) -> Hashable | None:  # noqa: ANN401
        [version] = connection.execute("PRAGMA data_version").fetchone()
        found: int = version
        return found


class _OfPostgres:
    """Straight through libpq: the driver's own cursor takes three times as long."""

    def prepare(self, connection: Any) -> None:  # noqa: ANN401
        connection.autocommit = True
        # Where the server refuses this, it has no answer to what follows either.
        connection.pgconn.prepare(_NAME, _SNAPSHOT)

    def ask(self, connection: Any) -> Hashable | None:  # noqa: ANN401
        answer = connection.pgconn.exec_prepared(_NAME, None)
        found: bytes | None = answer.get_value(0, 0) if answer.status == _ROWS else None
        return found
