"""The words that raise a flag, as data in tests/cases/questions/redflags.toml."""

import tomllib
from pathlib import Path

import pytest

from guidance.answering import redflags
from guidance.plain.data import SHIPPED

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "questions" / "redflags.toml").read_text(encoding="utf-8")
)
FLAGS = redflags.load(SHIPPED)


@pytest.mark.parametrize(
    ("flag", "question"), [(flag, one) for flag, asked in CASES["notice"].items() for one in asked]
)
def test_an_emergency_is_told_by_its_words(flag: str, question: str) -> None:
    assert flag in redflags.raised(question, FLAGS)


@pytest.mark.parametrize("question", CASES["none"]["questions"])
def test_what_is_no_emergency_raises_nothing(question: str) -> None:
    assert redflags.raised(question, FLAGS) == ()


def test_every_flag_has_cases() -> None:
    assert {flag.id for flag in FLAGS} == set(CASES["notice"])


@pytest.mark.parametrize(
    "data",
    [
        "x = 1",
        "[flag.a]\nwords = []\nunless = []",
        "[flag.a]\nwords = ['(']\nunless = []",
        "[flag]\na = 1",
        "[",
    ],
)
def test_wrong_data_is_refused(tmp_path: Path, data: str) -> None:
    (tmp_path / "redflags.toml").write_text(data, encoding="utf-8")
    with pytest.raises(redflags.RedFlagsError):
        redflags.load(tmp_path)
