import pytest

from guidance.asking import expansion
from guidance.asking.expansion import MOST_ALTERNATIVES, Expander
from guidance.plain.data import folder


@pytest.fixture(scope="module")
def names() -> Expander:
    return expansion.opened(folder(None), None, "en-GB")


def texts(names: Expander, phrase: str) -> set[str]:
    return {other.text for other in names.expand(phrase)}


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("tight muscles", "spasticity"),
        ("spasticity", "tight muscles"),
        ("high blood pressure", "hypertension"),
        ("Hypertension", "high blood pressure"),
        ("MS", "multiple sclerosis"),
        ("ms", "mitral stenosis"),
        ("multiple sclerosis", "MS"),
        ("shortness of breath", "dyspnea"),
    ],
)
def test_a_name_leads_to_the_others_of_the_same_thing(names: Expander, asked: str, other: str) -> None:
    assert other in texts(names, asked)


def test_a_name_is_no_other_name_of_itself_and_the_list_is_short(names: Expander) -> None:
    for phrase in ("spasticity", "heart", "treatment", "cancer"):
        found = names.expand(phrase)
        assert len(found) <= MOST_ALTERNATIVES
        assert len({other.stems for other in found}) == len(found)


@pytest.mark.parametrize("phrase", ["", "the", "zorbaxifen", "in order to", "reduce", "%&!"])
def test_what_names_nothing_has_no_other_names(names: Expander, phrase: str) -> None:
    assert names.expand(phrase) == ()


def test_a_question_is_read_in_the_longest_phrases_that_have_other_names(names: Expander) -> None:
    parts = names.read("Does high blood pressure in the lungs make tight muscles worse?")
    assert [" ".join(word.text for word in part.words) for part in parts] == [
        "high blood pressure lungs",
        "make",
        "tight muscles",
        "worse",
    ]
    assert [bool(part.alternatives) for part in parts] == [True, False, True, False]


def test_single_everyday_words_say_less_than_a_longer_name_that_holds_them(names: Expander) -> None:
    assert "tight" not in texts(names, "spasticity")
