"""Two statements joined by "and", "but" or "so" become two sentences; the second keeps its subject."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import (
    auxiliaries,
    commas_before,
    fronted,
    inside_brackets,
    is_finite,
    is_negated,
    subject_of,
    subject_pieces,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Copy, Edit, Piece, Rule

_NAME = "coordination"
_JOINS = {"and": "", "but": "But", "so": "So"}
_FEWEST_WORDS = 3
_SHARED_TAIL = frozenset(("condition", "population"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    over = reader.audience.split_over
    if over is None or sentence.kind not in ("sentence", "item"):
        return
    if sentence.kind == "item" and reader.plain_words:
        yield from _benefits(sentence)
    if sentence.words <= over:
        return
    for cc in sentence.tokens:
        if cc.dep_ == "cc" and cc.lower_ in _JOINS and not inside_brackets(cc, sentence.start):
            edit = _edit(cc, sentence)
            if edit is not None:
                yield edit


def _edit(cc: Token, sentence: Sentence) -> Edit | None:
    first = cc.head
    second = next((t for t in first.conjuncts if t.i > cc.i and t.head == first and t.dep_ == "conj"), None)
    if second is None or not _top(first) or fronted(first) or _too_short(cc, second, sentence):
        return None
    lead = _lead(first, second, cc, sentence)
    if lead is None or _is_conditional(cc, sentence):
        return None
    start = commas_before(cc, sentence)
    join = _JOINS[cc.lower_]
    pieces: tuple[Piece, ...] = (Break.SENTENCE, *((join,) if join else ()), *lead)
    change = Change(start, cc.i + 1, pieces)
    return Edit(_NAME, (change,), f"Two statements joined by “{cc.lower_}” are told one after the other.", 3)


def _benefits(sentence: Sentence) -> Iterator[Edit]:
    """An item without a subject that tells three things or more: "Eases pain, lifts mood and helps sleep"."""
    first = sentence.tokens[0]
    chain = (first, *sorted(first.conjuncts, key=lambda t: t.i))
    alike = all(t.tag_ == "VBZ" and subject_of(t) is None and not is_negated(t) for t in chain)
    if len(chain) < _FEWEST_WORDS or not alike or _tail_is_shared(chain[-1], sentence):
        return
    cuts = []
    for verb in chain[1:]:
        start = verb.i
        while sentence.doc[start - 1].text.lower() in (",", "and"):
            start -= 1
        if start == verb.i:
            return
        cuts.append(Change(start, verb.i, (Break.SENTENCE,)))
    yield Edit(_NAME, tuple(cuts), "Each thing that the item tells stands alone.", 3)


def _is_conditional(cc: Token, sentence: Sentence) -> bool:
    """Whether a condition before the join may hold for what follows it: "A, unless C, and B"."""
    cues = sentence.cue_tokens("condition")
    return any(cue.name in ("if", "unless", "until") and span.start < cc.i for cue, span in cues)


def _top(first: Token) -> bool:
    """Whether the clause is a main clause: no "that", "if" or "which" above it."""
    token = first
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ == "ROOT" and not any(child.dep_ == "mark" for child in token.children)


def _too_short(cc: Token, second: Token, sentence: Sentence) -> bool:
    before = sum(t.is_alpha for t in sentence.doc[sentence.start : cc.i])
    after = sum(t.is_alpha for t in sentence.doc[cc.i + 1 : second.right_edge.i + 1])
    return min(before, after) < _FEWEST_WORDS


def _subordinates(child: Token) -> bool:
    """Whether the word makes its clause part of another: "that", "how", "if"."""
    return child.dep_ in ("mark", "advcl") or child.tag_ in ("WRB", "WDT", "WP", "WP$")


def _lead(first: Token, second: Token, cc: Token, sentence: Sentence) -> tuple[Piece, ...] | None:
    """What the second sentence begins with: nothing where it has a subject, else the shared one."""
    if any(child.i < second.i and _subordinates(child) for child in second.children):
        return None
    own = subject_of(second)
    if own is not None:
        stands = is_finite(second) and is_finite(first) and own.left_edge.i >= cc.i
        return () if stands else None
    return _shared(first, second, cc, sentence)


def _shared(first: Token, second: Token, cc: Token, sentence: Sentence) -> tuple[Piece, ...] | None:
    subject = subject_of(first)
    if subject is None or subject.i > first.i or is_negated(first) or is_negated(second):
        return None
    if not _complete(first, cc) or _tail_is_shared(second, sentence) or second.pos_ not in ("VERB", "AUX"):
        return None
    pieces = subject_pieces(subject)
    if pieces is None:
        return None
    if auxiliaries(second) or (second.tag_ in ("VBZ", "VBP") and not auxiliaries(first)):
        return pieces
    if second.tag_ == "VBD" and not auxiliaries(first):
        return pieces
    helpers = auxiliaries(first)
    if helpers and second.tag_ == first.tag_ and second.tag_ in ("VB", "VBN", "VBG"):
        return (*pieces, *(Copy(t.i, t.i + 1, repeat=True) for t in helpers))
    return None


def _complete(first: Token, cc: Token) -> bool:
    """Whether the first verb has what follows it before the join: "reduces pain and", not "reduces and"."""
    return any(first.i < child.i < cc.i and not child.is_punct for child in first.children)


def _tail_is_shared(second: Token, sentence: Sentence) -> bool:
    """Whether a condition or group at the end may belong to both statements."""
    for kind in _SHARED_TAIL:
        for _, span in sentence.cue_tokens(kind):
            if span.start > second.i:
                return True
    return False


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: coordination", _find)
