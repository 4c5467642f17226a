from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from guidance.errors import InvalidInput
from guidance.store import clients, keys
from guidance.store.keys import KeyNameTaken, NoSuchKey, UnknownScope
from guidance.store.tables import ApiSecretRow


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
        kept = [
            *session.execute(text("select * from api_key")),
            *session.execute(text("select * from api_secret")),
        ]
    assert len(secret) >= 43
    assert len(kept) == 2
    assert not any(secret[8:] in str(value) for row in kept for value in row)


def test_two_keys_never_share_a_secret(database) -> None:
    with database.writing() as session:
        made = {keys.create(session, f"key {number}", ["read"])[1] for number in range(20)}
    assert len(made) == 20


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(database) -> None:
    with database.writing() as session:
        _, secret = keys.create(session, "portal", ["edit"])
        keys.create(session, "app", ["read"])
    with database.writing() as session:
        first = keys.revoke(session, keys.named(session, "portal"))
        assert keys.revoke(session, first) == first
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


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "nul\0", "x" * 101])
def test_a_key_needs_a_name_that_can_be_read(database, name) -> None:
    with database.writing() as session, pytest.raises(InvalidInput):
        keys.create(session, name, ["read"])


def test_a_name_in_use_is_refused(database) -> None:
    with database.writing() as session:
        keys.create(session, "portal", ["read"])
    with pytest.raises(KeyNameTaken), database.writing() as session:
        keys.create(session, "portal", ["edit"])


@pytest.mark.parametrize("name", ["portal", "", "nul\0", "\ud800"])
def test_a_key_that_is_not_there_is_told(database, name) -> None:
    with database.reading() as session, pytest.raises(NoSuchKey):
        keys.named(session, name)


def test_a_key_belongs_to_the_client_that_was_named_or_to_one_of_its_own_name(database) -> None:
    with database.writing() as session:
        portal = clients.create(session, "portal", sees_pending=False)
        first, secret = keys.create(session, "portal editing", ["edit"], client="portal")
        second, _ = keys.create(session, "app", ["read"])
        third, _ = keys.create(session, "portal", ["read"])
    assert (first.client, third.client, second.client.name) == (portal, portal, "app")
    assert keys.find(database, secret).client == portal
    with database.reading() as session:
        assert [key.name for key in keys.listed(session, client=portal)] == ["portal", "portal editing"]
    with database.writing() as session, pytest.raises(clients.NoSuchClient):
        keys.create(session, "other", ["read"], client="nobody")


def test_a_key_is_found_by_its_number_only_for_its_own_client(database) -> None:
    with database.writing() as session:
        ours, _ = keys.create(session, "ours", ["admin"])
        theirs, _ = keys.create(session, "theirs", ["admin"])
    with database.reading() as session:
        assert keys.of_client(session, ours.client, ours.id) == ours
        with pytest.raises(NoSuchKey) as of_others:
            keys.of_client(session, ours.client, theirs.id)
        with pytest.raises(NoSuchKey) as of_nobody:
            keys.of_client(session, ours.client, 999_999)
    assert of_others.value.detail.replace(str(theirs.id), "999999") == of_nobody.value.detail


def test_after_a_rotation_both_secrets_are_good_until_the_time_that_was_said(database) -> None:
    with database.writing() as session:
        made, old = keys.create(session, "portal", ["edit"])
    with database.writing() as session:
        rotated, new = keys.rotate(session, made, old_is_good_for=timedelta(hours=2))
    assert timedelta(minutes=119) < rotated.old_until - datetime.now(UTC) <= timedelta(hours=2)
    assert keys.find(database, old) == keys.find(database, new) == rotated
    assert (rotated.id, rotated.scopes) == (made.id, made.scopes)
    assert new.startswith(rotated.prefix)
    past = datetime.now(UTC) - timedelta(seconds=1)
    with database.writing() as session:
        session.execute(
            update(ApiSecretRow).where(ApiSecretRow.good_until.is_not(None)).values(good_until=past)
        )
    assert keys.find(database, old) is None
    assert keys.find(database, new) == rotated


def test_a_rotation_can_end_the_old_secrets_at_once(database) -> None:
    with database.writing() as session:
        made, first = keys.create(session, "portal", ["edit"])
        _, second = keys.rotate(session, made, old_is_good_for=timedelta(days=20))
        _, third = keys.rotate(session, made, old_is_good_for=timedelta(0))
    assert [keys.find(database, secret) is not None for secret in (first, second, third)] == [
        False,
        False,
        True,
    ]


def test_a_revoked_key_ends_with_all_its_secrets_and_gets_no_new_one(database) -> None:
    with database.writing() as session:
        made, old = keys.create(session, "portal", ["edit"])
        made, new = keys.rotate(session, made)
        keys.revoke(session, made)
    assert keys.find(database, old) is None
    assert keys.find(database, new) is None
    with database.writing() as session, pytest.raises(keys.KeyIsRevoked):
        keys.rotate(session, made)


@pytest.mark.parametrize("overlap", [timedelta(seconds=-1), timedelta(days=31)])
def test_an_old_secret_cannot_stay_good_for_ever(database, overlap) -> None:
    with database.writing() as session:
        made, _ = keys.create(session, "portal", ["edit"])
        with pytest.raises(InvalidInput, match="at most 30 days"):
            keys.rotate(session, made, old_is_good_for=overlap)


def test_a_client_is_made_listed_and_changed(database) -> None:
    with database.writing() as session:
        clients.create(session, "portal")
        clients.create(session, "app", sees_pending=True)
        clients.let_see_pending(session, "portal", False)
    with database.reading() as session:
        assert [(one.name, one.sees_pending) for one in clients.listed(session)] == [
            ("app", True),
            ("portal", False),
        ]
    with pytest.raises(clients.ClientNameTaken), database.writing() as session:
        clients.create(session, "app")
    with database.reading() as session, pytest.raises(clients.NoSuchClient):
        clients.get(session, "app\0")
