"""Where sentences end, told from the text alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.plain.segment import segments


def parts(text: str, kind: str = "sentence") -> list[str]:
    return [text[start:end] for start, end in segments(text, kind)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The dose is 2.5 mg.", "It is taken at night."],
        ["Ask Dr. Grey, Mrs. Hill or Prof. J. Wood about it.", "They know."],
        ["Germs such as E. coli (e.g. from meat) cause it.", "Others do not."],
        ["See Fig. 2 and No. 5.", "Then stop."],
        ["It rose (P < .05).", "30 people felt better!", "Did they?"],
        ["He said “It hurts.”", "She wrote it down."],
        ["This is hepatitis B.", "It is not hepatitis A.", "He lacks vitamin C.", "So he bleeds."],
        ["Drug A vs. Drug B was tried by Low et al. The trial was small."],
        ["It fell.", "mRNA rose.", "eGFR did not."],
        ["It fell. but rose again."],
        ["Wait…", "It passes."],
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(sentences: list[str]) -> None:
    assert parts(" ".join(sentences)) == sentences


@pytest.mark.parametrize("kind", ["title", "heading", "cell"])
def test_a_title_heading_or_cell_is_one(kind: str) -> None:
    assert parts("Is it safe? Yes. It is.", kind) == ["Is it safe? Yes. It is."]


def test_nothing_and_blanks_have_no_sentence() -> None:
    assert parts("") == parts(" \n ") == []


@given(st.text(alphabet="aB1.!? \n(\"'”", max_size=60))
def test_sentences_stand_in_order_and_leave_out_only_white_space(text: str) -> None:
    found = segments(text, "sentence")
    left, at = "", 0
    for start, end in found:
        assert at <= start < end
        left += text[at:start]
        at = end
    assert not (left + text[at:]).strip()


@given(st.text(alphabet="aB1.!? \n(\"'”", max_size=60))
def test_a_sentence_by_itself_is_one(text: str) -> None:
    for part in parts(text):
        assert parts(part) == [part]
