"""What rules ask that tell a phrase of a long sentence in a sentence of its own."""

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import (
    ASIDES,
    auxiliaries,
    inside_brackets,
    is_finite,
    is_negated,
    subject_of,
    subject_pieces,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Copy, Piece

_SPLIT = frozenset(("sentence", "item"))
_PLURAL = frozenset(("NNS", "NNPS"))
_SINGULAR = frozenset(("NN", "NNP"))
_PARTIAL = frozenset(
    (
        "most",
        "many",
        "some",
        "few",
        "several",
        "half",
        "any",
        "no",
        "each",
        "every",
        "either",
        "neither",
        "other",
    )
)
_OPEN = frozenset(("if", "unless", "until"))
_FORMS = {(True, True): "were", (True, False): "was", (False, True): "are", (False, False): "is"}


def is_long(sentence: Sentence, reader: Reader) -> bool:
    """Whether it is running text that has more words than the audience reads at once; questions stay."""
    over = reader.audience.split_over
    long = over is not None and sentence.words > over
    return long and sentence.kind in _SPLIT and not sentence.text.endswith("?")


def outside_brackets(sentence: Sentence) -> Iterator[Token]:
    """The tokens that stand in no brackets."""
    return (token for token in sentence.tokens if not inside_brackets(token, sentence.start))


def closes(end: int, sentence: Sentence) -> bool:
    """Whether nothing but marks follows."""
    return all(t.is_punct or t.is_space for t in sentence.doc[end : sentence.end])


def trimmed(start: int, end: int, sentence: Sentence) -> int:
    """The end of a phrase without the mark that closes the sentence, but with the bracket that closes it."""
    inside = [t.text for t in sentence.doc[start:end]]
    if inside.count("(") > inside.count(")") and end < sentence.end and sentence.doc[end].text == ")":
        return end + 1
    while end > start and (sentence.doc[end - 1].text in ".,;:" or sentence.doc[end - 1].is_space):
        end -= 1
    return end


def goes_on(start: int, end: int, sentence: Sentence) -> bool:
    """Whether a comma and a preposition in the phrase may lead back to the statement that it interrupts."""
    doc = sentence.doc
    commas = [t for t in doc[start : end - 1] if t.text == ","]
    marks = [t for t in commas if t.nbor().pos_ in ("ADP", "PART")]
    # A comma that closes an aside, ", especially in women, on pain", leads back into the phrase.
    asides = {b for a, b in pairwise(commas) if a.nbor().lower_ in ASIDES}
    return any(t.nbor().lower_ not in ("including", "such", "like", "of") for t in marks if t not in asides)


def count(start: int, end: int, sentence: Sentence) -> int:
    """How many words stand from `start` to `end`."""
    return sum(any(c.isalnum() for c in t.text) for t in sentence.doc[start:end])


def is_past(verb: Token) -> bool:
    """Whether a finite verb tells of the past."""
    helpers = auxiliaries(verb)
    return helpers[0].lower_ in ("was", "were", "had", "did") if helpers else verb.tag_ == "VBD"


def modal_of(verb: Token) -> Token | None:
    """The modal among its auxiliaries: "may"."""
    return next((helper for helper in auxiliaries(verb) if helper.tag_ == "MD"), None)


def be(*, past: bool, plural: bool) -> str:
    """The form of "be"."""
    return _FORMS[past, plural]


def is_perfect(verb: Token) -> bool:
    """Whether it is in the present perfect: "has led"."""
    helpers = auxiliaries(verb)
    return bool(helpers) and helpers[0].lower_ in ("has", "have")


def is_plural(noun: Token) -> bool:
    """Whether the noun, with what "and" joins to it, takes a plural verb."""
    joined = any(child.dep_ == "cc" and child.lower_ == "and" for child in noun.children)
    return noun.tag_ in _PLURAL or (joined and any(child.dep_ == "conj" for child in noun.children))


def is_stated(verb: Token, sentence: Sentence) -> bool:
    """Whether it is the verb of the main clause and says, without "not", "may" or "if", what is so."""
    if verb.dep_ != "ROOT" or not is_finite(verb) or is_negated(verb) or modal_of(verb) is not None:
        return False
    return not any(cue.name in _OPEN for cue, _ in sentence.cue_tokens("condition"))


def is_partial(noun: Token) -> bool:
    """Whether the noun speaks of a part or of each one: "most adults", "each ward", "half of the men"."""
    return noun.lower_ in _PARTIAL or any(t.lower_ in _PARTIAL for t in noun.children)


def is_held(noun: Token, sentence: Sentence) -> bool:
    """Whether "a programme" is one that there is, so that "this programme" can go on about it.

    So it is as what the subject is ("X is a rare disease"), and after verbs that have no object without
    there being one ("we used a programme"); not after "not", "may", "needs", nor with each or most people.
    """
    lefts = [t.lower_ for t in noun.lefts]
    if sentence.doc[max(noun.left_edge.i - 1, sentence.start)].text == ",":
        return False
    verb = noun.head.head if noun.dep_ == "pobj" else noun.head
    if not is_stated(verb, sentence) or is_plural(noun) != (noun.tag_ in _PLURAL):
        return False
    subject = subject_of(verb)
    if subject is None or subject.i > verb.i or is_partial(subject) or subject.lower_ == "it":
        return False
    odd = noun.lemma_.lower() in sentence.classes.labels or not sentence.classes.selecting.isdisjoint(lefts)
    if odd or any(t.tag_ in ("JJS", "RBS", "JJR", "RBR") for t in noun.lefts) or says_little(noun, sentence):
        return False
    if noun.dep_ == "attr":
        bare = noun.tag_ == "NNS" and not any(t.dep_ in ("det", "nummod", "poss") for t in noun.lefts)
        return bare or bool({"a", "an"} & {*lefts})
    single = noun.tag_ == "NN" and bool({"a", "an"} & {*lefts})
    generic = any(t.lower_ in ("a", "an") for t in subject.lefts)
    return (
        single
        and not generic
        and noun.dep_ in ("dobj", "pobj")
        and verb.lemma_ in sentence.classes.finding_verbs
    )


def touches(noun: Token, start: int, sentence: Sentence) -> bool:
    """Whether what begins at `start` follows its noun; "of …" may stand between in "X is a state of …"."""
    between = sentence.doc[noun.i + 1 : start]
    return not len(between) or (
        noun.dep_ == "attr" and between[0].lower_ == "of" and between[0].right_edge.i == start - 1
    )


def keeps_number(noun: Token, sentence: Sentence) -> bool:
    """Whether the plain word for the noun has its number: "supplements" for "supplementation" has not."""
    hit = sentence.hit_at(noun.i)
    return hit is None or not hit.entry.wording or hit.entry.number == "same"


def speaks_of_one(verb: Token) -> bool:
    """Whether the verb, by its form, has a single subject: "which leads to", "which was"."""
    first = (auxiliaries(verb) or [verb])[0]
    return subject_of(verb) is not None and (first.tag_ == "VBZ" or first.lower_ == "was")


def says_little(noun: Token, sentence: Sentence) -> bool:
    """Whether nothing is said by "X is a condition" without the clause that follows."""
    described = any(t.dep_ in ("amod", "compound", "nmod", "poss") for t in noun.lefts)
    return noun.dep_ == "attr" and not described and noun.lemma_.lower() in sentence.classes.generic


def again(noun: Token, sentence: Sentence, until: int | None = None) -> tuple[Piece, ...] | None:
    """How the noun is said again at the head of a new sentence; None where it could be misread."""
    if not keeps_number(noun, sentence):
        return None
    if noun.left_edge.text in ("(", "["):
        return this(noun, sentence)
    pieces = subject_pieces(noun, until)
    return pieces if pieces is None or pieces[0] not in ("This", "These") else this(noun, sentence)


def this(noun: Token, sentence: Sentence) -> tuple[Piece, ...] | None:
    """ "This programme", "These side effects": the noun said again without what describes it.

    None where another noun could be meant, or where what it is without its adjective is something else:
    "insufficient intake" is not "this intake".
    """
    alike = [t for t in sentence.tokens if t.lemma_.lower() == noun.lemma_.lower() and t.pos_ == noun.pos_]
    hit = sentence.hit_at(noun.i)
    if hit is not None and hit.start < noun.i == hit.end - 1 and len(alike) == 1 and noun.tag_ == "NNS":
        # "Loop diuretics": the kind as its term names it.
        return ("These", Copy(hit.start, hit.end, repeat=True))
    if len(alike) > 1 or noun.tag_ not in ("NN", "NNS") or not keeps_number(noun, sentence):
        return None
    start = noun.i
    while start > sentence.start and sentence.doc[start - 1].dep_ == "compound" and _joins(start, noun):
        start -= 1
    if sentence.doc[max(start - 1, sentence.start)].text == "-":
        # "A first-aid procedure" is no "aid procedure".
        start = noun.i
    cues = (span for kind in ("negation", "direction") for _, span in sentence.cue_tokens(kind))
    if any(noun.left_edge.i <= span.start < start for span in cues):
        return None
    return ("These" if noun.tag_ == "NNS" else "This", Copy(start, noun.i + 1, repeat=True))


def _joins(start: int, noun: Token) -> bool:
    return noun.doc[start - 1].head == noun and noun.doc[start - 1].is_alpha


def finite(*, past: bool, plural: bool) -> str:
    """The tag of a participle that becomes the verb of a sentence."""
    if past:
        return "VBD"
    return "VBP" if plural else "VBZ"
