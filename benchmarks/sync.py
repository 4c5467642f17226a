"""Whether apps that keep copies end as the server stands: writers publish and withdraw at random while apps
sync over connections that drop at random.

Each writer is a process of its own, and gunicorn serves with two; each app reads through a proxy that cuts
a share of the connections in the middle of an answer, and is started anew for each sync. One of them may
see approved articles only. At the end each sees to it that its folder is byte for byte what the server
serves, and that no change was told twice.

    python benchmarks/sync.py [--seconds 60] [--database URL] [--articles 24] [--writers 4] [--apps 3]

Without a URL: a new SQLite file. On PostgreSQL the tables are made in a schema that goes away at the end.
"""

import argparse
import multiprocessing
import os
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from churn import App, Churner, Proxy, slugs
from server import serving
from sqlalchemy import make_url, text
from table import show

from guidance.settings import Settings
from guidance.site import open_site
from guidance.store import clients, keys
from guidance.store.database import open_database
from guidance.store.migrate import upgrade

PAUSE = 0.1
"""Seconds between two syncs of an app."""
ROLES = ("patient", "child", "doctor")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--database", default="")
    options.add_argument("--articles", type=int, default=24)
    options.add_argument("--writers", type=int, default=4)
    options.add_argument("--apps", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with TemporaryDirectory(prefix="guidance-sync-") as folder, _database(chosen.database, folder) as url:
        sys.exit(0 if _run(chosen, Path(folder), url) else 1)


@contextmanager
def _database(given: str, folder: str) -> Iterator[str]:
    """The URL of an empty database with all tables."""
    if not given.startswith("postgres"):
        url = given or f"sqlite:///{folder}/guidance.db"
        upgrade(open_database(url))
        yield url
        return
    name = f"guidance_{uuid.uuid4().hex}"
    server = open_database(given)
    with server.engine.begin() as connection:
        connection.execute(text(f"create schema {name}"))
    url = make_url(given).update_query_dict({"options": f"-csearch_path={name}"})
    full = url.render_as_string(hide_password=False)
    upgrade(open_database(full))
    yield full
    with server.engine.begin() as connection:
        connection.execute(text(f"drop schema {name} cascade"))
    server.close()


def _write(
    url: str,
    number: int,
    seed: int,
    names: list[str],
    begin: Barrier,
    stop: Event,
    out: multiprocessing.Queue,
) -> None:
    writer = Churner(open_site(Settings(database_url=url)), f"w{number}", seed + number, names)
    begin.wait()
    while not stop.is_set():
        writer.turn()
    out.put(writer.done)


def _run(chosen: argparse.Namespace, folder: Path, url: str) -> bool:
    names = slugs(chosen.articles)
    site = open_site(Settings(database_url=url))
    with site.database.writing() as session:
        clients.create(session, "strict", sees_pending=False)
        _, secret = keys.create(session, "strict", ["read"], client="strict")
    environment = {**os.environ, "GUIDANCE_DATABASE_URL": url}
    context = multiprocessing.get_context("spawn")
    stop, out = context.Event(), context.Queue()
    begin = context.Barrier(chosen.writers + 1)
    with serving("wsgi:app", environment, "/v1/changes", folder / "server.log") as server:
        proxies = [Proxy(server.port, chosen.seed * 100 + number) for number in range(chosen.apps)]
        apps = [
            App(
                folder / f"app-{number}",
                f"http://127.0.0.1:{proxy.port}",
                ROLES[number % len(ROLES)],
                key=secret if number == 1 else None,
            )
            for number, proxy in enumerate(proxies)
        ]
        writers = [
            context.Process(target=_write, args=(url, number, chosen.seed, names, begin, stop, out))
            for number in range(chosen.writers)
        ]
        over = threading.Event()
        readers = [threading.Thread(target=_follow, args=(app, over)) for app in apps]
        for one in (*writers, *readers):
            one.start()
        begin.wait()
        sleep(chosen.seconds)
        stop.set()
        done: Counter[str] = sum((out.get(timeout=120) for _ in writers), Counter())
        for writer in writers:
            writer.join()
        over.set()
        for reader in readers:
            reader.join()
        return _report(chosen, site, names, done, list(zip(apps, proxies, strict=True)))


def _follow(app: App, over: threading.Event) -> None:
    """Sync until the writers are done, and then until one sync has come to the end."""
    while True:
        last = over.is_set()
        if app.run() and last:
            return
        sleep(PAUSE)


def _report(chosen, site, names: list[str], done: Counter[str], apps: list[tuple[App, Proxy]]) -> bool:
    kind = site.database.engine.dialect.name
    show(
        f"Changes by {chosen.writers} writers in {chosen.seconds:g} s on {kind}",
        ("what", "times"),
        [(name, f"{count:,}") for name, count in sorted(done.items())],
    )
    rows, right = [], True
    for number, (app, proxy) in enumerate(apps):
        wrong = app.differs(site, names, approved_only=number == 1)
        twice = app.twice()
        right = right and not wrong and not twice
        copies = len(list((app.path / "articles").glob("*.json")))
        rows.append(
            (
                f"{app.role}{', approved only' if number == 1 else ''}",
                f"{app.pages:,}",
                f"{app.told.total():,}",
                f"{proxy.cuts:,}",
                str(copies),
                str(len(wrong)),
                str(len(twice)),
            )
        )
    head = ("app", "pages", "changes", "cuts", "copies", "differ", "twice")
    show("Apps at the end", head, rows)
    return right


if __name__ == "__main__":
    main()
