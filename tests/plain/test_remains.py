"""What a draft tells of its source, and of what is still hard; counted again here, by hand and by eye."""

import re

from guidance.plain.draft import Readability
from guidance.plain.formulas import Tally, fkgl, smog

TEXT = (
    "Sertraline was given to the men. It did not help them. The nurses were told that the zorbaxifen "
    "tablets, which lower the ABCX score, may cause dyspnoea."
)


def value(report: Readability, name: str) -> float:
    return next(measure.value for measure in report.measures if measure.name == name)


def test_the_source_is_measured_as_a_check_of_it_would(write, writer, audiences, make_document) -> None:
    for name in ("patient", "student", "clinician"):
        draft = write(TEXT, name)
        assert draft.source == writer.check(make_document(TEXT), audiences.get(name))


def test_the_figures_of_a_source_are_those_that_a_person_counts(write) -> None:
    source = write("The cat sat on the old mat. Medical information helps the family.").source
    # 7 words of one syllable; then med-i-cal 3, in-for-ma-tion 4, helps 1, the 1, fam-i-ly 3.
    counts = Tally(sentences=2, words=12, syllables=19, polysyllables=3)
    assert (source.words, source.sentences) == (12, 2)
    assert value(source, "fkgl") == round(fkgl(counts), 2) == round(0.39 * 6 + 11.8 * 19 / 12 - 15.59, 2)
    assert value(source, "smog") == round(smog(counts), 2) == round(1.043 * 45**0.5 + 3.1291, 2)
    assert (value(source, "longest_sentence"), value(source, "mean_sentence")) == (7, 6)


def test_the_stored_text_has_no_other_figures_than_its_source(write) -> None:
    draft = write(TEXT, "clinician")
    assert draft.readability == draft.source
    assert draft.remains.unexplained == draft.remains.unhandled == ()


def test_every_unexplained_term_that_the_measure_counts_is_named(write) -> None:
    for body in (TEXT, "ABCX rose. ABCX fell.", "They rest at home."):
        draft = write(body)
        named = sum(mention.count for mention in draft.remains.unexplained)
        title = 5  # "What is known so far?" is counted with the words, too
        words = draft.readability.words + title
        assert value(draft.readability, "unexplained_terms") == round(100 * named / words, 2)


def test_a_long_word_that_nobody_has_described_is_named_with_how_often_it_stands(write) -> None:
    found = write("The zorbaxifen tablets help. Information on zorbaxifen is medical.").remains.unhandled
    assert [(mention.text, mention.count) for mention in found] == [("zorbaxifen", 2)]


def test_the_passive_sentences_are_those_that_the_measure_counts(write) -> None:
    draft = write("The tablets were taken by the men. They slept well.", "student")
    assert len(draft.remains.passives) == 1
    assert re.match("The tablets were taken", draft.remains.passives[0])
    assert value(draft.readability, "passive_share") == 0.5
