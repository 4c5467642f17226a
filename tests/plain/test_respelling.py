"""The spelling that a site writes: both are matched, and one is written."""

from pathlib import Path

import pytest

from guidance.article.markdown import from_text
from guidance.plain.audience import Audiences
from guidance.plain.data import SHIPPED
from guidance.plain.respelling import Respelling, SpellingFileError, Turned, table
from guidance.plain.vocabulary import read_vocabulary
from guidance.plain.writer import open_writer
from guidance.settings import Settings


def test_words_of_the_table_are_respelt_and_keep_their_capital() -> None:
    written = Respelling(SHIPPED, "en-US")
    assert written("Tumour, colour and flour") == "Tumor, color and flour"
    assert Respelling(SHIPPED, "en-GB")("tumour") == "tumour"


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("haemorrhages", "hemorrhages"),
        ("Haemorrhaging", "Hemorrhaging"),
        ("the tumours' edges", "the tumors' edges"),
        ("immobilised", "immobilized"),
        ("analysed and analysing", "analyzed and analyzing"),
        ("centred, centring, centres", "centered, centering, centers"),
        ("behaviourally", "behaviorally"),
        ("colourless", "colorless"),
        ("categorisations", "categorizations"),
        ("enrolment", "enrollment"),
    ],
)
def test_a_word_made_from_one_of_the_table_is_respelt(british: str, american: str) -> None:
    assert Respelling(SHIPPED, "en-US")(british) == american
    assert Respelling(SHIPPED, "en-GB")(british) == british


@pytest.mark.parametrize(
    "word", ["analyses", "programmed", "programming", "enrolled", "sensible", "father", "other"]
)
def test_a_word_that_is_spelt_alike_stays(word: str) -> None:
    assert Respelling(SHIPPED, "en-US")(word) == word


@pytest.mark.parametrize("spelling", ["en-GB", "en-US"])
def test_the_rows_that_ship_are_written_in_one_spelling(spelling: str) -> None:
    words = table(SHIPPED)
    back = {
        american: british for british, american in words.items() if american not in ("license", "program")
    }
    other = Turned(back if spelling == "en-GB" else words)
    rows = read_vocabulary(SHIPPED, spelling=spelling).entries
    written = {word for e in rows for text in (e.wording, e.explanation) for word in text.lower().split()}
    assert [word for word in written if other(word.strip(",;:()"))] == []
    assert [e.term for e in rows] == [e.term for e in read_vocabulary(SHIPPED).entries]


def test_an_american_site_gets_american_words_for_either_spelling(audiences: Audiences) -> None:
    writer = open_writer(Settings().model, spelling="en-US")
    text = "The neoplasm was old. The neoplasms were old. Iritis was seen."
    outputs = [o for s in writer.write(from_text(text), audiences.get("patient")).sentences for o in s.output]
    assert "tumor" in outputs[0]
    assert "coloured" not in " ".join(outputs)
    assert "colored part of the eye" in " ".join(outputs)
    assert writer.versions.lexicon.endswith("+en-US")


@pytest.mark.parametrize("row", ["Colour,color", "col our,color", "colour"])
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    (tmp_path / "spelling.csv").write_text(f"british,american\n{row}\n", encoding="utf-8")
    with pytest.raises(SpellingFileError, match=r"spelling\.csv:2"):
        table(tmp_path)
