"""People's wordings: put in the place of the rewriter's, and held by the same guards."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from guidance.article import markdown, render
from guidance.article.document import Document
from guidance.article.markdown import NoLine
from guidance.plain.account import read_as
from guidance.plain.audience import Audiences
from guidance.plain.draft import Draft, NoSuchSentence
from guidance.plain.stretches import stretches
from guidance.plain.writer import Writer

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "wordings" / "patient.toml").read_text(encoding="utf-8")
)["sentence"]
KEPT = [(case["source"], wording) for case in CASES for wording in case["kept"]]
REFUSED = [(case["source"], wording, guards) for case in CASES for wording, guards in case["refused"].items()]
BODY = """\
## Signs

The *drug* eases pain [1]. It should not be taken with [grapefruit](https://example.org/a) [1, 2]. It may \
cause nausea.

- Take **5 mg** daily [2].

| Dose | When |
| --- | --- |
| 5 mg | daily |

It may cause nausea.
"""


def plain(body: str, title: str = "What is known?") -> Document:
    blocks = markdown.parse_body(body, references=frozenset((1, 2)))
    return replace(markdown.from_text("", title=title), blocks=blocks)


def keys(document: Document) -> dict[str, str]:
    return {place.id: place.key for stretch in stretches(document) for place in stretch.places}


@pytest.fixture
def objections(writer: Writer, audiences: Audiences):
    """The guards that object to a wording of a sentence for patients."""

    def found(source: str, wording: str) -> set[str]:
        checked = writer.examine(plain(source), "s1", wording, audiences.get("patient"))
        assert checked.passed == all(finding.passed for finding in checked.findings)
        return {finding.guard for finding in checked.findings if not finding.passed}

    return found


@pytest.mark.parametrize(("source", "wording"), KEPT)
def test_a_wording_that_says_the_same_is_kept(objections, source: str, wording: str) -> None:
    assert objections(source, wording) == set()


@pytest.mark.parametrize(("source", "wording", "guards"), REFUSED)
def test_a_wording_that_says_something_else_is_refused(objections, source, wording, guards) -> None:
    assert set(guards) <= objections(source, wording)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["source"][:30])
def test_the_source_itself_and_the_rewriters_own_words_are_never_refused(
    writer: Writer, audiences: Audiences, case: dict
) -> None:
    for audience in audiences.all:
        if audience.rewrite:
            draft = writer.write(plain(case["source"]), audience)
            own = next(each for each in draft.sentences if each.id == "s1").output_markdown
            checked = writer.examine(plain(case["source"]), "s1", own, audience)
            assert [found for found in checked.findings if not found.passed] == [], (audience.id, own)
    checked = writer.examine(plain(case["source"]), "s1", case["source"], audiences.get("patient"))
    assert {found.guard for found in checked.findings if not found.passed} <= {"readability"}


def test_every_guard_of_the_rewriter_is_asked(writer: Writer, audiences: Audiences) -> None:
    checked = writer.examine(plain("It helps."), "s1", "It helps.", audiences.get("teen"))
    own = {
        finding.guard
        for finding in writer.write(plain("It helps."), audiences.get("teen")).sentences[1].guards
    }
    assert {finding.guard for finding in checked.findings} == own | {"links", "readability"}
    assert checked.output == checked.rewritten == ("It helps.",)


def test_a_citation_stays_with_its_claim(objections) -> None:
    source = "Walking eases pain [1], and swimming eases stiffness [2]."
    assert objections(source, "Walking eases pain [1]. And swimming eases stiffness [2].") == set()
    assert objections(source, "Walking eases pain [2]. And swimming eases stiffness [1].") == {"citations"}


def test_a_link_is_neither_lost_nor_brought_in(objections) -> None:
    source = "Ask [your nurse](https://example.org/nurse) about it."
    assert objections(source, "Ask [your own nurse](https://example.org/nurse) about it.") == set()
    assert objections(source, "Ask your nurse about it.") == {"links"}
    assert objections(source, "Ask [your nurse](https://example.com/) about it.") == {"links"}


def test_what_only_explains_a_term_claims_nothing(writer: Writer, audiences: Audiences, objections) -> None:
    source = "Dyspnoea is rare."
    draft = writer.write(plain(source), audiences.get("patient"))
    said = next(each for each in draft.sentences if each.id == "s1").output_markdown
    assert said != source
    assert objections(source, said) == set()


@pytest.mark.parametrize("wording", ["", "  ", "## No", "- a list", "1. a list", "> quoted"])
def test_a_wording_is_running_text(writer: Writer, audiences: Audiences, wording: str) -> None:
    with pytest.raises(NoLine):
        writer.examine(plain("It helps."), "s1", wording, audiences.get("patient"))


def test_only_a_sentence_that_stands_there_can_be_worded(writer: Writer, audiences: Audiences) -> None:
    with pytest.raises(NoSuchSentence):
        writer.examine(plain("It helps."), "s2", "It works.", audiences.get("patient"))


@pytest.fixture(scope="module")
def worded(writer: Writer, audiences: Audiences) -> Draft:
    """The body for patients, with people's words for four of its sentences."""
    document = plain(BODY)
    known = keys(document)
    own = {
        known["title"]: "What do we *know*?",
        known["s3"]: "Do not take it with [grapefruit](https://example.org/a) [1] _or_ its juice [2].",
        known["s5"]: "Take **5 mg** each day [2]. Take it with food.",
        known["s10"]: "It may make you sick.",
        "0" * 16 + ".1": "A sentence that is not there.",
    }
    return writer.write(document, audiences.get("patient"), {"patient": own, "child": {known["s2"]: "No."}})


def test_wordings_stand_in_the_place_of_their_sentences_and_of_no_other(worded: Draft) -> None:
    assert worded.title == "What do we *know*?"
    text = render.blocks_to_markdown(worded.blocks)
    assert "Do not take it with [grapefruit](https://example.org/a) [1] _or_ its juice [2]." in text
    assert "- Take **5 mg** each day [2]. Take it with food.\n" in text
    assert text.endswith("\nIt may make you sick.\n")
    assert text.count("It may make you sick.") == 1
    assert "The _drug_ eases pain [1]." in text
    assert "not there" not in text


def test_the_account_of_a_worded_sentence_tells_both(worded: Draft) -> None:
    by_id = {each.id: each for each in worded.sentences}
    third = by_id["s3"]
    assert third.wording == third.output_markdown
    assert third.output == ("Do not take it with grapefruit or its juice.",)
    assert third.rewritten == ("It should not be taken with grapefruit.",)
    assert (third.edits, third.guards, third.refused) == ((), (), ())
    assert by_id["s5"].output == ("Take 5 mg each day.", "Take it with food.")
    assert by_id["s4"].wording is None
    assert by_id["s2"].markdown == "The _drug_ eases pain [1]."
    assert by_id["s3"].markdown.endswith("[grapefruit](https://example.org/a) [1] [2].")


def test_equal_sentences_have_keys_of_their_own_and_keys_stand_while_their_sentence_stands() -> None:
    before = keys(plain(BODY))
    assert before["s4"] != before["s10"]
    assert before["s4"].split(".")[0] == before["s10"].split(".")[0]
    assert len(set(before.values())) == len(before)
    after = keys(plain(f"A new beginning.\n\n{BODY}"))
    assert after["s11"] == before["s10"]
    assert keys(plain(BODY.replace("pain [1]", "pain [2]")))["s2"] != before["s2"]


def test_a_wording_counts_in_the_measures(writer: Writer, audiences: Audiences) -> None:
    document = plain("The drug is very good. The drug is very good for you too.")
    hard = {
        keys(document)["s1"]: "Institutional considerations notwithstanding, pharmacotherapy is beneficial."
    }
    patient = audiences.get("patient")
    assert not writer.write(document, patient).readability.withheld
    draft = writer.write(document, patient, {"patient": hard})
    assert draft.readability.withheld
    assert draft.sentences[1].grade > 20 > 5 > draft.sentences[1].source_grade
    assert "pharmacotherapy" in {each.text for each in draft.sentences[1].hardest}


def test_those_who_read_the_text_itself_get_nobodys_wording(writer: Writer, audiences: Audiences) -> None:
    document = plain("The drug helps.")
    draft = writer.write(document, audiences.get("clinician"), {"clinician": {keys(document)["s1"]: "No."}})
    assert draft.blocks == document.blocks
    assert draft.sentences[1].wording is None


def test_an_omission_is_told_until_a_wording_brings_the_number_back(
    writer: Writer, audiences: Audiences
) -> None:
    source = "Walking eased pain (95% CI 1.2 to 2.4) in adults."
    document, child = plain(source), audiences.get("child")
    rules = writer.write(document, child)
    assert rules.omissions
    own = keys(document)["s1"]
    assert writer.write(document, child, {"child": {own: "Walking eased pain in adults."}}).omissions
    assert not writer.write(document, child, {"child": {own: source}}).omissions
    assert writer.examine(document, "s1", "Walking eased pain in adults.", child).passed


def test_the_markdown_of_an_output_reads_as_its_output(writer: Writer, audiences: Audiences) -> None:
    for audience in audiences.all:
        for each in writer.write(plain(BODY), audience).sentences:
            if each.kind != "title":
                runs = markdown.parse_line(each.output_markdown)
                said = "".join(run.text for run in runs if run.citation is None)
                assert said.replace(" ", "") == "".join(each.output).replace(" ", "")
    assert read_as([]) == ()
