"""Editors keep articles over HTTP: a new one, a new revision, and never over another's change."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.article import markdown, render
from guidance.web.articles import SavedSchema
from guidance.web.current import KEY

ADDRESS = "/v1/articles/asthma-inhalers"
MARKDOWN = "text/markdown"

type Keys = Callable[..., dict[str, str]]

pytestmark = pytest.mark.usefixtures("writer")


@pytest.fixture
def editor(make_key: Keys) -> dict[str, str]:
    return make_key("edit")


@pytest.fixture
def stored(app: Flask, article: str) -> str:
    """The slug of an article that is not approved yet, so that readers get each new revision at once."""
    submitted = article.replace("status: approved", "status: submitted")
    return jobs.save_article(app.extensions[KEY], submitted, by="test").slug


def as_document(article: str) -> dict[str, object]:
    return render.document_to_json(markdown.parse(article))


def post(client: FlaskClient, editor: dict[str, str], data: str, kind: str = MARKDOWN) -> object:
    return client.post("/v1/articles", data=data.encode(), content_type=kind, headers=editor)


def test_markdown_makes_an_article_that_every_role_can_read_at_once(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    made = client.post("/v1/articles", data=article, content_type=MARKDOWN, headers=editor)
    assert made.status_code == 201
    assert made.headers["Location"] == ADDRESS
    assert made.json.keys() == SavedSchema().fields.keys()
    assert (made.json["revision"], made.json["created"], made.json["changed"]) == (1, True, True)
    for role in client.get("/v1/roles").json["roles"]:
        assert client.get(made.headers["Location"], query_string={"role": role["id"]}).status_code == 200


def test_json_with_markdown_and_json_blocks_make_the_same_article(
    make_app: Callable[..., Flask], make_key: Keys, article: str, tmp_path: object
) -> None:
    client, editor = make_app().test_client(), make_key("edit")
    texts = []
    for slug, body in (
        ("one", {"markdown": article.replace("slug: asthma-inhalers", "slug: one")}),
        ("two", {"document": as_document(article.replace("slug: asthma-inhalers", "slug: two"))}),
    ):
        made = client.post("/v1/articles", json=body | {"note": "first"}, headers=editor)
        assert made.status_code == 201
        assert (
            client.get(f"/v1/articles/{slug}/revisions", headers=editor).json["revisions"][0]["note"]
            == "first"
        )
        texts.append(client.get(f"/v1/articles/{slug}").json["blocks"])
    assert texts[0] == texts[1]


@pytest.mark.parametrize("scopes", [("edit",), ("edit", "review"), ("admin",)])
def test_review_starts_at_submitted_whatever_the_key_and_the_front_matter_say(
    client: FlaskClient, make_key: Keys, article: str, scopes: tuple[str, ...]
) -> None:
    headers = make_key(*scopes)
    client.post("/v1/articles", data=article, content_type=MARKDOWN, headers=headers)
    assert client.get(ADDRESS).json["status"] == "submitted"
    client.put(ADDRESS, data=article, content_type=MARKDOWN, headers=headers | {"If-Match": "*"})
    assert client.get(ADDRESS).json["status"] == "submitted"


def test_a_draft_is_kept_and_nobody_can_read_it(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    draft = article.replace("status: approved", "status: draft")
    assert client.post("/v1/articles", data=draft, content_type=MARKDOWN, headers=editor).status_code == 201
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/v1/articles").json["items"] == []
    assert client.get(f"{ADDRESS}/revisions/1", headers=editor).json["source"] == draft


def test_a_slug_that_is_taken_is_a_conflict(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    statuses = [
        client.post("/v1/articles", data=article, content_type=MARKDOWN, headers=editor) for _ in range(2)
    ]
    assert [answer.status_code for answer in statuses] == [201, 409]
    assert statuses[1].json["code"] == "slug-taken"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/markdown"),
        ({"markdown": "   "}, "/markdown"),
        ({"markdown": "a\u0000b"}, "/markdown"),
        ({"markdown": 7}, "/markdown"),
        ({"markdown": "x", "colour": "red"}, "/colour"),
        ({"markdown": "x", "document": {}}, "/markdown"),
        ({"document": {"meta": {}, "blocks": [{"type": "image"}]}}, "/document/blocks/0"),
        ([], ""),
        ("text", ""),
    ],
)
def test_what_is_wrong_in_a_json_body_is_pointed_at(
    client: FlaskClient, editor: dict[str, str], body: object, pointer: str
) -> None:
    answer = client.post("/v1/articles", json=body, headers=editor)
    assert answer.status_code == 422
    assert any(fault["pointer"].startswith(pointer) for fault in answer.json["errors"])


def test_every_fault_of_the_front_matter_is_told_at_once(client: FlaskClient, editor: dict[str, str]) -> None:
    text = "---\ntitle: x\nslug: A B\nstatus: done\ncolour: red\n---\n\ntext\n"
    answer = client.post("/v1/articles", data=text, content_type=MARKDOWN, headers=editor)
    assert answer.status_code == 422
    pointers = {fault["pointer"] for fault in answer.json["errors"]}
    assert len(pointers) > 3


def test_a_text_over_the_limit_is_too_large(
    make_app: Callable[..., Flask], make_key: Keys, article: str
) -> None:
    client = make_app(max_text=100).test_client()
    answer = client.post("/v1/articles", data=article, content_type=MARKDOWN, headers=make_key("edit"))
    assert answer.status_code in {413, 422}
    assert "100" in answer.json["detail"]


@pytest.mark.parametrize("kind", ["text/html", "application/x-www-form-urlencoded", ""])
def test_another_kind_of_body_is_refused(client: FlaskClient, editor: dict[str, str], kind: str) -> None:
    answer = client.post("/v1/articles", data="x", content_type=kind, headers=editor)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b'{"markdown": "\\ud800"}', b'{"markdown": "a", "markdown": "b"}', b"{"]
)
def test_a_body_that_cannot_be_read_is_refused(
    client: FlaskClient, editor: dict[str, str], data: bytes
) -> None:
    kind = MARKDOWN if data.startswith(b"\xff") else "application/json"
    answer = client.post("/v1/articles", data=data, content_type=kind, headers=editor)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed-body")


@pytest.mark.usefixtures("stored")
def test_a_change_needs_to_say_what_it_replaces(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    answer = client.put(ADDRESS, data=article, content_type=MARKDOWN, headers=editor)
    assert (answer.status_code, answer.json["code"]) == (428, "precondition-required")


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("role", ["doctor", "child"])
@pytest.mark.parametrize("kind", ["application/json", "text/html", MARKDOWN])
def test_the_etag_of_anything_served_of_the_article_is_good_for_a_change(
    client: FlaskClient, editor: dict[str, str], article: str, role: str, kind: str
) -> None:
    etag = client.get(ADDRESS, query_string={"role": role}, headers={"Accept": kind}).headers["ETag"]
    changed = article.replace("one *inhaler*", "two *inhalers*")
    answer = client.put(ADDRESS, data=changed, content_type=MARKDOWN, headers=editor | {"If-Match": etag})
    assert answer.status_code == 200
    assert (answer.json["revision"], answer.json["created"], answer.json["changed"]) == (2, False, True)
    assert "two" in client.get(ADDRESS, headers={"Accept": "text/plain"}).text


@pytest.mark.usefixtures("stored")
def test_a_change_over_anothers_change_is_refused_and_changes_nothing(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    sent = editor | {"If-Match": client.get(ADDRESS).headers["ETag"]}
    first, second = article.replace("one *inhaler*", "two"), article.replace("one *inhaler*", "three")
    answers = [
        client.put(ADDRESS, data=text, content_type=MARKDOWN, headers=sent) for text in (first, second)
    ]
    assert [answer.status_code for answer in answers] == [200, 412]
    assert answers[1].json["code"] == "outdated"
    assert "two" in client.get(ADDRESS, headers={"Accept": "text/plain"}).text


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("form", ['W/"{0}"', '"nothing"'])
def test_a_weak_or_an_unknown_etag_is_not_enough(
    client: FlaskClient, editor: dict[str, str], article: str, form: str
) -> None:
    etag = client.get(ADDRESS).headers["ETag"].strip('"')
    sent = editor | {"If-Match": form.format(etag)}
    answer = client.put(ADDRESS, data=article + "\nMore.\n", content_type=MARKDOWN, headers=sent)
    assert answer.status_code in {400, 412}
    assert client.get(ADDRESS).json["revision"] == 1


@pytest.mark.usefixtures("stored")
def test_an_if_match_that_cannot_be_read_is_refused(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    answer = client.put(ADDRESS, data=article, content_type=MARKDOWN, headers=editor | {"If-Match": "abc"})
    assert (answer.status_code, answer.json["code"]) == (400, "malformed-body")


@pytest.mark.usefixtures("stored")
def test_the_stored_text_can_be_read_edited_and_sent_back(
    client: FlaskClient, editor: dict[str, str]
) -> None:
    read = client.get(ADDRESS, query_string={"role": "doctor"}, headers={"Accept": MARKDOWN})
    edited = read.text.replace("[1].", "[1]. Review the technique at each visit.")
    sent = editor | {"If-Match": read.headers["ETag"]}
    saved = client.put(ADDRESS, data=edited, content_type=MARKDOWN, headers=sent)
    again = client.get(ADDRESS, query_string={"role": "doctor"}, headers={"Accept": MARKDOWN})
    assert again.headers["ETag"] == saved.json["etag"]
    assert "Review the technique at each visit." in again.text


@pytest.mark.usefixtures("stored")
def test_sending_back_the_same_changes_nothing(client: FlaskClient, make_key: Keys, article: str) -> None:
    before = client.get(ADDRESS)
    sent = make_key("edit", "review") | {"If-Match": before.headers["ETag"]}
    answer = client.put(ADDRESS, data=article, content_type=MARKDOWN, headers=sent)
    assert (answer.json["revision"], answer.json["changed"]) == (1, False)
    assert client.get(ADDRESS).data == before.data


@pytest.mark.usefixtures("stored")
def test_an_article_cannot_be_replaced_by_another(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    other = article.replace("slug: asthma-inhalers", "slug: gout")
    answer = client.put(ADDRESS, data=other, content_type=MARKDOWN, headers=editor | {"If-Match": "*"})
    assert (answer.status_code, answer.json["code"]) == (422, "slug-mismatch")


def test_an_article_that_is_not_there_cannot_be_replaced(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    answer = client.put(ADDRESS, data=article, content_type=MARKDOWN, headers=editor | {"If-Match": "*"})
    assert (answer.status_code, answer.json["code"]) == (404, "no-such-article")


@pytest.mark.usefixtures("stored")
def test_the_history_keeps_every_revision_with_who_made_it(
    client: FlaskClient, editor: dict[str, str], article: str
) -> None:
    changed = article.replace("one *inhaler*", "two *inhalers*")
    body = json.dumps({"markdown": changed, "note": "a second inhaler"})
    client.put(ADDRESS, data=body, content_type="application/json", headers=editor | {"If-Match": "*"})
    history = client.get(f"{ADDRESS}/revisions", headers=editor).json["revisions"]
    assert [(one["number"], one["created_by"], one["note"]) for one in history] == [
        (2, "edit", "a second inhaler"),
        (1, "test", ""),
    ]
    first = client.get(f"{ADDRESS}/revisions/1", headers=editor).json
    assert "one *inhaler*" in first["source"]
    assert first["codes"] == [{"system": "ICD-10-CM", "code": "J45.909"}]
    missing = client.get(f"{ADDRESS}/revisions/3", headers=editor)
    assert (missing.status_code, missing.json["code"]) == (404, "no-such-revision")
