"""The yardstick: a Flask application with one route that returns the bytes of a file."""

import os
from pathlib import Path

from flask import Flask, Response

BODY = Path(os.environ["BENCH_BODY"]).read_bytes()
app = Flask(__name__)


@app.get("/")
def answer() -> Response:
    return Response(BODY, mimetype="application/json")
