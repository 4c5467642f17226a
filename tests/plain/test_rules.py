"""Every rule has cases, kept as data: what it changes, and what it must leave as it is."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from guidance.article import render
from guidance.plain.draft import Draft
from guidance.plain.rules import RULES

CASES = Path(__file__).parent.parent / "cases" / "rules"
NAMES = [rule.name for rule in RULES]


class Case(NamedTuple):
    """`after` is empty where the rule must not fire."""

    rule: str
    audience: str
    before: str
    after: str


def cases(kind: str) -> Iterator[Case]:
    for path in sorted(CASES.glob("*.toml")):
        for table in tomllib.loads(path.read_text(encoding="utf-8"))[kind]:
            for audience in table["audiences"]:
                yield Case(path.stem, audience, table["before"], table.get("after", ""))


CHANGED = tuple(cases("changed"))
UNCHANGED = tuple(cases("unchanged"))


def name_of(case: Case) -> str:
    return f"{case.rule}-{case.audience}-{case.before[:40]}"


def rules_of(draft: Draft) -> set[str]:
    """The rules whose edits stand in the body; the title has none of the case's words."""
    return {edit.rule for sentence in draft.sentences for edit in sentence.edits}


def test_no_two_rules_share_a_name() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_file_of_cases_belongs_to_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == set(NAMES)


@pytest.mark.parametrize("rule", NAMES)
def test_a_rule_has_three_cases_that_it_changes_and_two_that_it_leaves(rule: str) -> None:
    assert len({case.before for case in CHANGED if case.rule == rule}) >= 3
    assert len({case.before for case in UNCHANGED if case.rule == rule}) >= 2


@pytest.mark.parametrize("case", CHANGED, ids=name_of)
def test_a_rule_makes_its_edit_and_the_text_reads_as_told(case: Case, write: Callable[..., Draft]) -> None:
    draft = write(case.before, case.audience)
    assert render.to_text(draft.blocks) == case.after
    assert case.rule in rules_of(draft)


@pytest.mark.parametrize("case", UNCHANGED, ids=name_of)
def test_a_rule_leaves_alone_what_is_not_its_to_change(case: Case, write: Callable[..., Draft]) -> None:
    assert case.rule not in rules_of(write(case.before, case.audience))
