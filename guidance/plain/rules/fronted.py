"""A long phrase before the subject becomes a sentence of its own, to which the statement points back.

"In adults with A, B or C, X is advised" → "Some adults have A, B or C. For them, X is advised.": the
statement still holds for these people only. "In a review of trials, X did Y" → "X did Y. This result comes
from a review of trials.".
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import words
from guidance.plain.grammar import is_finite, is_negated, subject_of
from guidance.plain.phrases import closes, is_long, is_past, trimmed
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Copy, Edit, Rule

_NAME = "fronted"
_FEWEST_WORDS = 6
_FEWEST_OF_LONG = 5
_LONG = 20
_LEAST_LEFT = 5
_SOME = frozenset(("quantity.some",))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader) or sentence.kind != "sentence":
        return
    first = sentence.tokens[0]
    if first.lower_ not in ("in", "for"):
        return
    edit = _people(first, sentence) or _study(first, sentence)
    if edit is not None:
        yield edit


def _people(prep: Token, sentence: Sentence) -> Edit | None:
    """ "In adults with A, B or C, …"."""
    doc, start = sentence.doc, prep.i
    noun = next((t for t in doc[start + 1 : start + 4] if t.tag_ == "NNS" or t.lower_ == "people"), None)
    if noun is None or noun.lemma_.lower() not in sentence.classes.patients:
        return None
    before = doc[start + 1 : noun.i]
    if any(
        t.pos_ != "ADJ"
        or (t.tag_ in ("JJR", "JJS") and t.lower_ not in ("older", "younger"))
        or t.lower_ in ("many", "most", "other")
        for t in before
    ):
        return None
    having, comma = doc[noun.i + 1], _comma(noun.i + 1, sentence)
    if having.lower_ != "with" or comma is None or not _is_told(comma, sentence):
        return None
    front = doc[noun.i + 2 : comma]
    fewest = _FEWEST_WORDS if sentence.words < _LONG else _FEWEST_OF_LONG
    if words(sentence, start, comma) < fewest or any(t.lower_ in ("and", "no") for t in front):
        return None
    if any(
        t.pos_ in ("AUX", "SCONJ") or (t.tag_ in ("VBD", "VBZ", "VBP", "WDT", "WP") and t.dep_ != "amod")
        for t in front
    ):
        return None
    opening = (
        "Some",
        Copy(start + 1, noun.i + 1),
        "have",
        Copy(noun.i + 2, comma),
        Break.SENTENCE,
        "For them",
    )
    why = "For whom it holds is told first."
    return Edit(_NAME, (Change(start, comma, opening),), why, 3, exchanges=_SOME)


def _comma(start: int, sentence: Sentence) -> int | None:
    """The comma that ends the phrase: the last one before the main subject begins, past "A, B or C"."""
    doc, main = sentence.doc, sentence.root
    commas = [t.i for t in doc[start : main.i] if t.text == ","]
    if not commas:
        return None
    if len(commas) == 1:
        listed = any(t.lower_ == "or" for t in doc[start : commas[0]])
        more = any(t.lower_ == "or" for t in doc[commas[0] : main.i])
        return commas[0] if listed or not more else None
    joined = [k for k, i in enumerate(commas[1:], 1) if any(t.lower_ == "or" for t in doc[commas[k - 1] : i])]
    return commas[1] if joined == [1] and len(commas) == 2 else None


def _is_told(comma: int, sentence: Sentence) -> bool:
    """Whether a statement of the present with its subject follows, and nothing in it points elsewhere."""
    main, doc = sentence.root, sentence.doc
    if main.i < comma or not is_finite(main) or is_past(main):
        return False
    subject = subject_of(main)
    if subject is None or (subject.i < comma and not any(t.pos_ == "NOUN" for t in doc[comma + 1 : main.i])):
        return False
    pronouns = any(t.lower_ in ("they", "their", "them", "these", "it") for t in doc[comma : sentence.end])
    return not pronouns and words(sentence, comma, sentence.end) >= _LEAST_LEFT


def _study(prep: Token, sentence: Sentence) -> Edit | None:
    """ "In a review of trials, X did Y": whence we know it is told behind it."""
    noun = next((t for t in prep.children if t.dep_ == "pobj"), None)
    main, doc = sentence.root, sentence.doc
    if (
        prep.lower_ != "in"
        or noun is None
        or noun.lemma_.lower() not in sentence.classes.studies
        or prep.head != main
    ):
        return None
    end = trimmed(prep.i, noun.right_edge.i + 1, sentence)
    subject = subject_of(main)
    if subject is None or end >= sentence.end or doc[end].text != "," or subject.left_edge.i != end + 1:
        return None
    if doc[prep.i + 1].lower_ not in ("a", "an", "one", "several", "two", "three") or closes(end, sentence):
        return None
    if not is_finite(main) or not is_past(main) or is_negated(main) or subject.lower_ in ("we", "it", "they"):
        return None
    if words(sentence, prep.i, end) < _LEAST_LEFT or words(sentence, end, sentence.end) < _LEAST_LEFT:
        return None
    plural = any(t.lower_ in ("and", "but", "although") for t in doc[end : sentence.end])
    lead = "These results come from" if plural else "This result comes from"
    why = "Where a result comes from is told in a sentence of its own."
    tail = (lead, Copy(prep.i + 1, end))
    return Edit(_NAME, (Change(prep.i, end + 1, ()),), why, 3, tails=(tail,), rank=0)


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: adverbial phrases", _find)
