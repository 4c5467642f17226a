"""The kinds of answers: Atom by its schema, JSON, scripts and pages; how they are chosen and kept."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest
import xmlschema
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from guidance.infobutton.as_atom import OWN_NAMESPACE
from guidance.web import knowledge

SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "data" / "infobutton" / "KnowledgeResponse.xsd"
ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ASTHMA = {"mainSearchCriteria.v.c": "J45.909", "mainSearchCriteria.v.cs": "2.16.840.1.113883.6.90"}
NOTHING = ASTHMA | {"mainSearchCriteria.v.c": "M10.9"}
HINTS = {
    "patientPerson.administrativeGenderCode.c": "F",
    "ageGroup.v.c": "D000368",
    "taskContext.c.c": "PROBLISTREV",
    "subTopic.v.ot": "therapy",
    "severityObservation.interpretationCode.dn": "high",
    "performer": "PROV",
    "performer.languageCode.c": "en",
    "informationRecipient": "PAT",
    "informationRecipient.languageCode.c": "en",
    "informationRecipient.healthCareProvider.c.dn": "nobody",
    "encounter.c.c": "AMB",
    "observation.v.u": "mL/min",
    "locationOfInterest.addr.city": "Zürich & <so on>",
    "mainSearchCriteria.v.dn": '"Asthma" & ]]> <b>',
}
ORDER = {
    "feed": ("title", "subtitle", "author", "updated", "category", "id", "link", "entry"),
    "entry": ("title", "link", "id", "updated", "summary"),
}

pytestmark = pytest.mark.usefixtures("stored")


def get(client: FlaskClient, kind: str = "", **sent: str) -> TestResponse:
    return client.get("/infobutton", query_string=ASTHMA | {"knowledgeResponseType": kind} | sent)


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def assert_in_order(parent: Element) -> None:
    """The parts of a feed or entry that are Atom's stand in the order that clinic systems expect."""
    places = [ORDER[local(parent)].index(local(child)) for child in parent if child.tag.startswith(ATOM)]
    assert places == sorted(places)


def assert_whole(feed: Element) -> None:
    """What a knowledge response must have, it has."""
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(f"{XML}lang") == "en"
    assert feed.get(f"{XML}base") == "http://localhost/"
    for parent in (feed, *feed.iter(f"{ATOM}entry")):
        assert_in_order(parent)
        assert parent.get(f"{XML}lang")
        assert parent.findtext(f"{ATOM}title")
        assert parent.findtext(f"{ATOM}id", "").startswith("urn:guidance:")
        assert MOMENT.fullmatch(parent.findtext(f"{ATOM}updated", ""))
    for link in feed.iter(f"{ATOM}link"):
        assert all(link.get(name) for name in ("href", "rel", "type", "hreflang", "title"))
    for category in feed.iter(f"{ATOM}category"):
        assert category.get("scheme") in knowledge_schemes()
        assert category.get("term") is not None


def knowledge_schemes() -> set[str]:
    """The schemes that the hints above and what is always said back come under."""
    hinted = {name.replace("city", "CTY") for name in HINTS} - {"performer.languageCode.c", "observation.v.u"}
    return hinted | {*ASTHMA, "performer.languageCode", "Observation.v.u"}


def without_namespace(feed: bytes) -> str:
    """The feed as that schema has it, which names no namespace for what is Atom's."""
    bare = feed.decode().partition("?>")[2].replace(f' xmlns="{ATOM.strip("{}")}"', "", 1)
    assert bare.lstrip().startswith("<feed ")
    return bare


def about_of(feed: Element) -> dict[str, str]:
    """What a feed tells of its one article in our own namespace."""
    told = dict(feed.find(f"{{{OWN_NAMESPACE}}}article").attrib)
    assert told.pop("{http://www.w3.org/2001/XMLSchema-instance}type") == "xs:anyType"
    return told


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema10:
    if not SCHEMA.exists():
        pytest.skip("the schema of HL7 knowledge responses is not at hand; our own assertions still hold")
    return xmlschema.XMLSchema10(SCHEMA, allow="local")


@pytest.mark.parametrize("sent", [ASTHMA, ASTHMA | HINTS, NOTHING, NOTHING | HINTS])
def test_the_feed_is_whole_and_in_order(client: FlaskClient, sent: dict[str, str]) -> None:
    feed = ET.fromstring(client.get("/infobutton", query_string=sent).data)
    assert_whole(feed)
    assert len(feed.findall(f"{ATOM}entry")) == (0 if "M10.9" in sent.values() else 1)


@pytest.mark.parametrize("sent", [ASTHMA, ASTHMA | HINTS, NOTHING, NOTHING | HINTS])
def test_the_feed_is_valid_by_the_schema_of_knowledge_responses(
    client: FlaskClient, schema: xmlschema.XMLSchema10, sent: dict[str, str]
) -> None:
    feed = without_namespace(client.get("/infobutton", query_string=sent).data)
    assert list(map(str, schema.iter_errors(feed))) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<updated>", "<updated>the day before "),
        ('scheme="informationRecipient"', 'scheme="reader"'),
        (' hreflang="en"', ""),
        (' xsi:type="xs:anyType"', ""),
    ],
)
def test_the_schema_tells_what_is_wrong(
    client: FlaskClient, schema: xmlschema.XMLSchema10, right: str, wrong: str
) -> None:
    feed = without_namespace(get(client).data)
    assert right in feed
    assert not schema.is_valid(feed.replace(right, wrong))


def test_an_entry_tells_what_it_is_in_the_readers_words(client: FlaskClient) -> None:
    feed = ET.fromstring(get(client).data)
    served = client.get("/v1/articles/asthma-inhalers?role=patient").json
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == served["title"]
    summary = entry.findtext(f"{ATOM}summary")
    assert "Inhaled corticosteroids are recommended in adults with persistent asthma." in summary
    assert "Medical review: Approved." in summary
    assert served["disclaimer"] in summary
    assert about_of(feed) == {
        "entry": entry.findtext(f"{ATOM}id"),
        "slug": "asthma-inhalers",
        "status": "approved",
        "revision": "1",
        "lastUpdated": "2026-01-20",
        "audienceAsked": "patient",
        "audienceServed": "patient",
        "disclaimer": served["disclaimer"],
        "readingGrade": "5.5",
    }


def test_every_address_of_an_entry_leads_to_the_article(client: FlaskClient) -> None:
    for link in ET.fromstring(get(client).data).iter(f"{ATOM}link"):
        answer = client.get(link.get("href").removeprefix("http://localhost"))
        assert (answer.status_code, answer.mimetype) == (200, link.get("type"))


def test_links_begin_with_the_address_that_the_site_has_set(make_app) -> None:
    answer = make_app(site_url="https://example.org").test_client().get("/infobutton", query_string=ASTHMA)
    links = [link.get("href") for link in ET.fromstring(answer.data).iter(f"{ATOM}link")]
    assert links
    assert all(link.startswith("https://example.org/") for link in links)


def test_json_has_the_shape_that_clinic_systems_read(client: FlaskClient) -> None:
    feed = get(client, "application/json").json["feed"]
    assert feed["author"]["name"]["_value"] == feed["title"]["_value"] == "Guidance"
    assert feed["lang"] == "en"
    assert [one["scheme"] for one in feed["category"]] == [
        "mainSearchCriteria.v.c",
        "mainSearchCriteria.v.cs",
        "mainSearchCriteria.v.dn",
        "informationRecipient",
    ]
    [entry] = feed["entry"]
    assert entry["summary"]["type"] == "html"
    assert entry["link"][0]["rel"] == "alternate"
    assert MOMENT.fullmatch(entry["updated"]["_value"])
    assert get(client, "application/json", **NOTHING).json["feed"]["entry"] == []


def test_json_and_xml_say_the_same(client: FlaskClient) -> None:
    as_json = get(client, "application/json", **HINTS).json["feed"]
    as_xml = ET.fromstring(get(client, **HINTS).data)
    assert [dict(one.attrib) for one in as_xml.iter(f"{ATOM}category")] == as_json["category"]
    [entry] = as_json["entry"]
    found = as_xml.find(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}summary") == entry["summary"]["_value"]
    assert [dict(one.attrib) for one in found.iter(f"{ATOM}link")] == entry["link"]
    assert [about_of(as_xml)] == as_json["article"]


def test_json_keeps_to_the_contract(client: FlaskClient) -> None:
    schema = knowledge.SCHEMAS["KnowledgeResponse"]
    for sent in (ASTHMA, NOTHING):
        Draft202012Validator(schema).validate(get(client, "application/json", **sent).json)


def test_a_script_calls_the_function_that_was_named(client: FlaskClient) -> None:
    answer = get(client, "application/javascript", callback="clinic.show_1", **HINTS)
    assert answer.mimetype == "application/javascript"
    assert answer.data.isascii()
    called = re.fullmatch(r"/\*\*/clinic\.show_1\((.*)\);", answer.text)
    assert json.loads(called[1]) == get(client, "application/json", **HINTS).json


@pytest.mark.parametrize(
    "name", ["", "alert(1)//", "a-b", "a..b", "1a", "a\u2028b", "a" * 65, "é", "a.b.c.d.e.f"]
)
def test_a_script_without_a_function_to_call_is_a_problem(client: FlaskClient, name: str) -> None:
    answer = get(client, "application/javascript", callback=name)
    assert (answer.status_code, answer.json["code"]) == (400, "bad-knowledge-request")
    assert [fault["pointer"] for fault in answer.json["errors"]] == ["/callback"]


def test_a_page_lists_the_articles_for_people(client: FlaskClient) -> None:
    page = get(client, "text/html", **HINTS)
    assert page.mimetype == "text/html"
    assert '<a href="http://localhost/articles/asthma-inhalers?role=patient">' in page.text
    assert "Inhaled corticosteroids are recommended" in page.text
    assert "<b>" not in page.text
    nothing = get(client, "text/html", **NOTHING | {"mainSearchCriteria.v.c": "<B>"})
    assert "We have no article for this yet." in nothing.text
    assert "Results for ICD-10-CM &lt;B&gt;" in nothing.text
    assert "<B>" not in nothing.text


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("", "application/atom+xml"),
        ("text/xml", "text/xml"),
        ("application/atom+xml", "application/atom+xml"),
        ("APPLICATION/JSON; charset=utf-8", "application/json"),
        ("text/json", "application/json"),
        ("text/html", "text/html"),
    ],
)
def test_the_parameter_chooses_the_kind(client: FlaskClient, asked: str, kind: str) -> None:
    assert get(client, asked).mimetype == kind


def test_a_plus_sign_that_became_a_space_is_understood(client: FlaskClient) -> None:
    address = "/infobutton?mainSearchCriteria.v.c=J45&mainSearchCriteria.v.csn=ICD10CM"
    answer = client.get(f"{address}&knowledgeResponseType=application/atom+xml")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")


@pytest.mark.parametrize("asked", ["text/plain", "application/pdf", "json", "*/*"])
def test_an_unknown_kind_is_a_problem(client: FlaskClient, asked: str) -> None:
    answer = get(client, asked)
    assert (answer.status_code, answer.json["code"]) == (415, "unknown-response-type")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/atom+xml"),
        ("application/json", "application/json"),
        ("text/json", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/xml", "application/xml"),
    ],
)
def test_without_the_parameter_accept_chooses(client: FlaskClient, accept: str, kind: str) -> None:
    answer = client.get("/infobutton", query_string=ASTHMA, headers={"Accept": accept})
    assert (answer.mimetype, answer.headers["Vary"]) == (kind, "Accept, Authorization")
    refused = client.get("/infobutton", query_string=ASTHMA, headers={"Accept": "image/png"})
    assert refused.status_code == 406


@pytest.mark.parametrize("sent", [ASTHMA, NOTHING])
def test_the_same_answer_is_not_sent_again(client: FlaskClient, sent: dict[str, str]) -> None:
    first = get(client, **sent)
    again = client.get(
        "/infobutton",
        query_string=sent | {"knowledgeResponseType": ""},
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert get(client, "text/html", **sent).headers["ETag"] != first.headers["ETag"]


def test_no_shared_cache_keeps_what_was_said_of_a_patient(client: FlaskClient) -> None:
    assert get(client).headers["Cache-Control"] == "private, no-cache"
    posted = client.post("/infobutton", data=ASTHMA)
    assert posted.headers["Cache-Control"] == "no-store"
    assert "ETag" not in posted.headers


def test_pages_of_any_clinic_may_fetch_what_is_open(client: FlaskClient) -> None:
    for answer in (get(client), client.post("/infobutton", data=ASTHMA)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_where_readers_need_a_key_so_does_a_clinic_and_no_other_page_may_fetch(make_app, make_key) -> None:
    client = make_app(reading="key").test_client()
    assert get(client).status_code == 401
    answer = client.get("/infobutton", query_string=ASTHMA, headers=make_key("read"))
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(HINTS)), st.text(max_size=20), max_size=6))
def test_whatever_is_sent_the_answer_can_be_read(client: FlaskClient, sent: dict[str, Any]) -> None:
    sendable = {name: value.encode("utf-8", "replace").decode() for name, value in sent.items()}
    answer = client.post("/infobutton", data=ASTHMA | sendable)
    if answer.status_code == 200:
        assert_whole(ET.fromstring(answer.data))
        page = client.post("/infobutton", data=ASTHMA | sendable | {"knowledgeResponseType": "text/html"})
        assert page.status_code == 200
    else:
        assert (answer.status_code, answer.json["code"]) == (400, "bad-knowledge-request")
