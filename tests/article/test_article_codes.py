"""Code systems by all their names; codes in one form, with what stands above and below them."""

import pytest

from guidance.article import codes
from guidance.article.codes import ICD, KEPT, LOINC, MESH, SNOMED


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("ICD-10-CM", "ICD-10-CM"),
        ("icd10cm", "ICD-10-CM"),
        ("urn:oid:2.16.840.1.113883.6.90", "ICD-10-CM"),
        ("http://snomed.info/sct", "SNOMED CT"),
        ("2.16.840.1.113883.6.96", "SNOMED CT"),
        ("RXNORM", "RxNorm"),
        ("2.16.840.1.113883.11.79", "LOINC"),
        ("2.16.840.1.113883.6.177", "MeSH"),
        ("2.16.840.1.113883.6.103", "ICD-9-CM"),
        ("2.16.840.1.113883.6.69", "NDC"),
    ],
)
def test_a_system_is_found_by_its_name_its_oid_and_its_other_names(name: str, system: str) -> None:
    found = codes.find(name)
    assert found is not None
    assert found.name == system


def test_a_system_that_nobody_knows_is_not_found() -> None:
    assert codes.find("2.16.840.1.113883.6.9") is None
    assert codes.find("") is None


def test_the_example_of_every_system_is_right_and_in_normal_form() -> None:
    for system in KEPT:
        assert system.fault(system.example) == ""
        assert codes.normal(system, system.example.lower()) == system.example


@pytest.mark.parametrize("code", ["J45909", "j45.909", " J45.909 ", "J45.909."])
def test_a_dot_or_none_small_letters_or_capitals_come_to_the_same(code: str) -> None:
    assert codes.normal(ICD, code) == "J45.909"


def test_above_a_code_stand_the_shorter_ones_and_below_it_what_begins_with_it() -> None:
    assert list(codes.broader(ICD, "S52.521A")) == ["S52.521", "S52.52", "S52.5", "S52"]
    assert list(codes.broader(ICD, "G35")) == []
    assert codes.narrower(ICD, "G35") == "G35."
    assert codes.narrower(ICD, "S52.5") == "S52.5"


def test_only_a_right_code_of_the_one_system_has_any_below_it() -> None:
    assert codes.narrower(ICD, "G") == ""
    assert codes.narrower(MESH, "D001249") == ""
    assert list(codes.broader(SNOMED, "195967001")) == []


@pytest.mark.parametrize("code", ["٢٠١٥٠-٩", "20150-9 1", "20150", "-9", ""])
def test_only_plain_digits_make_a_code(code: str) -> None:
    assert LOINC.fault(code)


@pytest.mark.parametrize("place", range(9))
def test_a_check_digit_tells_one_wrong_digit_wherever_it_is(place: int) -> None:
    right = "195967001"
    wrong = f"{right[:place]}{(int(right[place]) + 1) % 10}{right[place + 1 :]}"
    assert "check digit" in SNOMED.fault(wrong)
