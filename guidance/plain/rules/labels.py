"""The label of an abstract's part ("Results: …") goes where a statement follows that stands without it.

A conclusion keeps its rank ("In short, …"), an aim becomes a sentence ("The aim is to …"). A label before
a fragment ("Design: cohort study.") stays, as does one that no list here has.
"""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import label_end
from guidance.plain.grammar import is_finite
from guidance.plain.reader import Reader
from guidance.plain.realise import uncapitalised
from guidance.plain.rule import Change, Edit, Rule

_NAME = "label"


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    end = label_end(sentence)
    if not reader.plain_words or sentence.kind != "sentence" or not sentence.start < end < sentence.end - 2:
        return
    label = sentence.doc[sentence.start : end - 1].text.lower()
    first = sentence.doc[end]
    for prefix in sentence.classes.label_prefixes:
        label = label.removeprefix(prefix) if _is_aim(label.removeprefix(prefix), sentence) else label
    if _is_aim(label, sentence) and first.tag_ == "TO" and first.nbor().tag_ == "VB":
        change = Change(sentence.start, end + 1, ("The aim is to",))
        yield Edit(_NAME, (change,), "A sentence says more plainly what a label and half a sentence say.", 2)
    elif _is_statement(sentence.doc[end : sentence.end]):
        if label in sentence.classes.label_parts or _is_aim(label, sentence):
            change = Change(sentence.start, end, ())
            yield Edit(_NAME, (change,), "The sentence is clear without the label of its part.")
        elif label in sentence.classes.label_conclusions and not _may_be_a_name(first, sentence):
            change = Change(sentence.start, end, ("In short ,",))
            yield Edit(_NAME, (change,), "The words say what the label says, as part of the sentence.")


def _may_be_a_name(first: Token, sentence: Sentence) -> bool:
    """Whether nothing tells if the capital of the word behind the label is a name's or the label's."""
    known = first.i in sentence.common or sentence.hit_at(first.i) is not None
    return first.is_title and not known and uncapitalised(first) == first.text


def _is_aim(label: str, sentence: Sentence) -> bool:
    return label.removesuffix("s") in sentence.classes.aims


def _is_statement(span: Span) -> bool:
    """Whether the span has a main clause; the parser may hang its verb on any word of the label."""
    for verb in span:
        main = verb.dep_ == "ROOT" or (verb.head.i < span.start and verb.dep_ not in ("relcl", "advcl"))
        if main and verb.pos_ in ("VERB", "AUX") and is_finite(verb):
            subjects = (
                c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl") and c.i >= span.start
            )
            marked = any(child.dep_ == "mark" for child in verb.children)
            return not marked and any(c.tag_ not in ("WDT", "WP") for c in subjects)
    return False


RULE = Rule(_NAME, "Federal Plain Language Guidelines: write short, complete sentences", _find)
