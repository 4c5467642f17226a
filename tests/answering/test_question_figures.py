"""The questions of tests/cases/questions/, asked of the sample articles as the real model writes them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIGURES = re.compile(r"precision ([\d.]+), recall ([\d.]+)")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample articles in a database, all as approved."""
    url = f"sqlite:///{tmp_path_factory.mktemp('questions') / 'questions.db'}"
    subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "questions.py"), "--fill", "--database", url],
        check=True,
        capture_output=True,
    )
    return url


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("report", 0.9, 0.6),
        ("calibrate", 0.9, 0.6),
        ("develop-1", 0.9, 0.55),
        ("develop-2", 0.9, 0.55),
        ("develop-3", 0.9, 0.55),
    ],
)
def test_answers_are_right_nine_times_in_ten_and_found_for_most_that_have_one(
    database: str, name: str, precision: float, recall: float
) -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "questions.py"), name, "--database", database],
        check=True,
        capture_output=True,
        text=True,
    )
    found = FIGURES.search(made.stdout)
    assert found is not None, made.stdout
    assert (float(found[1]) >= precision, float(found[2]) >= recall) == (True, True), made.stdout
