"""Clinician Markdown in, blocks out."""

from collections.abc import Callable

import pytest

from guidance.article.characters import MAX_CHARACTERS, ForbiddenCharacter, LoneSurrogate, TextTooLong
from guidance.article.document import (
    Callout,
    Cell,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Run,
    Table,
)
from guidance.article.faults import InvalidArticle
from guidance.article.markdown import findings, from_text, parse, parse_body
from guidance.article.reader import MAX_DEPTH

FRONT = """---
title: When is warfarin used?
slug: warfarin
specialty: cardiology
codes: [{system: ICD-10-CM, code: I48.91}]
updated: 2026-02-01
status: approved
references:
  1: {year: 2023, kind: clinical guideline, about: anticoagulation}
  2: {year: 2021, kind: systematic review, about: bleeding}
  3: {year: 2020, kind: cohort study, about: adherence}
---
"""


def words(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def fault_of(read: Callable[[str], object], text: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidArticle) as caught:
        read(text)
    return [(fault.pointer, fault.detail) for fault in caught.value.faults]


def test_emphasis_links_and_code_become_flat_runs() -> None:
    (block,) = parse_body("A *b **c*** [d](https://example.org) and `e`.")
    assert block == Paragraph(
        (
            Run("A "),
            Run("b ", emphasis=True),
            Run("c", emphasis=True, strong=True),
            Run(" "),
            Run("d", link="https://example.org"),
            Run(" and "),
            Run("e", code=True),
            Run("."),
        )
    )


def test_line_breaks_and_odd_spaces_become_one_ordinary_space() -> None:
    assert parse_body("5\u00a0mg  \ntwice\n   daily") == (words("5 mg twice daily"),)


def test_characters_that_nobody_sees_cannot_hide_a_dose() -> None:
    assert parse_body("1\u200b0 m\u00adg and &#8203;x") == (words("10 mg and x"),)


def test_nested_lists_keep_their_kind_and_their_numbers() -> None:
    (block,) = parse_body("3. a\n   - b\n\n     more\n4. c\n")
    inner = ListBlock((ListItem((words("b"), words("more"))),))
    assert block == ListBlock((ListItem((words("a"), inner)), ListItem((words("c"),))), start=3)


def test_an_indented_line_is_a_paragraph_and_not_code() -> None:
    assert parse_body("a\n\n      b") == (words("a"), words("b"))


def test_a_table_keeps_alignment_and_escaped_pipes() -> None:
    (block,) = parse_body("| a | b |\n| :- | -: |\n| c \\| d | |\n")
    assert block == Table(
        (Cell((Run("a"),)), Cell((Run("b"),))),
        ((Cell((Run("c | d"),)), Cell(())),),
        ("left", "right"),
    )


@pytest.mark.parametrize("row", ["| 1 | 2 | 3 |", "1 | 2 | 3", "|1|2| |3|"])
def test_a_table_row_with_more_cells_than_its_header_is_refused_since_words_would_be_lost(row: str) -> None:
    ((pointer, detail),) = fault_of(parse_body, f"| a | b |\n|---|---|\n{row}\n")
    assert pointer == "markdown:3"
    assert "under a header of 2" in detail


def test_cells_are_counted_inside_a_quotation_too() -> None:
    (block,) = parse_body("> | a | b |\n> |---|---|\n> | c | d |\n")
    assert isinstance(block, Callout)
    assert isinstance(block.blocks[0], Table)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("> [!WARNING]\n> Stop the drug.", "warning"),
        ("> [!caution]\n>\n> Stop the drug.", "caution"),
        ("> **Warning:** Stop the drug.", "warning"),
        ("> **Note**: Stop the drug.", "note"),
        ("> __TIP:__ Stop the drug.", "tip"),
        ("> Stop the drug.", "quote"),
    ],
)
def test_a_quotation_says_its_kind_in_its_first_words(source: str, kind: str) -> None:
    assert parse_body(source) == (Callout(kind, (words("Stop the drug."),)),)


def test_a_longer_strong_phrase_or_an_escaped_marker_is_no_label() -> None:
    for source in ("> **Warning: never** crush.", "> \\[!WARNING\\] crush", "> **Warning&#58;** crush"):
        (block,) = parse_body(source)
        assert isinstance(block, Callout)
        assert block.kind == "quote"


@pytest.mark.parametrize(
    ("source", "about"),
    [
        ("# Title", "level 1"),
        ("Title\n=====", "level 1"),
        ("a ![scan](https://example.org/x.png) b", "images"),
        ("a <b>c</b>", "HTML"),
        ("<!-- a note to myself -->", "HTML"),
        ("<div>\nx\n</div>", "HTML"),
        ("```\ncode\n```", "code"),
        ("[x](javascript:alert(1))", "must begin with"),
        ("[x](/relative)", "must begin with"),
        ("[x](https://user@example.org)", "user name"),
        ("[x](https://)", "no host"),
        ("[x](http://[::1)", "not a URL"),
        ("<mailto:nobody>", "no address"),
        ("> [!DANGER]\n> x", "unknown callout"),
        ("dose &#x202E;01 mg", "U+202E"),
        ("> " * (MAX_DEPTH + 1) + "x", "deep"),
        ("".join(f"{'  ' * n}- x\n" for n in range(MAX_DEPTH + 1)), "deep"),
        ("- " * 3000 + "x", "deep"),
    ],
)
def test_what_no_article_may_hold_is_refused_by_line(source: str, about: str) -> None:
    faults = fault_of(parse_body, f"\n{source}\n")
    assert any(about in detail for _, detail in faults)
    assert {pointer.partition(":")[0] for pointer, _ in faults} == {"markdown"}


def test_lists_may_stand_as_deep_in_one_another_as_the_limit_says() -> None:
    source = "".join(f"{'  ' * n}- x{n}\n" for n in range(MAX_DEPTH))
    assert f"x{MAX_DEPTH - 1}" in str(parse_body(source))


@pytest.mark.parametrize("text", ["p <0.001 and >5", "BMI < 18.5", "x<y", "AT&T", "wow![1]"])
def test_ordinary_signs_of_clinical_prose_are_not_taken_for_html(text: str) -> None:
    (block,) = parse_body(text)
    assert isinstance(block, Paragraph)
    assert "".join(run.text for run in block.runs) == text


def test_a_single_number_in_brackets_always_cites() -> None:
    (block,) = parse_body("So [7]. Not \\[7\\], nor [2024], nor `[7]`.")
    assert block == Paragraph(
        (
            Run("So "),
            Run("[7]", citation=7),
            Run(". Not [7], nor [2024], nor "),
            Run("[7]", code=True),
            Run("."),
        )
    )


@pytest.mark.parametrize("source", ["[1, 2, 3]", "[1-3]", "[1–3]", "[1][2][3]", "[1,2; 3]", "[1][2-3]"])
def test_a_group_opens_out_into_one_citation_a_number(source: str) -> None:
    (block,) = parse(f"{FRONT}\nProven {source}.").blocks
    assert isinstance(block, Paragraph)
    assert [run.citation for run in block.runs] == [None, 1, 2, 3, None]


@pytest.mark.parametrize("source", ["[3-7]", "[3, 9]", "[3-1]", "[1-999]"])
def test_a_group_that_the_references_do_not_bear_out_keeps_its_numbers_as_text_and_is_reported(
    source: str,
) -> None:
    document = parse(f"{FRONT}\nIQR {source}.")
    assert document.blocks == (words(f"IQR {source}."),)
    assert ("citation-without-reference", "/blocks/0") in [(f.code, f.pointer) for f in findings(document)]


def test_findings_name_citations_without_reference_and_references_never_cited() -> None:
    document = parse(f"{FRONT}\n- a [1]\n- b [9]\n\n| c [2] |\n|---|\n| [8] |\n")
    assert [(finding.code, finding.pointer) for finding in findings(document)] == [
        ("citation-without-reference", "/blocks/0/items/1/blocks/0"),
        ("citation-without-reference", "/blocks/1/rows/0/0"),
        ("reference-not-cited", "/meta/references/2"),
    ]


def test_a_reference_definition_of_markdown_is_text_so_that_it_cannot_turn_a_citation_into_a_link() -> None:
    document = parse(f"{FRONT}\nProven [1].\n\n[1]: https://example.org\n")
    assert all(
        run.link is None for block in document.blocks if isinstance(block, Paragraph) for run in block.runs
    )


def test_faults_of_front_matter_and_body_are_reported_together() -> None:
    faults = fault_of(parse, FRONT.replace("slug: warfarin", "slug: War farin") + "\n# One\n\n<b>\n")
    assert [pointer for pointer, _ in faults] == ["/slug", "markdown:14", "markdown:16"]


def test_a_flood_of_faults_is_cut_short_and_counted() -> None:
    with pytest.raises(InvalidArticle) as caught:
        parse_body("<b>x\n\n" * 300)
    assert len(caught.value.faults) == 100
    assert "300 faults" in caught.value.detail


def test_headings_and_empty_blocks() -> None:
    assert parse_body("## A\n\n##\n\n- \n\n***\n\n> \n\n###### B") == (
        Heading(2, (Run("A"),)),
        Heading(6, (Run("B"),)),
    )


def test_nothing_in_gives_nothing_out() -> None:
    assert parse_body("") == parse_body(" \n\u00a0\n") == from_text("").blocks == ()


@pytest.mark.parametrize("read", [parse, parse_body, from_text])
def test_bad_characters_and_too_long_texts_have_an_error_of_their_own(read: Callable[[str], object]) -> None:
    with pytest.raises(LoneSurrogate, match="U\\+D800 stands at character 3"):
        read("ab\ud800")
    for text in ("\x00", "a\x1b[2J", "\u202e01 mg", "\ufffe"):
        with pytest.raises(ForbiddenCharacter):
            read(text)
    with pytest.raises(TextTooLong, match=f"{MAX_CHARACTERS:,}"):
        read("a" * (MAX_CHARACTERS + 1))


def test_plain_text_has_no_markdown_meaning_but_for_its_citations() -> None:
    document = from_text("# Not *a* heading\r\n- not a list [1]\r\n\r\n[2-3] <b>", title=" A\ttitle ")
    assert document.meta.title == "A title"
    assert document.blocks == (
        Paragraph((Run("# Not *a* heading - not a list "), Run("[1]", citation=1))),
        words("[2-3] <b>"),
    )
