"""A long series becomes a list where the rule for series that "and" closes finds none.

"In adults with A, B or C" becomes "in adults with any of these:"; "if A, or B" as whole statements "if
any of these is true:"; and a series that is the subject, "A, B and C should be measured", "These should
be measured:". The lead says "any" for "or" only, so the list claims what the sentence did.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Span, Token

from guidance.plain.annotate import Sentence
from guidance.plain.clauses import words
from guidance.plain.grammar import auxiliaries, inside_brackets, is_finite, is_negated, subject_of
from guidance.plain.phrases import is_long, is_past, trimmed
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Copy, Edit, Piece, Rule

_NAME = "alternatives"
_FEWEST_ITEMS = 3
_FEWEST_WORDS = 6
_ANCHORS = frozenset(("in", "with", "for", "during", "by", "without", "after", "before", "against"))
_INNER = frozenset(("of", "to", "in", "on", "for", "from", "with", "at", "after", "by", "into"))
_PAIRED = frozenset(("either", "neither", "nor", "whether", "both", "respectively", "than", "rather"))
# What parts the predicate, or lets another rule do it, so that the list would not stand behind its lead.
_PARTED = frozenset(
    (",", ";", ":", "and", "or", "it", "they", "their", "its", "due", "because", "with", "by", "as")
)
_OPENS = frozenset(("if", "unless"))
_FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))


class _Item(NamedTuple):
    """Tokens `start` to `end` (exclusive) are one item."""

    start: int
    end: int


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader) or any(t.lower_ in _PAIRED for t in sentence.tokens):
        return
    edit = _conditions(sentence) or _complement(sentence) or _subject(sentence)
    if edit is not None:
        yield edit


def _edit(*changes: Change, exchanges: frozenset[str] = frozenset()) -> Edit:
    return Edit(_NAME, changes, "What may be the case reads more easily as a list.", 3, exchanges=exchanges)


def _listed(items: Sequence[_Item]) -> tuple[Piece, ...]:
    return tuple(piece for item in items for piece in (Break.ITEM, Copy(*item)))


def _complement(sentence: Sentence) -> Edit | None:
    """ "… in adults with A, B or C" at the end."""
    main = sentence.root
    if not is_finite(main) or is_past(main):
        return None
    for prep in sentence.tokens:
        if prep.lower_ not in _ANCHORS or prep.i < main.i or inside_brackets(prep, sentence.start):
            continue
        items = _series(prep.i + 1, trimmed(prep.i, sentence.end, sentence), "or", sentence)
        if items and _begins(prep, items, sentence) and _stand_alone(items, sentence):
            start = items[0].start
            if words(sentence, sentence.start, start) >= _FEWEST_ITEMS:
                lead = Change(start, items[-1].end, ("any of these", *_listed(items)))
                return _edit(lead)
    return None


def _begins(prep: Token, items: Sequence[_Item], sentence: Sentence) -> bool:
    """Whether the series begins right behind the preposition, as the parse or the sense has it.

    Behind "patients with" it does: no patient is an item of it.
    """
    doc = sentence.doc
    heads = [doc[item.start : item.end].root for item in items]
    if any(sentence.classes.is_people(head) for head in heads):
        return False
    if sentence.classes.is_people(prep.head) and prep.lower_ in ("with", "without"):
        return True
    first, second = heads[:2]
    apart = second.dep_ == "appos" and second.head == prep.head and len(items) > _FEWEST_ITEMS
    if apart and first.head == prep:
        return True
    return any(head.head == prep for head in heads) and all(head.head in (prep, *heads) for head in heads)


def _subject(sentence: Sentence) -> Edit | None:
    """ "A, B, C and D should be measured" → "These should be measured:"."""
    main = sentence.root
    helpers = auxiliaries(main)
    verb = (helpers or [main])[0]
    start, end = sentence.start, trimmed(sentence.start, sentence.end, sentence)
    if not is_finite(main) or subject_of(main) is None or is_negated(main) or list(main.conjuncts):
        return None
    if verb.tag_ not in ("MD", "VBP") and verb.lower_ != "were":
        return None
    items = _series(start, verb.i, "and", sentence)
    if (
        not items
        or not _stand_alone(items, sentence)
        or not 1 < words(sentence, verb.i, end) <= _FEWEST_WORDS * 2
    ):
        return None
    if any(t.lower_ in _PARTED for t in sentence.doc[verb.i : sentence.end - 1]):
        return None
    ends = [sentence.doc[item.end - 1].tag_ for item in items]
    if ends[-1] == "NNS" and "NNS" not in ends[:-1]:
        # "The left, the right and the middle lobes": the noun belongs to all.
        return None
    return _edit(Change(start, verb.i, ("These",)), Change(end, end, _listed(items), after=True))


def _conditions(sentence: Sentence) -> Edit | None:
    """ "…, if A, B, or C" at the end, each a statement: "if any of these is true:"."""
    for mark in sentence.tokens:
        if mark.lower_ not in _OPENS or mark.dep_ != "mark" or mark.i <= sentence.start + 2:
            continue
        end = trimmed(mark.i, sentence.end, sentence)
        items = _statements(mark.i + 1, end, mark.lower_, sentence)
        if items:
            which = "any of these is" if len(items) > 2 else "either of these is"
            # "If A, or if B" holds one "if" less.
            twice = frozenset((f"condition.{mark.lower_}",))
            change = Change(mark.i + 1, end, (which, "true", *_listed(items)))
            return _edit(change, exchanges=twice)
        verb = next((t.i for t in sentence.doc[mark.i : end] if t.tag_ in _FINITE), end)
        if verb < end and sentence.doc[verb].lower_ in ("is", "are"):
            items = _series(mark.i + 1, verb, "or", sentence)
            rest = sentence.doc[verb + 1 : end]
            if (
                items
                and _stand_alone(items, sentence)
                and 0 < len(rest) <= _FEWEST_ITEMS
                and rest[-1].is_alpha
            ):
                whole = ("any of these is", Copy(verb + 1, end), *_listed(items))
                return _edit(Change(mark.i + 1, end, whole))
    return None


def _statements(start: int, end: int, mark: str, sentence: Sentence) -> list[_Item]:
    """The statements between two tokens that commas and one "or" join, each with subject and verb."""
    doc = sentence.doc
    if words(sentence, start, end) < _FEWEST_WORDS + 2:
        return []
    cuts = [
        t
        for t in doc[start:end]
        if t.lower_ == "or"
        and not inside_brackets(t, sentence.start)
        and _opens_statement(t.i + 1, end, mark, sentence)
    ]
    if len(cuts) != 1 or any(
        t.lower_ in ("and", "but") and _opens_statement(t.i + 1, end, mark, sentence) for t in doc[start:end]
    ):
        return []
    items = [_Item(_behind(cuts[0].i + 1, mark, sentence), end)]
    last = cuts[0].i - int(doc[cuts[0].i - 1].text == ",")
    for i in range(last - 1, start, -1):
        if doc[i].text == "," and _opens_statement(i + 1, last, mark, sentence):
            items.insert(0, _Item(_behind(i + 1, mark, sentence), last))
            last = i
    items.insert(0, _Item(start, last))
    spans = [doc[item.start : item.end] for item in items]
    if not all(map(_is_statement, spans)) or any(t.text == "," for span in spans for t in span):
        return []
    return [] if _ends_in_common(spans[-1], sentence) else items


def _ends_in_common(last: Span, sentence: Sentence) -> bool:
    """Whether what closes the last item may hold for all: "… and lives alone", "… in adults"."""
    limits = [s for kind in ("condition", "population", "time") for _, s in sentence.cue_tokens(kind)]
    also = any(t.lower_ in ("and", "but") and t.nbor().pos_ in ("VERB", "AUX", "PART") for t in last[:-1])
    return also or any(last.start <= span.start < last.end for span in limits)


def _behind(start: int, mark: str, sentence: Sentence) -> int:
    """Past "if" where it is said again: "if A, or if B"."""
    return start + int(sentence.doc[start].lower_ == mark)


def _opens_statement(start: int, end: int, mark: str, sentence: Sentence) -> bool:
    return _is_statement(sentence.doc[_behind(start, mark, sentence) : end])


def _is_statement(tokens: Span) -> bool:
    """Whether a noun phrase and then a finite verb open the tokens."""
    for at, token in enumerate(tokens):
        if token.tag_ in _FINITE:
            return at > 0
        if (
            (token.pos_ in ("SCONJ", "CCONJ", "ADP") and at == 0)
            or token.text in (",", ";")
            or token.lower_ == "or"
        ):
            return False
    return False


def _series(start: int, end: int, joiner: str, sentence: Sentence) -> list[_Item]:
    """The items between two tokens, by their commas and the one joiner before the last."""
    doc = sentence.doc
    commas = [t.i for t in doc[start:end] if t.text == "," and not inside_brackets(t, sentence.start)]
    if not commas or any(t.tag_ in _FINITE or t.text in (";", ":") for t in doc[start:end]):
        return []
    bounds = [start - 1, *commas, end]
    items = [_Item(a + 1, b) for a, b in pairwise(bounds)]
    last = items.pop()
    joins = [
        t.i
        for t in doc[last.start : last.end]
        if t.lower_ in ("and", "or") and not inside_brackets(t, sentence.start)
    ]
    if not joins or doc[joins[0]].lower_ != joiner:
        return []
    if joins[0] == last.start:
        items.append(_Item(last.start + 1, last.end))
    elif len(joins) == 1:
        items += [_Item(last.start, joins[0]), _Item(joins[0] + 1, last.end)]
    else:
        return []
    others = {"and", "or"} - {joiner}
    mixed = any(t.lower_ in others for item in items for t in doc[item.start : item.end])
    named = all(_is_name(doc[item.start : item.end]) for item in items)
    return items if len(items) >= _FEWEST_ITEMS and named and not mixed else []


def _is_name(tokens: Span) -> bool:
    """Whether the tokens are a noun phrase: they begin as one and hold no clause."""
    if not len(tokens) or tokens[0].pos_ in ("CCONJ", "ADP", "ADV", "PUNCT", "PART", "SCONJ", "PRON", "AUX"):
        return False
    if any(t.pos_ in ("SCONJ", "PRON", "AUX") or t.lower_ in ("not", "who", "which", "that") for t in tokens):
        return False
    root = tokens.root
    return root.pos_ in ("NOUN", "PROPN") or root.tag_ == "VBG" or tokens[-1].pos_ in ("NOUN", "PROPN")


def _stand_alone(items: Sequence[_Item], sentence: Sentence) -> bool:
    """Whether no word of one item may be meant for all: "severe pain, fever or rash", "… in adults"."""
    spans = [sentence.doc[item.start : item.end] for item in items]
    if _is_described(spans[0], sentence) and not any(_is_described(span, sentence) for span in spans[1:]):
        return False
    if any(t.lower_ in ("a", "an", "the") for t in spans[0][:1]) and not any(
        t.pos_ == "DET" for s in spans[1:] for t in s[:1]
    ):
        return False
    inner = [any(t.lower_ in _INNER for t in span) for span in spans]
    if inner[-1] and not any(inner[:-1]) and not _is_described(spans[-1], sentence):
        # "The size, shape or colour of the spot": the spot may belong to all.
        return False
    return not _ends_in_common(spans[-1], sentence)


def _is_described(span: Span, sentence: Sentence) -> bool:
    hit = sentence.hit_at(span.start)
    if hit is not None and hit.end > span.start + 1:
        return False
    return any(t.pos_ == "ADJ" or (t.tag_ in ("VBN", "VBG") and t.dep_ == "amod") for t in span[:-1])


RULE = Rule(_NAME, "CDC Clear Communication Index: bulleted lists for series", _find)
