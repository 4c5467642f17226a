"""What a request asks, however its sender writes it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.infobutton import asked
from guidance.infobutton.asked import MAX_CRITERIA, MAX_LENGTH, MAX_PARAMETERS, Asked, BadKnowledgeRequest

ICD = "2.16.840.1.113883.6.90"
SNOMED = "2.16.840.1.113883.6.96"
RXNORM = "2.16.840.1.113883.6.88"
NDC = "2.16.840.1.113883.6.69"
ASTHMA = {"mainSearchCriteria.v.c": "J45.909", "mainSearchCriteria.v.cs": ICD}


def read(**extra: str) -> Asked:
    """The request for asthma with more parameters, dots in their names written as two underscores."""
    return asked.read((ASTHMA | {name.replace("__", "."): value for name, value in extra.items()}).items())


def faults(pairs: object) -> dict[str, str]:
    with pytest.raises(BadKnowledgeRequest) as caught:
        asked.read(pairs)
    return {fault.pointer: fault.detail for fault in caught.value.faults}


def codes(found: Asked) -> list[tuple[str, str]]:
    return [(one.system.name if one.system else one.system_name, one.code) for one in found.criteria]


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title])
def test_names_are_read_in_any_case(change) -> None:
    assert codes(asked.read([(change(name), value) for name, value in ASTHMA.items()])) == [
        ("ICD-10-CM", "J45.909")
    ]


def test_the_names_of_older_guides_are_read_and_the_newer_ones_win() -> None:
    older = {"mainSearchCriteria.c.c": "g35", "mainSearchCriteria.c.cs": ICD, "subTopic.c.c": "Q000628"}
    found = asked.read(older.items())
    assert codes(found) == [("ICD-10-CM", "G35")]
    assert ("subTopic.v.c", "Q000628") in found.categories
    assert codes(asked.read([*older.items(), *ASTHMA.items()])) == [("ICD-10-CM", "J45.909")]
    assert codes(asked.read([*ASTHMA.items(), *older.items()])) == [("ICD-10-CM", "J45.909")]


def test_several_criteria_are_told_apart_by_their_numbers() -> None:
    found = read(
        mainSearchCriteria__v__c1="195967001",
        mainSearchCriteria__v__cs1=SNOMED,
        mainSearchCriteria__v__c02="435",
        mainSearchCriteria__v__csn2="RXNORM",
    )
    assert codes(found) == [("ICD-10-CM", "J45.909"), ("SNOMED CT", "195967001"), ("RxNorm", "435")]


def test_the_name_of_a_code_system_does_where_its_oid_is_not_sent() -> None:
    by_name = {"mainSearchCriteria.v.c": "J45909", "mainSearchCriteria.v.csn": "ICD-10 CM"}
    assert codes(asked.read(by_name.items())) == [("ICD-10-CM", "J45.909")]
    assert codes(read(mainSearchCriteria__v__csn="LOINC")) == [("ICD-10-CM", "J45.909")]


def test_an_unknown_code_system_is_no_error() -> None:
    assert codes(asked.read([("mainSearchCriteria.v.c", "7"), ("mainSearchCriteria.v.cs", "1.2.3")])) == [
        ("1.2.3", "7")
    ]


def test_what_is_empty_or_unknown_is_ignored() -> None:
    found = read(holder__assignedEntity__certificateText="secret", executionMode="", age__v__v="", wild="x")
    assert found == read()
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("pairs", "missing"),
    [
        ([], {"/mainSearchCriteria.v.c", "/mainSearchCriteria.v.cs"}),
        ([("mainSearchCriteria.v.c", "J45")], {"/mainSearchCriteria.v.cs"}),
        ([("mainSearchCriteria.v.cs", ICD)], {"/mainSearchCriteria.v.c"}),
        (
            [("mainSearchCriteria.v.cs", ICD), ("mainSearchCriteria.v.dn", "Asthma")],
            {"/mainSearchCriteria.v.c"},
        ),
        ([*ASTHMA.items(), ("mainSearchCriteria.v.c3", "J45")], {"/mainSearchCriteria.v.cs3"}),
    ],
)
def test_a_criterion_without_its_code_or_its_system_is_pointed_at(pairs, missing: set[str]) -> None:
    assert faults(pairs).keys() == missing


@pytest.mark.parametrize("system", [RXNORM, NDC])
def test_a_medicine_may_be_asked_for_by_its_name_alone(system: str) -> None:
    found = asked.read([("mainSearchCriteria.v.cs", system), ("mainSearchCriteria.v.dn", "Aspirin")])
    assert [(one.by_name, one.name) for one in found.criteria] == [(True, "Aspirin")]


def test_a_name_stands_in_for_a_code_only_where_no_such_codes_are_kept() -> None:
    name = {"mainSearchCriteria.v.dn": "Aspirin"}
    by_ndc = {"mainSearchCriteria.v.c": "49502-693-03", "mainSearchCriteria.v.cs": NDC} | name
    by_rxnorm = {"mainSearchCriteria.v.c": "1191", "mainSearchCriteria.v.cs": RXNORM} | name
    assert [one.by_name for one in asked.read(by_ndc.items()).criteria] == [True]
    assert [one.by_name for one in asked.read(by_rxnorm.items()).criteria] == [False]


def test_what_is_sent_twice_is_refused_by_name_and_without_its_value() -> None:
    found = faults([*ASTHMA.items(), ("Age.V.V", "7"), ("age.v.v", "8")])
    assert found == {"/age.v.v": "was sent more than once; number what repeats"}
    assert read(age__v__v="8") == asked.read([*ASTHMA.items(), ("age.v.v", "8"), ("age.v.v", "")])


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"wild": "a\0b"}, "control characters"),
        ({"mainSearchCriteria.v.dn": "a\u202eb"}, "control characters"),
        ({"w\1ld": "a"}, "control characters"),
        ({"wild": "a" * (MAX_LENGTH + 1)}, f"longer than {MAX_LENGTH}"),
    ],
)
def test_a_value_that_cannot_be_taken_is_pointed_at(sent: dict[str, str], why: str) -> None:
    [detail] = faults([*ASTHMA.items(), *sent.items()]).values()
    assert why in detail


def test_more_than_the_limits_allow_is_refused() -> None:
    many = [(f"wild{number}", "x") for number in range(MAX_PARAMETERS + 1)]
    with pytest.raises(BadKnowledgeRequest, match=f"at most {MAX_PARAMETERS}"):
        asked.read(many)
    things = [
        (f"mainSearchCriteria.v.{part}{n}", "1") for n in range(MAX_CRITERIA + 1) for part in ("c", "cs")
    ]
    with pytest.raises(BadKnowledgeRequest, match=f"at most {MAX_CRITERIA}"):
        asked.read(things)


@pytest.mark.parametrize(
    ("sent", "recipient"),
    [
        ({}, "PAT"),
        ({"informationRecipient": "prov"}, "PROV"),
        ({"performer": "PROV"}, "PROV"),
        ({"performer": "PROV", "informationRecipient": "PAT"}, "PAT"),
        ({"performer": "PAT", "informationRecipient": "PAYOR"}, "PAYOR"),
        ({"informationRecipient": "SOMEONE"}, "PAT"),
    ],
)
def test_who_reads_goes_before_who_clicked(sent: dict[str, str], recipient: str) -> None:
    found = read(**sent)
    assert found.recipient == recipient
    assert ("informationRecipient", recipient) in found.categories


def test_language_and_profession_are_those_of_the_one_who_reads() -> None:
    both = {
        "performer": "PROV",
        "performer__languageCode__c": "en",
        "performer__healthCareProvider__c__c": "163W00000X",
    }
    clicked = read(**both)
    assert (clicked.language, clicked.provider) == ("en", "163W00000X")
    told = read(**both, informationRecipient="PAT", informationRecipient__languageCode__c="es")
    assert (told.language, told.provider) == ("es", "")


@pytest.mark.parametrize(
    ("value", "unit", "years"),
    [
        ("8", "a", 8),
        ("24", "mo", 2),
        ("23", "mo", 1),
        ("600", "wk", 11),
        ("6", "d", 0),
        ("2", "H", 0),
        ("90", "min", 0),
        ("8", "", None),
        ("eight", "a", None),
        ("-1", "a", None),
        ("nan", "a", None),
        ("1e400", "a", None),
        ("151", "a", None),
        ("8", "yr", None),
    ],
)
def test_an_age_is_read_in_its_unit_or_not_at_all(value: str, unit: str, years: int | None) -> None:
    assert read(age__v__v=value, age__v__u=unit).age == years


def test_the_main_criteria_and_the_recipient_come_back_first_also_where_they_are_empty() -> None:
    assert read().categories == (
        ("mainSearchCriteria.v.c", "J45.909"),
        ("mainSearchCriteria.v.cs", ICD),
        ("mainSearchCriteria.v.dn", ""),
        ("informationRecipient", "PAT"),
    )


def test_hints_come_back_under_the_names_of_the_answers_schema() -> None:
    found = read(
        taskContext__c__c="MEDLISTREV",
        observation__v__u="mL/min",
        observation__v__c1="102811001",
        performer__languageCode__c="en",
        locationOfInterest__addr__postalCode="0001",
        assignedAuthorizedPerson__id__root="1.2.3",
    )
    assert found.categories[4:] == (
        ("taskContext.c.c", "MEDLISTREV"),
        ("performer.languageCode", "en"),
        ("observation.v.c", "102811001"),
        ("Observation.v.u", "mL/min"),
        ("locationOfInterest.addr.ZIP", "0001"),
    )


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=12))
def test_any_request_is_read_or_refused_as_a_whole(pairs: list[tuple[str, str]]) -> None:
    with suppress(BadKnowledgeRequest):
        found = asked.read([*ASTHMA.items(), *pairs])
        assert codes(found)[0] == ("ICD-10-CM", "J45.909")
