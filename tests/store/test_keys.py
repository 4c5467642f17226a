import pytest
from sqlalchemy import text

from guidance.errors import InvalidInput
from guidance.store import keys
from guidance.store.keys import KeyNameTaken, NoSuchKey, UnknownScope


def test_a_key_is_found_by_its_secret_and_allows_its_scopes(database) -> None:
    with database.writing() as session:
        made, secret = keys.create(session, "portal", ["review", "edit"])
    found = keys.find(database, secret)
    assert found == made
    assert found.scopes == ("edit", "review")
    assert [found.allows(scope) for scope in keys.SCOPES] == [False, True, True, False]


def test_an_admin_key_allows_everything(database) -> None:
    with database.writing() as session:
        made, _ = keys.create(session, "root", ["admin"])
    assert all(made.allows(scope) for scope in keys.SCOPES)


def test_no_column_holds_the_secret(database) -> None:
    with database.writing() as session:
        _, secret = keys.create(session, "portal", ["edit"])
        row = session.execute(text("select * from api_key")).one()
    assert len(secret) >= 43
    assert all(secret not in str(value) for value in row)
    assert all(secret[8:] not in str(value) for value in row)


def test_two_keys_never_share_a_secret(database) -> None:
    with database.writing() as session:
        made = {keys.create(session, f"key {number}", ["read"])[1] for number in range(20)}
    assert len(made) == 20


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(database) -> None:
    with database.writing() as session:
        _, secret = keys.create(session, "portal", ["edit"])
        keys.create(session, "app", ["read"])
    with database.writing() as session:
        first = keys.revoke(session, "portal")
        assert keys.revoke(session, "portal") == first
    assert not first.allows("edit")
    assert keys.find(database, secret) is None
    with database.reading() as session:
        listed = keys.listed(session)
    assert [(key.name, key.revoked_at is None) for key in listed] == [("app", True), ("portal", False)]


@pytest.mark.parametrize("secret", ["", "gk_", "x" * 10_000, "a\0b", "\udcff"])
def test_what_is_no_key_is_not_found(database, secret) -> None:
    assert keys.find(database, secret) is None


@pytest.mark.parametrize("scopes", [["write"], ["edit", "everything"], []])
def test_a_key_needs_scopes_that_exist(database, scopes) -> None:
    with database.writing() as session, pytest.raises(UnknownScope, match="read, edit, review, admin"):
        keys.create(session, "portal", scopes)


@pytest.mark.parametrize("name", ["", "  ", "two\nlines"])
def test_a_key_needs_a_name_that_can_be_read(database, name) -> None:
    with database.writing() as session, pytest.raises(InvalidInput):
        keys.create(session, name, ["read"])


def test_a_name_in_use_is_refused(database) -> None:
    with database.writing() as session:
        keys.create(session, "portal", ["read"])
    with pytest.raises(KeyNameTaken), database.writing() as session:
        keys.create(session, "portal", ["edit"])


def test_a_key_that_is_not_there_cannot_be_revoked(database) -> None:
    with database.writing() as session, pytest.raises(NoSuchKey):
        keys.revoke(session, "portal")
