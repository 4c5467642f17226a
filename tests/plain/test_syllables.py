"""The rule that counts syllables where no dictionary helps."""

import pytest

from guidance.plain.syllables import by_rule


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("colonoscopy", 5),
        ("anaemia", 4),
        ("leukaemia", 4),
        ("spasticity", 4),
        ("physiotherapy", 6),
        ("dyspnoea", 3),
        ("oedema", 3),
        ("angioedema", 6),
        ("ischaemia", 4),
        ("haemorrhage", 3),
        ("oesophagus", 4),
        ("hypoglycaemia", 6),
        ("thrombocytopenia", 7),
        ("osteoarthritis", 6),
        ("ketoacidosis", 6),
        ("ileostomy", 5),
        ("myalgia", 4),
        ("corneal", 3),
        ("spasm", 2),
        ("vertebrae", 3),
        ("diagnoses", 4),
        ("dosages", 3),
        ("randomised", 3),
        ("intubated", 4),
        ("contraindicated", 6),
        ("preoperative", 5),
        ("paracetamol", 5),
        ("omeprazole", 4),
        ("metformin", 3),
        ("ibuprofen", 4),
        ("tongue", 1),
        ("plaque", 1),
        ("xyz", 1),
        ("pfft", 1),
    ],
)
def test_a_learned_word_has_the_syllables_it_is_spoken_in(word: str, count: int) -> None:
    assert by_rule(word) == count


def test_capitals_change_nothing() -> None:
    assert by_rule("Colonoscopy") == by_rule("COLONOSCOPY") == 5
