"""Grades, verdicts, and what costs most; held against textstat's own formulas on text it can count."""

import pytest
import textstat

from guidance.plain.audience import Audience, load
from guidance.plain.draft import Measure, Readability
from guidance.plain.formulas import Tally, fkgl, smog
from guidance.plain.readability import Counted, count_syllables, measure, single_words, tally

AUDIENCES = load()
PATIENT = AUDIENCES.get("patient")
EASY = "Rest when you are tired. Drink water with each meal. Call the nurse if the pain gets worse."
HARD = (
    "Patients undergoing anticoagulation therapy should be evaluated for gastrointestinal haemorrhage "
    "because concomitant administration of corticosteroids increases susceptibility considerably."
)


def sentences(text: str, **options: object) -> list[Counted]:
    parts = [part if part.endswith(".") else f"{part}." for part in text.split(". ")]
    return [Counted(part, "sentence", **options) for part in parts]  # type: ignore[arg-type]


def value(report: Readability, name: str) -> float:
    return named(report, name).value


def named(report: Readability, name: str) -> Measure:
    return next(found for found in report.measures if found.name == name)


@pytest.mark.parametrize(
    "text",
    [
        EASY,
        "The doctor will ask you about your family. She may order a simple examination of your stomach. "
        "The operation is usually over in an hour. Recovery at home takes several days.",
        "Physical activity improves general health. Regular exercise reduces anxiety in many individuals. "
        "It can also lower the probability of serious heart problems for older people.",
    ],
)
def test_the_grades_are_those_of_textstat_on_simple_text(text: str) -> None:
    report = measure(sentences(text), PATIENT)
    assert value(report, "fkgl") == pytest.approx(textstat.flesch_kincaid_grade(text), abs=0.1)
    assert value(report, "smog") == pytest.approx(textstat.smog_index(text), abs=0.1)


def test_the_formulas_give_the_published_values() -> None:
    counts = Tally(sentences=30, words=600, syllables=900, polysyllables=60)
    assert fkgl(counts) == pytest.approx(0.39 * 20 + 11.8 * 1.5 - 15.59)
    assert smog(counts) == pytest.approx(1.0430 * 60**0.5 + 3.1291)


def test_text_without_polysyllables_has_the_floor_of_smog() -> None:
    assert value(measure(sentences(EASY), PATIENT), "smog") == 3.13


def test_easy_text_passes_and_hard_text_is_withheld() -> None:
    easy, hard = measure(sentences(EASY), PATIENT), measure(sentences(HARD), PATIENT)
    assert (easy.passed, easy.withheld) == (True, False)
    assert (hard.passed, hard.withheld) == (False, True)


def test_between_target_and_limit_a_text_is_served_but_does_not_pass() -> None:
    text = (
        "Your doctor will often check your blood pressure at each visit and also order blood tests. "
        "Always take your tablets with water after breakfast, unless your doctor told you other things."
    )
    report = measure(sentences(text), PATIENT)
    assert 6 < value(report, "fkgl") <= 8
    assert (report.passed, report.withheld) == (False, False)
    assert (named(report, "fkgl").passed, named(report, "fkgl").within_limit) == (False, True)


def test_the_stored_text_is_never_withheld() -> None:
    report = measure(sentences(HARD), AUDIENCES.get("clinician"))
    assert (report.passed, report.withheld) == (True, False)


@pytest.mark.parametrize("text", ["", "…", "Rest now.", "Rest in bed now."])
@pytest.mark.parametrize("reader", [AUDIENCES.get("patient"), AUDIENCES.get("student")])
def test_a_text_of_hardly_any_words_never_passes(text: str, reader: Audience) -> None:
    report = measure([Counted(text, "sentence")], reader)
    assert (report.passed, report.withheld) == (False, True)
    assert named(report, "fkgl").note == "fewer than 5 words"


def test_no_sentence_at_all_gives_a_verdict_too() -> None:
    report = measure([], PATIENT)
    assert (report.words, report.sentences, report.passed, report.withheld) == (0, 0, False, True)


def test_five_words_are_enough_to_judge() -> None:
    assert measure([Counted("Rest in your bed now.", "sentence")], PATIENT).passed


def test_each_item_of_a_list_counts_as_a_sentence() -> None:
    items = ["rest in bed", "drink warm water", "call us if you feel worse", "take the pills with food"]
    report = measure([Counted(item, "item") for item in items], PATIENT)
    assert report.sentences == 4
    assert value(report, "longest_sentence") == 6
    assert value(report, "fkgl") < textstat.flesch_kincaid_grade("\n".join(f"- {item}" for item in items))


@pytest.mark.parametrize("kind", ["heading", "title", "cell"])
def test_what_is_no_sentence_is_left_out_of_the_grade(kind: str) -> None:
    plain = measure(sentences(EASY), PATIENT)
    more = measure([Counted(HARD, kind), *sentences(EASY)], PATIENT)  # type: ignore[arg-type]
    assert more.measures[:4] == plain.measures[:4]
    assert more.sentences == plain.sentences


def test_a_sentence_without_words_is_no_sentence() -> None:
    assert measure([*sentences(EASY), Counted("[1]", "sentence")], PATIENT).sentences == 3


def test_a_stop_inside_a_sentence_ends_none() -> None:
    text = "Take 2.5 mg at 8 a.m. if Dr. J. R. Smith found E. coli (e.g. at www.example.org)."
    assert tally(text).sentences == 1
    assert value(measure([Counted(text, "sentence")], PATIENT), "longest_sentence") == 17


def test_short_texts_carry_a_note_on_smog() -> None:
    short = measure(sentences(EASY), PATIENT)
    long = measure(sentences(EASY) * 10, PATIENT)
    assert named(short, "smog").note == "fewer than 30 sentences"
    assert named(long, "smog").note == ""


def test_unexplained_terms_count_per_100_words_wherever_they_stand() -> None:
    text = [Counted("Spasticity", "heading", unexplained=("spasticity",)), *sentences(EASY)]
    report = measure(text, PATIENT)
    assert value(report, "unexplained_terms") == pytest.approx(100 / (1 + report.words), abs=0.01)
    assert (named(report, "unexplained_terms").passed, report.passed, report.withheld) == (
        False,
        False,
        False,
    )


def test_the_share_of_passives_has_no_target() -> None:
    report = measure(
        [Counted("You were seen by a nurse.", "sentence", passive=True), *sentences(EASY)], PATIENT
    )
    assert value(report, "passive_share") == 0.25
    assert named(report, "passive_share").passed


def test_a_long_sentence_misses_the_target_of_those_who_have_one() -> None:
    text = [Counted("You can walk " + "and walk " * 10 + "to us.", "sentence")]
    assert not named(measure(text, PATIENT), "longest_sentence").passed
    assert named(measure(text, AUDIENCES.get("informed")), "longest_sentence").passed


def test_nurses_are_promised_a_mean_length() -> None:
    text = [Counted("walk on " * 15, "sentence")]
    assert not named(measure(text, AUDIENCES.get("nurse")), "mean_sentence").passed


def test_the_cost_of_a_sentence_is_the_grade_lost_without_it() -> None:
    text = [*sentences(EASY), Counted(HARD, "sentence")]
    report = measure(text, PATIENT)
    dearest = report.hardest[0]
    lost = value(report, "fkgl") - value(measure(sentences(EASY), PATIENT), "fkgl")
    assert (dearest.kind, dearest.text) == ("sentence", HARD)
    assert dearest.cost == pytest.approx(lost, abs=0.02)


def test_the_cost_of_a_word_is_the_grade_lost_by_one_syllable_in_its_place() -> None:
    text = "The doctor talks about physiotherapy. Then physiotherapy starts at home for you."
    report = measure(sentences(text), PATIENT)
    simpler = measure(sentences(text.replace("physiotherapy", "rest")), PATIENT)
    dearest = next(hard for hard in report.hardest if hard.kind == "word")
    assert dearest.text == "physiotherapy"
    assert dearest.cost == pytest.approx(value(report, "fkgl") - value(simpler, "fkgl"), abs=0.02)


def test_what_costs_most_is_named_dearest_first_and_ten_at_the_most() -> None:
    report = measure([*sentences(EASY), *(Counted(f"{HARD} {n}", "sentence") for n in range(8))], PATIENT)
    costs = [hard.cost for hard in report.hardest]
    assert costs == sorted(costs, reverse=True)
    assert len(costs) <= 10
    assert min(costs) > 0


def test_the_count_of_the_lexicon_wins() -> None:
    assert count_syllables("oximeter", {"oximeter": 9}) == 9
    assert tally("oximeter", syllables={"oximeter": 9}).syllables == 9


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("colonoscopy", 5),
        ("anaemia", 4),
        ("leukaemia", 4),
        ("haemorrhage", 3),
        ("randomised", 3),
        ("tumour", 2),
        ("physiotherapy", 6),
        ("hospital", 3),
        ("patient's", 2),
        ("patients'", 2),
    ],
)
def test_a_word_outside_the_dictionary_is_counted_as_it_is_spoken(word: str, count: int) -> None:
    assert count_syllables(word) == count


def test_a_term_of_several_words_tells_the_count_of_its_unknown_word() -> None:
    assert single_words({"zorbial disease": 5, "plain": 1}) == {"plain": 1, "zorbial": 3}


def test_a_term_with_two_unknown_words_tells_nothing() -> None:
    assert single_words({"zorbial quarnesis": 6}) == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 100_000, 1),
        ("\ud800 half", 1),
        ("[" * 5_000, 0),
        ("עברית 日本語 😀", 2),
        ("1 " * 5_000, 5_000),
        ("x-" * 5_000, 1),
        ("a.b." * 5_000, 1),
    ],
)
def test_no_text_is_too_odd_to_count(text: str, count: int) -> None:
    assert measure([Counted(text, "sentence")], PATIENT).words == count


@pytest.mark.parametrize("reader", [reader for reader in AUDIENCES.all if reader.words == "plain"])
def test_what_we_say_to_a_reader_is_as_plain_as_what_we_promise(reader: Audience) -> None:
    said = " ".join((reader.disclaimer, reader.added, reader.fallback_notice))
    report = measure(sentences(said), reader)
    assert not report.withheld
    assert named(report, "fkgl").passed
