"""British and American spellings of one word."""

import pytest

from guidance.plain.spelling import alternatives

PAIRS = [
    ("anaemia", "anemia"),
    ("oedema", "edema"),
    ("oesophagus", "esophagus"),
    ("haemorrhage", "hemorrhage"),
    ("diarrhoea", "diarrhea"),
    ("dyspnoea", "dyspnea"),
    ("tumours", "tumors"),
    ("randomised", "randomized"),
    ("analyse", "analyze"),
    ("centre", "center"),
    ("millilitre", "milliliter"),
    ("labelled", "labeled"),
    ("counselling", "counseling"),
    ("paediatric", "pediatric"),
    ("gynaecology", "gynecology"),
    ("anaesthetic", "anesthetic"),
    ("orthopaedic", "orthopedic"),
    ("foetal", "fetal"),
    ("coeliac", "celiac"),
    ("oestrogen", "estrogen"),
    ("faeces", "feces"),
    ("programme", "program"),
    ("sulphate", "sulfate"),
    ("judgement", "judgment"),
    ("enrol", "enroll"),
    ("catalogue", "catalog"),
    ("practised", "practiced"),
]


@pytest.mark.parametrize(("british", "american"), PAIRS)
def test_each_side_finds_the_other(british: str, american: str) -> None:
    assert american in alternatives(british)
    assert british in alternatives(american)


@pytest.mark.parametrize(
    "word",
    ["filling", "called", "hours", "rise", "disease", "fever", "healed", "aerobic", "gastroenteritis", "the"],
)
def test_a_word_that_is_spelt_alike_everywhere_stays_alone(word: str) -> None:
    assert alternatives(word) == frozenset()
