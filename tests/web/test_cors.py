"""Scripts of portals may read; those of other sites may not, and none with a key or a cookie."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.store import clients, portals
from guidance.web.current import KEY

ORIGIN = "https://portal.example"
ADDRESS = "/v1/articles/asthma-inhalers"
ALLOWED = "Access-Control-Allow-Origin"


@pytest.fixture(autouse=True)
def portal(app: Flask) -> str:
    """A client whose pages stand at ORIGIN."""
    with app.extensions[KEY].database.writing() as session:
        made = clients.create(session, "portal")
        portals.set_origins(session, "portal", [ORIGIN])
    return made.portal


def narrow(app: Flask, sees_pending: bool | None) -> None:
    with app.extensions[KEY].database.writing() as session:
        clients.let_see_pending(session, "portal", sees_pending)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("path", [ADDRESS, "/v1/articles", "/v1/terms", "/v1/articles/none"])
def test_the_scripts_of_a_portal_may_read(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": ORIGIN})
    assert answer.headers[ALLOWED] == ORIGIN
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://portal.example:8443", ORIGIN + "/"]
)
def test_the_scripts_of_others_may_not(client: FlaskClient, origin: str) -> None:
    answer = client.get(ADDRESS, headers={"Origin": origin})
    assert (answer.status_code, ALLOWED in answer.headers) == (200, False)


@pytest.mark.usefixtures("stored")
def test_caches_are_told_that_the_origin_counts_with_and_without_one(client: FlaskClient) -> None:
    for headers in ({}, {"Origin": ORIGIN}, {"Origin": "https://evil.example"}):
        assert "Origin" in client.get(ADDRESS, headers=headers).headers["Vary"]
    known = client.get(ADDRESS).headers["ETag"]
    again = client.get(ADDRESS, headers={"Origin": ORIGIN, "If-None-Match": known})
    assert (again.status_code, again.headers[ALLOWED]) == (304, ORIGIN)


def test_anyone_may_read_the_roles(client: FlaskClient) -> None:
    answer = client.get("/v1/roles", headers={"Origin": "https://evil.example"})
    assert (answer.headers[ALLOWED], "Vary" in answer.headers) == ("*", False)


def test_a_preflight_is_answered_for_reading_alone_and_never_for_keys(client: FlaskClient) -> None:
    def asked(path: str, origin: str = ORIGIN) -> dict[str, str]:
        headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        return dict(client.options(path, headers=headers).headers)

    answer = asked(ADDRESS)
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]
    assert "Authorization" not in answer["Access-Control-Allow-Headers"]
    assert asked("/v1/articles/asthma/questions")["Access-Control-Allow-Methods"] == "GET, HEAD, POST"
    assert ALLOWED not in asked(ADDRESS, "https://evil.example")


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/rewrite"])
def test_what_writes_is_never_for_scripts_of_other_sites(client: FlaskClient, make_key, path: str) -> None:
    answer = client.post(path, headers=make_key("admin") | {"Origin": ORIGIN}, json={})
    assert ALLOWED not in answer.headers


def test_pages_have_no_such_headers(client: FlaskClient) -> None:
    assert ALLOWED not in client.get("/", headers={"Origin": ORIGIN}).headers


def test_a_site_may_let_any_page_read(make_app, writer: object) -> None:
    open_to_all = make_app(portals="any").test_client()
    answer = open_to_all.get("/v1/articles", headers={"Origin": "https://evil.example"})
    assert answer.headers[ALLOWED] == "*"


@pytest.mark.usefixtures("writer")
def test_an_origin_makes_readers_see_less_but_never_more(app: Flask, make_app, article: str) -> None:
    from_portal = {"Origin": ORIGIN}
    pending = article.replace("status: approved\n", "status: under_review\n")
    save(app, pending)
    lenient, strict = app.test_client(), make_app(readers_see="approved").test_client()
    statuses = {}
    for sees in (None, True, False):
        narrow(app, sees)
        statuses[sees] = [one.get(ADDRESS, headers=from_portal).status_code for one in (lenient, strict)]
    assert statuses == {None: [200, 404], True: [200, 404], False: [404, 404]}
    assert lenient.get(ADDRESS).status_code == 200
    assert "private" in lenient.get("/v1/articles", headers=from_portal).headers["Cache-Control"]


def test_a_removed_origin_is_refused_at_once(app: Flask, client: FlaskClient) -> None:
    assert ALLOWED in client.get("/v1/articles", headers={"Origin": ORIGIN}).headers
    with app.extensions[KEY].database.writing() as session:
        portals.set_origins(session, "portal", [])
    assert ALLOWED not in client.get("/v1/articles", headers={"Origin": ORIGIN}).headers


def save(app: Flask, source: str) -> None:
    jobs.save_article(app.extensions[KEY], source, by="test")
