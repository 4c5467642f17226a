"""The desk, and people of the content team who are signed in at it."""

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from guidance.plain.writer import Writer, open_writer
from guidance.settings import Settings
from guidance.store import passwords, people
from guidance.store.people import Person
from guidance.web.current import KEY

PASSWORD = "correct horse battery"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

type SignedIn = Callable[..., "DeskClient"]
type MakePerson = Callable[..., Person]


class DeskClient(FlaskClient):
    """A browser without a window: it says that it wants pages, and sends forms with their token."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        kwargs["headers"] = {"Accept": BROWSER, **dict(kwargs.get("headers") or {})}
        return super().open(*args, **kwargs)

    def token(self, path: str = "/desk") -> str:
        """The token against forgery that the forms of that page carry."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        assert found is not None, f"{path} has no form with a token"
        return found[1]

    def submit(self, path: str, *, page: str = "", **fields: object) -> TestResponse:
        """Send the form to `path` with the token of `page` (the desk, where nothing else is said)."""
        return self.post(path, data={**fields, "csrf_token": self.token(page or "/desk")})

    def sign_in(self, username: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Send the form of the sign-in page."""
        page = "/desk/sign-in"
        return self.submit(page, page=page, username=username, password=password, **fields)


def make_person_in(app: Flask, *roles: str, username: str, name: str = "") -> Person:
    """An account with the password of all tests."""
    with app.extensions[KEY].database.writing() as session:
        return people.create(session, username, name or username.title(), roles, password=PASSWORD)


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Passwords hashed with little work: many are, and these protect nobody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="session")
def real_writer() -> Writer:
    """The writer with the model and the lexicon that ship."""
    return open_writer(Settings().model)


@pytest.fixture
def desk(make_site: Callable[..., Flask]) -> Flask:
    """An app whose test clients are browsers without a window; it holds the sample article."""
    app = make_site()
    app.test_client_class = DeskClient
    return app


@pytest.fixture
def make_person(desk: Flask) -> MakePerson:
    """Makes an account: make_person("editor", username="mara")."""
    numbers = count(1)

    def make(*roles: str, username: str = "", name: str = "") -> Person:
        return make_person_in(desk, *roles, username=username or f"person{next(numbers)}", name=name)

    return make


@pytest.fixture
def visitor(desk: Flask) -> DeskClient:
    """Somebody who is not signed in."""
    return desk.test_client()


@pytest.fixture
def signed_in(desk: Flask, make_person: MakePerson) -> SignedIn:
    """A browser in which somebody new with those roles is signed in: signed_in("editor")."""

    def make(*roles: str, username: str = "", name: str = "") -> DeskClient:
        client = desk.test_client()
        made = make_person(*roles, username=username, name=name)
        assert client.sign_in(made.username).status_code == 302
        return client

    return make


@pytest.fixture(scope="session")
def usernames() -> Callable[[], str]:
    """Names for accounts of the served site, which all tests share."""
    numbers = count(1)
    return lambda: f"browser{next(numbers)}"


@pytest.fixture
def at_desk(served, browse: Callable[..., Page], usernames: Callable[[], str]) -> Callable[..., Page]:
    """A page in Chromium, signed in with those roles: at_desk("/desk", "editor", width=375)."""

    def open_page(path: str, *roles: str, width: int = 1280, **options: object) -> Page:
        made = make_person_in(served.app, *roles, username=usernames(), name="Mara Example")
        page = browse("/desk/sign-in", width=width, **options)
        page.get_by_label("Username").fill(made.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk")
        if path != "/desk":
            page.goto(served.address + path)
        return page

    return open_page
