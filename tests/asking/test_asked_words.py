import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.asking.words import LONGEST_WORD, normalise, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tight muscles", "TIGHT muscle"),
        ("oedema", "edema"),
        ("tumours", "tumor"),
        ("leukaemia", "leukemia"),
        ("diagnoses", "diagnosis"),
        ("metastases", "metastasis"),
        ("crises", "crisis"),
        ("children's feet", "child foot"),
        ("Ménière’s disease", "meniere's disease"),
        ("Me\u0301nie\u0300re", "Ménière"),
        ("10,000", "10000"),
        ("beta-blockers", "β blocker"),
        ("exercising", "exercise"),
    ],
)
def test_forms_and_spellings_of_a_word_are_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other) != ()


@pytest.mark.parametrize(
    ("one", "other"), [("several", "severe"), ("2.5", "25"), ("doses", "dosis"), ("noses", "nosis")]
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_words_without_a_subject_are_passed_over() -> None:
    assert normalise("What is the best treatment for it?") == normalise("best treatment")
    assert normalise("what is it?") == normalise("'' — … ½'") or normalise("what is it?") == ()


def test_each_word_knows_where_it_stands() -> None:
    text = "The “muscles” of Ménière’s ear"
    found = list(words(text))
    assert [text[word.start : word.end] for word in found] == ["muscles", "Ménière’s", "ear"]


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.stem
        assert len(word.stem) <= 4 * LONGEST_WORD
        assert not set(word.stem) & set("\0 \"'()*:^-+.,")


@given(st.text(alphabet="abcdefghilmnoprstuvyz", min_size=1, max_size=12))
def test_what_is_stored_and_what_is_asked_come_to_the_same(word: str) -> None:
    assert normalise(word) == normalise(f"  {word.upper()}!")
