import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from guidance import jobs
from guidance.reviewing import Asked, review_article
from guidance.store import articles, keys, variants
from guidance.store.database import Database, is_current, open_database
from guidance.store.migrate import MIGRATIONS, downgrade, upgrade
from guidance.store.steps import Actor
from guidance.store.tables import APPEND_ONLY, NEVER_CHANGED, SCHEMA, Table


def is_ours(name: str | None, _kind: object = None, _of: object = None) -> bool:
    """Whether the models know it: each database has full text of its own, made by the migration."""
    return not (name or "").startswith("search_index")


def test_the_migrations_end_where_the_tables_begin(database: Database) -> None:
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"include_name": is_ours})
        assert compare_metadata(context, Table.metadata) == []


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == SCHEMA


def test_going_down_leaves_nothing_and_up_again_brings_everything(database: Database) -> None:
    downgrade(database)
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    assert not is_current(database)

    upgrade(database)
    found = set(filter(is_ours, inspect(database.engine).get_table_names()))
    assert found == {"alembic_version", *Table.metadata.tables}
    assert is_current(database)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    before = inspect(database.engine).get_table_names()
    upgrade(database)
    assert inspect(database.engine).get_table_names() == before


def test_processes_that_migrate_at_once_take_turns(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    code = (
        "from guidance.store.database import open_database; from guidance.store.migrate import upgrade;"
        f"upgrade(open_database({url!r}))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    database = open_database(url)
    assert is_current(database)
    database.close()


def test_a_key_from_before_there_were_clients_stays_good_up_and_down(database: Database) -> None:
    with database.writing() as session:
        made, secret = keys.create(session, "portal", ["edit"])
        _, newer = keys.rotate(session, made)
    downgrade(database, "0001")
    with database.reading() as session:
        assert session.execute(text("select name, prefix from api_key")).one() == ("portal", newer[:8])
    upgrade(database)
    found = keys.find(database, newer)
    assert found is not None
    assert (found.name, found.client.name, found.scopes) == ("portal", "portal", ("edit",))
    assert keys.find(database, secret) is None


def test_foreign_keys_are_enforced_again_after_a_migration(sqlite: Database) -> None:
    upgrade(sqlite)
    with sqlite.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_every_table_that_only_grows_has_its_triggers(sqlite: Database) -> None:
    with sqlite.reading() as session:
        query = "select name from sqlite_master where type = 'trigger' and tbl_name != 'search_text'"
        names = session.execute(text(query)).scalars().all()
    refused = {tuple(name.rsplit("_no_", 1)) for name in names}
    assert refused == {
        *((table, "delete") for table in APPEND_ONLY),
        *((table, "update") for table in (*APPEND_ONLY, *NEVER_CHANGED)),
    }


def test_what_readers_get_stays_the_same_up_and_down(site, writer, make_source) -> None:
    database, reviewer = site.database, Actor("rob", frozenset({"reviewer"}))

    def served(slug: str) -> bytes | None:
        found = variants.read(database, slug, "patient", "application/json")
        return found.body if found else None

    for slug, status in (("old", "approved"), ("new", "submitted"), ("gone", "submitted")):
        jobs.save_article(site, make_source(slug, status=status), by="mara")
    jobs.save_article(site, make_source("unseen", status="draft"), by="mara")
    jobs.revise_article(site, "old", make_source("old", body="Newer words [1]."), by="mara")
    review_article(site, "gone", Asked("withdrawn", "wrong"), actor=reviewer)
    before = {slug: served(slug) for slug in ("old", "new")}

    downgrade(database, "0002")
    query = (
        "select article.slug, article.status, representation.body from representation "
        "join variant on variant.id = variant_id join article on article.id = variant.article_id "
        "where audience = 'patient' and media_type = 'application/json'"
    )
    with database.reading() as session:
        older = {slug: (status, bytes(body)) for slug, status, body in session.execute(text(query))}
        stands = dict(session.execute(text("select slug, status from article")).tuples().all())
    assert older == {"old": ("submitted", before["old"]), "new": ("submitted", before["new"])}
    assert stands["gone"] == stands["unseen"] == "submitted"

    upgrade(database)
    assert served("new") == before["new"]
    with database.reading() as session:
        assert articles.revision(session, "old", 2).specialty == "respiratory"
        assert articles.get(session, "new").visibility == "pending"
    with pytest.raises(DBAPIError, match="only grows"), database.writing() as session:
        session.execute(text("update revision set specialty = 'x'"))


def test_each_migration_goes_down_and_up_by_itself(database: Database) -> None:
    chain = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert chain[0] == SCHEMA

    def tables() -> dict[str, set[str]]:
        found = inspect(database.engine)
        return {name: {one["name"] for one in found.get_columns(name)} for name in found.get_table_names()}

    passed = {SCHEMA: tables()}
    for target in [*chain[1:], "base"]:
        downgrade(database, target)
        passed[target] = tables()
    assert set(passed["base"]) == {"alembic_version"}
    for target in reversed(chain):
        upgrade(database, target)
        assert tables() == passed[target], target
    assert is_current(database)
