"""Counting fairly: each kind of token that misleads a naive counter, with what it counts as."""

import pytest

from guidance.plain.readability import count_syllables
from guidance.plain.words import words


def counted(text: str) -> list[tuple[str, int]]:
    return [(word.text, word.syllables) for word in words(text, count_syllables)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("take 2.5 a day", [("take", 1), ("2.5", 1), ("a", 1), ("day", 1)]),
        ("1,000 people", [("1,000", 1), ("people", 2)]),
        ("(40%)", [("40%", 1)]),
        ("at 8 a.m. on", [("at", 1), ("8", 1), ("a.m.", 2), ("on", 1)]),
        ("E. coli", [("E.", 1), ("coli", 2)]),
        ("J. R. Smith", [("J.", 1), ("R.", 1), ("Smith", 1)]),
        ("e.g. milk", [("e.g.", 2), ("milk", 1)]),
        (
            "see https://example.org/a-long-path?q=1.",
            [("see", 1), ("https://example.org/a-long-path?q=1.", 1)],
        ),
        ("https://example.org/" + "a/" * 40, [("https://example.org/" + "a/" * 40, 1)]),
        ("write to help@example.org", [("write", 1), ("to", 1), ("help@example.org", 1)]),
        ("the 10-metre walk", [("the", 1), ("10-metre", 3), ("walk", 1)]),
        ("the 6-minute test", [("the", 1), ("6-minute", 3), ("test", 1)]),
        ("a follow-up", [("a", 1), ("follow-up", 3)]),
        ("an MRI", [("an", 1), ("MRI", 3)]),
        ("the WHO", [("the", 1), ("WHO", 5)]),
        ("two MRIs", [("two", 1), ("MRIs", 3)]),
        ("HbA1c", [("HbA1c", 5)]),
        ("COVID-19", [("COVID-19", 3)]),
        ("5 mg", [("5", 1), ("mg", 1)]),
        ("5mg/kg", [("5mg", 2), ("kg", 1)]),
        ("10–20 days", [("10–20", 1), ("days", 1)]),
        ("in 2024", [("in", 1), ("2024", 1)]),
        ("it works [1, 2] well [3-5].", [("it", 1), ("works", 1), ("well", 1)]),
        ("nurse/doctor", [("nurse", 1), ("doctor", 2)]),
        ("pain—then rest", [("pain", 1), ("then", 1), ("rest", 1)]),
        ("p<0.05", [("p", 1), ("0.05", 1)]),
        ("rest • and & walk –", [("rest", 1), ("and", 1), ("walk", 1)]),
        ("the nurse’s room", [("the", 1), ("nurse’s", 2), ("room", 1)]),
        ("don't", [("don't", 1)]),
        ("“Rest,” (they) said!", [("Rest", 1), ("they", 1), ("said", 1)]),
        ("", []),
        ("… — [1]", []),
    ],
)
def test_a_token_counts_as_a_reader_takes_it(text: str, expected: list[tuple[str, int]]) -> None:
    assert counted(text) == expected


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("remedy", True),
        ("doctor", False),
        ("MRI", False),
        ("10-metre", False),
        ("anti-inflammatory", True),
        ("follow-up", True),
        ("1,000,000", False),
    ],
)
def test_only_spoken_syllables_make_a_polysyllable(text: str, long: bool) -> None:
    assert [word.long for word in words(text, count_syllables)] == [long]


def test_a_run_without_blanks_is_one_word_however_long_it_is() -> None:
    found = words("x" * 1_000_000, count_syllables)
    assert len(found) == 1
    assert len(found[0].text) < 100
