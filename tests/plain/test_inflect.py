"""Wordings in the form of the term they stand for."""

import pytest

from guidance.plain.entries import Pos, WordingNumber
from guidance.plain.inflect import inflect


@pytest.mark.parametrize(
    ("wording", "plural"),
    [
        ("side effect", "side effects"),
        ("person with diabetes", "people with diabetes"),
        ("Person with diabetes", "People with diabetes"),
        ("broken bone in the arm", "broken bones in the arm"),
        ("blood test for sugar", "blood tests for sugar"),
        ("swelling of the brain", "swellings of the brain"),
        ("medicine given by mouth", "medicines given by mouth"),
        ("cut made by a surgeon", "cuts made by a surgeon"),
        ("tube put into a vein", "tubes put into a vein"),
        ("wound in the skin", "wounds in the skin"),
        ("check-up", "check-ups"),
        ("foot", "feet"),
        ("child", "children"),
        ("tooth", "teeth"),
        ("MRI scan", "MRI scans"),
        ("MRI", "MRIs"),
        ("X-ray", "X-rays"),
        ("Crohn's flare", "Crohn's flares"),
        ("gas", "gases"),
    ],
)
def test_the_head_of_a_noun_wording_takes_the_plural(wording: str, plural: str) -> None:
    assert inflect(wording, "NNS", "noun") == plural


@pytest.mark.parametrize(
    ("wording", "number"),
    [("swelling", "mass"), ("tight muscles", "plural"), ("high blood pressure", "mass")],
)
def test_mass_and_plural_wordings_never_bend(wording: str, number: WordingNumber) -> None:
    assert inflect(wording, "NNS", "noun", number) == wording
    assert inflect(wording, "NN", "noun", number) == wording


@pytest.mark.parametrize(
    ("wording", "tag", "bent"),
    [
        ("give", "VBD", "gave"),
        ("give", "VBN", "given"),
        ("give", "VBP", "give"),
        ("get", "VBN", "got"),
        ("show", "VBN", "shown"),
        ("stop", "VBN", "stopped"),
        ("label", "VBN", "labelled"),
        ("swell", "VBN", "swollen"),
        ("bring on", "VBZ", "brings on"),
        ("lie down", "VBG", "lying down"),
        ("find and treat", "VBG", "finding and treating"),
        ("give drugs and fluids", "VBZ", "gives drugs and fluids"),
        ("carefully watch", "VBD", "carefully watched"),
        ("be painful", "VBZ", "is painful"),
        ("be painful", "VBP", "are painful"),
        ("be painful", "VBG", "being painful"),
        ("be painful", "VBN", "been painful"),
        ("be painful", "VB", "be painful"),
        ("be painful", "VBD", "was painful"),
        ("Give", "VBG", "Giving"),
        ("X-ray", "VBD", "X-rayed"),
    ],
)
def test_the_first_word_of_a_verb_wording_bends(wording: str, tag: str, bent: str) -> None:
    assert inflect(wording, tag, "verb") == bent


def test_be_agrees_with_a_plural_subject() -> None:
    assert inflect("be painful", "VBD", "verb", "plural") == "were painful"


@pytest.mark.parametrize(
    ("wording", "tag", "pos", "bent"),
    [
        ("mild", "JJR", "adj", "milder"),
        ("bad", "JJS", "adj", "worst"),
        ("painful", "JJR", "adj", "more painful"),
        ("painful", "JJS", "adj", "most painful"),
        ("painful", "JJ", "adj", "painful"),
        ("soon", "RBR", "adv", "sooner"),
        ("slowly", "RBS", "adv", "most slowly"),
    ],
)
def test_adjectives_and_adverbs_compare(wording: str, tag: str, pos: Pos, bent: str) -> None:
    assert inflect(wording, tag, pos) == bent


def test_a_phrase_never_bends() -> None:
    assert inflect("because of", "NNS", "phrase") == "because of"


def test_a_tag_of_another_part_of_speech_asks_nothing() -> None:
    assert inflect("side effect", "VBZ", "noun") == "side effect"
    assert inflect("treat", "NNS", "verb") == "treat"


def test_a_verb_that_ends_in_ly_bends_itself() -> None:
    assert inflect("supply nerves to", "VBD", "verb") == "supplied nerves to"
    assert inflect("slowly grow", "VBD", "verb") == "slowly grew"
