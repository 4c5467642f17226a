import pytest

from guidance.asking import snippets
from guidance.asking.expansion import Alternative, Part
from guidance.asking.snippets import LONGEST, Snippet, Sought, snippet
from guidance.asking.words import normalise, words


def asked(*phrases: str, other: str = "") -> Sought:
    others = (Alternative(other, normalise(other)),) if other else ()
    return snippets.sought([Part(tuple(words(phrase)), others) for phrase in phrases])


def marked(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.marks]


def test_words_side_by_side_and_other_names_are_marked_as_one() -> None:
    found = snippet(
        "", "Tight muscles hurt; spasticity too, and a muscle.", asked("tight muscles", other="spasticity")
    )
    assert marked(found) == ["Tight muscles", "spasticity", "muscle"]


def test_an_item_of_a_list_stands_behind_what_leads_to_it() -> None:
    text = "Ask first. Do not take it if you have:\n\n- asthma\n- gout.\n\nGo home."
    assert snippet("", text, asked("gout")).text == "Do not take it if you have: … gout."
    assert snippet("", text, asked("asthma")).text == "Do not take it if you have: asthma"
    assert snippet("", text, asked("home")).text == "Go home."
    assert snippet("", "Feet.\n\n- gout", asked("gout")).text == "gout"


def test_what_the_title_shows_already_counts_half() -> None:
    text = "Exercise helps. Tight muscles ease."
    assert snippet("Exercise", text, asked("exercise", "muscles")).text == "Tight muscles ease."
    assert snippet("", text, asked("exercise", "muscles")).text == "Exercise helps."


def test_without_a_hit_it_is_the_beginning() -> None:
    assert snippet("", "First. Second.", asked("gout")) == Snippet("First.", ())
    assert snippet("", "", asked("gout")) == Snippet("", ())


@pytest.mark.parametrize("before", [0, 10, 100, 300])
@pytest.mark.parametrize("after", [0, 10, 300])
def test_a_long_passage_is_cut_between_words_around_its_first_mark(before: int, after: int) -> None:
    text = f"{'word ' * before}gout{' more' * after}"
    found = snippet("", text, asked("gout"))
    assert len(found.text) <= LONGEST
    assert marked(found) == ["gout"]
    assert found.text.strip("…") in text
    assert set(found.text.strip("…").split()) <= {"word", "gout", "more"}


def test_a_passage_without_blanks_is_cut_all_the_same() -> None:
    found = snippet("", "gout " + "x" * 1_000, asked("gout"))
    assert len(found.text) <= LONGEST
    assert marked(found) == ["gout"]
