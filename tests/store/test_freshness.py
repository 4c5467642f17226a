"""A stamp of the database stays while nothing is committed, and changes with every commit."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from guidance.store import freshness
from guidance.store.database import Database, open_database


@pytest.fixture
def watch(database: Database) -> Iterator[freshness.Watch]:
    """A watch of the database, closed in the end though the database is not."""
    made = freshness.watch(database)
    yield made
    made.close()


def test_a_stamp_stays_while_nothing_is_committed(database: Database, watch: freshness.Watch) -> None:
    def stays() -> bool:
        first = watch.stamp()
        with database.reading() as session:
            session.execute(text("select count(*) from article"))
        return watch.stamp() == first is not None

    # What other databases of the same server commit changes it, too, but not every time.
    assert any(stays() for _ in range(1000))


def test_a_commit_of_the_same_process_changes_the_stamp_when_it_has_returned(
    database: Database, watch: freshness.Watch
) -> None:
    seen = {watch.stamp()}
    for number in range(1, 20):
        with database.writing() as session:
            session.execute(
                text("insert into site_secret (purpose, value) values (:name, 's')"), {"name": str(number)}
            )
        seen.add(watch.stamp())
        assert len(seen) == number + 1


def test_a_commit_over_another_connection_changes_the_stamp(
    database: Database, watch: freshness.Watch
) -> None:
    first = watch.stamp()
    other = open_database(database.engine.url.render_as_string(hide_password=False))
    with other.writing() as session:
        session.execute(text("insert into site_secret (purpose, value) values ('a', 's')"))
    other.close()
    assert watch.stamp() != first


def test_a_stamp_of_a_lost_connection_is_none_and_then_of_a_new_one(postgres: Database) -> None:
    watch = freshness.watch(postgres)
    first = watch.stamp()
    with postgres.single.connect() as connection:
        connection.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where query like '%pg_current_snapshot()' and pid <> pg_backend_pid()"
            )
        )
    assert watch.stamp() is None
    assert watch.stamp() not in (None, first)
    watch.close()


def test_a_database_that_others_cannot_see_is_not_watched() -> None:
    for url in ("sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"):
        database = open_database(url)
        assert freshness.watch(database) is None
        database.close()


def test_a_server_that_is_not_there_gives_no_stamp() -> None:
    database = open_database("postgresql://nobody@127.0.0.1:1/none")
    assert freshness.watch(database).stamp() is None
    database.close()
