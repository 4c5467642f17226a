"""The audit log is one chain, whoever writes at once, and shows where it was tampered with."""

import hashlib
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from guidance.store import audit
from guidance.store.audit import BrokenLog
from guidance.store.database import Database

AT = datetime(2026, 2, 1, 9, 30, 15, 123456, tzinfo=UTC)


def write(database: Database, count: int) -> None:
    for number in range(count):
        with database.writing() as session:
            audit.record(
                session, "thing.happened", by="anna", subject=f"s{number}", why="größer", count=number
            )


def tamper(database: Database, statement: str) -> None:
    """Change the log as somebody would who can get around the triggers."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("alter table audit disable trigger all"))
            connection.execute(text(statement))
            connection.execute(text("alter table audit enable trigger all"))
            return
        held = connection.execute(
            text("select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'audit'")
        ).all()
        for name, _ in held:
            connection.execute(text(f"drop trigger {name}"))
        connection.execute(text(statement))
        for _, sql in held:
            connection.exec_driver_sql(sql)


def test_an_entry_says_who_did_what_to_what_and_follows_the_one_before(database) -> None:
    with database.writing() as session:
        first = audit.record(session, "key.created", by="root", subject="portal", at=AT, scopes=["edit"])
        second = audit.record(session, "key.revoked", by="root", subject="portal", at=AT)
    with database.reading() as session:
        assert audit.listed(session) == (second, first)
        assert audit.listed(session, subject="other") == ()
        assert audit.verify(session) == second
    assert (first.number, first.previous, first.details) == (1, audit.FIRST, {"scopes": ["edit"]})
    assert (second.number, second.previous) == (2, first.hash)
    written = (
        '{"action":"key.created","at":"2026-02-01T09:30:15.123456+00:00","by":"root",'
        '"details":{"scopes":["edit"]},"number":1,"previous":"' + 64 * "0" + '","subject":"portal"}'
    )
    assert first.hash == hashlib.sha256(written.encode()).hexdigest()


def test_an_empty_log_is_whole(database) -> None:
    with database.reading() as session:
        assert audit.verify(session) is None


def test_what_is_taken_back_leaves_no_entry(database) -> None:
    def fail_after_recording() -> None:
        with database.writing() as session:
            audit.record(session, "thing.happened", by="anna", subject="s")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_recording()
    write(database, 1)
    with database.reading() as session:
        assert [entry.number for entry in audit.listed(session)] == [1]
        audit.verify(session)


def test_those_who_write_at_once_write_one_chain(database) -> None:
    threads = [threading.Thread(target=write, args=(database, 6)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        newest = audit.verify(session)
    assert newest is not None
    assert newest.number == 30


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update audit set by = 'bob' where number = 3", "Entry 3 is not as it was written"),
        ("update audit set details = '{\"count\": 99}' where number = 2", "Entry 2 is not as it was"),
        ("update audit set at = '2020-01-01 00:00:00' where number = 1", "Entry 1 is not as it was"),
        ("update audit set previous = hash where number = 4", "Entry 4 does not follow"),
        ("delete from audit where number = 3", "Entry 3 is missing"),
        ("delete from audit where number = 1", "Entry 1 is missing"),
    ],
)
def test_the_first_entry_that_was_tampered_with_is_named(database, statement, told) -> None:
    write(database, 5)
    tamper(database, statement)
    with database.reading() as session, pytest.raises(BrokenLog, match=told):
        audit.verify(session)


def test_a_log_that_was_cut_off_is_found_by_a_hash_noted_elsewhere(database) -> None:
    write(database, 5)
    with database.reading() as session:
        noted = audit.listed(session)[0].hash
        audit.verify(session, expect=noted)
    tamper(database, "delete from audit where number = 5")
    with database.reading() as session:
        audit.verify(session)
        with pytest.raises(BrokenLog, match="cut off"):
            audit.verify(session, expect=noted)
