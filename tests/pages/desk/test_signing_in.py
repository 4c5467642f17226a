"""Signing in and out at the desk: what goes into the cookie, and what nobody gets past."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from guidance.pages.desk import visit
from guidance.store import people, tries
from guidance.store.tables import SessionRow
from guidance.web.current import KEY

PASSWORD = "correct horse battery"
COOKIE = "guidance-desk"


def back_in_time(app: Flask, **ago: timedelta) -> None:
    """Let every session have begun, or have been used, that long ago."""
    values = {name: datetime.now(UTC) - past for name, past in ago.items()}
    with app.extensions[KEY].database.writing() as session:
        session.execute(update(SessionRow).values(**values))


def test_a_person_signs_in_and_out(desk: Flask, make_person, visitor) -> None:
    person = make_person("editor", name="Mara Lindqvist")
    assert visitor.sign_in(f" {person.username.upper()} ").location == "/desk"
    assert "Mara Lindqvist" in visitor.get("/desk").text
    assert visitor.submit("/desk/sign-out").location == "/desk/sign-in"
    assert "You are signed out." in visitor.get("/desk/sign-in").text
    assert visitor.get("/desk").status_code == 302


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("mara", "wrong horse battery"),
        ("mara", ""),
        ("nobody", PASSWORD),
        ("", ""),
        ("mara\0", PASSWORD),
        ("x" * 5000, "y" * 100_000),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(
    make_person, visitor, username: str, password: str
) -> None:
    make_person("editor", username="mara")
    answer = visitor.sign_in(username, password)
    assert answer.status_code == 401
    assert "The username or the password is wrong." in answer.text
    assert not password or password not in answer.text
    assert visitor.get("/desk").status_code == 302


def test_a_disabled_account_is_told_the_same_and_is_signed_out(desk: Flask, signed_in, visitor) -> None:
    client = signed_in("editor", username="mara")
    with desk.extensions[KEY].database.writing() as session:
        people.disable(session, "mara")
    assert client.get("/desk").status_code == 302
    assert "The username or the password is wrong." in visitor.sign_in("mara").text


def test_the_cookie_is_hidden_from_scripts_and_from_other_sites(make_person, visitor) -> None:
    sent = visitor.sign_in(make_person("editor").username).headers["Set-Cookie"]
    assert sent.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(sent.split("; "))
    assert "Domain" not in sent


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"site_url": "https://guidance.example.org"}, {}),
        ({"proxies": 1}, {"X-Forwarded-Proto": "https"}),
        ({}, {"base_url": "https://localhost"}),
    ],
)
def test_where_the_site_is_reached_by_https_the_cookie_goes_only_there(
    make_site: Callable[..., Flask], settings: dict[str, object], asked: dict[str, str]
) -> None:
    base = asked.pop("base_url", "http://localhost")
    answer = make_site(source="", **settings).test_client().get("/desk/sign-in", headers=asked, base_url=base)
    sent = answer.headers["Set-Cookie"]
    assert sent.startswith(f"__Host-{COOKIE}=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(sent.split("; "))


def test_a_proxy_is_believed_only_where_the_site_says_that_there_is_one(desk: Flask) -> None:
    answer = desk.test_client().get("/desk/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers["Set-Cookie"].startswith(f"{COOKIE}=")


def test_signing_in_leaves_nothing_of_the_session_before(desk: Flask, make_person, signed_in) -> None:
    victim = make_person("reviewer", name="Victor Victim")
    attacker = signed_in("editor", name="Ada Attacker")
    planted = attacker.get_cookie(COOKIE).value
    browser = desk.test_client()
    browser.set_cookie(COOKIE, planted)
    token = browser.token("/desk")
    browser.submit("/desk/sign-in", username=victim.username, password=PASSWORD)
    assert browser.get_cookie(COOKIE).value != planted
    assert "Victor Victim" in browser.get("/desk").text
    # Who planted the session has lost their own, and has not gained the other; the token is new as well.
    assert attacker.get("/desk").status_code == 302
    assert browser.post("/desk/sign-out", data={"csrf_token": token}).status_code == 400


def test_a_cookie_that_was_taken_along_is_worth_nothing_after_signing_out(desk: Flask, signed_in) -> None:
    client = signed_in("editor")
    kept = client.get_cookie(COOKIE).value
    client.submit("/desk/sign-out")
    client.set_cookie(COOKIE, kept)
    assert client.get("/desk").status_code == 302


def test_a_cookie_that_was_changed_is_nobodys(signed_in) -> None:
    client = signed_in("editor")
    value = client.get_cookie(COOKIE).value
    client.set_cookie(COOKIE, value[:-2] + ("aa" if value[-2:] != "aa" else "bb"))
    assert client.get("/desk").status_code == 302


@pytest.mark.parametrize(
    ("ago", "over"),
    [
        ({"seen_at": timedelta(minutes=59)}, False),
        ({"seen_at": timedelta(minutes=61)}, True),
        ({"created_at": timedelta(hours=11, minutes=59)}, False),
        ({"created_at": timedelta(hours=12, minutes=1)}, True),
    ],
)
def test_a_session_ends_when_it_is_left_alone_and_when_it_is_old(
    desk: Flask, signed_in, ago: dict[str, timedelta], over: bool
) -> None:
    client = signed_in("editor")
    back_in_time(desk, **ago)
    assert client.get("/desk").status_code == (302 if over else 200)


def test_each_use_keeps_a_session_from_ending(desk: Flask, signed_in) -> None:
    client = signed_in("editor")
    for _ in range(2):
        back_in_time(desk, seen_at=timedelta(minutes=50))
        assert client.get("/desk").status_code == 200
    with desk.extensions[KEY].database.reading() as session:
        seen = session.query(SessionRow).one().seen_at
    assert datetime.now(UTC) - seen < timedelta(minutes=1)


def test_all_processes_of_a_site_read_the_same_cookies(desk: Flask, make_site, signed_in) -> None:
    client, other = signed_in("editor"), make_site(source="")
    elsewhere = other.test_client()
    elsewhere.set_cookie(COOKIE, client.get_cookie(COOKIE).value)
    assert elsewhere.get("/desk", headers={"Accept": "text/html"}).status_code == 200


def test_after_too_many_tries_even_the_right_password_has_to_wait(make_person, visitor) -> None:
    make_person("editor", username="mara")
    for _ in range(tries.ACCOUNT_FREE):
        assert visitor.sign_in("mara", "wrong").status_code == 401
    answer = visitor.sign_in("mara")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert "try again in 1 minute." in answer.text
    assert visitor.get("/desk").status_code == 302


def test_an_account_that_does_not_exist_has_to_wait_just_the_same(visitor) -> None:
    answers = [visitor.sign_in("nobody").status_code for _ in range(tries.ACCOUNT_FREE + 1)]
    assert answers == [401] * tries.ACCOUNT_FREE + [429]


def test_an_address_has_to_wait_whatever_accounts_it_tries(desk: Flask, visitor) -> None:
    answers = [visitor.sign_in(f"name{number}").status_code for number in range(tries.ADDRESS_FREE + 1)]
    assert answers == [401] * tries.ADDRESS_FREE + [429]
    elsewhere = desk.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert elsewhere.sign_in("name0").status_code == 401


def test_neither_names_nor_passwords_are_written_into_the_log(
    make_person, visitor, caplog: pytest.LogCaptureFixture
) -> None:
    make_person("editor", username="mara")
    with caplog.at_level("DEBUG"):
        for username, password in (("mara", "hunter2hunter2"), ("hunter2hunter2", "x"), ("mara", PASSWORD)):
            visitor.sign_in(username, password)
        visitor.post("/desk/sign-in", data={"username": "mara", "password": "hunter2hunter2"})
    assert "Sign-in from 127.0.0.1 refused: not-signed-in" in caplog.text
    for secret in ("hunter2hunter2", PASSWORD):
        assert secret not in caplog.text


def test_what_was_typed_comes_back_as_text_and_the_password_not_at_all(visitor) -> None:
    page = visitor.sign_in('"><script>alert(1)</script>', "hunter2hunter2", next='"><b>').text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "hunter2hunter2" not in page
    assert "<b>" not in page


def test_who_is_signed_in_needs_no_form(signed_in) -> None:
    assert signed_in("editor").get("/desk/sign-in?next=/desk?cursor=a").location == "/desk?cursor=a"


def test_a_person_is_asked_of_the_database_once_in_a_request(desk: Flask, signed_in, monkeypatch) -> None:
    client = signed_in("editor")
    asked: list[object] = []
    find = visit.sessions.find
    monkeypatch.setattr(visit.sessions, "find", lambda *args: asked.append(args) or find(*args))
    assert client.get("/desk").status_code == 200
    assert len(asked) == 1


def test_a_fault_of_the_database_is_owned_in_a_page(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("hunter2")

    assert visitor.sign_in("nobody").status_code == 401
    with visitor.session_transaction("/desk") as cookie:
        cookie["secret"] = "x"
    monkeypatch.setattr(visit.sessions, "find", fail)
    answer = visitor.get("/desk")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Something went wrong here" in answer.text
    assert "hunter2" not in answer.text
