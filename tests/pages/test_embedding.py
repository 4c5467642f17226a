"""An article in the page of another origin, in a real Chromium: as an element and in a frame.

The service answers at 127.0.0.1, the portals at localhost: two hosts, and so two origins and two sites.
"""

import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug import Request, Response
from werkzeug.serving import make_server

from guidance.store import clients, portals
from guidance.web.current import KEY

SLUG = "exercise-multiple-sclerosis"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
TITLE = "Does exercise help with MS?"
# A portal that allows no script and no style in its pages but from where it says.
POLICY = "default-src 'self'; script-src {site}; connect-src {site}; frame-src {site}; style-src 'self'"
SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A portal</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/theme.css"><script src="{site}/embed.js" defer></script></head>
<body><main><h1>Your health centre</h1>{inside}</main></body></html>"""
THEME = "guidance-article { --guidance-accent: rgb(120, 0, 90); --guidance-size: 21px; --guidance-radius: 0 }"


class Portals(NamedTuple):
    """Two web sites: one that the service knows, and one that it does not."""

    known: str
    unknown: str
    name: str


class Place:
    """What stands in the portals' page; each test says it anew."""

    inside = ""
    theme = ""
    site = ""

    def __call__(self, environ, start_response):
        if Request(environ).path == "/theme.css":
            return Response(self.theme, mimetype="text/css")(environ, start_response)
        page = Response(SHELL.format(site=self.site, inside=self.inside), mimetype="text/html")
        page.headers["Content-Security-Policy"] = POLICY.format(site=self.site)
        return page(environ, start_response)


place = Place()


@pytest.fixture(scope="session")
def both(served) -> Iterator[Portals]:
    """The two portals, answering."""
    place.site = served.address
    servers = [make_server("localhost", 0, place, threaded=True) for _ in range(2)]
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()
    known, unknown = (f"http://localhost:{server.server_port}" for server in servers)
    with served.app.extensions[KEY].database.writing() as session:
        made = clients.create(session, "health centre")
        portals.set_origins(session, made.name, [known])
    yield Portals(known, unknown, made.portal)
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


type Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, both: Portals) -> Iterator[Visit]:
    """Opens a portal's page with this in it; everything the page says wrong fails the test at its end."""
    contexts: list[BrowserContext] = []

    def open_page(
        inside: str, *, at: str = "", theme: str = "", width: int = 1280, **options: object
    ) -> Page:
        place.inside, place.theme = inside.replace("{site}", place.site), theme
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(at or both.known)
        return page

    yield open_page
    for context in contexts:
        assert context.cookies() == []
        context.close()


ELEMENT = f'<guidance-article slug="{SLUG}" role="patient"></guidance-article>'
FRAME = (
    f'<iframe src="{{site}}/embed/{SLUG}?role=patient" title="An article" width="600" height="300"></iframe>'
)
