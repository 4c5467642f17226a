"""One gunicorn at work in a process group of its own, and what /proc tells of it (Linux alone)."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from load import HOST, Target, fetch

WORKERS = 2
THREADS = 4
PATIENCE = 30  # seconds until the first answer, at most
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """`start` is the seconds from the spawn to the first right answer."""

    process: subprocess.Popen[bytes]
    port: int
    start: float

    def workers(self) -> list[int]:
        """The processes that answer."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def cpu(self) -> float:
        """Seconds of processor time that the workers have had so far."""
        return sum(_cpu(pid) for pid in self.workers())


@contextmanager
def serving(
    app: str, environment: Mapping[str, str], first: str, log: Path, options: Sequence[str] = ()
) -> Iterator[Server]:
    """Gunicorn with `app` on a free port, up to the end of the block; `first` is the path to wait for."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}", "--worker-class", "gthread"),
        *("--workers", str(WORKERS), "--threads", str(THREADS), "--no-control-socket", *options, app),
    ]
    begun = perf_counter()
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, env=dict(environment), stdout=out, stderr=out, start_new_session=True
        )
    try:
        _await(process, Target(port, first), log)
        yield Server(process, port, perf_counter() - begun)
    finally:
        _stop(process)


def memory(pid: int) -> tuple[int, int]:
    """RSS and PSS of a process in bytes; PSS counts a page that n processes share as an nth."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    found = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
    return found["Rss"], found["Pss"]


def mapped(pid: int, names: Sequence[str]) -> list[str]:
    """Those of the names that stand as a folder in the path of a file mapped into the process."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    return [name for name in names if f"/{name}/" in maps]


def _cpu(pid: int) -> float:
    # The second field, the name, may hold blanks; it ends with the last bracket.
    after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after[11]) + int(after[12])) / _TICK


def _await(process: subprocess.Popen[bytes], target: Target, log: Path) -> None:
    until = perf_counter() + PATIENCE
    while perf_counter() < until and process.poll() is None:
        try:
            if fetch(target)[0] == target.status:
                return
        except OSError:
            sleep(0.005)
    raise SystemExit(f"The server did not answer:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
