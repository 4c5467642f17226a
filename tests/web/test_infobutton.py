"""Requests as clinic systems send them, each answered with the articles that its reader may see.

The requests have the features of recorded ones and of the examples of HL7's guide; what they ask is ours.
"""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.web.current import KEY

ICD = "2.16.840.1.113883.6.90"
SNOMED = "2.16.840.1.113883.6.96"
RXNORM = "2.16.840.1.113883.6.88"
MESH = "2.16.840.1.113883.6.177"
NDC = "2.16.840.1.113883.6.69"
ICD9 = "2.16.840.1.113883.6.103"

type Ask = Callable[..., dict[str, Any]]


def query(**sent: str) -> dict[str, str]:
    """Parameters of a request for JSON, dots in their names written as two underscores."""
    return {"knowledgeResponseType": "application/json"} | {
        name.replace("__", ".").replace("main.", "mainSearchCriteria."): value for name, value in sent.items()
    }


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """The feed that answers a request."""

    def ask(**sent: str) -> dict[str, Any]:
        answer = client.get("/infobutton", query_string=query(**sent))
        assert answer.status_code == 200, answer.text
        return answer.json["feed"]

    return ask


def slugs(feed: dict[str, Any]) -> list[str]:
    return [one["slug"] for one in feed["article"]]


def terms(feed: dict[str, Any], scheme: str) -> list[str]:
    return [one["term"] for one in feed["category"] if one["scheme"] == scheme]


@pytest.fixture(autouse=True)
def library(app: Flask, article: str, writer: object) -> None:
    """Three articles: asthma, how asthma is told from COPD, and pneumonia."""
    codes = "  - {system: ICD-10-CM, code: J45.909}\n"
    of = {
        "asthma-inhalers": ("Which inhaler suits adults with asthma?", codes),
        "asthma-or-copd": (
            "How is asthma told from COPD?",
            "  - {system: ICD-10-CM, code: J45.90}\n  - {system: ICD-10-CM, code: J44.9}\n",
        ),
        "pneumonia": (
            "When is Amoxicillin enough for pneumonia?",
            '  - {system: MeSH, code: D011014}\n  - {system: SNOMED CT, code: "233604007"}\n'
            '  - {system: RxNorm, code: "723"}\n',
        ),
    }
    for slug, (title, listed) in of.items():
        text = article.replace("slug: asthma-inhalers", f"slug: {slug}").replace(codes, listed)
        text = text.replace("Which inhaler suits adults with asthma?", title)
        jobs.save_article(app.extensions[KEY], text, by="test")


def test_a_diagnosis_is_answered_with_its_article_for_patients(ask: Ask) -> None:
    feed = ask(main__v__c="J44.9", main__v__cs=ICD)
    [entry] = feed["entry"]
    assert entry["title"]["_value"] == "How is asthma told from COPD? (patient)"
    assert [(one["rel"], one["href"]) for one in entry["link"]] == [
        ("alternate", "http://localhost/articles/asthma-or-copd?role=patient"),
        ("alternate", "http://localhost/v1/articles/asthma-or-copd?role=patient"),
    ]
    assert terms(feed, "informationRecipient") == ["PAT"]


def test_a_diagnosis_of_several_articles_is_answered_with_all_of_them(ask: Ask) -> None:
    assert slugs(ask(main__v__c="J45.909", main__v__cs=ICD)) == ["asthma-inhalers", "asthma-or-copd"]


def test_a_diagnosis_of_another_system_and_language_is_answered_with_nothing(ask: Ask) -> None:
    spanish = {"informationRecipient__languageCode__c": "es"}
    assert ask(main__v__c="493.90", main__v__cs=ICD9, **spanish)["entry"] == []
    assert ask(main__v__c="J45.909", main__v__cs=ICD, **spanish)["entry"] == []
    assert slugs(ask(main__v__c="J44.9", main__v__cs=ICD, informationRecipient__languageCode__c="en-US"))


def test_a_medicine_is_found_by_its_code_or_by_its_name_alone(ask: Ask) -> None:
    assert slugs(ask(main__v__c="723", main__v__cs=RXNORM)) == ["pneumonia"]
    assert slugs(ask(main__v__cs=RXNORM, main__v__dn="amoxicillin")) == ["pneumonia"]
    assert slugs(ask(main__v__cs=RXNORM, main__v__dn="ibuprofen")) == []


def test_a_package_of_a_medicine_is_found_by_its_name_and_without_one_by_nothing(ask: Ask) -> None:
    assert slugs(ask(main__v__c="00093-4150-73", main__v__cs=NDC)) == []
    assert slugs(ask(main__v__c="00093-4150-73", main__v__cs=NDC, main__v__dn="Amoxicillin")) == ["pneumonia"]


def test_a_problem_list_with_every_hint_of_the_patient_is_answered(ask: Ask) -> None:
    feed = ask(
        knowledgeRequestNotification__effectiveTime__v="20260301081500",
        holder__assignedEntity__n="clinic",
        patientPerson__administrativeGenderCode__c="F",
        age__v__v="71",
        age__v__u="a",
        ageGroup__v__c="D000368",
        taskContext__c__c="PROBLISTREV",
        subTopic__v__c="Q000628",
        subTopic__v__cs=MESH,
        subTopic__v__dn="therapy",
        main__v__c="D011014",
        main__v__cs=MESH,
        main__v__dn="Pneumonia",
        main__v__ot="lung infection",
    )
    assert slugs(feed) == ["pneumonia"]
    assert terms(feed, "mainSearchCriteria.v.dn") == ["Pneumonia"]
    assert terms(feed, "patientPerson.administrativeGenderCode.c") == ["F"]
    assert terms(feed, "ageGroup.v.c") == ["D000368"]
    assert terms(feed, "taskContext.c.c") == ["PROBLISTREV"]
    assert terms(feed, "subTopic.v.dn") == ["therapy"]
    assert "clinic" not in str(feed)


def test_a_nurse_may_ask_for_a_young_patient_in_that_patients_language(ask: Ask) -> None:
    sent = {
        "age__v__v": "9",
        "age__v__u": "a",
        "taskContext__c__c": "MEDLISTREV",
        "performer": "PROV",
        "informationRecipient": "PAT",
        "performer__languageCode__c": "en",
        "performer__healthCareProvider__c__c": "163W00000X",
        "main__v__c": "723",
        "main__v__cs": RXNORM,
    }
    assert ask(**sent, informationRecipient__languageCode__c="es")["entry"] == []
    feed = ask(**sent, informationRecipient__languageCode__c="en")
    assert [one["audienceAsked"] for one in feed["article"]] == ["child"]
    assert terms(feed, "performer.healthCareProvider.c.c") == ["163W00000X"]
    assert terms(feed, "taskContext.c.c") == ["MEDLISTREV"]


def test_an_order_with_observations_is_answered_whatever_was_observed(ask: Ask) -> None:
    feed = ask(
        taskContext__c__c="MEDOE",
        subtopic__v__c="Q000628",
        encounter__c__c="AMB",
        main__v__c="233604007",
        main__v__cs=SNOMED,
        observation__c__c1="102811001",
        observation__v__v1="65",
        observation__v__u1="mL/min",
        observation__v__c2="77386006",
        observation__v__cs2=SNOMED,
        observation__valueNegationInd2="false",
    )
    assert slugs(feed) == ["pneumonia"]
    assert terms(feed, "subTopic.v.c") == ["Q000628"]
    assert terms(feed, "observation.v.c") == ["77386006"]
    assert terms(feed, "Observation.v.u") == ["mL/min"]


def test_a_code_its_system_and_a_task_are_enough_and_the_task_may_be_left_out(ask: Ask) -> None:
    sent = {"main__v__c": "233604007", "main__v__cs": SNOMED}
    assert slugs(ask(**sent, taskContext__c__c="PROBLISTREV")) == slugs(ask(**sent)) == ["pneumonia"]


def test_a_provider_reads_what_clinicians_wrote(ask: Ask) -> None:
    feed = ask(
        taskContext__c__c="MLREV",
        performer="PROV",
        informationRecipient="PROV",
        main__v__c="723",
        main__v__cs=RXNORM,
        main__v__dn="Amoxicillin",
    )
    [entry] = feed["entry"]
    assert entry["title"]["_value"] == "When is Amoxicillin enough for pneumonia?"
    assert entry["link"][0]["href"].endswith("?role=doctor")
    assert terms(feed, "performer") == terms(feed, "informationRecipient") == ["PROV"]


def test_an_insurer_is_answered_with_nothing(ask: Ask) -> None:
    assert ask(main__v__c="J45.909", main__v__cs=ICD, informationRecipient="PAYOR")["entry"] == []


def test_a_parent_may_say_so(ask: Ask) -> None:
    feed = ask(main__v__c="J44.9", main__v__cs=ICD, role="parent")
    assert [one["audienceAsked"] for one in feed["article"]] == ["caregiver"]


def test_a_code_above_or_below_finds_the_article_with_a_dot_or_without(ask: Ask) -> None:
    assert slugs(ask(main__v__c="j44", main__v__cs="icd10cm")) == ["asthma-or-copd"]
    assert slugs(ask(main__v__c="J449", main__v__csn="ICD-10-CM")) == ["asthma-or-copd"]
    assert slugs(ask(main__v__c="J45909", main__v__cs=f"urn:oid:{ICD}"))[0] == "asthma-inhalers"


def test_several_codes_find_what_any_of_them_finds(ask: Ask) -> None:
    feed = ask(main__v__c="J44.9", main__v__cs=ICD, main__v__c1="723", main__v__cs1=RXNORM)
    assert slugs(feed) == ["asthma-or-copd", "pneumonia"]
    assert terms(feed, "mainSearchCriteria.v.c") == ["J44.9", "723"]


def test_empty_parts_of_an_address_are_passed_over(client: FlaskClient) -> None:
    address = (
        f"/infobutton?&&MAINSEARCHCRITERIA.V.C=J44.9&&mainsearchcriteria.v.cs={ICD}&age.v.v=&role="
        "&knowledgeResponseType=text/json&"
    )
    assert slugs(client.get(address).json["feed"]) == ["asthma-or-copd"]


@pytest.mark.parametrize("sent", [{}, {"taskContext.c.c": "PROBLISTREV"}, {"mainSearchCriteria.v.c": "J45"}])
def test_a_request_about_nothing_is_a_problem(client: FlaskClient, sent: dict[str, str]) -> None:
    for answer in (client.get("/infobutton", query_string=sent), client.post("/infobutton", data=sent)):
        assert (answer.status_code, answer.json["code"]) == (400, "bad-knowledge-request")
        assert "/mainSearchCriteria.v.cs" in [fault["pointer"] for fault in answer.json["errors"]]


def test_a_name_sent_twice_is_a_problem_also_across_address_and_form(client: FlaskClient) -> None:
    sent = query(main__v__c="J44.9", main__v__cs=ICD)
    twice = client.get(f"/infobutton?{urlencode(sent)}&{urlencode(sent)}")
    split = client.post("/infobutton?mainSearchCriteria.V.c=J45", data=sent)
    for answer in (twice, split):
        assert (answer.status_code, answer.json["code"]) == (400, "bad-knowledge-request")


def test_a_form_is_answered_as_an_address_is(client: FlaskClient) -> None:
    sent = query(main__v__c="J44.9", main__v__cs=ICD)
    by_form = client.post("/infobutton", data=sent)
    assert by_form.json == client.get("/infobutton", query_string=sent).json
    assert client.post("/infobutton", query_string=sent).json == by_form.json


def test_only_a_form_is_taken_and_none_beyond_the_limit(client: FlaskClient) -> None:
    answer = client.post("/infobutton", json=query(main__v__c="J44.9", main__v__cs=ICD))
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported-media-type")
    sizes = {size: client.post("/infobutton", data={"wild": "x" * size}) for size in (900_000, 1_000_000)}
    assert {size: answer.json["code"] for size, answer in sizes.items()} == {
        900_000: "bad-knowledge-request",
        1_000_000: "too-large",
    }


def test_an_unknown_role_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/infobutton", query_string=query(main__v__c="J44.9", main__v__cs=ICD, role="king"))
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-role")


def test_what_is_said_of_a_patient_is_not_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sent = query(main__v__c="J44.9", main__v__cs=ICD, age__v__v="71", holder__assignedEntity__n="nurse-anne")
    client.get("/infobutton", query_string=sent)
    client.post("/infobutton", data=sent)
    client.get("/infobutton", query_string={**sent, "wild": "a\0"})
    assert "nurse-anne" not in caplog.text
    assert "J44.9" not in caplog.text


def test_a_withheld_variant_gives_way_with_its_notice(
    app: Flask, client: FlaskClient, ask: Ask, writer: Any, article: str
) -> None:
    writer.withheld = {"patient"}
    text = article.replace("slug: asthma-inhalers", "slug: hard").replace("J45.909", "M10.9")
    jobs.save_article(app.extensions[KEY], text.replace("status: approved", "status: submitted"), by="test")
    feed = ask(main__v__c="M10.9", main__v__cs=ICD)
    [about], [entry] = feed["article"], feed["entry"]
    served = client.get("/v1/articles/hard?role=patient").json
    assert (about["audienceAsked"], about["audienceServed"]) == ("patient", "informed")
    assert entry["title"]["_value"] == served["title"]
    for notice in served["notices"]:
        assert notice["text"] in entry["summary"]["_value"]
    assert about["status"] == "submitted"


def test_a_site_that_shows_only_what_is_approved_lists_nothing_else(
    app: Flask, make_app: Callable[..., Flask], article: str
) -> None:
    text = article.replace("slug: asthma-inhalers", "slug: gout").replace("J45.909", "M10.9")
    jobs.save_article(app.extensions[KEY], text.replace("status: approved", "status: submitted"), by="test")
    sent = query(main__v__c="M10.9", main__v__cs=ICD)
    assert slugs(app.test_client().get("/infobutton", query_string=sent).json["feed"]) == ["gout"]
    strict = make_app(readers_see="approved").test_client()
    assert slugs(strict.get("/infobutton", query_string=sent).json["feed"]) == []


def test_no_more_than_the_nearest_twenty_are_listed_and_the_feed_says_so(
    app: Flask, ask: Ask, article: str
) -> None:
    for number in range(21):
        text = article.replace("slug: asthma-inhalers", f"slug: gout-{number}").replace("J45.909", "M10.9")
        jobs.save_article(app.extensions[KEY], text, by="test")
    feed = ask(main__v__c="M10.9", main__v__cs=ICD)
    assert len(feed["entry"]) == len(feed["article"]) == 20
    assert feed["subtitle"]["_value"] == "Results for ICD-10-CM M10.9: the nearest 20"
