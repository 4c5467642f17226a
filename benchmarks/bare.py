"""The least that Flask does: one route that answers with the bytes of the file BARE_BODY."""

import os
from pathlib import Path

from flask import Flask, Response

BODY = Path(os.environ["BARE_BODY"]).read_bytes()
app = Flask("bare")


@app.get("/body")
def body() -> Response:
    """The bytes, as JSON."""
    return Response(BODY, mimetype="application/json")
