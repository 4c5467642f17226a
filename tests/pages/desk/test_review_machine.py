"""The whole review under chance: people, keys and commands try any step in any order.

What may happen is written here a second time, apart from the service: whatever it lets through or refuses
must be the same over the API, at the desk and on the command line. After each run the audit log is whole,
and one entry that is changed behind its back is found.
"""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from guidance import commands
from guidance.app import create_app
from guidance.settings import Settings
from guidance.store import articles, audit, keys, people
from guidance.store.audit import BrokenLog
from guidance.web.current import KEY

SLUG = "asthma-inhalers"
ADDRESS = f"/v1/articles/{SLUG}"
DESK = f"/desk/articles/{SLUG}"
PASSWORD = "correct horse battery"
PEOPLE = {"mara": {"editor"}, "rob": {"reviewer"}, "sam": {"editor", "reviewer"}, "ada": {"admin"}}
APPS = {"writes": {"edit"}, "reviews": {"review"}, "both": {"edit", "review"}}
ROLES = {
    **PEOPLE,
    **{name: {{"edit": "editor", "review": "reviewer"}[s] for s in scopes} for name, scopes in APPS.items()},
}
STATUSES = ("draft", "submitted", "under_review", "changes_requested", "approved", "withdrawn")
PENDING = ("submitted", "under_review", "changes_requested")
ALLOWED = {
    ("draft", "submitted"): "editor",
    ("changes_requested", "submitted"): "editor",
    ("withdrawn", "submitted"): "editor",
    ("submitted", "under_review"): "reviewer",
    ("approved", "under_review"): "reviewer",
    ("under_review", "changes_requested"): "reviewer",
    ("under_review", "approved"): "reviewer",
    **{(status, "withdrawn"): "reviewer" for status in STATUSES if status != "withdrawn"},
}

anyone = st.sampled_from(sorted(ROLES))
someone = st.sampled_from(sorted(PEOPLE))
anywhere = st.sampled_from(STATUSES)
reasons = st.sampled_from(["", "  ", "because"])


class Review(RuleBasedStateMachine):
    """One article; `make_app` and `make_source` come from the test that runs the machine."""

    make_app: Callable[[], Flask]
    make_source: Callable[..., str]

    def __init__(self) -> None:
        super().__init__()
        self.app = type(self).make_app()
        self.site = self.app.extensions[KEY]
        self.numbers = count(1)
        self.people, self.keys = {}, {}
        with self.site.database.writing() as session:
            for name, roles in PEOPLE.items():
                people.create(session, name, name, sorted(roles), password=PASSWORD)
            for name, scopes in APPS.items():
                _, secret = keys.create(session, name, sorted(scopes))
                self.keys[name] = {"Authorization": f"Bearer {secret}"}
        for name in PEOPLE:
            self.people[name] = self.app.test_client()
            self.people[name].sign_in(name)
        self.client = self.app.test_client()

    # What must be true, worked out apart from the service.

    def moved(self, status: str) -> None:
        """The newest revision stands there now."""
        self.old_version, self.version = self.version, self.versions()
        self.status = status
        if status == "approved":
            self.visible, self.served, self.approved = "approved", self.revision, self.revision
        elif status == "withdrawn":
            self.visible = "hidden" if self.visible == "hidden" else "withdrawn"
            self.served = None
        elif status in PENDING and self.visible in ("hidden", "pending"):
            self.visible, self.served = "pending", self.revision
        if status == "approved" or self.visible != "approved":
            self.bytes = self.read().data

    def verdict(self, name: str, target: str, why: str) -> int:
        """The status with which the step is refused, 0 where it must be taken."""
        role = ALLOWED.get((self.status, target))
        if role is None:
            return 409
        writers = {by for number, by in self.writers if number > self.approved or number == self.revision}
        if role not in ROLES[name] or (target == "approved" and name in writers):
            return 403
        return 422 if target in ("changes_requested", "withdrawn") and not why.strip() else 0

    # How the service is asked.

    def read(self):
        return self.client.get(f"{ADDRESS}?role=patient", headers={"Accept": "application/json"})

    def versions(self) -> int:
        with self.site.database.reading() as session:
            query = "select max(review_event.id) from review_event"
            return session.execute(text(query)).scalar_one()

    def step(self, name: str, target: str, why: str) -> int:
        """Try a step at the desk or with a key; the status of the answer."""
        if name in PEOPLE:
            sent = {"status": target, "why": why, "version": self.version}
            return self.people[name].submit(f"{DESK}/steps", **sent).status_code
        headers = self.keys[name] | {"If-Match": self.etag(name)}
        body = {"status": target, "comment": why}
        return self.client.post(f"{ADDRESS}/reviews", json=body, headers=headers).status_code

    def etag(self, name: str) -> str:
        return self.client.get(f"{ADDRESS}/reviews", headers=self.keys[name]).json["etag"]

    def text(self, status: str) -> str:
        return type(self).make_source(SLUG, status=status, body=f"Text {next(self.numbers)} [1].")

    @initialize(name=st.sampled_from(["writes", "both"]), start=st.sampled_from(["draft", "approved"]))
    def send_in(self, name: str, start: str) -> None:
        body = {"markdown": self.text(start)}
        assert self.client.post("/v1/articles", json=body, headers=self.keys[name]).status_code == 201
        self.revision, self.writers, self.approved = 1, [(1, name)], 0
        self.visible, self.served, self.version = "hidden", None, 0
        self.moved("draft" if start == "draft" else "submitted")

    @rule(name=anyone, goal=anywhere, why=reasons)
    def try_a_step(self, name: str, goal: str, why: str) -> None:
        refused = self.verdict(name, goal, why)
        assert self.step(name, goal, why) == (refused or (302 if name in PEOPLE else 201))
        if not refused:
            self.moved(goal)

    @rule(name=anyone)
    def go_on(self, name: str) -> None:
        """The way forward, so that chance comes to approved articles often enough."""
        goal = {"submitted": "under_review", "under_review": "approved"}.get(self.status, "submitted")
        self.try_a_step(name, goal, "")

    @rule(name=someone, goal=anywhere, why=reasons)
    def try_a_step_by_command(self, name: str, goal: str, why: str) -> None:
        refused = self.verdict(name, goal, why)
        done = CliRunner().invoke(commands.main, ["review", SLUG, goal, "--by", name, "--why", why])
        assert done.exit_code == (1 if refused else 0), done.output
        if not refused:
            self.moved(goal)

    @rule(name=anyone, start=st.sampled_from(["draft", "submitted", "approved"]))
    def revise(self, name: str, start: str) -> None:
        markdown = self.text(start)
        begins = "draft" if start == "draft" else "submitted"
        if name in PEOPLE:
            sent = {"text": markdown, "start": begins, "version": self.version}
            answer, good = self.people[name].submit(f"{DESK}/edit", **sent), 302
        else:
            headers = self.keys[name] | {"If-Match": self.etag(name)}
            answer, good = self.client.put(ADDRESS, json={"markdown": markdown}, headers=headers), 200
        allowed = "editor" in ROLES[name]
        assert answer.status_code == (good if allowed else 403)
        if allowed:
            self.revised(name, begins)

    @rule(start=st.sampled_from(["submitted", "under_review", "approved"]))
    def ingest(self, start: str) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "article.md"
            path.write_text(self.text(start), encoding="utf-8")
            assert CliRunner().invoke(commands.main, ["ingest", str(path)]).exit_code == 0
        self.revised("guidance ingest", "submitted")

    def revised(self, name: str, status: str) -> None:
        self.revision += 1
        self.writers.append((self.revision, name))
        self.moved(status)

    @precondition(lambda self: self.old_version)
    @rule(name=someone, goal=anywhere)
    def try_a_step_on_what_has_changed(self, name: str, goal: str) -> None:
        sent = {"status": goal, "why": "because", "version": self.old_version}
        assert self.people[name].submit(f"{DESK}/steps", **sent).status_code == 412

    @invariant()
    def the_service_stands_where_it_must(self) -> None:
        if not hasattr(self, "status"):
            return
        with self.site.database.reading() as session:
            article = articles.get(session, SLUG)
        assert (article.status, article.revision) == (self.status, self.revision)
        assert (article.visibility, article.served) == (self.visible, self.served)

    @invariant()
    def readers_get_what_they_must_byte_for_byte(self) -> None:
        if not hasattr(self, "status"):
            return
        answer = self.read()
        assert answer.status_code == {"hidden": 404, "withdrawn": 410}.get(self.visible, 200)
        if self.served is not None:
            assert answer.data == self.bytes
            assert answer.json["revision"] == self.served
            assert (answer.json["status"] == "approved") == (self.visible == "approved")

    def teardown(self) -> None:
        database = self.site.database
        with database.reading() as session:
            newest = audit.verify(session)
            moves = [entry for entry in audit.listed(session, limit=1000) if entry.action == "review.moved"]
        if newest is not None and moves:
            victim = moves[len(moves) // 2].number
            with database.engine.begin() as connection:
                connection.execute(text("drop trigger audit_no_update"))
                connection.execute(
                    text("update audit set \"by\" = 'nobody' where number = :number"), {"number": victim}
                )
            with database.reading() as session, pytest.raises(BrokenLog, match=f"Entry {victim} "):
                audit.verify(session)
        database.close()


def test_no_forbidden_step_is_possible_through_any_path(
    writer, make_source, visitor, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = count(1)

    def make_app() -> Flask:
        path = tmp_path / f"machine{next(numbers)}.db"
        shutil.copy(migrated_file, path)
        monkeypatch.setenv("GUIDANCE_DATABASE_URL", f"sqlite:///{path}")
        app = create_app(Settings(database_url=f"sqlite:///{path}"))
        app.test_client_class = type(visitor)
        return app

    machine = type(
        "Machine", (Review,), {"make_app": staticmethod(make_app), "make_source": staticmethod(make_source)}
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            # To make a failing run shorter takes many runs of seconds each; it is printed as it is.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
