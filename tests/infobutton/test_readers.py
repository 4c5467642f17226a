"""Whose words a request is answered in."""

import pytest

from guidance.infobutton import asked, readers
from guidance.plain.audience import Audiences, UnknownRole, load


@pytest.fixture(scope="module")
def audiences() -> Audiences:
    return load()


def served(audiences: Audiences, **sent: str) -> str | None:
    pairs = {"mainSearchCriteria.v.c": "J45", "mainSearchCriteria.v.csn": "ICD10CM"}
    pairs |= {name.replace("__", "."): value for name, value in sent.items()}
    found = readers.audience_for(audiences, asked.read(pairs.items()))
    return found.id if found else None


@pytest.mark.parametrize(
    ("recipient", "audience"), [("", "patient"), ("PAT", "patient"), ("PROV", "clinician"), ("PAYOR", None)]
)
def test_the_recipient_leads_to_an_audience(
    audiences: Audiences, recipient: str, audience: str | None
) -> None:
    assert served(audiences, informationRecipient=recipient) == audience


@pytest.mark.parametrize(
    ("age", "unit", "audience"),
    [
        ("20", "d", "caregiver"),
        ("30", "mo", "caregiver"),
        ("6", "a", "caregiver"),
        ("7", "a", "child"),
        ("11", "a", "child"),
        ("12", "a", "teen"),
        ("15", "a", "teen"),
        ("16", "a", "patient"),
        ("77", "a", "patient"),
    ],
)
def test_the_age_of_the_patient_picks_the_audience(
    audiences: Audiences, age: str, unit: str, audience: str
) -> None:
    assert served(audiences, age__v__v=age, age__v__u=unit) == audience
    assert served(audiences, age__v__v=age, age__v__u=unit, informationRecipient="PROV") == "clinician"


@pytest.mark.parametrize(
    ("group", "audience"),
    [
        ("D007231", "caregiver"),
        ("D007223", "caregiver"),
        ("D002675", "caregiver"),
        ("D002648", "child"),
        ("D000293", "teen"),
        ("D055815", "patient"),
        ("D000369", "patient"),
        ("unknown", "patient"),
    ],
)
def test_an_age_group_counts_where_there_is_no_age(audiences: Audiences, group: str, audience: str) -> None:
    assert served(audiences, ageGroup__v__c=group) == audience
    assert served(audiences, ageGroup__v__c=group, age__v__v="40", age__v__u="a") == "patient"


@pytest.mark.parametrize(
    ("provider", "audience"),
    [
        ("163W00000X", "nurse"),
        ("183500000x", "nurse"),
        ("390200000X", "student"),
        ("207R00000X", "clinician"),
        ("nobody", "clinician"),
    ],
)
def test_the_profession_of_a_provider_picks_the_audience(
    audiences: Audiences, provider: str, audience: str
) -> None:
    sent = {"informationRecipient": "PROV", "informationRecipient__healthCareProvider__c__c": provider}
    assert served(audiences, **sent) == audience


def test_a_declared_role_goes_before_all_else(audiences: Audiences) -> None:
    assert served(audiences, role="parent", informationRecipient="PROV") == "caregiver"
    with pytest.raises(UnknownRole):
        served(audiences, role="king")


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("en", True),
        ("en-GB", True),
        ("EN_us", True),
        ("eng", True),
        ("es", False),
        ("enm", False),
        ("x", False),
    ],
)
def test_nobody_is_served_in_a_language_that_nothing_is_written_in(
    audiences: Audiences, language: str, spoken: bool
) -> None:
    found = served(audiences, informationRecipient__languageCode__c=language)
    assert found == ("patient" if spoken else None)
