"""What counting requests costs: a stored variant with no limit, counted in each process, and in a Redis.

All serve the same database under the same gunicorn settings, side by side on 127.0.0.1, and are asked in
turns; what is told are medians over the rounds. The same requests through the applications' own doors, in
one process and without a network, tell the processor time that counting takes with less noise. The limit is
one that is never reached. It needs Linux.

    python benchmarks/limits.py [--rounds 9] [--requests 2000] [--redis redis://127.0.0.1:6379/9]
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from flask import Flask
from load import PROCESSES, THREADS, Target, fetch, fire
from server import serving
from serving import ARTICLE, ROOT, SLUG, guidance
from table import show
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from guidance import settings
from guidance.app import create_app

NONE, OWN, SHARED = "no limit", "counted in each process", "counted in a Redis"
NEVER_REACHED = "1000000"
DOOR_ROUNDS, DOOR_REQUESTS = 60, 100


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9, choices=range(1, 101), metavar="1..100")
    options.add_argument(
        "--requests", type=int, default=2000, choices=range(80, 100_001), metavar="80..100000"
    )
    options.add_argument("--redis", default="", help="the address of a Redis; without one it is left out")
    chosen = options.parse_args()
    with TemporaryDirectory(prefix="guidance-bench-") as folder, ProcessPoolExecutor(PROCESSES) as pool:
        _measure(Path(folder), pool, chosen)


def _measure(folder: Path, pool: ProcessPoolExecutor, chosen: argparse.Namespace) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUIDANCE_")}
    environment["GUIDANCE_DATABASE_URL"] = f"sqlite:///{folder / 'bench.db'}"
    guidance(environment, "migrate")
    guidance(environment, "ingest", f"articles/{SLUG}.md")
    kinds = {
        NONE: {"GUIDANCE_LIMIT_READ": "0"},
        OWN: {"GUIDANCE_LIMIT_READ": NEVER_REACHED},
    }
    if chosen.redis:
        kinds[SHARED] = {"GUIDANCE_LIMIT_READ": NEVER_REACHED, "GUIDANCE_LIMIT_STORE": chosen.redis}
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(
                serving(
                    "wsgi:app", environment | given, ARTICLE, folder / "gunicorn.log", ("--chdir", str(ROOT))
                )
            )
            for name, given in kinds.items()
        }
        length = len(fetch(Target(servers[NONE].port, ARTICLE))[2])
        targets = {name: Target(server.port, ARTICLE, length=length) for name, server in servers.items()}
        count = chosen.requests // (PROCESSES * THREADS) * PROCESSES * THREADS
        for target in targets.values():
            fire(pool, target, count)
        rates: dict[str, list[float]] = {name: [] for name in targets}
        costs: dict[str, list[float]] = {name: [] for name in targets}
        for turn in range(chosen.rounds):
            for name in list(targets)[:: -1 if turn % 2 else 1]:
                before = servers[name].cpu()
                rates[name].append(count / fire(pool, targets[name], count))
                costs[name].append(1000 * (servers[name].cpu() - before) / count)
    _tell(rates, costs, chosen.rounds, count)
    _doors(environment["GUIDANCE_DATABASE_URL"], kinds)


def _doors(database: str, given: dict[str, dict[str, str]]) -> None:
    apps = {
        name: create_app(settings.load({"GUIDANCE_DATABASE_URL": database, **one}))
        for name, one in given.items()
    }
    costs: dict[str, list[float]] = {name: [] for name in apps}
    for turn in range(DOOR_ROUNDS):
        for name in list(apps)[:: -1 if turn % 2 else 1]:
            costs[name].append(_door(apps[name]))
    rows = [
        (
            name,
            f"{median(each):.0f} µs",
            f"{median(e / n for e, n in zip(each, costs[NONE], strict=True)):.2f}",
        )
        for name, each in costs.items()
    ]
    show(f"Through the door, {DOOR_ROUNDS} rounds of {DOOR_REQUESTS}", ("", "processor", "ratio"), rows)


def _door(app: Flask) -> float:
    """Microseconds of processor time that one request takes."""
    path, _, query = ARTICLE.partition("?")
    environ = EnvironBuilder(
        path, query_string=query, environ_base={"REMOTE_ADDR": "127.0.0.1"}
    ).get_environ()
    begun = process_time()
    for _ in range(DOOR_REQUESTS):
        response = Response.from_app(app, dict(environ))
        if response.status_code != 200:
            raise SystemExit(f"The door answers {response.status}.")
    return 1e6 * (process_time() - begun) / DOOR_REQUESTS


def _tell(rates: dict[str, list[float]], costs: dict[str, list[float]], rounds: int, count: int) -> None:
    rows = []
    for name in rates:
        rate = [one / other for one, other in zip(rates[name], rates[NONE], strict=True)]
        cost = [one / other for one, other in zip(costs[name], costs[NONE], strict=True)]
        rows.append(
            (
                name,
                f"{median(rate):.2f}",
                f"{min(rate):.2f} to {max(rate):.2f}",
                f"{median(costs[name]):.2f} ms",
                f"{median(cost):.2f}",
            )
        )
    head = ("", "requests/s, ratio", "of the rounds", "processor/request", "ratio")
    show(f"GET of a stored variant, {rounds} rounds of {count} requests each", head, rows)


if __name__ == "__main__":
    main()
