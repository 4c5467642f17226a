"""Articles leave packed as the reader's program can take them, each packing with an ETag of its own."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from guidance import jobs
from guidance.web.current import KEY
from guidance.web.members import MEMBERS

ADDRESS = "/v1/articles/asthma-inhalers"
LIST = "/v1/articles"
UNPACK: dict[str | None, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    None: bytes,
}

pytestmark = pytest.mark.usefixtures("stored")


@pytest.mark.parametrize("address", [ADDRESS, LIST, ADDRESS + "?fields=title,blocks"])
@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_packed_bytes_are_the_same_article_under_another_strong_etag(
    client: FlaskClient, address: str, coding: str
) -> None:
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert UNPACK[coding](packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"].startswith('"')
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["Vary"] == plain.headers["Vary"]


@pytest.mark.parametrize("kind", ["application/json", "text/html", "text/markdown", "text/plain"])
def test_every_kind_is_packed(client: FlaskClient, kind: str) -> None:
    packed = client.get(ADDRESS, headers={"Accept": kind, "Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert packed.mimetype == kind
    assert brotli.decompress(packed.data) == client.get(ADDRESS, headers={"Accept": kind}).data


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br;q=0", None),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("identity, br;q=0.5", None),
        ("identity;q=0.5, br;q=0.5", "br"),
        ("deflate", None),
        ("nonsense;;;", None),
    ],
)
def test_the_reader_gets_the_packing_they_prefer(
    client: FlaskClient, accepted: str | None, coding: str | None
) -> None:
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    for address in (ADDRESS, LIST):
        assert client.get(address, headers=headers).headers.get("Content-Encoding") == coding


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("address", [ADDRESS, LIST, ADDRESS + "?fields=title"])
def test_who_has_these_very_bytes_gets_no_body(client: FlaskClient, address: str, coding: str) -> None:
    sent = {"Accept-Encoding": coding}
    full = client.get(address, headers=sent)
    again = client.get(address, headers={**sent, "If-None-Match": full.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control"):
        assert again.headers[name] == full.headers[name]
    other = "gzip" if coding == "br" else "br"
    known = {"Accept-Encoding": other, "If-None-Match": full.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 200


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("address", [ADDRESS, LIST, ADDRESS + "?fields=title"])
def test_head_tells_all_but_the_body_in_every_packing(client: FlaskClient, address: str, coding: str) -> None:
    full = client.get(address, headers={"Accept-Encoding": coding})
    head = client.head(address, headers={"Accept-Encoding": coding})
    assert (head.status_code, head.data) == (200, b"")
    # Each of the two requests is counted.
    assert {**head.headers, "RateLimit": ""} == {**full.headers, "RateLimit": ""}


def test_the_etag_of_a_packing_is_good_for_writing(
    client: FlaskClient, make_key: Callable[..., dict[str, str]], article: str
) -> None:
    etag = client.get(ADDRESS, headers={"Accept-Encoding": "br"}).headers["ETag"]
    sent = {**make_key("edit"), "If-Match": etag, "Content-Type": "text/markdown"}
    answer = client.put(ADDRESS, data=article.replace("A reliever", "One reliever"), headers=sent)
    assert answer.status_code == 200


def test_what_was_published_before_there_were_packings_is_served_as_it_is(
    app: Flask, client: FlaskClient, writer: Any
) -> None:
    site = app.extensions[KEY]
    with site.database.writing() as session:
        session.execute(text("delete from packed"))
    answer = client.get(ADDRESS, headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
    assert answer.json["slug"] == "asthma-inhalers"
    jobs.render_articles(site)
    assert client.get(ADDRESS, headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"


def test_a_copy_that_is_as_new_is_not_sent_again(client: FlaskClient) -> None:
    modified = client.get(ADDRESS).headers["Last-Modified"]
    assert client.get(ADDRESS, headers={"If-Modified-Since": modified}).status_code == 304
    before = format_datetime(parsedate_to_datetime(modified) - timedelta(seconds=1), usegmt=True)
    assert client.get(ADDRESS, headers={"If-Modified-Since": before}).status_code == 200
    assert client.get(ADDRESS, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_an_etag_counts_before_a_time(client: FlaskClient) -> None:
    modified = client.get(ADDRESS).headers["Last-Modified"]
    sent = {"If-Modified-Since": modified, "If-None-Match": '"another"'}
    assert client.get(ADDRESS, headers=sent).status_code == 200


def test_chosen_members_come_in_their_order_with_the_notices(client: FlaskClient) -> None:
    whole = client.get(ADDRESS)
    some = client.get(ADDRESS + "?fields=glossary,title,title")
    assert list(some.json) == ["title", "notices", "glossary"]
    assert some.json == {name: whole.json[name] for name in some.json}
    assert some.headers["ETag"] != whole.headers["ETag"]
    assert some.headers["Last-Modified"] == whole.headers["Last-Modified"]
    every = client.get(f"{ADDRESS}?fields={','.join(MEMBERS)}")
    assert every.data == whole.data


@pytest.mark.parametrize("names", ["", "titel", "title,", "title blocks", "html"])
def test_a_member_that_no_article_has_is_refused_with_the_known_ones(client: FlaskClient, names: str) -> None:
    answer = client.get(ADDRESS, query_string={"fields": names})
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-member")
    assert "blocks" in answer.json["detail"]


def test_members_are_chosen_of_json_alone(client: FlaskClient) -> None:
    answer = client.get(ADDRESS + "?fields=title", headers={"Accept": "text/html"})
    assert answer.status_code == 406


def test_the_json_of_a_list_is_what_it_says(client: FlaskClient) -> None:
    answer = client.get(LIST)
    assert answer.mimetype == "application/json"
    assert json.loads(answer.data)["items"][0]["slug"] == "asthma-inhalers"
