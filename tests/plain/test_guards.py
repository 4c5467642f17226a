"""Each guard refuses what it is there for, lets the rest pass, and an edit that fails one is taken back."""

import pytest
from spacy.tokens import Doc

from guidance.plain import cues, rewrite
from guidance.plain.annotate import Annotator, Sentence
from guidance.plain.data import folder
from guidance.plain.grammatical import Grammar
from guidance.plain.guard import Attempt, Guard
from guidance.plain.guards import GUARDS
from guidance.plain.rule import Break, Change, Edit
from guidance.plain.writer import Writer

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
    ("fluency", "The nurse takes a swab.", "swab", "a swab"),
    ("fluency", "The drug is safe.", "safe", "safe ("),
    ("fluency", "The drug is safe.", "safe", "safe ,,"),
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
    ("timing", "Rest prior to surgery.", "prior to", "before"),
    ("timing", "Rest after lunch.", "lunch", "eating"),
    ("causation", "It is associated with age.", "associated with", "linked to"),
    ("causation", "It leads to pain.", "leads to", "causes"),
    ("conditions", "Stop it if it itches.", "itches", "stings"),
    ("conditions", "It suits infants.", "infants", "babies"),
    ("names", "She is in New Zealand now.", "now", "today"),
    ("names", "Take 20 drops.", "Take", "Use"),
    ("fluency", "It is an operation.", "operation", "treatment"),
    ("fluency", "The drug is safe.", "safe", "good"),
]


@pytest.fixture(scope="module")
def annotator(writer: Writer) -> Annotator:
    return Annotator(writer._data.lexicon, cues.load(folder()))


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
    assert {name for name, *_ in REFUSED} == set(BY_NAME) - {"citations", "content"}


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


def test_words_that_no_edit_accounts_for_are_refused(made) -> None:
    attempt = made("The rash itches.", "itches", "stings")
    bare = Attempt(attempt.sentence, (), attempt.output, attempt.cues)
    assert list(BY_NAME["content"].check(bare))
    assert not list(BY_NAME["content"].check(attempt))
