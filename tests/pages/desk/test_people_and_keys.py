"""People, clients and keys at the desk: for administrators alone, and what they do counts at once."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from guidance.store import audit, clients, keys, people, portals
from guidance.store.keys import Key
from guidance.web.current import KEY

PASSWORD = "correct horse battery"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
ESCAPED = "&lt;script&gt;alert(1)"

type SignedIn = Callable[..., "object"]


@pytest.fixture
def admin(signed_in: SignedIn):
    return signed_in("admin", username="ada", name="Ada Admin")


def person(desk: Flask, username: str) -> people.Person:
    with desk.extensions[KEY].database.reading() as session:
        return people.get(session, username)


def make_key(desk: Flask, name: str = "portal", scope: str = "edit") -> tuple[Key, str]:
    with desk.extensions[KEY].database.writing() as session:
        return keys.create(session, name, [scope])


@pytest.mark.parametrize("roles", [("editor",), ("reviewer",), ("editor", "reviewer")])
def test_only_administrators_reach_people_and_keys(desk: Flask, make_person, signed_in, roles) -> None:
    make_person("editor", username="mara")
    make_key(desk)
    client = signed_in(*roles)
    for path in ("people", "people/new", "people/mara", "keys"):
        answer = client.get(f"/desk/{path}")
        assert answer.status_code == 403
        assert "This needs the role admin" in answer.text
    for path, fields in (
        ("people/new", {"username": "eva", "name": "Eva", "role": "admin", "password": PASSWORD}),
        ("people/mara/roles", {"role": "admin"}),
        ("people/mara/password", {"password": "another horse battery"}),
        ("people/mara/disable", {}),
        ("people/mara/enable", {}),
        ("people/mara/sign-out", {}),
        ("keys", {"client": "portal", "name": "more", "scope": "admin"}),
        ("keys/rotate", {"key": "portal", "hours": "24"}),
        ("keys/revoke", {"key": "portal"}),
        ("clients", {"name": "other"}),
        ("clients/pending", {"client": "portal", "sees_pending": "yes"}),
        ("clients/origins", {"client": "portal", "origins": "https://evil.example"}),
    ):
        assert client.submit(f"/desk/{path}", **fields).status_code == 403, path
    assert person(desk, "mara").roles == ("editor",)
    with desk.extensions[KEY].database.reading() as session:
        assert [(key.name, key.revoked_at, key.old_until) for key in keys.listed(session)] == [
            ("portal", None, None)
        ]
        assert [client.sees_pending for client in clients.listed(session)] == [None]
        assert portals.all_origins(session) == {}
    assert "People" not in re.findall(r"<nav.*?</nav>", client.get("/desk").text, re.DOTALL)[0]


def test_an_administrator_adds_a_person_who_can_sign_in(desk: Flask, admin) -> None:
    answer = admin.submit(
        "/desk/people/new", username="Eva", name="Eva Novak", role=["editor", "reviewer"], password=PASSWORD
    )
    assert answer.location == "/desk/people"
    assert "Eva Novak has an account now." in admin.get("/desk/people").text
    assert desk.test_client().sign_in("eva").location == "/desk"
    assert person(desk, "eva").roles == ("editor", "reviewer")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"username": "e v a"}, "A username has"),
        ({"name": ""}, "A person needs a name"),
        ({"role": []}, "Unknown role"),
        ({"role": ["king"]}, "Unknown role"),
        ({"password": "short"}, "A password needs"),
        ({"username": "ada"}, "There is an account"),
    ],
)
def test_what_is_wrong_is_told_in_the_form_that_keeps_what_was_typed(admin, wrong, told) -> None:
    given = {"username": "eva", "name": "Eva Novak", "role": ["editor"], "password": PASSWORD, **wrong}
    answer = admin.submit("/desk/people/new", **given)
    assert answer.status_code in (409, 422)
    assert told in answer.text
    assert f'value="{given["username"]}"' in answer.text
    assert PASSWORD not in answer.text
    assert "short" not in answer.text


def test_roles_that_change_count_at_the_next_click(desk: Flask, signed_in, admin) -> None:
    client = signed_in("editor", username="mara")
    assert client.get("/desk/people").status_code == 403
    admin.submit("/desk/people/mara/roles", role=["editor", "admin"])
    assert client.get("/desk/people").status_code == 200
    admin.submit("/desk/people/mara/roles", role=["editor"])
    assert client.get("/desk/people").status_code == 403


@pytest.mark.parametrize(("act", "over"), [("disable", True), ("sign-out", True), ("enable", False)])
def test_an_administrator_ends_the_sessions_of_others(signed_in, admin, act: str, over: bool) -> None:
    client = signed_in("editor", username="mara")
    assert admin.submit(f"/desk/people/mara/{act}").location == "/desk/people/mara"
    assert client.get("/desk").status_code == (302 if over else 200)
    assert admin.get("/desk").status_code == 200


def test_an_administrator_sets_a_password(desk: Flask, signed_in, admin) -> None:
    client = signed_in("editor", username="mara")
    admin.submit("/desk/people/mara/password", password="another horse battery")
    assert client.get("/desk").status_code == 302
    assert desk.test_client().sign_in("mara").status_code == 401
    assert desk.test_client().sign_in("mara", "another horse battery").status_code == 302
    admin.submit("/desk/people/mara/password", password="tiny")
    page = admin.get("/desk/people/mara").text
    assert "A password needs" in page
    assert "tiny" not in page


def test_the_last_administrator_cannot_shut_themselves_out(desk: Flask, admin) -> None:
    admin.submit("/desk/people/ada/disable")
    assert "At least one account" in admin.get("/desk/people/ada").text
    admin.submit("/desk/people/ada/roles", role=["editor"])
    assert person(desk, "ada").may("admin")


def test_a_person_that_is_not_there_is_told_in_a_page(admin) -> None:
    assert admin.get("/desk/people/nobody").status_code == 404
    assert admin.get("/desk/people/a%00").status_code == 404


def test_an_administrator_says_on_which_web_sites_a_client_shows_articles(desk: Flask, admin) -> None:
    admin.submit("/desk/clients", name="Hospital portal", sees_pending="no")
    lines = "https://Portal.example/\r\n\r\n http://localhost:8080 "
    assert (
        admin.submit("/desk/clients/origins", client="Hospital portal", origins=lines).location
        == "/desk/keys"
    )
    page = admin.get("/desk/keys").text
    assert "Web sites: http://localhost:8080, https://portal.example" in page
    with desk.extensions[KEY].database.reading() as session:
        assert clients.get(session, "Hospital portal").portal in page
    for wrong in ("portal.example", "https://portal.example/page", SCRIPT):
        admin.submit("/desk/clients/origins", client="Hospital portal", origins=wrong)
        refused = admin.get("/desk/keys").text
        assert "is not an origin" in refused
        assert "<script>alert" not in refused
    with desk.extensions[KEY].database.reading() as session:
        kept = portals.origins(session, "Hospital portal")
        assert kept == ("http://localhost:8080", "https://portal.example")
        assert audit.listed(session, subject="Hospital portal")[0].by == "ada"
    admin.submit("/desk/clients/origins", client="Hospital portal", origins="")
    assert "Web sites: none" in admin.get("/desk/keys").text
    assert admin.submit("/desk/clients/origins", client="nobody", origins="").status_code == 404


def test_a_key_made_at_the_desk_is_shown_once_and_good_at_once(desk: Flask, admin) -> None:
    admin.submit("/desk/clients", name="Hospital portal", sees_pending="no")
    shown = admin.submit("/desk/keys", client="Hospital portal", name="editing", scope=["edit"])
    secret = re.search(r"gk_[\w-]{43}", shown.text)[0]
    sent = {"Authorization": f"Bearer {secret}", "Accept": "*/*"}
    path = "/v1/articles/nothing-here/revisions"
    assert desk.test_client().get(path, headers=sent).status_code == 404
    assert secret not in admin.get("/desk/keys").text
    assert "editing" in admin.get("/desk/keys").text
    admin.submit("/desk/keys/revoke", key="editing")
    assert desk.test_client().get(path, headers=sent).status_code == 401


def test_a_key_rotated_at_the_desk_keeps_its_old_secret_as_long_as_was_chosen(desk: Flask, admin) -> None:
    _, old = make_key(desk)
    database = desk.extensions[KEY].database
    new = re.search(r"gk_[\w-]{43}", admin.submit("/desk/keys/rotate", key="portal", hours="24").text)[0]
    assert keys.find(database, old) == keys.find(database, new)
    assert "Old secret good until" in admin.get("/desk/keys").text
    admin.submit("/desk/keys/rotate", key="portal", hours="0")
    assert (keys.find(database, old), keys.find(database, new)) == (None, None)
    admin.submit("/desk/keys/rotate", key="portal", hours="9999")
    assert "Say when the old secret is to end." in admin.get("/desk/keys").text


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        ("keys", {"client": "nobody", "name": "x", "scope": "read"}, None),
        ("keys", {"client": "portal", "name": "", "scope": "read"}, "It needs a name"),
        ("keys", {"client": "portal", "name": "x"}, "Unknown scope"),
        ("keys", {"client": "portal", "name": "portal", "scope": "read"}, "A key named"),
        ("clients", {"name": "portal"}, "A client named"),
        ("clients", {"name": "a", "sees_pending": "perhaps"}, "Say whether the client"),
        ("keys/revoke", {"key": "nobody"}, None),
        ("keys/rotate", {"key": "no\0body", "hours": "24"}, None),
        ("clients/pending", {"client": "nobody"}, None),
    ],
)
def test_what_cannot_be_done_with_keys_is_told(desk: Flask, admin, path, fields, told) -> None:
    make_key(desk)
    answer = admin.submit(f"/desk/{path}", **fields)
    assert answer.status_code == (404 if told is None else 302)
    if told is not None:
        assert told in admin.get("/desk/keys").text


def test_who_knows_the_password_in_use_can_change_it_and_stays_signed_in_here_alone(
    desk: Flask, signed_in
) -> None:
    client, elsewhere = signed_in("editor", username="mara"), desk.test_client()
    elsewhere.sign_in("mara")
    wanted = "another horse battery"
    for fields, told in (
        ({"password": "wrong", "new": wanted, "again": wanted}, "Your present password is wrong."),
        ({"password": PASSWORD, "new": wanted, "again": "x"}, "not typed twice the same"),
        ({"password": PASSWORD, "new": "short", "again": "short"}, "A password needs"),
    ):
        answer = client.submit("/desk/account", **fields)
        assert answer.status_code == 422
        assert told in answer.text
        assert wanted not in answer.text
    done = client.submit("/desk/account", password=PASSWORD, new=wanted, again=wanted)
    assert done.location == "/desk/account"
    assert "Your password is changed." in client.get("/desk/account").text
    assert elsewhere.get("/desk").status_code == 302
    assert desk.test_client().sign_in("mara", wanted).status_code == 302


def test_guessing_the_present_password_is_limited_as_signing_in_is(signed_in) -> None:
    client = signed_in("editor", username="mara")
    fields = {"password": "wrong", "new": "another horse battery", "again": "another horse battery"}
    answers = [client.submit("/desk/account", **fields).text for _ in range(6)]
    assert "too many tries" in answers[-1]


def test_a_script_in_a_name_stays_text_on_every_page(desk: Flask, signed_in) -> None:
    admin = signed_in("admin", username="ada", name=SCRIPT)
    admin.submit("/desk/people/new", username="eva", name=SCRIPT, role="editor", password=PASSWORD)
    admin.submit("/desk/clients", name=SCRIPT)
    shown = admin.submit("/desk/keys", client=SCRIPT, name=SCRIPT, scope="read")
    rotated = admin.submit("/desk/keys/rotate", key=SCRIPT, hours="24")
    again = admin.submit("/desk/people/new", username=SCRIPT, name=SCRIPT, role="editor")
    refused = admin.submit("/desk/clients", name=SCRIPT)
    assert refused.status_code == 302
    paths = ("", "/people", "/people/new", "/people/eva", "/keys", "/account", "/people/<img src=x>")
    for page in [shown, rotated, again, *(admin.get(f"/desk{path}") for path in paths)]:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert ESCAPED in page.text


def test_no_secret_of_a_key_is_written_into_the_log(
    desk: Flask, admin, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        admin.submit("/desk/clients", name="portal")
        shown = admin.submit("/desk/keys", client="portal", name="editing", scope=["edit"]).text
        secret = re.search(r"gk_[\w-]{43}", shown)[0]
        for sent in (secret, f"{secret}x"):
            headers = {"Authorization": f"Bearer {sent}", "Accept": "*/*"}
            told = desk.test_client().post("/v1/articles", headers=headers, json={"no": "article"})
            assert sent not in told.text
        admin.submit("/desk/keys", client="portal", name="editing", scope=["edit"])
    assert secret not in caplog.text


def test_the_log_names_the_administrator_who_made_each_change(desk: Flask, signed_in, admin) -> None:
    signed_in("editor", username="mara")
    for path, fields in (
        ("people/new", {"username": "eva", "name": "Eva", "role": "editor", "password": PASSWORD}),
        ("people/mara/roles", {"role": "reviewer"}),
        ("people/mara/password", {"password": "another horse battery"}),
        ("people/mara/disable", {}),
        ("people/mara/enable", {}),
        ("people/mara/sign-out", {}),
        ("clients", {"name": "portal"}),
        ("clients/pending", {"client": "portal", "sees_pending": "yes"}),
        ("clients/origins", {"client": "portal", "origins": "https://portal.example"}),
    ):
        admin.submit(f"/desk/{path}", **fields)
    with desk.extensions[KEY].database.reading() as session:
        audit.verify(session)
        told = [(one.action, one.subject) for one in reversed(audit.listed(session)) if one.by == "ada"]
    assert told == [
        ("person.created", "eva"),
        ("person.roles", "mara"),
        ("person.password", "mara"),
        ("person.disabled", "mara"),
        ("person.enabled", "mara"),
        ("person.signed_out", "mara"),
        ("client.created", "portal"),
        ("client.sees_pending", "portal"),
        ("client.origins", "portal"),
    ]


def test_the_log_names_who_changed_their_own_password(desk: Flask, signed_in) -> None:
    changed = "another horse battery"
    client = signed_in("editor", username="mara")
    client.submit("/desk/account", page="/desk/account", password=PASSWORD, new=changed, again=changed)
    with desk.extensions[KEY].database.reading() as session:
        newest = audit.listed(session)[0]
    assert (newest.action, newest.by, newest.subject) == ("person.password", "mara", "mara")
