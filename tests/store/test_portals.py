"""Portals are known by their origins; an origin has one form and one owner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from guidance.store import clients, portals
from guidance.store.audit_table import AuditRow
from guidance.store.clients import NoSuchClient
from guidance.store.database import Database
from guidance.store.portals import BadOrigin, NoSuchPortal, OriginTaken


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://Portal.Example.org", "https://portal.example.org"),
        (" https://portal.example.org/ ", "https://portal.example.org"),
        ("https://portal.example.org:443", "https://portal.example.org"),
        ("http://portal.example.org:8080", "http://portal.example.org:8080"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
    ],
)
def test_an_origin_is_kept_as_browsers_send_it(written: str, kept: str) -> None:
    assert portals.origin_of(written) == kept
    assert portals.origin_of(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "portal.example.org",
        "https://",
        "https://*.example.org",
        "https://portal.example.org/articles",
        "https://portal.example.org?x",
        "https://portal.example.org#x",
        "https://me@portal.example.org",
        "https://portal.example.org; script-src *",
        "https://portal.example.org https://other.example",
        "https://portal.example.org\r\nX-Other: 1",
        "https://portal.example.org:x",
        "https://portal.example.org:99999",
        "ftp://portal.example.org",
        "javascript:alert(1)",
        "null",
        "https://" + "a." * 120 + "example",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(BadOrigin):
        portals.origin_of(text)


@given(st.text(max_size=60) | st.text(max_size=40).map("https://{}".format))
def test_no_text_gets_past_its_place_in_a_header(text: str) -> None:
    try:
        found = portals.origin_of(text)
    except BadOrigin:
        return
    assert found.isascii()
    assert found.isprintable()
    assert not set(found) & set(" ;,'\"*")


def test_a_client_has_the_origins_it_was_given_last_and_the_log_tells(database: Database) -> None:
    with database.writing() as session:
        clients.create(session, "portal")
        assert portals.set_origins(session, "portal", ["https://b.example", "https://a.example"]) == (
            "https://a.example",
            "https://b.example",
        )
        assert portals.set_origins(
            session, "portal", ["https://c.example", "https://b.example/"], by="ada"
        ) == (
            "https://b.example",
            "https://c.example",
        )
        portals.set_origins(session, "portal", ["https://c.example", "https://b.example"])
    with database.reading() as session:
        assert list(portals.all_origins(session).values()) == [("https://b.example", "https://c.example")]
        told = session.scalars(select(AuditRow).where(AuditRow.action == "client.origins")).all()
    assert [row.by for row in told] == ["guidance clients", "ada"]


def test_an_origin_belongs_to_one_client(database: Database) -> None:
    with database.writing() as session:
        for name in ("portal", "other"):
            clients.create(session, name)
        portals.set_origins(session, "portal", ["https://a.example"])
    with pytest.raises(OriginTaken, match=r"https://a\.example"), database.writing() as session:
        portals.set_origins(session, "other", ["https://b.example", "https://a.example:443"])
    with database.writing() as session:
        assert portals.origins(session, "other") == ()
        portals.set_origins(session, "portal", [])
        assert portals.set_origins(session, "other", ["https://a.example"]) == ("https://a.example",)


def test_wrong_origins_are_named_and_too_many_refused(database: Database) -> None:
    with database.writing() as session:
        clients.create(session, "portal")
    with pytest.raises(BadOrigin) as refused, database.writing() as session:
        portals.set_origins(session, "portal", ["https://a.example", "x", "y"])
    assert [fault.pointer for fault in refused.value.faults] == ["/origins/1", "/origins/2"]
    many = [f"https://{number}.example" for number in range(portals.MOST_ORIGINS + 1)]
    with pytest.raises(BadOrigin), database.writing() as session:
        portals.set_origins(session, "portal", many)
    with pytest.raises(NoSuchClient), database.writing() as session:
        portals.set_origins(session, "nobody", [])


def test_a_portal_is_found_by_its_name_and_by_an_origin(database: Database) -> None:
    with database.writing() as session:
        made = clients.create(session, "portal", sees_pending=False)
        bare = clients.create(session, "app")
        portals.set_origins(session, "portal", ["https://b.example", "https://a.example"])
    found = portals.named(database, made.portal)
    assert found == (made.portal, ("https://a.example", "https://b.example"), False)
    assert portals.named(database, bare.portal).origins == ()
    assert portals.at(database, "https://a.example") == (made.portal, ("https://a.example",), False)
    for origin in ("https://A.example", "https://a.example/", "null", "", "x\ud800", "a" * 5000, "\x00"):
        assert portals.at(database, origin) is None
    for name in ("", "portal", "0" * 16, "\x00", made.portal + "\n"):
        with pytest.raises(NoSuchPortal):
            portals.named(database, name)
