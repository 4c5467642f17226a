"""Every answer carries the headers that keep a browser safe."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/v1/roles", "/healthz", "/nowhere", "/v1/articles/asthma"])
def test_every_answer_carries_the_safe_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_what_the_interface_answers_is_not_kept_unless_it_says_so(client: FlaskClient) -> None:
    assert client.get("/v1/articles/asthma").headers["Cache-Control"] == "no-store"
    assert client.get("/v1/roles").headers["Cache-Control"] == "public, max-age=300"


def test_every_address_that_answers_get_answers_head_without_a_body(client: FlaskClient) -> None:
    for path in ("/v1/roles", "/v1/articles", "/healthz", "/openapi.yaml"):
        full, head = client.get(path), client.head(path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["Content-Length"] == str(len(full.data))
