"""Each guard refuses what it is there for, lets the rest pass, and an edit that fails one is taken back."""

import importlib
import sys
from pathlib import Path

import pytest
from spacy.tokens import Doc

from guidance.plain import cues, rewrite, wordclasses
from guidance.plain.annotate import Annotator, Sentence
from guidance.plain.data import folder
from guidance.plain.grammatical import Grammar
from guidance.plain.guard import Attempt, Guard
from guidance.plain.guards import GUARDS
from guidance.plain.rule import Break, Change, Edit
from guidance.plain.writer import Writer

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
mutations = importlib.import_module("mutations")

BY_NAME = {guard.name: guard for guard in GUARDS}

# guard, source, words that give way, what stands there instead
REFUSED = [
    ("numbers", "Give 5 mg of the drug at night.", "5", "6"),
    ("numbers", "About 12 of 40 adults felt better.", "12 of 40", "some"),
    ("numbers", "Take two tablets at once.", "two", "the"),
    ("negation", "The rash does not itch.", "not", "often"),
    ("negation", "Fever is absent in most adults.", "absent", "seen"),
    ("negation", "The wound heals well.", "heals", "never heals"),
    ("modality", "Adults must rest for a day.", "must", "can"),
    ("modality", "A scan should be done.", "should", "will"),
    ("modality", "Rest is strongly advised.", "strongly", ""),
    ("certainty", "The tablets may ease the pain.", "may", "do"),
    ("certainty", "The study suggests a gain.", "suggests", "shows"),
    ("certainty", "The cream heals the skin.", "heals", "possibly heals"),
    ("direction", "The dose was increased at once.", "increased", "reduced"),
    ("direction", "Breathing gets worse at night.", "worse", "slower"),
    ("direction", "The swelling fell within a day.", "fell", "changed"),
    ("comparison", "It lasts for more than a week.", "more than", "about"),
    ("comparison", "Use up to four puffs.", "up to", ""),
    ("comparison", "It took at least an hour.", "at least", "less than"),
    ("quantity", "Some adults felt better.", "Some", "All"),
    ("quantity", "Most adults and all children slept.", "Most", "All"),
    ("quantity", "Few adults felt worse.", "Few", "Many"),
    ("comparison", "The cream helped more often.", "more", "less"),
    ("content", "The drug suits mild asthma.", "mild", ""),
    ("content", "He is off salt, sugar and fat.", ", sugar", ""),
    ("names", "Give metformin with food.", "metformin", "ramipril"),
    ("negation", "Inhalers were inadequate for him.", "inadequate", "not inadequate"),
    ("timing", "Eat before the test.", "before", "after"),
    ("timing", "She slept after the meal.", "after", "at"),
    ("timing", "It itched during the night.", "during", "before"),
    ("causation", "Smoking is linked to the disease.", "is linked to", "causes"),
    ("causation", "The germ causes the cough.", "causes", "is tied to"),
    ("causation", "The rash was due to the drug.", "due to", "seen with"),
    ("conditions", "Stop the drug if a rash appears.", "if", "and"),
    ("conditions", "Use it only at night.", "only", ""),
    ("conditions", "It suits children with asthma.", "children", "people"),
    ("names", "She scored well on the Oxford Balance Scale today.", "Oxford Balance Scale", "test"),
    ("names", "Take 20 drops.", "20", "twenty"),
    ("names", "He lives in New Zealand now.", "New Zealand", "there"),
    ("fluency", "The nurse takes a swab of the nose.", "the nose", "the"),
    ("fluency", "Both drugs and rest help.", "and", "and and"),
    ("fluency", "The cough (a dry one) went.", "a dry one", ""),
    ("fluency", "The nurse takes a swab.", "swab", "a swab"),
    ("fluency", "The drug is safe.", "safe", "safe ("),
    ("fluency", "The drug is safe.", "safe", "safe ,,"),
    ("fluency", "The dose rises by step-by-step titration.", "titration", "step-by-step changes"),
    ("fluency", "The walk helps in lowering pain.", "lowering", "reduce"),
    ("fluency", "She has a rash (a red patch).", "rash", "a red patch"),
    ("numbers", "Give 5 mg at noon and 5 mg at night.", "5 mg at night", "5 g at night"),
    ("content", "Those who have asthma rest.", "have", ""),
    ("names", "Folic acid is given at noon.", "Folic acid", "Ramipril"),
    ("comparison", "He took the largest dose.", "largest", "smallest"),
]
KEPT = [
    ("numbers", "Give 5 mg at night.", "at night", "at bedtime"),
    ("numbers", "Three adults left.", "left", "went"),
    ("negation", "The rash does not itch.", "itch", "sting"),
    ("negation", "No fever was found.", "found", "seen"),
    ("modality", "Adults must rest.", "must", "have to"),
    ("modality", "A scan is recommended.", "recommended", "advised"),
    ("certainty", "The tablets may help.", "help", "ease it"),
    ("certainty", "The cause is probably a germ.", "probably", "likely"),
    ("direction", "The dose was increased.", "increased", "raised"),
    ("direction", "The pain declined.", "declined", "fell"),
    ("comparison", "It lasts more than a day.", "more than", "over"),
    ("comparison", "It costs less than tea.", "costs", "takes"),
    ("quantity", "The majority of adults slept.", "The majority of", "Most"),
    ("quantity", "Numerous trials failed.", "Numerous", "Many"),
    ("content", "It lasted for a total of two days.", "a total of", ""),
    ("modality", "Such wounds require rest.", "require", "need"),
    ("modality", "The second trial indicated a gain.", "indicated", "showed"),
    ("negation", "Withhold the drug at night.", "Withhold", "Hold back"),
    ("certainty", "He read a leaflet about asthma.", "about", "on"),
    ("certainty", "She saw an opportunity to rest.", "opportunity", "chance"),
    ("direction", "The graft took root.", "took root", "held well"),
    ("timing", "Rest prior to surgery.", "prior to", "before"),
    ("timing", "Rest after lunch.", "lunch", "eating"),
    ("causation", "It is associated with age.", "associated with", "linked to"),
    ("causation", "It leads to pain.", "leads to", "causes"),
    ("conditions", "Stop it if it itches.", "itches", "stings"),
    ("conditions", "It suits infants.", "infants", "babies"),
    ("names", "She is in New Zealand now.", "now", "today"),
    ("names", "Take 20 drops.", "Take", "Use"),
    ("fluency", "It is an operation.", "operation", "treatment"),
    ("names", "The breast was sore.", "breast", "chest"),
    ("quantity", "The most recent trial failed.", "most recent", "latest"),
    ("modality", "The choice was a personal preference.", "preference", "matter"),
    ("conditions", "It is exceptionally rare.", "exceptionally", "very"),
    ("certainty", "The appearance of the rash was new.", "appearance", "look"),
    ("fluency", "The drug is safe.", "safe", "good"),
]


@pytest.fixture(scope="module")
def annotator(writer: Writer) -> Annotator:
    return Annotator(writer._data.lexicon, cues.load(folder()), wordclasses.load(folder()))


@pytest.fixture(scope="module")
def made(writer: Writer, annotator: Annotator):
    """The attempt in which words of a sentence give way to others."""

    def make(text: str, words: str, instead: str, **edit: object) -> Attempt:
        sentence = annotated(next(iter(writer._parser.parse([text]))), annotator)
        start = text.index(words)
        span = sentence.doc.char_span(start, start + len(words))
        change = Change(span.start, span.end, (instead,) if instead else ())
        return rewrite.attempt(sentence, (Edit("trial", (change,), "A trial.", **edit),), annotator.cues)

    return make


def annotated(doc: Doc, annotator: Annotator) -> Sentence:
    return annotator.sentence(doc[:], "sentence", "s1", {}, "")


@pytest.mark.parametrize(("guard", "text", "words", "instead"), REFUSED)
def test_a_guard_objects_to_what_it_guards(made, guard: str, text: str, words: str, instead: str) -> None:
    assert list(BY_NAME[guard].check(made(text, words, instead)))


@pytest.mark.parametrize(("guard", "text", "words", "instead"), KEPT)
def test_a_guard_lets_an_equal_wording_pass(made, guard: str, text: str, words: str, instead: str) -> None:
    assert not list(BY_NAME[guard].check(made(text, words, instead)))


def test_every_guard_but_those_of_place_is_tried_here() -> None:
    assert {name for name, *_ in REFUSED} == set(BY_NAME) - {"citations"}


def test_what_a_guard_refuses_is_taken_back_and_told(made) -> None:
    result = rewrite.guarded(made("The rash does not itch.", "not", "often"), GUARDS)
    assert result.attempt.texts == ("The rash does not itch.",)
    assert [(taken.guard, taken.edit.before, taken.edit.after) for taken in result.withdrawn] == [
        ("negation", "not", "often")
    ]


def test_an_exchange_that_the_data_declares_is_allowed(made) -> None:
    text, words = "A scan is of use.", "is of use"
    plain = made(text, words, "should be done")
    declared = made(text, words, "should be done", exchanges=frozenset({"modality.should"}))
    assert list(BY_NAME["modality"].check(plain))
    assert not list(BY_NAME["modality"].check(declared))


@pytest.mark.parametrize(
    ("text", "words", "instead"),
    [
        ("Take one tablet b.i.d. at home.", "b.i.d.", "twice a day"),
        ("It holds for scores ≥5 today.", "≥5", "of at least 5"),
        ("It comes in 5 % of adults.", "5 % of", "5 out of every hundred"),
        ("Take ~30 drops.", "~30", "about 30"),
    ],
)
def test_a_figure_in_other_words_passes_only_if_its_edit_declares_it(
    made, text: str, words: str, instead: str
) -> None:
    declared = made(text, words, instead, restates=True, own=(words, instead))
    assert not [(guard.name, *guard.check(declared)) for guard in GUARDS if any(guard.check(declared))]
    bare = made(text, words, instead)
    assert any(any(guard.check(bare)) for guard in GUARDS)


@pytest.mark.parametrize("instead", ["of at least 6", "of some", "of at least 5 or 6"])
def test_a_figure_in_other_words_keeps_its_digits(made, instead: str) -> None:
    attempt = made("It holds for scores ≥5 today.", "≥5", instead, restates=True, own=("≥5", instead))
    assert list(BY_NAME["numbers"].check(attempt))


def test_what_is_left_out_must_be_told_number_by_number(made) -> None:
    text, words = "It works (P = .03, 95% CI 2 to 4) for most.", "(P = .03, 95% CI 2 to 4)"
    declared = {"restates": True, "own": (words, "")}
    assert list(BY_NAME["numbers"].check(made(text, words, "", **declared)))
    assert list(BY_NAME["numbers"].check(made(text, words, "", omits="Left out: (P = .03)", **declared)))
    assert not list(BY_NAME["numbers"].check(made(text, words, "", omits=f"Left out: {words}", **declared)))


def test_a_declared_figure_covers_no_other_number(made) -> None:
    attempt = made(
        "It fell from 9 to ~30 drops.", "9 to ~30", "8 to about 30", restates=True, own=("~30", "about 30")
    )
    assert list(BY_NAME["numbers"].check(attempt))


@pytest.mark.parametrize("guard", ["conditions", "negation", "certainty"])
def test_a_sentence_is_not_parted_from_what_governs_it(
    writer: Writer, annotator: Annotator, guard: str
) -> None:
    texts = {
        "conditions": ("Rest if you cough and wheeze at night.", "if", "and"),
        "negation": ("The drug does not ease and cure the cough.", "ease", "and"),
        "certainty": ("The drug may ease and cure the cough.", "ease", "and"),
    }
    text, _, cut = texts[guard]
    sentence = annotated(next(iter(writer._parser.parse([text]))), annotator)
    token = next(t for t in sentence.doc if t.text == cut)
    change = Change(token.i, token.i + (cut == "and"), (Break.SENTENCE,))
    attempt = rewrite.attempt(sentence, (Edit("trial", (change,), "A trial."),), annotator.cues)
    assert list(BY_NAME[guard].check(attempt))


def test_a_citation_that_loses_its_claim_is_refused(writer: Writer, make_document, audiences) -> None:
    draft = writer.write(
        make_document("Rest helps adults [1], and sleep helps children [2]."), audiences.get("child")
    )
    cited = [run.citation for block in draft.blocks for run in block.runs if run.citation]
    assert cited == [1, 2]


def test_a_sentence_without_a_finite_verb_or_with_a_wrong_one_is_refused(writer: Writer, made) -> None:
    grammar: Guard = Grammar(writer._parser).guard
    assert list(grammar.check(made("The nurse checks the wound.", "checks", "of")))
    assert list(grammar.check(made("The nurses check the wound.", "check", "is checking")))
    assert not list(grammar.check(made("The nurse checks the wound.", "checks", "cleans")))


@pytest.mark.parametrize(
    ("text", "term", "wording"),
    [
        ("Her intake of salt was inadequate.", "inadequate", "poor"),
        ("Most carriers are asymptomatic.", "asymptomatic", "symptom-free"),
        ("The lump was benign.", "benign", "non-cancerous"),
        ("Iron deficiency was found.", "Iron deficiency", "Lack of iron"),
        ("He had marked lethargy.", "lethargy", "lack of energy"),
        ("She took non-steroidal drugs.", "non-steroidal drugs", "painkillers"),
    ],
)
def test_a_term_may_hold_a_negation_in_itself(made, text: str, term: str, wording: str) -> None:
    assert not list(BY_NAME["negation"].check(made(text, term, wording, own=(term, wording))))


@pytest.mark.parametrize(
    ("guard", "text", "term", "wording"),
    [
        ("negation", "The germ is absent.", "absent", "seen"),
        ("negation", "The wound is dry.", "dry", "not wet"),
        ("direction", "The dose was increased.", "increased", "lowered"),
        ("causation", "He rests because it hurts.", "because", "and"),
        ("timing", "She ate before the test.", "before", "after"),
        ("quantity", "Most adults slept.", "Most", "All"),
        ("quantity", "It is checked annually.", "annually", "in some years"),
        ("negation", "His strength was tested.", "strength", "lack of strength"),
        ("negation", "She was a non-drinking adult.", "non-drinking adult", "drinking adult"),
    ],
)
def test_a_row_of_the_lexicon_that_is_wrong_is_refused(
    made, guard: str, text: str, term: str, wording: str
) -> None:
    assert list(BY_NAME[guard].check(made(text, term, wording, own=(term, wording))))


def test_what_follows_but_may_stand_alone(writer: Writer, annotator: Annotator) -> None:
    text = "The cream eased the itch, but the rash stayed."
    sentence = annotated(next(iter(writer._parser.parse([text]))), annotator)
    cut = next(t for t in sentence.doc if t.text == ",")
    change = Change(cut.i, cut.i + 2, (Break.SENTENCE, "But"))
    attempt = rewrite.attempt(sentence, (Edit("trial", (change,), "A trial."),), annotator.cues)
    assert not any(objection for guard in GUARDS for objection in guard.check(attempt))


def test_the_edit_that_an_objection_names_is_the_one_that_goes(writer: Writer, annotator: Annotator) -> None:
    text = "The tablets may ease the severe pain."
    sentence = annotated(next(iter(writer._parser.parse([text]))), annotator)
    edits = tuple(
        Edit("trial", (Change(t.i, t.i + 1, (new,)),), "A trial.")
        for t in sentence.doc
        if (new := {"tablets": "pills", "may": "will", "severe": "bad"}.get(t.text))
    )
    result = rewrite.guarded(rewrite.attempt(sentence, edits, annotator.cues), GUARDS)
    assert result.attempt.texts == ("The pills may ease the severe pain.",)


def test_corruptions_made_by_machine_are_refused(writer: Writer) -> None:
    right = mutations.attempts(writer, [mutations.sample()])
    guards = (*GUARDS, Grammar(writer._parser).guard)
    made = mutations.corruptions(right, 150, seed=7)
    missed = [(kind, wrong.texts) for kind, _, wrong in made if not mutations.refused_by(wrong, guards)]
    assert len(made) == 150
    assert len(missed) <= 0.02 * len(made), missed


def test_words_that_no_edit_accounts_for_are_refused(made) -> None:
    attempt = made("The rash itches.", "itches", "stings")
    bare = Attempt(attempt.sentence, (), attempt.output, attempt.cues)
    assert list(BY_NAME["content"].check(bare))
    assert not list(BY_NAME["content"].check(attempt))
