"""Whatever people do at the desk, in whatever order: only who is signed in now, with the role, gets in.

Hypothesis signs people in and out, in two browsers each, changes roles and passwords, shuts and opens
accounts, lets time pass and replays old cookies. A model says who may see what; every answer is held to it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, update

from guidance.store import people
from guidance.store.tables import PersonRow, SessionRow, TryRow
from guidance.team import ROLES
from guidance.web.current import KEY

COOKIE = "guidance-desk"
PASSWORDS = ("correct horse battery", "another horse battery")
NAMES = ("mara", "olga")
PAGES = {"/desk": ROLES, "/desk/account": ROLES, "/desk/people": ("admin",), "/desk/keys": ("admin",)}
names, browsers, passwords = st.sampled_from(NAMES), st.integers(0, 1), st.sampled_from(PASSWORDS)
roles = st.sets(st.sampled_from(ROLES), min_size=1)


@dataclass
class Account:
    """What the model knows of somebody; each browser is signed in or not, with how long ago it was used."""

    roles: set[str] = field(default_factory=lambda: {"editor"})
    password: str = PASSWORDS[0]
    disabled: bool = False
    idle: dict[int, timedelta] = field(default_factory=dict)


class Desk(RuleBasedStateMachine):
    """The desk, and the model beside it. `app` is set by the test."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.database = self.app.extensions[KEY].database
        with self.database.writing() as session:
            for table in (SessionRow, PersonRow, TryRow):
                session.execute(delete(table))
            # Somebody who keeps the desk from refusing to lose its last administrator.
            people.create(session, "ada", "Ada", ["admin"])
            for name in NAMES:
                people.create(session, name, name.title(), ["editor"], password=PASSWORDS[0])
        self.accounts = {name: Account() for name in NAMES}
        self.browsers = {(name, number): self.app.test_client() for name in NAMES for number in (0, 1)}
        self.old: list[str] = []
        for name in NAMES:
            self.signs_in(name, 0, True)

    @rule(name=names, number=browsers, knows=st.sampled_from([True, True, True, False]))
    def signs_in(self, name: str, number: int, knows: bool) -> None:
        account, browser = self.accounts[name], self.browsers[name, number]
        right = knows and not account.disabled
        password = account.password if knows else "neither horse nor battery"
        if number in account.idle:
            assert browser.get("/desk/sign-in").location == "/desk"
            account.idle[number] = timedelta(0)
            return
        answer = browser.sign_in(name, password)
        assert answer.status_code == (302 if right else 401)
        if right:
            account.idle[number] = timedelta(0)
        else:
            # A try that failed counts; the wait has tests of its own.
            with self.database.writing() as session:
                session.execute(delete(TryRow))

    @rule(name=names, number=browsers)
    def signs_out(self, name: str, number: int) -> None:
        if number in self.accounts[name].idle:
            self.retire(name, number)
            assert self.browsers[name, number].submit("/desk/sign-out").status_code == 302
            del self.accounts[name].idle[number]

    @rule(name=names, given=roles)
    def gets_roles(self, name: str, given: set[str]) -> None:
        self.change(people.set_roles, name, given)
        self.accounts[name].roles = given

    @rule(name=names, password=passwords)
    def gets_a_password(self, name: str, password: str) -> None:
        self.retire(name, *self.accounts[name].idle)
        self.change(people.set_password, name, password)
        self.accounts[name].password = password
        self.accounts[name].idle.clear()

    @rule(name=names)
    def is_disabled(self, name: str) -> None:
        self.retire(name, *self.accounts[name].idle)
        self.change(people.disable, name)
        self.accounts[name].disabled = True
        self.accounts[name].idle.clear()

    @rule(name=names)
    def is_enabled(self, name: str) -> None:
        self.change(people.enable, name)
        self.accounts[name].disabled = False

    @rule(minutes=st.sampled_from([20, 45, 61]))
    def time_passes(self, minutes: int) -> None:
        past = timedelta(minutes=minutes)
        with self.database.writing() as session:
            for row in session.query(SessionRow):
                session.execute(
                    update(SessionRow).where(SessionRow.id == row.id).values(seen_at=row.seen_at - past)
                )
        for account in self.accounts.values():
            aged = {number: idle + past for number, idle in account.idle.items()}
            account.idle = {number: idle for number, idle in aged.items() if idle < timedelta(hours=1)}

    @rule(path=st.sampled_from(list(PAGES)))
    def everybody_opens_a_page(self, path: str) -> None:
        for (name, number), browser in self.browsers.items():
            account, answer = self.accounts[name], browser.get(path)
            if number not in account.idle:
                assert answer.status_code == 302
                assert answer.location.startswith("/desk/sign-in")
                continue
            account.idle[number] = timedelta(0)
            assert answer.status_code == (200 if account.roles & set(PAGES[path]) else 403)

    @rule(name=names, number=browsers)
    def cannot_change_people_without_the_role(self, name: str, number: int) -> None:
        account, browser = self.accounts[name], self.browsers[name, number]
        if number in account.idle and "admin" not in account.roles:
            answer = browser.submit(f"/desk/people/{name}/roles", role=list(ROLES))
            account.idle[number] = timedelta(0)
            assert answer.status_code == 403

    @rule()
    def old_cookies_are_worth_nothing(self) -> None:
        for value in self.old:
            thief = self.app.test_client()
            thief.set_cookie(COOKIE, value)
            assert thief.get("/desk/account").status_code == 302

    @invariant()
    def roles_are_those_that_were_given(self) -> None:
        with self.database.reading() as session:
            for name, account in self.accounts.items():
                assert set(people.get(session, name).roles) == account.roles

    def retire(self, name: str, *numbers: int) -> None:
        """Remember the cookies of browsers whose sessions are about to end."""
        self.old = [*self.old, *(self.browsers[name, one].get_cookie(COOKIE).value for one in numbers)][-3:]

    def change(self, what, *arguments: object) -> None:
        with self.database.writing() as session:
            what(session, *arguments)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_only_who_is_signed_in_now_and_has_the_role_gets_in(desk: Flask) -> None:
    Desk.app = desk
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            # To make a failure shorter takes minutes: each try needs a fresh desk.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
