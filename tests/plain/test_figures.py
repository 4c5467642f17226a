"""The file of words for numbers, and the policies for numbers that leave something out."""

from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest

from guidance.article import render
from guidance.plain.data import folder
from guidance.plain.draft import Draft
from guidance.plain.figures import NumbersFileError, load

STATISTICS = "The pills work (OR 1.5; 95% CI 1.1 to 2.0) in adults."
DOSES = "They were given 20 mg of steroids for 3 days. Then they were given 5 mg of steroids for 2 days."


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"≥" = { plain = "at least {}"', '"≥" = { plain = "at least"', "comparators.≥"),
        ('">=" = "≥"', '">=" = "="', "typed.>="),
        ("[typed]", "[types]", "types: is unknown"),
        ("verbs = ", "verb = ", "doses: has unknown or missing keys"),
        ("[signs]", "[signs", "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused_by_key(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = Path(copy(folder() / "numbers.toml", tmp_path))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(NumbersFileError, match=fault):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "is_statistic"),
    [
        ("(95% CI 1.2 to 3.4; P = .03)", True),
        ("[OR 1.5, 95% CI: 1.1-2.0]", True),
        ("(mean difference 3 points, SD 2)", True),
        ("(41 of 60)", False),
        ("(P for pain, not sleep = .03)", False),
        ("(the ratio)", False),
    ],
)
def test_a_bracket_is_a_test_statistic_only_if_it_holds_nothing_else(text: str, is_statistic: bool) -> None:
    assert load(folder()).is_statistic(text) is is_statistic


def test_what_a_policy_leaves_out_is_told_in_the_account(write: Callable[..., Draft]) -> None:
    assert write(STATISTICS, "child").omissions == (
        "Test statistics were left out: (OR 1.5; 95% CI 1.1 to 2.0)",
    )
    assert write(STATISTICS, "patient").omissions == ()


def test_doses_are_dropped_with_one_notice_a_page(write: Callable[..., Draft]) -> None:
    draft = write(DOSES, "child")
    text = render.to_text(draft.blocks)
    assert text.count("Your doctor or nurse will say how much to take.") == 1
    assert "mg" not in text
    assert draft.omissions == ("A dose was left out: 20 mg of", "A dose was left out: 5 mg of")
