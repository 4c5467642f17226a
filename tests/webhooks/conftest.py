"""A real receiver on this machine, and a site that may send to it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from guidance import jobs
from guidance.site import OpenSite
from guidance.store import clients, webhooks
from guidance.store.webhooks import Webhook


@dataclass
class Receiver:
    """What came, and what is answered: a status with headers, the last one again and again."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def answer(self) -> tuple[int, dict[str, str]]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver over http on a port of this machine."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status, headers = found.answer()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def do_GET(self) -> None:
            found.got.append(({"followed": "a redirect"}, b""))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook?from=guidance"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_to_any(site: OpenSite) -> OpenSite:
    """A site that sends webhooks to private addresses, too."""
    return replace(site, settings=replace(site.settings, webhook_hosts="any", site_url="https://g.example"))


@pytest.fixture
def add(open_to_any: OpenSite) -> Callable[..., tuple[Webhook, str]]:
    """A webhook of a client, and its secret."""

    def add(url: str, *events: str, sees_pending: bool | None = None) -> tuple[Webhook, str]:
        with open_to_any.database.writing() as session:
            if clients.find(session, "portal") is None:
                clients.create(session, "portal", sees_pending=sees_pending)
            return webhooks.create(session, "portal", url, events or webhooks.EVENTS)

    return add


@pytest.fixture
def keep(open_to_any: OpenSite, writer, make_source) -> Callable[..., None]:
    """Keep an article as it is."""

    def keep(slug: str, *, status: str = "approved") -> None:
        jobs.save_article(open_to_any, make_source(slug, status=status), by="mara")

    return keep
