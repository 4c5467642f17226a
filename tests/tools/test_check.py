"""`guidance lexicon check`: a broken row of each kind is refused with its file and line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from guidance.commands import main
from guidance.plain.rows import SHORT_COLUMNS, TERM_COLUMNS
from guidance.settings import Settings
from guidance.tools.check import faults
from guidance.tools.exceptions import COLUMNS
from guidance.tools.workshop import Workshop

GOOD = {
    "pos": "noun",
    "action": "replace",
    "wording": "sore spot",
    "source": "usage",
    "reviewed": "2026-11-23",
}


def table(columns: tuple[str, ...], rows: tuple[dict[str, str], ...]) -> str:
    lines = [",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


@pytest.fixture
def opened(tmp_path: Path) -> Workshop:
    (tmp_path / "terms").mkdir()
    (tmp_path / "checks").mkdir()
    rules = 'refused = ["epileptics", "sufferers?"]\n'
    (tmp_path / "checks" / "checks.toml").write_text(rules, encoding="utf-8")
    return Workshop(Settings(), tmp_path)


def terms(opened: Workshop, *rows: dict[str, str]) -> None:
    text = table(TERM_COLUMNS, tuple(GOOD | row for row in rows))
    (opened.root / "terms" / "skin.csv").write_text(text, encoding="utf-8")


def told(opened: Workshop) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.detail) for fault in faults(Workshop(Settings(), opened.root))]


def test_sound_rows_have_no_fault(opened: Workshop) -> None:
    terms(opened, {"term": "abscess"}, {"term": "lesion", "explanation": "a small sore place on the skin"})
    assert told(opened) == []


def test_wordings_that_lead_back_are_refused(opened: Workshop) -> None:
    terms(opened, {"term": "lesion", "wording": "spot of ulcer"}, {"term": "ulcer", "wording": "deep lesion"})
    assert told(opened) == [
        ("terms/skin.csv:2", "cycle: lesion → ulcer → lesion"),
        ("terms/skin.csv:3", "cycle: ulcer → lesion → ulcer"),
    ]


def test_a_row_that_another_always_beats_is_refused(opened: Workshop) -> None:
    terms(opened, {"term": "lesion"}, {"term": "lesion", "context": "near:brain", "wording": "hurt part"})
    assert told(opened) == [
        ("terms/skin.csv:3", "fight: “lesion” always goes to terms/skin.csv:2, which has no context")
    ]


def test_the_same_word_in_two_spellings_is_a_fight(opened: Workshop) -> None:
    terms(opened, {"term": "anaemia", "wording": "low iron"}, {"term": "anemia", "wording": "low blood"})
    assert told(opened) == []
    terms(
        opened,
        {"term": "anaemia", "variants": "anemia", "wording": "low iron"},
        {"term": "anemia", "wording": "low blood"},
    )
    [(where, detail)] = told(opened)
    assert (where, detail[:16]) == ("terms/skin.csv:3", "fight: “anemia” ")


def test_two_contexts_decide_and_are_no_fight(opened: Workshop) -> None:
    terms(opened, {"term": "lesion", "context": "near:skin"}, {"term": "lesion", "wording": "hurt part"})
    assert told(opened) == []


def test_an_abbreviation_with_two_readings_needs_contexts(opened: Workshop) -> None:
    terms(opened)
    rows = tuple(
        GOOD | {"short": "MI", "action": "open", "long": long} for long in ("heart attack", "mitral")
    )
    (opened.root / "abbreviations.csv").write_text(table(SHORT_COLUMNS, rows), encoding="utf-8")
    assert told(opened) == [
        ("abbreviations.csv:3", "fight: “MI” always goes to abbreviations.csv:2, which has no context")
    ]


def test_a_wording_that_is_longer_and_rarer_is_refused_unless_somebody_said_so(opened: Workshop) -> None:
    terms(opened, {"term": "swelling", "wording": "tumefaction"})
    [(where, detail)] = told(opened)
    assert where == "terms/skin.csv:2"
    assert detail.startswith("harder: 'tumefaction' has 4 syllables, 'swelling' 2, and “tumefaction”")
    exception = {"rule": "harder", "term": "swelling", "text": "tumefaction", "why": "a test"}
    path = opened.root / "checks" / "exceptions.csv"
    path.write_text(table(COLUMNS, (exception,)), encoding="utf-8")
    assert told(opened) == []
    path.write_text(table(COLUMNS, (exception | {"why": ""},)), encoding="utf-8")
    assert told(opened) == [("checks/exceptions.csv:2", "why: missing")]


def test_an_explanation_above_its_grade_is_refused(opened: Workshop) -> None:
    hard = "a multifactorial immunological abnormality of cutaneous tissue"
    terms(opened, {"term": "lesion", "explanation": hard})
    [(where, detail)] = told(opened)
    assert (where, detail.endswith(f"6 at the most: {hard!r}")) == ("terms/skin.csv:2", True)


@pytest.mark.parametrize("column", ["wording", "child", "explanation"])
def test_an_illness_before_the_person_is_refused(opened: Workshop, column: str) -> None:
    terms(opened, {"term": "lesion", column: "a thing that epileptics have"})
    found = [fault for fault in told(opened) if fault[1].startswith("person-first: “epileptics”")]
    assert [where for where, _ in found] == ["terms/skin.csv:2"]


@pytest.mark.parametrize(("word", "british"), [("tumors", "tumours"), ("colored", "coloured")])
def test_an_american_word_is_refused_in_its_other_forms_too(
    opened: Workshop, word: str, british: str
) -> None:
    (opened.root / "spelling.csv").write_text("british,american\ncolour,color\ntumour,tumor\n", "utf-8")
    terms(opened, {"term": "lesion", "explanation": f"one of the {word}"})
    [(where, detail)] = told(opened)
    assert where == "terms/skin.csv:2"
    assert detail.startswith(f"spelling: “{word}” is American, “{british}” is written")


def test_a_key_that_the_checks_do_not_know_is_refused(opened: Workshop) -> None:
    terms(opened)
    (opened.root / "checks" / "checks.toml").write_text("grades = 6\n", encoding="utf-8")
    assert told(opened) == [("checks/checks.toml: grades", "is no key of this file")]


def test_the_command_ends_with_1_and_names_the_line(opened: Workshop) -> None:
    terms(opened, {"term": "lesion", "pos": "thing"})
    done = CliRunner().invoke(main, ["lexicon", "check", str(opened.root)])
    assert done.exit_code == 1
    assert done.output.startswith("terms/skin.csv:2: pos: 'thing' is none of noun")


def test_the_lexicon_that_ships_is_sound() -> None:
    assert faults(Workshop(Settings())) == []


FRAMES = """
[[frame]]
pos = "noun"
kind = "after the"
text = "The nurse saw the {}."
plain = "cough"
tag = "NN"

[[frame]]
pos = "noun"
kind = "in the plural"
text = "{} were common there."
plain = "coughs"
tag = "NNS"
number = ["same", "plural"]

[[frame]]
pos = "verb"
kind = "in the past"
text = "The nurse {} it."
plain = "helped"
tag = "VBD"
"""


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"term": "lesion", "wording": "sore spot"}, None),
        ({"term": "lesion", "wording": "how sore it is"}, "after the"),
        ({"term": "soreness", "wording": "swelling", "number": "mass"}, None),
        ({"term": "excise", "pos": "verb", "wording": "cut out"}, None),
    ],
)
def test_a_wording_must_stand_where_its_term_stands(
    opened: Workshop, row: dict[str, str], kind: str | None
) -> None:
    (opened.root / "checks" / "frames.toml").write_text(FRAMES, encoding="utf-8")
    terms(opened, row)
    found = [(where, detail) for where, detail in told(opened) if detail.startswith("stand")]
    assert {where for where, _ in found} <= {"terms/skin.csv:2"}
    assert any(kind in detail for _, detail in found) if kind else found == []


@pytest.mark.parametrize(
    "text", ["[[frame]]\npos = 1\n", "not toml", '[[frame]]\npos="noun"\ntext="no gap"\n']
)
def test_a_file_of_sentences_that_cannot_be_read_is_refused(opened: Workshop, text: str) -> None:
    terms(opened)
    (opened.root / "checks" / "frames.toml").write_text(text, encoding="utf-8")
    [(where, detail)] = told(opened)
    assert (where, detail[:14]) == ("checks/frames.toml", "cannot be read")
