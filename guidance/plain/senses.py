"""Whether a context of the lexicon holds where a term stands; docs/lexicon.md lists the conditions."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from spacy.tokens import Span, Token

from guidance.plain.entries import Condition


class Place(NamedTuple):
    """A term in its sentence: the tokens of the term, and the specialty of the article."""

    term: Span
    topic: str


def holds(context: Iterable[Condition], place: Place) -> bool:
    """Whether every condition of the context holds."""
    return all(_TESTS[c.kind](c, place) != c.negated for c in context)


def _lemmas(tokens: Iterable[Token]) -> set[str]:
    found: set[str] = set()
    for token in tokens:
        found.update((token.lemma_.lower(), token.lower_))
    return found


def _outside(place: Place) -> Iterable[Token]:
    return (t for t in place.term.sent if not place.term.start <= t.i < place.term.end)


def _near(condition: Condition, place: Place) -> bool:
    return not condition.values.isdisjoint(_lemmas(_outside(place)))


def _before(condition: Condition, place: Place) -> bool:
    i = place.term.start
    return i > 0 and not condition.values.isdisjoint(_lemmas([place.term.doc[i - 1]]))


def _after(condition: Condition, place: Place) -> bool:
    i = place.term.end
    return i < len(place.term.doc) and not condition.values.isdisjoint(_lemmas([place.term.doc[i]]))


def _head(condition: Condition, place: Place) -> bool:
    return not condition.values.isdisjoint(_lemmas([place.term.root.head]))


def _child(condition: Condition, place: Place) -> bool:
    outside = (t for t in place.term.root.children if not place.term.start <= t.i < place.term.end)
    return not condition.values.isdisjoint(_lemmas(outside))


def _dep(condition: Condition, place: Place) -> bool:
    return place.term.root.dep_ in condition.values


def _tag(condition: Condition, place: Place) -> bool:
    return place.term.root.tag_ in condition.values


def _topic(condition: Condition, place: Place) -> bool:
    return place.topic.lower() in condition.values


_TESTS: dict[str, Callable[[Condition, Place], bool]] = {
    "near": _near,
    "before": _before,
    "after": _after,
    "head": _head,
    "child": _child,
    "dep": _dep,
    "tag": _tag,
    "topic": _topic,
}
