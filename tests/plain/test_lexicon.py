"""The lexicon: what it refuses, what it gives, and which forms it finds."""

from datetime import date
from pathlib import Path

import pytest
import spacy

from guidance.plain import audience as audience_module
from guidance.plain.forms import Tokenize
from guidance.plain.lexicon import Lexicon, load
from guidance.plain.match import Phrases
from guidance.plain.rows import SHORT_COLUMNS, TERM_COLUMNS
from guidance.plain.vocabulary import LexiconError, version

AUDIENCES = audience_module.load()


@pytest.fixture(scope="module")
def tokenize() -> Tokenize:
    tokenizer = spacy.blank("en").tokenizer
    return lambda text: [token.text for token in tokenizer(text)]


def term(name: str, **cells: str) -> str:
    defaults = {"term": name, "pos": "noun", "action": "replace", "wording": "plain word"}
    return row(TERM_COLUMNS, defaults | {"source": "usage", "reviewed": "2026-11-23"} | cells)


def short(name: str, **cells: str) -> str:
    defaults = {"short": name, "long": "long form", "action": "open"}
    return row(SHORT_COLUMNS, defaults | {"source": "usage", "reviewed": "2026-11-23"} | cells)


def row(columns: tuple[str, ...], cells: dict[str, str]) -> str:
    return ",".join(f'"{cells.get(column, "")}"' for column in columns)


def write(root: Path, *rows: str, shorts: tuple[str, ...] = (), file: str = "heart") -> Path:
    (root / "terms").mkdir(exist_ok=True)
    text = "\n".join((",".join(TERM_COLUMNS), *rows)) + "\n"
    (root / "terms" / f"{file}.csv").write_text(text, encoding="utf-8")
    if shorts:
        text = "\n".join((",".join(SHORT_COLUMNS), *shorts)) + "\n"
        (root / "abbreviations.csv").write_text(text, encoding="utf-8")
    return root


def refused(root: Path, tokenize: Tokenize) -> dict[str, str]:
    with pytest.raises(LexiconError) as caught:
        load(tokenize, root)
    assert all(fault.pointer in str(caught.value) for fault in caught.value.faults)
    return {fault.pointer: fault.detail for fault in caught.value.faults}


def found(lexicon: Lexicon, tokenize: Tokenize, text: str) -> list[tuple[str, set[str]]]:
    tokens = tokenize(text)
    lowers = [token.lower() for token in tokens]
    return [
        (match.candidates[0].entry.term, {candidate.tag for candidate in match.candidates})
        for match in lexicon.match(lowers)
    ]


def test_a_row_becomes_a_value(tmp_path: Path, tokenize: Tokenize) -> None:
    cells = {
        "variants": "arrythmia|dysrhythmia",
        "context": "near:heart|chest !before:sinus dep:nsubj|dobj after:of_the",
        "wording": "uneven heartbeat",
        "explanation": "a heartbeat that is too fast, too slow or uneven",
        "action": "teach",
        "level": "2",
        "syllables": "4",
        "sense": "heart",
    }
    entry = load(tokenize, write(tmp_path, term("arrhythmia", **cells))).entries[0]
    assert entry.id == "arrhythmia-heart"
    assert entry.variants == ("arrythmia", "dysrhythmia")
    assert entry.child == "uneven heartbeat"
    assert (entry.level, entry.syllables, entry.number) == (2, 4, "same")
    assert entry.reviewed == date(2026, 11, 23)
    assert entry.where == "terms/heart.csv:2"
    near, before, dep, after = entry.context
    assert (near.kind, near.values, near.negated) == ("near", {"heart", "chest"}, False)
    assert before.negated
    assert dep.values == {"nsubj", "dobj"}
    assert after.values == {"of the"}


@pytest.mark.parametrize(
    ("cells", "detail"),
    [
        ({"pos": "thing"}, "pos: 'thing' is none of noun"),
        ({"action": "swap"}, "action: 'swap' is none of replace"),
        ({"number": "dual"}, "number: 'dual' is none of same"),
        ({"pos": "verb", "number": "mass"}, "number: only a noun has one"),
        ({"level": "3"}, "level: '3' is none of 1, 2"),
        ({"syllables": "three"}, "syllables: 'three' is no count"),
        ({"syllables": "0"}, "syllables: '0' is no count"),
        ({"wording": ""}, "wording: missing; replace needs it"),
        ({"action": "teach", "wording": ""}, "wording: missing; teach needs it"),
        ({"wording": "Lesion"}, "wording: is the term itself"),
        ({"child": "plain word"}, "child: repeats the wording"),
        ({"action": "explain", "wording": ""}, "explanation: missing"),
        ({"explanation": "a " * 20 + "word"}, "explanation: has 21 words, 20 at the most"),
        ({"explanation": "a sore place."}, "explanation: ends with a full stop"),
        ({"context": "close:heart"}, "context: 'close:heart' is no condition"),
        ({"context": "near:"}, "context: 'near:' is no condition"),
        ({"context": "near:heart||lung"}, "context: 'near:heart||lung' has an empty value"),
        ({"reviewed": "23/11/2026"}, "reviewed: '23/11/2026' is no date"),
        ({"reviewed": "2026-02-30"}, "reviewed: '2026-02-30' is no date"),
        ({"reviewed": ""}, "reviewed: missing"),
        ({"source": ""}, "source: missing"),
        ({"wording": "plain word "}, "wording: blanks at an end"),
        ({"wording": "plain\u200bword"}, "wording: blanks at an end"),
        ({"variants": "lesions|"}, "variants: an empty one"),
    ],
)
def test_a_bad_row_is_refused_with_its_file_and_line(
    tmp_path: Path, tokenize: Tokenize, cells: dict[str, str], detail: str
) -> None:
    root = write(tmp_path, term("abscess"), term("lesion", **cells))
    faults = refused(root, tokenize)
    assert list(faults) == ["terms/heart.csv:3"]
    assert faults["terms/heart.csv:3"].startswith(detail)


def test_all_bad_rows_of_all_files_are_told_at_once(tmp_path: Path, tokenize: Tokenize) -> None:
    write(tmp_path, term("lesion", pos="thing"), shorts=(short("MI", action="swap"),))
    write(tmp_path, term("ulcer", level="9"), file="skin")
    faults = refused(tmp_path, tokenize)
    assert list(faults) == ["terms/heart.csv:2", "terms/skin.csv:2", "abbreviations.csv:2"]


def test_a_wrong_header_is_refused(tmp_path: Path, tokenize: Tokenize) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "heart.csv").write_text("term,wording\nlesion,sore\n", encoding="utf-8")
    assert "the header must be term,variants" in refused(tmp_path, tokenize)["terms/heart.csv:1"]


def test_a_row_with_a_cell_too_many_is_refused(tmp_path: Path, tokenize: Tokenize) -> None:
    root = write(tmp_path, term("lesion") + ",more")
    assert refused(root, tokenize) == {"terms/heart.csv:2": "has 15 cells, 14 are needed"}


def test_a_file_that_is_no_utf8_is_refused(tmp_path: Path, tokenize: Tokenize) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "heart.csv").write_bytes(b"term\xff")
    assert "cannot be read" in refused(tmp_path, tokenize)["terms/heart.csv"]


def test_an_open_quote_is_refused(tmp_path: Path, tokenize: Tokenize) -> None:
    root = write(tmp_path, '"lesion')
    assert "cannot be read" in refused(root, tokenize)["terms/heart.csv"]


def test_rows_out_of_order_are_refused(tmp_path: Path, tokenize: Tokenize) -> None:
    root = write(tmp_path, term("ulcer"), term("Lesion"))
    assert "rows are sorted by term" in refused(root, tokenize)["terms/heart.csv:3"]


def test_a_term_said_twice_in_the_same_context_is_refused_across_files(
    tmp_path: Path, tokenize: Tokenize
) -> None:
    write(tmp_path, term("lesion"))
    write(tmp_path, term("Lesion"), file="skin")
    assert refused(tmp_path, tokenize)["terms/skin.csv:2"].startswith("repeats terms/heart.csv:2: lesion")


def test_senses_of_a_term_stand_in_the_order_of_the_rows_with_ids_of_their_own(
    tmp_path: Path, tokenize: Tokenize
) -> None:
    rows = (
        term("culture", sense="lab", context="near:grow"),
        term("culture", context="near:people"),
        term("culture", context="near:art"),
        term("culture", pos="verb"),
    )
    lexicon = load(tokenize, write(tmp_path, *rows))
    assert [entry.id for entry in lexicon.entries] == [
        "culture-lab",
        "culture",
        "culture-noun",
        "culture-verb",
    ]
    assert [candidate.entry.id for candidate in lexicon.terms.candidates("culture")] == [
        "culture-lab",
        "culture",
        "culture-noun",
        "culture-verb",
    ]
    assert lexicon.by_id["culture-lab"] is lexicon.entries[0]


@pytest.mark.parametrize(
    ("name", "cells", "text", "tags"),
    [
        ("metastasis", {"variants": "metastases"}, "metastases", {"NNS"}),
        ("thrombus", {}, "Thrombi", {"NNS"}),
        ("biopsy", {}, "BIOPSIES", {"NNS"}),
        ("swelling of the brain", {}, "swellings of the brain", {"NNS"}),
        ("Crohn's disease", {}, "Crohn’s disease", {"NN"}),
        ("Crohn's disease", {}, "Crohn disease", {"NN"}),
        ("administer", {"pos": "verb"}, "administered", {"VBD", "VBN"}),
        ("administer", {"pos": "verb"}, "administers", {"VBZ"}),
        ("administer", {"pos": "verb"}, "administering", {"VBG"}),
        ("undergo", {"pos": "verb"}, "underwent", {"VBD"}),
        ("undergo", {"pos": "verb"}, "undergone", {"VBN"}),
        ("carry out", {"pos": "verb"}, "carried out", {"VBD", "VBN"}),
        ("severe", {"pos": "adj"}, "severer", {"JJR"}),
        ("anti-inflammatory", {"pos": "adj"}, "anti-inflammatory", {"JJ"}),
        ("anti-inflammatory", {"pos": "adj"}, "anti inflammatory", {"JJ"}),
        ("anti-inflammatory", {"pos": "adj"}, "antiinflammatory", {"JJ"}),
        ("follow-up", {}, "follow-ups", {"NNS"}),
        ("follow-up", {}, "follow up", {"NN"}),
        ("postoperative", {"pos": "adj"}, "post-operative", {"JJ"}),
        ("long term", {"pos": "adj"}, "long-term", {"JJ"}),
        ("anaemia", {}, "anemias", {"NNS"}),
        ("hemorrhage", {}, "haemorrhage", {"NN"}),
        ("oesophageal tumour", {}, "esophageal tumors", {"NNS"}),
        ("oesophageal tumour", {}, "oesophageal tumor", {"NN"}),
        ("randomise", {"pos": "verb"}, "randomized", {"VBD", "VBN"}),
        ("label", {"pos": "verb"}, "labelling", {"VBG"}),
        ("in the setting of", {"pos": "phrase"}, "In the setting of", {""}),
        ("E. coli", {"action": "keep", "wording": ""}, "E. coli", {"NN"}),
        ("HbA1c", {}, "HbA1c", {"NN"}),
    ],
)
def test_a_term_is_found_in_every_form(
    tmp_path: Path, tokenize: Tokenize, name: str, cells: dict[str, str], text: str, tags: set[str]
) -> None:
    lexicon = load(tokenize, write(tmp_path, term(name, **cells)))
    assert found(lexicon, tokenize, text) == [(name, tags)]


@pytest.mark.parametrize(
    ("name", "cells", "text"),
    [
        ("file", {"pos": "verb"}, "filling"),
        ("administer", {"pos": "verb"}, "administration"),
        ("lesion", {}, "lesional"),
    ],
)
def test_another_word_is_not_found(
    tmp_path: Path, tokenize: Tokenize, name: str, cells: dict[str, str], text: str
) -> None:
    lexicon = load(tokenize, write(tmp_path, term(name, **cells)))
    assert found(lexicon, tokenize, text) == []


def test_the_longest_term_wins_and_then_the_leftmost(tmp_path: Path, tokenize: Tokenize) -> None:
    rows = (term("acute renal failure"), term("failure"), term("failure rate"), term("renal", pos="adj"))
    lexicon = load(tokenize, write(tmp_path, *rows))
    text = "the renal failure rate in acute renal failure"
    assert [name for name, _ in found(lexicon, tokenize, text)] == [
        "renal",
        "failure rate",
        "acute renal failure",
    ]


def test_a_match_that_does_not_hold_frees_its_words_for_others(tmp_path: Path, tokenize: Tokenize) -> None:
    rows = (term("acute renal failure"), term("renal", pos="adj"))
    lexicon = load(tokenize, write(tmp_path, *rows))
    matches = lexicon.match(["acute", "renal", "failure"], holds=lambda match: match.end - match.start == 1)
    assert [match.candidates[0].entry.term for match in matches] == ["renal"]


def test_another_spelling_never_displaces_a_term_of_its_own(tmp_path: Path, tokenize: Tokenize) -> None:
    lexicon = load(tokenize, write(tmp_path, term("meter"), term("metre")))
    assert found(lexicon, tokenize, "metre meter") == [("metre", {"NN"}), ("meter", {"NN"})]


def test_abbreviations_are_found_as_written_and_in_the_plural(tmp_path: Path, tokenize: Tokenize) -> None:
    shorts = (short("e.g.", action="expand"), short("MI", long="heart attack"), short("MI", long="mitral"))
    lexicon = load(tokenize, write(tmp_path, shorts=shorts))
    matches = list(lexicon.match_shorts(tokenize("Two MIs, e.g. one MI but no mi.")))
    assert [[(short.abbreviation.id, short.plural) for short in match.candidates] for match in matches] == [
        [("mi-heart-attack", True), ("mi-mitral", True)],
        [("e-g-long-form", False)],
        [("mi-heart-attack", False), ("mi-mitral", False)],
    ]


def test_without_a_plain_form_an_abbreviation_gives_its_long_one(tmp_path: Path, tokenize: Tokenize) -> None:
    lexicon = load(tokenize, write(tmp_path, shorts=(short("MI", long="myocardial infarction"),)))
    assert lexicon.abbreviations[0].plain == "myocardial infarction"


def test_kept_words_are_known_and_no_others(tmp_path: Path, tokenize: Tokenize) -> None:
    rows = (term("aspirin", action="keep", wording=""), term("lesion"))
    shorts = (short("CT"), short("DNA", action="keep"))
    lexicon = load(tokenize, write(tmp_path, *rows, shorts=shorts))
    words = ("aspirin", "Aspirin", "DNA", "lesion", "CT", "dna", "tablet")
    assert [word for word in words if lexicon.known(word)] == ["aspirin", "Aspirin", "DNA"]


def test_syllables_follow_the_forms_of_the_term(tmp_path: Path, tokenize: Tokenize) -> None:
    rows = (
        term("abscess", syllables="2"),
        term("anaemia", syllables="4"),
        term("biopsy", syllables="3"),
        term("intubate", pos="verb", syllables="3"),
        term("thrombosis", syllables="3"),
    )
    syllables = load(tokenize, write(tmp_path, *rows)).syllables
    expected = {
        "abscess": 2,
        "abscesses": 3,
        "anaemia": 4,
        "anemia": 4,
        "biopsies": 3,
        "intubates": 3,
        "intubated": 4,
        "intubating": 4,
        "thromboses": 3,
    }
    assert {word: syllables[word] for word in expected} == expected


@pytest.mark.parametrize(
    ("level", "action", "hard_for"),
    [
        ("", "replace", ["child", "teen", "patient", "caregiver", "informed"]),
        ("2", "replace", ["child", "teen", "patient", "caregiver", "informed", "student"]),
        ("2", "keep", []),
    ],
)
def test_a_term_is_hard_by_its_level(
    tmp_path: Path, tokenize: Tokenize, level: str, action: str, hard_for: list[str]
) -> None:
    wording = "" if action == "keep" else "plain word"
    lexicon = load(tokenize, write(tmp_path, term("lesion", level=level, action=action, wording=wording)))
    entry = lexicon.entries[0]
    assert [reader.id for reader in AUDIENCES.all if lexicon.hard(entry, reader)] == hard_for


def test_the_version_follows_the_content_of_the_files(tmp_path: Path, tokenize: Tokenize) -> None:
    first = load(tokenize, write(tmp_path, term("lesion"))).version
    again = load(tokenize, write(tmp_path, term("lesion"))).version
    other = load(tokenize, write(tmp_path, term("lesion", wording="sore"))).version
    assert first == again != other
    assert len(first) == 12
    (tmp_path / "constructions").mkdir()
    (tmp_path / "constructions" / "risk.toml").write_text("", encoding="utf-8")
    assert version(tmp_path) != other


def test_an_empty_lexicon_finds_nothing(tmp_path: Path, tokenize: Tokenize) -> None:
    lexicon = load(tokenize, tmp_path)
    assert (lexicon.entries, found(lexicon, tokenize, "any text")) == ((), [])


def test_a_word_at_the_end_is_no_longer_phrase_cut_short() -> None:
    phrases = Phrases({"therapy": "t", "water therapy": "w", "therapy for pain": "p"}, tuple)
    assert [match.candidates for match in phrases.match(("water", "therapy"))] == [("w",)]
