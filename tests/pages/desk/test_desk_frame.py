"""Who may see what at the desk, and what every page of it carries."""

import pytest
from flask import Flask
from werkzeug.routing.converters import NumberConverter

from guidance.pages.desk import sign_in
from guidance.pages.desk.visit import ADDRESS

OPEN = {"/desk/sign-in", "/desk/sign-in/openid", "/desk/sign-in/openid/back"}


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Each method and address of the desk, with something in the place of its parts."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule == ADDRESS or rule.rule.startswith(f"{ADDRESS}/"):
            values = {
                name: 1 if isinstance(kind, NumberConverter) else "s1"  # good for a slug and a sentence
                for name, kind in rule._converters.items()
            }
            with app.test_request_context():
                path = app.url_map.bind("").build(rule.endpoint, values)
            found += [(method, path) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


def test_no_page_of_the_desk_is_shown_to_somebody_who_is_not_signed_in(desk: Flask, visitor) -> None:
    seen = addresses(desk)
    assert ("GET", "/desk") in seen
    assert ("POST", "/desk/sign-out") in seen
    for method, path in seen:
        if path in OPEN:
            continue
        answer = visitor.open(path, method=method)
        if method == "GET":
            assert answer.status_code == 302, path
            assert answer.location.startswith("/desk/sign-in"), path
        else:
            assert answer.status_code in (400, 401), path


def test_no_form_of_the_desk_is_taken_without_its_token(desk: Flask, signed_in) -> None:
    client = signed_in("editor", "reviewer", "admin")
    for method, path in addresses(desk):
        if method != "GET":
            for data in (
                {},
                {"csrf_token": "made up"},
                {"csrf_token": desk.test_client().token("/desk/sign-in")},
            ):
                answer = client.open(path, method=method, data=data)
                assert answer.status_code == 400, path
                assert "not good any more" in answer.text
    assert client.get("/desk").status_code == 200


def test_a_program_is_told_of_the_desk_in_a_problem(visitor) -> None:
    for method in ("GET", "POST"):
        answer = visitor.open(
            "/desk/sign-out" if method == "POST" else "/desk", method=method, headers={"Accept": "*/*"}
        )
        assert answer.status_code == 401
        assert answer.json["code"] == "signed-out"


def test_no_answer_of_the_desk_is_kept_by_a_browser(visitor, signed_in) -> None:
    client = signed_in("editor")
    for answer in (
        visitor.get("/desk"),
        visitor.get("/desk/sign-in"),
        client.get("/desk"),
        client.post("/desk/sign-out"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_desk_lists_the_articles_and_says_who_is_signed_in(signed_in) -> None:
    page = signed_in("editor", name="Mara Lindqvist").get("/desk").text
    assert "Mara Lindqvist" in page
    assert "multiple sclerosis" in signed_in("editor").get("/desk/articles").text
    assert 'aria-current="page"' in page


def test_the_pages_of_readers_set_no_cookie(visitor) -> None:
    for path in ("/", "/editorial-policy", "/v1/roles", "/desks"):
        assert "Set-Cookie" not in visitor.get(path).headers


@pytest.mark.parametrize(
    "asked",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "/desk//example.org",
        "/desk/../..//example.org",
        "/desk\r\nSet-Cookie: a=b",
        "/desk\\..\\x",
        "/deskx",
        "javascript:alert(1)",
        "/articles/x",
        " /desk",
        "/desk/x\n",
    ],
)
def test_signing_in_leads_nowhere_else(desk: Flask, make_person, asked: str) -> None:
    client = desk.test_client()
    answer = client.sign_in(make_person("editor").username, next=asked)
    assert (answer.status_code, answer.location) == (302, "/desk")
    assert sign_in.destination(asked) == "/desk"


def test_signing_in_leads_to_the_page_that_was_asked_for(desk: Flask, make_person) -> None:
    client = desk.test_client()
    refused = client.get("/desk?cursor=abc")
    assert refused.location == "/desk/sign-in?next=/desk?cursor%3Dabc"
    form = client.get(refused.location).text
    assert 'name="next" value="/desk?cursor=abc"' in form
    assert (
        client.sign_in(make_person("editor").username, next="/desk?cursor=abc").location == "/desk?cursor=abc"
    )
