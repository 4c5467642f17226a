import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Float, Integer, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from guidance.errors import ConfigurationError
from guidance.store import acceptances, articles, audit, reviews, withdrawals, wordings
from guidance.store.database import Database, is_current, open_database
from guidance.store.tables import APPEND_ONLY, ScoreRow
from guidance.store.withdrawals import Withdrawal


def _pragma(database: Database, name: str) -> object:
    with database.engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_sqlite_runs_in_write_ahead_mode_with_foreign_keys_and_patience(sqlite: Database) -> None:
    assert _pragma(sqlite, "journal_mode") == "wal"
    assert _pragma(sqlite, "foreign_keys") == 1
    assert _pragma(sqlite, "busy_timeout") == 10_000


def test_a_sqlite_file_in_a_folder_that_is_not_there_yet_gets_one(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'var' / 'guidance.db'}")
    assert not is_current(database)
    assert (tmp_path / "var" / "guidance.db").is_file()
    database.close()


def test_a_url_without_a_driver_speaks_to_postgresql_by_psycopg() -> None:
    database = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    assert database.engine.dialect.driver == "psycopg"
    assert not is_current(database)
    database.close()


@pytest.mark.parametrize("url", ["nonsense", "oracledb2://host/x", ""])
def test_a_url_that_cannot_be_understood_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(ConfigurationError, match="GUIDANCE_DATABASE_URL"):
        open_database(url)


def test_what_a_writing_session_did_is_taken_back_when_it_raises(database, make_document) -> None:
    def fail_after_keeping() -> None:
        with database.writing() as session:
            articles.create(session, make_document(), "source", by="test")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_keeping()
    with database.reading() as session:
        assert articles.slugs(session) == ()


def test_what_a_reading_session_changes_is_not_kept(sqlite: Database, make_document) -> None:
    with sqlite.reading() as session:
        articles.create(session, make_document(), "source", by="test")
    with sqlite.reading() as session:
        assert articles.slugs(session) == ()


def test_a_reading_session_sees_one_state_however_long_it_reads(database, make_document) -> None:
    with database.reading() as reader:
        assert articles.slugs(reader) == ()
        with database.writing() as session:
            articles.create(session, make_document(), "source", by="test")
        assert articles.slugs(reader) == ()
    with database.reading() as reader:
        assert articles.slugs(reader) == ("asthma-inhalers",)


def test_sqlite_writers_take_their_lock_at_the_start_and_wait_for_one_another(sqlite: Database) -> None:
    begun: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *args: begun.append(args[2]))
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait()
        with sqlite.writing():
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with sqlite.writing():
        inside.set()
        order.append("first")
        thread.join(timeout=0.2)
        assert order == ["first"]
    thread.join()
    assert order == ["first", "second"]
    assert begun == ["BEGIN IMMEDIATE", "BEGIN IMMEDIATE"]


def test_a_single_question_begins_no_transaction_on_sqlite(sqlite: Database) -> None:
    asked: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with sqlite.single.connect() as connection:
        connection.execute(text("select 1"))
    assert asked == ["select 1"]


def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text("insert into code (revision_id, system, code) values (999, 'ICD-10-CM', 'G35')"))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["update {0} set {1} = {1}", "delete from {0}"])
def test_history_can_be_neither_changed_nor_deleted(database, make_document, table, statement) -> None:
    with database.writing() as session:
        articles.create(session, make_document(), "source", by="test")
        session.add(score(article_id=1, revision_id=1))
        audit.record(session, "article.created", by="test", subject="asthma-inhalers")
        step = {"audience": "patient", "why": "", "by": "test", "at": datetime.now(UTC)}
        wordings.record(session, "asthma-inhalers", sentence="k", source="s", wording="w", **step)
        acceptances.record(session, "asthma-inhalers", digest="d", accepted=True, **step)
        withdrawals.record(session, 1, Withdrawal(recall=True))
    column = {"revision": "source", "audit": "details", "wording": "why", "acceptance": "why"}
    column |= {"withdrawal": "recall"}
    column = column.get(table, "revision_id")
    asked = statement.format(table, column)
    with pytest.raises(DBAPIError, match="only grows"), database.writing() as session:
        session.execute(text(asked))
    with database.reading() as session:
        assert articles.current(session, "asthma-inhalers").source == "source"
        assert len(reviews.events(session, "asthma-inhalers")) == 1


def score(**fields: int) -> ScoreRow:
    """A score of nothing but zeros."""
    numbers = {
        column.name: 0
        for column in ScoreRow.__table__.columns
        if isinstance(column.type, Boolean | Float | Integer)
    }
    values = {**numbers, "id": 1, "audience": "patient", "at": datetime.now(UTC), "day": date(2026, 1, 20)}
    return ScoreRow(**{**values, **fields})
