"""`guidance lexicon check`: a broken file of each kind is refused with the line that is wrong."""

from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from guidance.commands import main
from guidance.plain.data import SHIPPED
from guidance.tools import files

BROKEN = {
    "terms/heart.csv": ("zz,noun\n", "has 2 cells, 14 are needed"),
    "terms/general.csv": (
        "zzz,,thing,,,plain word,,,,replace,,,usage,2026-11-23\n",
        "pos: 'thing' is none of",
    ),
    "abbreviations.csv": ("zzz,long,,near:,open,usage,2026-11-23\n", "context: 'near:' is no condition"),
    "spelling.csv": ("Colour,color\n", "each column holds one word in lower case"),
    "combining.csv": ("zz,middle,word,usage,2026-11-23\n", "where: 'middle' is none of prefix"),
    "constructions/risk.toml": ('[[construction]]\nid = "odd"\n', "odd: "),
    "cues.toml": ("[odd]\nwords = [3]\n", "odd.words: must be a list of words"),
    "numbers.toml": ('[odd]\n"x" = "y"\n', "odd: is unknown or missing"),
    "nominalisations.toml": ("[odd]\n", "odd: is an unknown or a missing key"),
    "people.toml": ("[odd]\n", "odd: is an unknown or a missing key"),
    "wordclasses.toml": ('odd = ["word"]\n', "odd: is an unknown or a missing key"),
    "audiences.toml": ("[Odd]\n", "Odd: is no id"),
    "checks/checks.toml": ("grades = 6\n", "grades: is no key of this file"),
    "checks/exceptions.csv": ("grade,term,text,\n", "why: missing"),
    "checks/frames.toml": ("[[frame]\n", "cannot be read"),
}
SYNTAX = [name for name in BROKEN if name.endswith(".toml") and not name.startswith("checks/")]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return copytree(SHIPPED, tmp_path / "lexicon")


def told(root: Path) -> str:
    done = CliRunner().invoke(main, ["lexicon", "check", str(root)])
    assert done.exit_code == 1
    return done.output


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_of_each_kind_is_refused_with_its_line(copied: Path, name: str) -> None:
    path = copied / name
    added, detail = BROKEN[name]
    before = path.read_text(encoding="utf-8")
    path.write_text(before + added, encoding="utf-8")
    line = before.count("\n") + 1
    lines = {f"{name}:{number}: {detail}" for number in range(line, line + added.count("\n"))}
    assert any(one.startswith(tuple(lines)) for one in told(copied).splitlines())


@pytest.mark.parametrize("name", SYNTAX)
def test_a_file_that_is_no_toml_is_refused_with_the_line_that_is_none(copied: Path, name: str) -> None:
    path = copied / name
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(["# One.", "= nothing", *lines]), encoding="utf-8")
    [fault] = files.faults(copied)
    assert fault.pointer == f"{name}:2"


@pytest.mark.parametrize("name", ["spelling.csv", "combining.csv", "cues.toml"])
def test_a_file_that_is_no_utf8_is_refused(copied: Path, name: str) -> None:
    (copied / name).write_bytes(b"\xff\xfe")
    [fault] = files.faults(copied)
    assert fault.pointer == f"{name}:1"
    assert "cannot be read" in fault.detail


def test_a_key_inside_a_table_is_found_and_a_missing_one_told_where_its_table_is(copied: Path) -> None:
    path = copied / "audiences.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('address = "you"', 'address = "thou"', 1), encoding="utf-8")
    line = text[: text.index('address = "you"')].count("\n") + 1
    assert [fault.pointer for fault in files.faults(copied)] == [f"audiences.toml:{line}"]
    path.write_text(text.replace('address = "you"\n', "", 1), encoding="utf-8")
    [fault] = files.faults(copied)
    assert fault.pointer == f"audiences.toml:{text[: text.index('[child]')].count(chr(10)) + 1}"


def test_the_folder_that_ships_has_no_such_fault() -> None:
    assert files.faults(SHIPPED) == []
