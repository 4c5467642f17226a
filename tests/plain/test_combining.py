"""The parts of which medical words are made: what they hint at, and where they say nothing."""

from pathlib import Path

import pytest

from guidance.plain import combining
from guidance.plain.combining import COLUMNS, Combining
from guidance.plain.data import SHIPPED
from guidance.plain.rows import read
from guidance.plain.vocabulary import LexiconError, digest

PARTS = combining.load(SHIPPED)


def meanings(word: str) -> list[str]:
    hint = PARTS.hint(word)
    return [part.form for part in hint.parts] if hint else []


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("pericarditis", ["peri-", "cardio-", "-itis"]),
        ("gastroenterology", ["gastro-", "entero-", "-logy"]),
        ("cholecystectomy", ["cholecysto-", "-ectomy"]),
        ("Hepatosplenomegaly", ["hepato-", "spleno-", "-megaly"]),
        ("haematuria", ["haemato-", "-uria"]),
        ("hematuria", ["hemato-", "-uria"]),
        ("arthropathies", ["arthro-", "-pathy"]),
        ("fibromata", ["fibro-", "-oma"]),
        ("dysphagia", ["dys-", "-phagia"]),
        ("otorhinolaryngology", ["oto-", "rhino-", "laryngo-", "-logy"]),
        ("psychotic", ["psycho-", "-otic"]),
        ("biopsy", ["bio-", "-opsy"]),
        ("bacterial", ["bacterio-", "-al"]),
        ("orchitis", ["orcho-", "-itis"]),
    ],
)
def test_a_word_that_its_parts_cover_gets_a_hint(word: str, parts: list[str]) -> None:
    assert meanings(word) == parts


def test_a_hint_says_that_it_is_a_guess() -> None:
    hint = PARTS.hint("myocarditis")
    assert hint is not None
    assert hint.text == (
        "This word seems to be made of myo- (muscle), cardio- (heart) and -itis (soreness and swelling). "
        "It is a guess from its parts."
    )


@pytest.mark.parametrize(
    "word",
    [
        *("hyperlink", "arthropod", "cephalopod", "anatomy", "analysis", "apathy", "diploma", "paralysis"),
        *("trilogy", "tetralogy", "myopia", "spiral", "parameter", "metropolis", "prostate", "venal", "ural"),
        *(
            "cardigan",
            "cardinal",
            "collar",
            "orchid",
            "iris",
            "economy",
            "postal",
            "hyperactive",
            "bilingual",
        ),
        *("prevent", "interest", "substance", "coma", "aroma", "phase", "avoid", "sugar", "plural", "serial"),
        *("itis", "cardio", "heart", "", "peri-carditis", "cardio itis", "ca7ditis", "osteo" * 20 + "itis"),
    ],
)
def test_a_word_that_only_looks_so_gets_none(word: str) -> None:
    assert meanings(word) == []


def test_no_word_that_is_listed_as_another_gets_a_hint_in_the_plural_either() -> None:
    listed = [row.cells["form"] for row in read(SHIPPED / combining.FILE, "", COLUMNS, [])]
    others = [word for word in listed if PARTS.hint(word) is None]
    assert len(others) > 100
    assert meanings("diplomas") == meanings("trilogies") == []


def test_every_form_can_be_used_and_the_shortest_way_wins() -> None:
    assert meanings("mastoidectomy") == ["mastoido-", "-ectomy"]
    assert meanings("encephalitis") == ["encephalo-", "-itis"]


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        ("Itis,suffix,swelling,usage,2026-11-23", "form: 'Itis' is not lower-case letters"),
        ("it-is,suffix,swelling,usage,2026-11-23", "form: 'it-is' is not lower-case letters"),
        ("itis,ending of,swelling,usage,2026-11-23", "where: 'ending of' is none of prefix"),
        ("itis,suffix,,usage,2026-11-23", "meaning: missing"),
        ("itis,not,swelling,usage,2026-11-23", "meaning: a word that is not read has none"),
        ("itis,suffix,swelling.,usage,2026-11-23", "meaning: blanks at an end, or a full stop"),
        ("itis,suffix,swelling,,2026-11-23", "source: missing"),
        ("itis,suffix,swelling,usage,", "reviewed: missing"),
        ("itis,suffix,swelling,usage,yesterday", "reviewed: 'yesterday' is no date"),
        ("itis,suffix,swelling", "has 3 cells, 5 are needed"),
        ("algia,suffix,pain,usage,2026-11-23", "'algia' stands after 'emia'; rows are sorted by form"),
        ("emia,suffix,blood,usage,2026-11-23", "repeats combining.csv:2: emia, suffix"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, row: str, detail: str) -> None:
    rows = (",".join(COLUMNS), "emia,suffix,state of the blood,usage,2026-11-23", row)
    (tmp_path / combining.FILE).write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        combining.load(tmp_path)
    assert caught.value.faults[0].pointer == "combining.csv:3"
    assert caught.value.faults[0].detail.startswith(detail)


def test_a_folder_without_the_file_gives_no_hints(tmp_path: Path) -> None:
    assert combining.load(tmp_path).hint("carditis") is None
    assert Combining(()).hint("carditis") is None


def test_two_readings_of_equally_few_parts_say_nothing(tmp_path: Path) -> None:
    rows = ["emia,suffix,blood", "mot,prefix,two", "moto,stem,one"]
    text = "\n".join([",".join(COLUMNS), *(f"{row},usage,2026-11-23" for row in rows)]) + "\n"
    (tmp_path / combining.FILE).write_text(text, encoding="utf-8")
    found = combining.load(tmp_path)
    assert found.hint("motemia") is None
    assert found.hint("motoemia") is not None


def test_meanings_are_written_in_the_spelling_of_the_site() -> None:
    hint = combining.load(SHIPPED, "en-US").hint("chromatopsia")
    assert hint is not None
    assert hint.parts[0].meaning == "color"


def test_hints_are_no_part_of_the_version_of_the_lexicon(tmp_path: Path) -> None:
    before = digest(tmp_path)
    (tmp_path / combining.FILE).write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    assert digest(tmp_path) == before
