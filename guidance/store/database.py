"""Opening the database, and the three ways to speak to it: read, write, or ask one single question.

SQLite runs in write-ahead mode with foreign keys on; a writer takes its lock when its transaction
begins (BEGIN IMMEDIATE), so that it waits its turn instead of failing half-way. On PostgreSQL a reading
session sees one snapshot, as it does on SQLite.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Select, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from guidance.errors import ConfigurationError
from guidance.store.question import Question, Row
from guidance.store.tables import SCHEMA

BUSY_TIMEOUT = 10_000  # milliseconds that a SQLite connection waits for a lock
KEPT = 4  # connections at most that wait for the next question; a pool has fifteen


@dataclass(frozen=True, slots=True)
class Database:
    """One database, opened. `single` is for statements that stand alone: no transaction around them.

    Who keeps a connection of its own says in `closed_with_it` how it is given up.
    """

    engine: Engine
    reader: Engine
    writer: Engine
    single: Engine
    _kept: deque[Connection] = field(default_factory=deque, repr=False, compare=False)
    _questions: dict[Select[Any], Question] = field(default_factory=dict, repr=False, compare=False)
    _closed: Event = field(default_factory=Event, repr=False, compare=False)
    closed_with_it: list[Callable[[], None]] = field(default_factory=list, repr=False, compare=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one snapshot; nothing it changes is kept."""
        with Session(self.reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: kept when the block ends, taken back when it raises."""
        with Session(self.writer, expire_on_commit=False) as session, session.begin():
            # The lock is taken now, not at the first statement, so that what is read is what is changed.
            session.connection()
            yield session

    def ask(self, query: Select[Any], values: Mapping[str, object]) -> Sequence[Row]:
        """The rows that one single question finds, over a connection that is kept for the next.

        The query is the same object each time: it is compiled once, and costs its reader little more than
        the database's own work. Raises DBAPIError.
        """
        question = self._questions.get(query)
        if question is None:
            question = self._questions[query] = Question(query, self.engine.dialect)
        while self._kept:
            try:
                connection = self._kept.pop()
            except IndexError:  # another thread was faster
                break
            try:
                return self._answer(connection, question, values)
            except self.engine.dialect.loaded_dbapi.Error:
                # The server may have closed it, and so the others, while they waited.
                continue
        connection = self.single.connect()
        try:
            return self._answer(connection, question, values)
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(question.text, None, error) from error

    def _answer(
        self, connection: Connection, question: Question, values: Mapping[str, object]
    ) -> Sequence[Row]:
        try:
            rows = question.ask(connection.connection.dbapi_connection, values)
        except BaseException:
            # Whatever it was, nobody shall get this connection after us.
            connection.invalidate()
            connection.close()
            raise
        if self._closed.is_set():
            # Its pool is gone already; given back, it would stay open in there.
            connection.invalidate()
            connection.close()
        elif len(self._kept) < KEPT:
            self._kept.append(connection)
        else:
            connection.close()
        return rows

    def close(self) -> None:
        """Give all connections back; what still is being asked keeps none."""
        self._closed.set()
        while self._kept:
            self._kept.pop().close()
        for close in self.closed_with_it:
            close()
        self.engine.dispose()


def open_database(url: str) -> Database:
    """The database under `url`; nothing is connected to or created before the first use.

    Raises ConfigurationError for a URL that no installed driver understands.
    """
    parsed = _with_driver(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed)
        engine = create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        shown = parsed.render_as_string(hide_password=True)
        raise ConfigurationError(f"GUIDANCE_DATABASE_URL: no driver for {shown}") from error
    snapshot: dict[str, Any] = (
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        if engine.dialect.name == "postgresql"
        else {}
    )
    return Database(
        engine=engine,
        reader=engine.execution_options(**snapshot),
        writer=engine,
        single=engine.execution_options(isolation_level="AUTOCOMMIT"),
    )


def is_current(database: Database) -> bool:
    """Whether the database answers and its tables are those this code was written for."""
    try:
        with database.single.connect() as connection:
            found = connection.execute(text("select version_num from alembic_version")).scalars().all()
    except DBAPIError:
        return False
    return list(found) == [SCHEMA]


def _with_driver(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError("GUIDANCE_DATABASE_URL is not a database URL") from error
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _open_sqlite(url: URL) -> Database:
    engine = create_engine(url)
    event.listen(engine, "do_connect", _make_folder)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(
        engine=engine,
        reader=engine,
        writer=engine.execution_options(begin="BEGIN IMMEDIATE"),
        single=engine.execution_options(begin=""),
    )


def _make_folder(_dialect: Dialect, _record: object, arguments: list[Any], _options: dict[str, Any]) -> None:
    file = str(arguments[0])
    if file != ":memory:" and not file.startswith("file:"):
        Path(file).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  (a DBAPI connection has no type)
    # The driver's own habit is to begin late and to commit before DDL; here the begin event decides.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get("begin", "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)
