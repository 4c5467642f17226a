"""Each change of a person or a client stands in the audit log, in the transaction that makes it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from guidance.store import audit, clients, identities, keys, people
from guidance.store.database import Database
from guidance.store.identities import Identity
from guidance.store.people import LastAdmin

PASSWORD = "correct horse battery"
OTHER = "another horse battery"


def told(database: Database) -> list[tuple[str, str, str, dict[str, audit.Detail]]]:
    """What the log says, oldest first; it has to be whole."""
    with database.reading() as session:
        audit.verify(session)
        entries = audit.listed(session)
    return [(one.action, one.by, one.subject, one.details) for one in reversed(entries)]


@pytest.fixture
def team(database: Database) -> Database:
    """A database with an administrator, an editor and a client, the three first entries of the log."""
    with database.writing() as session:
        people.create(session, "ada", "Ada", ["admin"], password=PASSWORD)
        people.create(session, "Mara", "Mara", ["editor"], password=PASSWORD, by="ada")
        clients.create(session, "portal", by="ada")
    return database


def test_new_people_and_clients_are_told_of(team) -> None:
    assert told(team) == [
        ("person.created", "guidance users", "ada", {"roles": ["admin"]}),
        ("person.created", "ada", "mara", {"roles": ["editor"]}),
        ("client.created", "ada", "portal", {"sees_pending": None}),
    ]


@pytest.mark.parametrize(
    ("change", "action", "details"),
    [
        (
            lambda session: people.set_roles(session, "mara", ["reviewer"], by="ada"),
            "person.roles",
            {"before": ["editor"], "roles": ["reviewer"]},
        ),
        (lambda session: people.set_password(session, "mara", OTHER, by="ada"), "person.password", {}),
        (lambda session: people.disable(session, "mara", by="ada"), "person.disabled", {}),
        (lambda session: people.sign_out(session, "mara", by="ada"), "person.signed_out", {}),
        (
            lambda session: clients.let_see_pending(session, "portal", True, by="ada"),
            "client.sees_pending",
            {"before": None, "sees_pending": True},
        ),
    ],
    ids=["roles", "password", "disable", "sign-out", "sees-pending"],
)
def test_each_change_is_told_with_who_made_it(
    team, change: Callable[[Session], object], action: str, details: dict[str, object]
) -> None:
    with team.writing() as session:
        change(session)
    subject = "portal" if action.startswith("client") else "mara"
    assert told(team)[3:] == [(action, "ada", subject, details)]


def test_what_changes_nothing_is_not_told(team) -> None:
    with team.writing() as session:
        people.set_roles(session, "mara", ["editor"])
        people.enable(session, "mara")
        clients.let_see_pending(session, "portal", None)
        people.disable(session, "mara")
        people.disable(session, "mara")
        people.enable(session, "mara")
    assert [action for action, *_ in told(team)[3:]] == ["person.disabled", "person.enabled"]


def test_what_is_refused_or_taken_back_leaves_no_entry(team) -> None:
    with pytest.raises(LastAdmin), team.writing() as session:
        people.disable(session, "ada")
    with pytest.raises(people.UsernameTaken), team.writing() as session:
        people.create(session, "mara", "Mara", ["editor"])
    with pytest.raises(clients.ClientNameTaken), team.writing() as session:
        clients.create(session, "portal")
    with team.engine.connect() as connection, Session(connection) as session:
        people.set_roles(session, "mara", ["reviewer"])
        session.rollback()
    assert len(told(team)) == 3


def test_a_key_that_brings_its_client_along_tells_of_both(team) -> None:
    with team.writing() as session:
        keys.create(session, "app", ["read"], by="ada")
        keys.create(session, "more", ["read"], client="app", by="ada")
    assert [(action, subject) for action, _, subject, _ in told(team)[3:]] == [
        ("client.created", "app"),
        ("key.created", "app"),
        ("key.created", "more"),
    ]


def test_no_password_reaches_the_log(team) -> None:
    with team.writing() as session:
        people.set_password(session, "mara", OTHER)
        _, kept = people.with_password(session, "mara") or (None, None)
    written = repr(told(team))
    assert kept
    for secret in (PASSWORD, OTHER, kept):
        assert secret not in written


def test_what_the_provider_changes_is_told_as_its_doing(team) -> None:
    mapped = Identity("https://id.example.org 7", "olga", "Olga", ("reviewer",))
    with team.writing() as session:
        people.create(session, "olga", "Olga", ["editor"])
    for _ in range(2):  # the second time nothing changes
        with team.writing() as session:
            identities.admit(session, mapped, create=False)
    with team.writing() as session:
        identities.admit(
            session, Identity("https://id.example.org 8", "rob", "Rob", ("editor",)), create=True
        )
    provider = identities.PROVIDER
    assert told(team)[4:] == [
        ("person.bound", provider, "olga", {"identity": "https://id.example.org 7"}),
        ("person.roles", provider, "olga", {"before": ["editor"], "roles": ["reviewer"]}),
        ("person.created", provider, "rob", {"roles": ["editor"]}),
    ]
