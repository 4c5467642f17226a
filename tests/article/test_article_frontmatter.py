"""Front matter in, metadata out."""

from datetime import date

import pytest

from guidance.article.document import Code, Metadata, Reference
from guidance.article.faults import InvalidArticle
from guidance.article.markdown import parse

GOOD = """title: "Is aspirin   advised?"
slug: aspirin-2
specialty: cardiology
codes:
  - {system: ICD-10-CM, code: I25.10}
updated: 2026-02-01
status: approved
reviewed_by: Medical Advisory Board
references:
  2: {year: 2021, kind: systematic review, about: bleeding, url: "https://example.org/b"}
  1: {year: 2023, kind: clinical guideline, about: aspirin}
"""


def read(front: str) -> Metadata:
    return parse(f"---\n{front}---\n\nText.\n").meta


def faults(front: str) -> dict[str, str]:
    with pytest.raises(InvalidArticle) as caught:
        read(front)
    return {fault.pointer: fault.detail for fault in caught.value.faults}


def test_every_field_arrives_and_references_stand_by_number() -> None:
    assert read(GOOD) == Metadata(
        title="Is aspirin advised?",
        slug="aspirin-2",
        specialty="cardiology",
        codes=(Code("ICD-10-CM", "I25.10"),),
        updated=date(2026, 2, 1),
        status="approved",
        reviewed_by="Medical Advisory Board",
        references=(
            Reference(1, 2023, "clinical guideline", "aspirin"),
            Reference(2, 2021, "systematic review", "bleeding", "https://example.org/b"),
        ),
    )


def test_codes_reviewer_and_references_may_be_absent() -> None:
    meta = read("title: A\nslug: a\nspecialty: b\nupdated: 2026-02-01\nstatus: submitted\n")
    assert (meta.codes, meta.reviewed_by, meta.references) == ((), None, ())


def test_all_faults_are_reported_at_once_each_with_its_place() -> None:
    front = """title: 7
slug: No Spaces
codes: [{system: ICD-10-CM, code: 250, colour: red}, nonsense]
updated: yesterday
status: perfect
author: somebody
references:
  1: {year: 23, kind: " ", about: a, url: "ftp://example.org", pages: 3}
  zero: {year: 2023, kind: a, about: b}
  0: {year: 2023, kind: a}
"""
    assert faults(front).keys() == {
        "/title",
        "/slug",
        "/specialty",
        "/codes/0/colour",
        "/codes/0/code",
        "/codes/1",
        "/updated",
        "/status",
        "/author",
        "/references/1/year",
        "/references/1/kind",
        "/references/1/url",
        "/references/1/pages",
        "/references/zero",
        "/references/0",
        "/references/0/about",
    }


def test_a_code_that_yaml_reads_as_a_number_asks_for_quotes() -> None:
    assert "in quotes" in faults(GOOD.replace("I25.10", "24700007"))["/codes/0/code"]


def test_codes_are_kept_in_one_form_under_the_name_of_their_system() -> None:
    front = GOOD.replace("{system: ICD-10-CM, code: I25.10}", "{system: icd10cm, code: i2510}").replace(
        "\nupdated", '\n  - {system: "2.16.840.1.113883.6.96", code: "195967001"}\nupdated'
    )
    assert read(front).codes == (Code("ICD-10-CM", "I25.10"), Code("SNOMED CT", "195967001"))


@pytest.mark.parametrize(
    ("system", "code", "pointer", "why"),
    [
        ("ICD-11", "8A40", "/codes/0/system", "ICD-10-CM, SNOMED CT, RxNorm, LOINC, MeSH"),
        ("NDC", "49502-693-03", "/codes/0/system", "is not a code system that articles carry"),
        ("ICD-10-CM", "250.00", "/codes/0/code", "as in ICD-10-CM J45.909"),
        ("ICD-10-CM", "I25.10000", "/codes/0/code", "at most 4 more"),
        ("SNOMED CT", "195967002", "/codes/0/code", "check digit"),
        ("SNOMED CT", "301485011", "/codes/0/code", "is no concept"),
        ("RxNorm", "0435", "/codes/0/code", "not begin with 0"),
        ("LOINC", "20150-8", "/codes/0/code", "check digit"),
        ("MeSH", "D12", "/codes/0/code", "D or C and 6 or 9 digits"),
    ],
)
def test_a_wrong_code_is_refused_at_its_place(system: str, code: str, pointer: str, why: str) -> None:
    found = faults(GOOD.replace("ICD-10-CM, code: I25.10", f'{system}, code: "{code}"'))
    assert found.keys() == {pointer}
    assert why in found[pointer]


def test_more_codes_than_are_taken_are_refused_together() -> None:
    many = "  - {system: MeSH, code: D001249}\n" * 101
    found = faults(GOOD.replace("  - {system: ICD-10-CM, code: I25.10}\n", many))
    assert found == {"/codes": "holds 101 codes; at most 100 are taken"}


@pytest.mark.parametrize("slug", ["A", "a b", "é", "a_b", "a" * 121])
def test_a_slug_is_of_lower_case_letters_digits_and_hyphens(slug: str) -> None:
    assert "/slug" in faults(GOOD.replace("aspirin-2", slug))


@pytest.mark.parametrize("text", ["", "Text.", "---\ntitle: never closed\n", "---", " ---\ntitle: a\n---\n"])
def test_an_article_without_front_matter_is_told_so(text: str) -> None:
    with pytest.raises(InvalidArticle, match="must begin with front matter"):
        parse(text)


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ("title: a\ntitle: b\n", "given twice"),
        ("a: &x [1]\nb: *x\n", "anchors"),
        ("a: !!python/object:os.system x\n", "tags"),
        ("a: " + "[" * 20_000 + "\n", "too deep"),
        ("a: 2026-13-45\n", "not valid YAML"),
        ("a: {b\n", "not valid YAML"),
        ("? [a]\n: b\n", "a key must be"),
        ("<<: {a: b}\n", "not valid YAML"),
        (f"a: {'9' * 5_000}\n", "not valid YAML"),
        (f"a: {'b' * 50_001}\n", "longer than"),
        ("- a\n", "must be an object"),
        ("just words\n", "must be an object"),
    ],
)
def test_yaml_that_is_broken_or_clever_is_refused(front: str, why: str) -> None:
    assert any(why in detail for detail in faults(front).values())


def test_yaml_faults_name_the_line_of_the_file() -> None:
    assert "markdown:3" in faults("title: a\ntitle: b\n")


@pytest.mark.parametrize("escape", ["\\ud800", "\\0", "\\u202e"])
def test_a_bad_character_cannot_come_in_by_a_yaml_escape(escape: str) -> None:
    assert "/title" in faults(GOOD.replace('"Is aspirin', f'"{escape}Is aspirin'))


def test_a_byte_order_mark_before_the_front_matter_is_no_obstacle() -> None:
    assert (
        parse(f"\ufeff---\r\n{GOOD}---\r\n".replace("\n", "\r\n").replace("\r\r", "\r")).meta.slug
        == "aspirin-2"
    )
