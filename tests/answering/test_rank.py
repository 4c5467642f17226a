"""How well a passage answers: by words, by other names, by the kind of question; each reason is told."""

from pathlib import Path

import pytest

from guidance.answering import data
from guidance.answering.lay import Lay
from guidance.answering.rank import Asked, Candidate, mean, near, rank, understand
from guidance.answering.spelling import corrected
from guidance.asking.expansion import opened
from guidance.asking.words import normalise
from guidance.plain.data import SHIPPED

UNDERSTOOD = data.load(SHIPPED)


@pytest.fixture(scope="module")
def lay() -> Lay:
    return Lay(opened(SHIPPED, None, "en-GB"), UNDERSTOOD)


def passage(lay: Lay, text: str, heading: str = "", title: str = "") -> Candidate:
    said, above, about = lay.read(text), lay.read(heading), lay.read(title)
    return Candidate(
        text=f"{heading}\n{text}",
        heading=heading,
        stems=frozenset(said.stems),
        lay=said.other,
        head=dict(above.other) | dict.fromkeys(above.stems, ""),
        title=dict(about.other) | dict.fromkeys(about.stems, ""),
    )


def asked(question: str) -> Asked:
    return understand(question, UNDERSTOOD)


def score(lay: Lay, question: str, text: str, **more: str) -> float:
    return rank(asked(question), passage(lay, text, **more)).score


def test_more_of_the_question_is_better(lay: Lay) -> None:
    question = "does aspirin cause stomach ulcers"
    assert (
        score(lay, question, "Aspirin may cause stomach ulcers.")
        > score(lay, question, "Aspirin may cause asthma.")
        > score(lay, question, "Sleep is good for everybody.")
        == 0
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("tight muscles", "Spasticity is common."),
        ("spasticity", "Tight muscles are common."),
        ("can it give me a hypo", "Hypoglycaemia is unlikely."),
        ("is it expensive", "It is cheap."),
        ("can i stop taking it", "It may be discontinued."),
        ("my kidneys", "Renal function is measured."),
    ],
)
def test_a_thing_is_found_by_its_other_names(lay: Lay, question: str, text: str) -> None:
    found = rank(asked(question), passage(lay, text))
    assert any(match.by not in ("", "text", "kind") for match in found.matches)
    assert found.score > 0.5


@pytest.mark.parametrize(
    ("question", "kind", "fits", "does_not"),
    [
        (
            "how long is aspirin taken",
            "duration",
            "Aspirin is taken for 5 days.",
            "Aspirin is taken with food.",
        ),
        ("aspirin dose", "dose", "Aspirin 75 mg is usual.", "Aspirin is usual."),
        ("how often is aspirin taken", "frequency", "Aspirin is taken twice daily.", "Aspirin is bitter."),
        ("what does aspirin cost", "cost", "Aspirin is cheap.", "Aspirin is white."),
        ("what if i forget my aspirin", "missed", "Take forgotten aspirin at once.", "Aspirin is taken."),
    ],
)
def test_a_kind_of_question_wants_a_sentence_that_shows_it(
    lay: Lay, question: str, kind: str, fits: str, does_not: str
) -> None:
    assert kind in [one.id for one in asked(question).kinds]
    assert kind in rank(asked(question), passage(lay, fits)).kinds
    assert score(lay, question, fits) > score(lay, question, does_not)


def test_what_only_the_heading_or_the_title_has_counts_less(lay: Lay) -> None:
    text = score(lay, "hoarseness", "Hoarseness is common.")
    assert text > score(lay, "hoarseness", "It is common.", heading="Hoarseness")
    assert text > score(lay, "hoarseness", "It is common.", title="Hoarseness")


def test_the_same_question_always_comes_to_the_same(lay: Lay) -> None:
    made = [
        rank(asked("does aspirin cause ulcers"), passage(lay, "Aspirin may cause ulcers.")) for _ in range(3)
    ]
    assert made[0] == made[1] == made[2]


def test_vectors_are_compared_as_cosines() -> None:
    one, other = bytes([127, 0, 0]), bytes([0, 127, 0])
    assert near(one, one) == pytest.approx(1.0)
    assert near(one, other) == 0.0
    assert near(b"", one) == 0.0
    assert near(mean([(one, 1.0), (other, 1.0)]), one) == pytest.approx(0.707, abs=0.01)
    assert mean([]) == b""


def test_nearness_alone_answers_nothing(lay: Lay) -> None:
    candidate = passage(lay, "Sleep is good.")
    same = bytes([127, 0])
    question = Asked(asked("aspirin").words, (), frozenset(), same)
    assert rank(question, Candidate(**{**vars_of(candidate), "vector": same})).score == 0


def vars_of(candidate: Candidate) -> dict[str, object]:
    return {name: getattr(candidate, name) for name in Candidate.__slots__}


@pytest.mark.parametrize(
    ("word", "read_as"),
    [
        ("aspirn", "aspirin"),
        ("asprin", "aspirin"),
        ("methotrexat", "methotrex"),
        ("ulcer", None),
        ("asp", None),
    ],
)
def test_slips_are_mended_where_one_word_is_near(word: str, read_as: str | None) -> None:
    assert corrected([word], normalise("aspirin methotrexate ibuprofen")).get(word) == read_as


@pytest.mark.parametrize(
    "text", ["x = 1", "[", "ignored = ''\nlight = ''\nsame = ''\n[said]\n[kind.a]\nasks = '('"]
)
def test_wrong_data_on_questions_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "questions.toml").write_text(text, encoding="utf-8")
    with pytest.raises(data.QuestionsError):
        data.load(tmp_path)
