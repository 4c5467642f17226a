"""A service at a port of this machine, and an app's view of it."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from guidance.app import create_app
from guidance.settings import Settings
from guidance.web.current import KEY

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))


@pytest.fixture
def served(site) -> Iterator[tuple[Flask, int]]:
    """The service over the database of `site`, and its port."""
    app = create_app(Settings(database_url="sqlite://"))
    app.extensions[KEY] = site
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app, server.server_port
    server.shutdown()
    thread.join()
    server.server_close()
