"""A colon or a dash between two clauses that stand alone becomes a full stop.

"Results: …" is a label and stays; what a colon leads in that is no clause stays with it.
"""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import label_end, text_end, words
from guidance.plain.grammar import has_finite_clause, inside_brackets, is_finite, subject_of
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Edit, Rule

_NAME = "colon"
_DASHES = frozenset(("–", "—", "-", "--"))
_LEADS = frozenset(("following", "follows"))
_FEWEST_WORDS = 3
_FEWEST_COMMAS = 2
_QUOTES = frozenset("“”\"‘'")


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.words <= over or sentence.kind not in ("sentence", "item"):
        return
    label = label_end(sentence)
    marks = [t for t in sentence.tokens if _parts(t, sentence) and t.i >= label]
    if len(marks) != 1:
        # Two dashes set a remark apart, and what stands between two colons belongs to either.
        return
    mark = marks[0]
    before, after = sentence.doc[label : mark.i], sentence.doc[mark.i + 1 : text_end(sentence)]
    short = min(words(sentence, s.start, s.end) for s in (before, after)) < _FEWEST_WORDS
    if (
        short
        or not has_finite_clause(before)
        or before[0].tag_ in ("WP", "WRB")
        or any(t.lower_ in _LEADS for t in before)
    ):
        return
    if any(t.like_num for t in before) and _lists(after):
        # "Into three groups: A, B, C, and D was told": most of what looks like the subject is the groups.
        return
    if sentence.doc[mark.i - 1].pos_ in ("AUX", "ADP"):
        # "The factors were: age, …": what the colon leads in is the rest of the statement.
        return
    if mark.text in _DASHES and after[0].lower_ in ("a", "an"):
        # "Shock – a state caused by …": the dash says what it is.
        return
    if any(t.text in _QUOTES for t in sentence.tokens) or not _stands_alone(after.root, after.start):
        return
    if any(t.text == ";" for t in sentence.tokens):
        return
    change = Change(mark.i, mark.i + 1, (Break.SENTENCE,))
    yield Edit(_NAME, (change,), "Each part stands alone, so it can be a sentence of its own.", 3)


def _parts(token: Token, sentence: Sentence) -> bool:
    """Whether the token is a colon, or a dash with spaces around it, outside brackets."""
    if inside_brackets(token, sentence.start) or not sentence.start < token.i < sentence.end - 1:
        return False
    spaced = bool(token.whitespace_) and bool(token.nbor(-1).whitespace_)
    return token.text == ":" or (token.text in _DASHES and spaced)


def _lists(after: Span) -> bool:
    """Whether the clause begins with three things or more, one behind the other."""
    return sum(t.text == "," for t in after[: max(after.root.i - after.start, 0)]) >= _FEWEST_COMMAS


def _stands_alone(verb: Token, start: int) -> bool:
    """Whether the clause behind the mark is a statement: a finite verb, its subject first, nothing above."""
    subject = subject_of(verb)
    if verb.pos_ not in ("VERB", "AUX") or not is_finite(verb) or subject is None:
        return False
    if subject.left_edge.i < start or subject.i > verb.i or subject.tag_ in ("WDT", "WP"):
        return False
    opening = verb.doc[start]
    return not any(c.dep_ == "mark" for c in verb.children) and opening.tag_ not in (
        "WDT",
        "WP",
        "WRB",
        "CC",
        "TO",
    )


RULE = Rule(_NAME, "Plain Language Action and Information Network: one idea a sentence", _find)
