"""The editorial policy, the pages for what goes wrong, and the static files."""

import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.errors import ConfigurationError
from guidance.pages import home
from guidance.pages.frame import DIGESTS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

type MakeSite = Callable[..., Flask]


def test_the_policy_names_each_step_of_a_review_and_says_that_no_model_writes(client: FlaskClient) -> None:
    page = client.get("/editorial-policy").text
    for line in ("Submitted", "Under review", "Approved", "No generative AI and no language model"):
        assert line in page


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("errors@example.org", 'href="mailto:errors@example.org"'),
        ("https://example.org/report", 'href="https://example.org/report"'),
        ("", "tell the organisation that offers you this site"),
    ],
)
def test_the_policy_says_where_to_report_an_error(make_site: MakeSite, contact: str, link: str) -> None:
    assert link in make_site(source="", contact=contact).test_client().get("/editorial-policy").text


def test_a_site_with_a_policy_of_its_own_sends_the_reader_there(make_site: MakeSite) -> None:
    client = make_site(editorial_policy_url="https://example.org/policy").test_client()
    assert client.get("/editorial-policy").headers["Location"] == "https://example.org/policy"
    assert 'href="https://example.org/policy"' in client.get("/").text


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/nowhere", 404, "There is no page here"),
        ("/articles/nothing-here", 404, "There is no such article"),
        ("/articles/Not_A_Slug", 404, "There is no page here"),
        ("/?role=plumber", 422, "We do not know that kind of reader"),
        ("/articles/x?role=plumber", 422, "We do not know that kind of reader"),
        ("/?cursor=x", 422, "There is no such part of the list"),
    ],
)
def test_a_browser_is_told_in_a_page_what_went_wrong(
    client: FlaskClient, path: str, status: int, heading: str
) -> None:
    answer = client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert f"<h1>{heading}</h1>" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "plumber" not in answer.text


def test_a_method_that_a_page_does_not_take_is_told_with_those_it_does(client: FlaskClient) -> None:
    answer = client.post("/", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (405, "text/html")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}, {"Accept": "*/*"}])
def test_a_program_is_told_in_a_problem(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get("/nowhere", headers=headers).mimetype == "application/problem+json"


def test_the_interface_answers_a_browser_with_a_problem_too(client: FlaskClient) -> None:
    for path in ("/v1/nowhere", "/v1/articles/nothing-here"):
        assert client.get(path, headers=BROWSER).mimetype == "application/problem+json"


@pytest.mark.parametrize("error", [RuntimeError("hunter2"), ConfigurationError("hunter2")])
def test_a_fault_of_ours_is_owned_and_tells_nothing_of_the_inside(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(home, "_search", fail)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/?role=child", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Something went wrong here" in answer.text
    assert "hunter2" not in answer.text
    assert "child" not in caplog.text


def test_a_static_file_is_kept_for_a_year_under_the_address_of_its_content(client: FlaskClient) -> None:
    page = client.get("/").text
    addresses = re.findall(r'"(/static/[^"]*)"', page)
    assert addresses
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000")
        answer.close()


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000"])
def test_a_static_file_under_another_address_is_asked_for_each_time(client: FlaskClient, query: str) -> None:
    with client.get(f"/static/page.css{query}") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_only_what_is_static_is_served_as_such(client: FlaskClient) -> None:
    pages = {"icon.svg", "page.css", "page.js", "framed.css", "framed.js", "embed.js"}
    desk = {"desk.css", "reports.css", "review.css", "sentences.css", "sentences.js"}
    assert set(DIGESTS) == pages | desk
    assert client.get("/static/../templates/base.html").status_code == 404
    assert client.get("/static/nothing.css").status_code == 404
