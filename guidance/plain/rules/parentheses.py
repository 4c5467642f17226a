"""Brackets that hold a statement become a sentence; "(e.g. …)" becomes "such as …"."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import bracket_pairs, has_finite_clause, is_finite, subject_of
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Rule

_NAME = "parenthesis"
_EXAMPLES = (("e.g.",), ("eg",), ("e.g",), ("for", "example"), ("for", "instance"), ("such", "as"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if reader.audience.split_over is None or sentence.kind not in ("sentence", "item"):
        return
    for opening, closing in bracket_pairs(sentence):
        edit = _examples(opening, closing, sentence) or _statement(opening, closing, sentence)
        if edit is not None:
            yield edit


def _examples(opening: Token, closing: Token, sentence: Sentence) -> Edit | None:
    inside = [t.lower_ for t in sentence.doc[opening.i + 1 : closing.i]]
    mark = next((mark for mark in _EXAMPLES if tuple(inside[: len(mark)]) == mark), None)
    before = opening.i - 1
    if mark is None or before < sentence.start or sentence.doc[before].pos_ not in ("NOUN", "PROPN"):
        return None
    end = opening.i + 1 + len(mark)
    end += int(sentence.doc[end].text == ",")
    following = sentence.doc[closing.i + 1] if closing.i + 1 < sentence.end else None
    comma = (",",) if following is not None and not following.is_punct and closing.i - end > 2 else ()
    changes = (
        Change(opening.i, end, (",", "such as") if comma else ("such as",)),
        Change(closing.i, closing.i + 1, comma),
    )
    return Edit(_NAME, changes, "Examples read more easily without brackets.", 2)


def _statement(opening: Token, closing: Token, sentence: Sentence) -> Edit | None:
    inside = sentence.doc[opening.i + 1 : closing.i]
    if (
        not has_finite_clause(inside)
        or inside[0].dep_ == "mark"
        or inside[0].tag_ in ("WDT", "WP", "IN", "WRB")
    ):
        return None
    root = inside.root
    if not is_finite(root) or subject_of(root) is None or subject_of(root).lower_ in ("which", "who", "that"):  # type: ignore[union-attr]
        return None
    rest = sentence.doc[closing.i + 1 : sentence.end]
    if inside[0].tag_ in ("PRP", "DT") and any(not (t.is_punct or t.is_space) for t in rest):
        # "It" means what stands before the bracket; after the rest of the sentence it would not.
        return None
    change = Change(opening.i, closing.i + 1, ())
    tail = (Copy(opening.i + 1, closing.i),)
    return Edit(
        _NAME, (change,), "A statement in brackets is told in a sentence of its own.", 3, tails=(tail,)
    )


RULE = Rule(_NAME, "NHS content style: avoid brackets", _find)
