"""The parser: what it leaves out of the model changes no parse."""

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from guidance.article import markdown
from guidance.plain.flatten import flatten
from guidance.plain.parse import _package_path, open_parser
from guidance.plain.units import units
from guidance.settings import Settings

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "articles").glob("*.md"))


def told(doc: Doc) -> list[tuple[object, ...]]:
    return [
        (
            t.text,
            t.lower_,
            t.lemma_,
            t.tag_,
            t.pos_,
            t.dep_,
            t.head.i,
            str(t.morph),
            t.is_sent_start,
            t.like_num,
        )
        for t in doc
    ]


@pytest.mark.parametrize("path", SAMPLES[:3], ids=lambda path: path.stem)
def test_a_parse_is_that_of_the_whole_model(path: Path) -> None:
    document = markdown.parse(path.read_text(encoding="utf-8"))
    texts = [flatten(unit.runs).text for unit in units(document)]
    model = Settings().model
    lean, whole = open_parser(model), spacy.load(_package_path(model), exclude=["ner"])
    whole_parser = type(lean)(whole)
    assert [told(doc) for doc in lean.parse(texts)] == [told(doc) for doc in whole_parser.parse(texts)]


def test_a_participle_that_the_tagger_takes_for_the_past_is_one() -> None:
    doc = next(
        open_parser(Settings().model).parse(["The lowest uptake was found in the rats administered zinc."])
    )
    assert [t.tag_ for t in doc if t.text == "administered"] == ["VBN"]
