import pytest
from sqlalchemy import text

from guidance.store import entry, passwords, people, sessions, tries
from guidance.store.entry import NotSignedIn
from guidance.store.people import BadName, LastAdmin, NoSuchPerson, UnknownRole, UsernameTaken
from guidance.store.sessions import Limits

PASSWORD = "correct horse battery"
HERE = "192.0.2.1"


def make(database, username: str = "mara", *roles: str, password: str | None = PASSWORD) -> people.Person:
    with database.writing() as session:
        return people.create(session, username, username.title(), roles or ("editor",), password=password)


def test_an_account_is_kept_under_a_username_in_small_letters(database) -> None:
    made = make(database, " Mara.L@Example.org ", "reviewer", "editor")
    assert (made.username, made.roles) == ("mara.l@example.org", ("editor", "reviewer"))
    with database.reading() as session:
        assert people.get(session, "MARA.L@example.org") == made
    assert (made.may("editor"), made.may("admin"), made.may("admin", "reviewer")) == (True, False, True)


def test_no_role_stands_for_another(database) -> None:
    made = make(database, "root", "admin")
    assert (made.may("admin"), made.may("editor", "reviewer")) == (True, False)


@pytest.mark.parametrize("username", ["", "x", "mara lindqvist", "mära", "mara\0", "-mara", "a" * 65, "a\n"])
def test_a_username_that_could_be_misread_is_refused(database, username) -> None:
    with database.writing() as session, pytest.raises(BadName):
        people.create(session, username, "Mara", ["editor"], password=PASSWORD)


@pytest.mark.parametrize("name", ["", " ", "Mara\0L", "M\u202ea", "x" * 101])
def test_a_name_that_cannot_be_printed_is_refused(database, name) -> None:
    with database.writing() as session, pytest.raises(BadName):
        people.create(session, "mara", name, ["editor"], password=PASSWORD)


@pytest.mark.parametrize("roles", [[], ["king"], ["editor", "king"]])
def test_an_account_needs_roles_that_exist(database, roles) -> None:
    with database.writing() as session, pytest.raises(UnknownRole, match="editor, reviewer, admin"):
        people.create(session, "mara", "Mara", roles, password=PASSWORD)


def test_a_username_in_use_is_refused_in_any_case(database) -> None:
    make(database, "mara")
    with pytest.raises(UsernameTaken):
        make(database, "MARA")


@pytest.mark.parametrize(
    "password", ["", "short", "x" * 11, "x" * 201, "aaaabbbbaaaabbbb", "mara is my name", "MARA is my name"]
)
def test_a_password_that_is_easy_to_guess_is_refused_and_not_quoted(database, password) -> None:
    with pytest.raises(passwords.WeakPassword) as caught:
        make(database, "mara", password=password)
    assert not password or password not in str(caught.value)


def test_no_column_holds_the_password(database) -> None:
    make(database)
    with database.reading() as session:
        row = session.execute(text("select * from person")).one()
    assert any(str(value).startswith("$argon2id$") for value in row)
    assert not any(PASSWORD in str(value) for value in row)


def test_the_right_password_finds_the_person_however_it_was_typed(database) -> None:
    made = make(database, password="crème brûlée ½ litre")
    assert entry.check(database, "Mara ", "crème brûlée ½ litre", address=HERE) == made
    assert entry.check(database, "mara", "cre\u0300me bru\u0302le\u0301e ½ litre", address=HERE) == made


@pytest.mark.parametrize(
    ("username", "password"), [("mara", "other"), ("nobody", PASSWORD), ("m\0", ""), ("", "")]
)
def test_what_is_wrong_is_not_told_apart(database, username, password) -> None:
    make(database)
    with pytest.raises(NotSignedIn, match=r"^The username or the password is wrong\.$"):
        entry.check(database, username, password, address=HERE)


def test_an_account_without_a_password_opens_to_none(database) -> None:
    make(database, password=None)
    for password in ("", "None", "nobody has this password"):
        with pytest.raises(NotSignedIn):
            entry.check(database, "mara", password, address=HERE)


def test_a_disabled_account_opens_again_when_it_is_enabled(database) -> None:
    made = make(database)
    with database.writing() as session:
        people.disable(session, "mara")
    with pytest.raises(NotSignedIn):
        entry.check(database, "mara", PASSWORD, address=HERE)
    with database.writing() as session:
        assert people.enable(session, "mara") == made
    assert entry.check(database, "mara", PASSWORD, address=HERE) == made


def test_a_password_that_was_kept_with_less_work_is_kept_anew(database, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(passwords, "_hasher", passwords.PasswordHasher(time_cost=1, memory_cost=64))
        make(database)
    before = _kept(database)
    entry.check(database, "mara", PASSWORD, address=HERE)
    after = _kept(database)
    assert before != after
    assert not passwords.is_outdated(after)
    entry.check(database, "mara", PASSWORD, address=HERE)
    assert _kept(database) == after


def _kept(database) -> str:
    with database.reading() as session:
        return session.execute(text("select password from person")).scalar_one()


def test_a_new_password_ends_the_sessions_and_the_wait(database) -> None:
    made = make(database)
    with database.writing() as session:
        secret = sessions.start(session, made, LIMITS)
    for _ in range(tries.ACCOUNT_FREE):
        with pytest.raises(NotSignedIn):
            entry.check(database, "mara", "wrong", address=HERE)
    with database.writing() as session:
        people.set_password(session, "mara", "another horse battery")
    assert sessions.find(database, secret, LIMITS) is None
    assert entry.check(database, "mara", "another horse battery", address=HERE).username == "mara"


def test_the_last_administrator_stays(database) -> None:
    make(database, "ada", "admin")
    make(database, "eva", "editor")
    for change in (
        lambda session: people.disable(session, "ada"),
        lambda session: people.set_roles(session, "ada", ["editor"]),
    ):
        with pytest.raises(LastAdmin), database.writing() as session:
            change(session)
    with database.writing() as session:
        people.set_roles(session, "eva", ["admin"])
        people.disable(session, "ada")
    with pytest.raises(LastAdmin), database.writing() as session:
        people.disable(session, "eva")


def test_before_there_is_an_administrator_roles_can_be_changed(database) -> None:
    make(database, "eva", "editor")
    with database.writing() as session:
        assert people.set_roles(session, "eva", ["reviewer"]).roles == ("reviewer",)


@pytest.mark.parametrize("username", ["nobody", "", "a\0", "\ud800"])
def test_an_account_that_is_not_there_is_told(database, username) -> None:
    for change in (people.get, people.disable):
        with database.writing() as session, pytest.raises(NoSuchPerson):
            change(session, username)


LIMITS = Limits(idle=sessions.timedelta(hours=1), longest=sessions.timedelta(hours=12))


def test_a_session_is_found_by_its_secret_until_it_is_ended(database) -> None:
    made = make(database)
    with database.writing() as session:
        first, second = sessions.start(session, made, LIMITS), sessions.start(session, made, LIMITS)
    assert sessions.find(database, first, LIMITS) == made
    with database.writing() as session:
        sessions.end(session, first)
        sessions.end(session, first)
    assert sessions.find(database, first, LIMITS) is None
    assert sessions.find(database, second, LIMITS) == made
    with database.writing() as session:
        people.sign_out(session, "mara")
    assert sessions.find(database, second, LIMITS) is None
    assert sessions.find(database, "\ud800", LIMITS) is None


def test_no_column_holds_the_secret_of_a_session_and_old_ones_are_forgotten(database) -> None:
    made = make(database)
    with database.writing() as session:
        secret = sessions.start(session, made, LIMITS)
        row = session.execute(text("select * from session")).one()
        assert not any(secret in str(value) for value in row)
        sessions.start(session, made, Limits(LIMITS.idle, sessions.timedelta(0)))
        assert session.execute(text("select count(*) from session")).scalar_one() == 1


def test_what_a_site_signs_with_is_made_once_for_each_purpose(database) -> None:
    first = sessions.site_secret(database, "cookies")
    assert len(first) >= 43
    assert sessions.site_secret(database, "cookies") == first
    assert sessions.site_secret(database, "other") != first
