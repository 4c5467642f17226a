"""What reading costs under gunicorn, as a ratio to a bare Flask route that returns the same bytes.

    python benchmarks/serving.py

Two workers with four threads each, a load of bounded count from this machine to itself, alternating
rounds. Also the start time and the memory of a serving process.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SLUG = "metformin-type-2-diabetes"
PATH = f"/v1/articles/{SLUG}?role=patient"
CLIENTS, REQUESTS, ROUNDS = 8, 250, 5


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(app: str, port: int, env: dict[str, str], workers: int = 2) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--worker-class", "gthread", "--threads", "4", "--log-level", "error", app]
    return subprocess.Popen(command, env=env, cwd=ROOT / ("benchmarks" if app.startswith("bare") else "."))


def ask(port: int, path: str, headers: dict[str, str]) -> tuple[int, bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body, etag = answer.read(), answer.getheader("ETag") or ""
    connection.close()
    return answer.status, body, etag


def wait(port: int, path: str) -> float:
    """Seconds until the first answer."""
    began = time.perf_counter()
    while time.perf_counter() - began < 60:
        try:
            ask(port, path, {})
            return time.perf_counter() - began
        except OSError:
            time.sleep(0.01)
    raise SystemExit("the server did not start")


def client(port: int, path: str, headers: dict[str, str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(REQUESTS):
        connection.request("GET", path, headers=headers)
        connection.getresponse().read()
    connection.close()


def rate(port: int, path: str, headers: dict[str, str]) -> float:
    """Answers a second."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(client, port, path, headers) for _ in range(CLIENTS)]:
            done.result()
    return CLIENTS * REQUESTS / (time.perf_counter() - began)


def memory(pid: int) -> str:
    """Proportional set size of the workers of a gunicorn master, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    sizes = []
    for child in children:
        lines = Path(f"/proc/{child}/smaps_rollup").read_text(encoding="ascii").splitlines()
        sizes.append(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)
    return " and ".join(f"{size:.0f}" for size in sizes)


def prepare(folder: Path) -> dict[str, str]:
    """A database with one sample article."""
    env = os.environ | {"GUIDANCE_DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"}
    guidance = [sys.executable, "-c", "from guidance.commands import main; main()"]
    subprocess.run([*guidance, "migrate"], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    sample = f"articles/{SLUG}.md"
    subprocess.run([*guidance, "ingest", sample], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return env


def main() -> None:
    """Print answers a second and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = prepare(folder)
        port, bare_port = free_port(), free_port()
        served = start("wsgi:app", port, env)
        started = wait(port, "/healthz")
        _, body, etag = ask(port, PATH, {})
        (folder / "body").write_bytes(body)
        bare = start("bare:app", bare_port, env | {"BENCH_BODY": str(folder / "body")})
        try:
            wait(bare_port, "/")
            report(port, bare_port, len(body), etag)
            print(
                f"start to first answer: {started:.2f} s; memory (PSS) of the workers: {memory(served.pid)}"
            )
        finally:
            for process in (served, bare):
                process.terminate()
                process.wait(timeout=20)


def report(port: int, bare_port: int, size: int, etag: str) -> None:
    cases = {
        "bare Flask route": (bare_port, "/", {}),
        "GET variant": (port, PATH, {}),
        "GET variant, 304": (port, PATH, {"If-None-Match": etag}),
    }
    taken: dict[str, list[float]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for case, (at, path, headers) in cases.items():
            taken[case].append(rate(at, path, headers))
    base = statistics.median(taken["bare Flask route"])
    print(f"{size:,} bytes of JSON; {CLIENTS} clients; median of {ROUNDS} alternating rounds")
    for case, rates in taken.items():
        median = statistics.median(rates)
        print(f"{case:<18} {median:8.0f} a second   {median / base:5.2f}")


if __name__ == "__main__":
    main()
