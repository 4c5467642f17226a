"""What whoever runs the service asks of it."""

from flask.testing import FlaskClient

from guidance.app import create_app
from guidance.settings import Settings


def test_a_migrated_database_makes_the_service_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok"}


def test_without_tables_the_service_is_alive_but_not_ready(tmp_path: object) -> None:
    client = create_app(Settings(database_url=f"sqlite:///{tmp_path}/empty.db")).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["code"]) == (503, "not-ready")
