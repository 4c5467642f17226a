"""Whether a context of the lexicon holds where a term stands; docs/lexicon.md lists the conditions."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from spacy.tokens import Span, Token

from guidance.plain.entries import Condition

_FIRST = "^"
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))


class Place(NamedTuple):
    """A term in its sentence: the tokens of the term, and the specialty of the article."""

    term: Span
    topic: str


def holds(context: Iterable[Condition], place: Place) -> bool:
    """Whether every condition of the context holds."""
    return all(met(condition, place) for condition in context)


def met(condition: Condition, place: Place) -> bool:
    """Whether one condition holds."""
    return _TESTS[condition.kind](condition, place) != condition.negated


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
    if i == place.term.sent.start:
        return _FIRST in condition.values
    return not condition.values.isdisjoint(_lemmas([place.term.doc[i - 1]]))


def _after(condition: Condition, place: Place) -> bool:
    i = place.term.end
    return i < len(place.term.doc) and not condition.values.isdisjoint(_lemmas([place.term.doc[i]]))


def _head(condition: Condition, place: Place) -> bool:
    return not condition.values.isdisjoint(_lemmas([place.term.root.head]))


def _headtag(condition: Condition, place: Place) -> bool:
    return place.term.root.head.tag_ in condition.values


def _child(condition: Condition, place: Place) -> bool:
    outside = (t for t in place.term.root.children if not place.term.start <= t.i < place.term.end)
    return not condition.values.isdisjoint(_lemmas(outside))


def _beside(condition: Condition, place: Place) -> bool:
    root = place.term.root
    others = (t for t in root.head.children if t.i != root.i)
    return not condition.values.isdisjoint(_lemmas(others))


def _noun(condition: Condition, place: Place) -> bool:
    return not condition.values.isdisjoint(_lemmas(_described(place.term.root)))


def _of(condition: Condition, place: Place) -> bool:
    links = (t for t in place.term.root.children if t.lower_ == "of")
    return not condition.values.isdisjoint(_lemmas(_joined(t for link in links for t in link.children)))


def _object(condition: Condition, place: Place) -> bool:
    return not condition.values.isdisjoint(_lemmas(_joined(_acted_on(place.term.root))))


def _subject(condition: Condition, place: Place) -> bool:
    return not condition.values.isdisjoint(_lemmas(_joined(_acting(place.term.root))))


def _described(adjective: Token) -> Iterator[Token]:
    """The noun that an adjective stands before, or the subject of the verb that it follows."""
    first = _first_of_series(adjective)
    if first.dep_ in ("amod", "compound"):
        yield first.head
    else:
        yield from _joined(t for t in first.head.children if t.dep_ in _SUBJECTS)


def _acted_on(verb: Token) -> Iterator[Token]:
    """What a verb is done to: its object, the subject of its passive, the noun that it follows."""
    yield from (t for t in verb.children if t.dep_ in ("dobj", "nsubjpass"))
    first = _first_of_series(verb)
    if verb.tag_ == "VBN" and first.dep_ in ("acl", "amod"):
        yield first.head
    elif first is not verb:
        yield from (t for t in first.children if t.dep_ == "nsubjpass")


def _acting(verb: Token) -> Iterator[Token]:
    """Who or what does it: the subject, what follows "by", the noun that "-ing" follows."""
    first = _first_of_series(verb)
    yield from (t for t in first.children if t.dep_ == "nsubj")
    yield from (t for link in verb.children if link.dep_ == "agent" for t in link.children)
    if verb.tag_ == "VBG" and first.dep_ == "acl":
        yield first.head


def _first_of_series(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.pos_ == token.pos_:
        token = token.head
    return token


def _joined(tokens: Iterable[Token]) -> Iterator[Token]:
    """Each token with those that "and" or "or" joins to it."""
    for token in tokens:
        yield token
        yield from token.conjuncts


def _dep(condition: Condition, place: Place) -> bool:
    return place.term.root.dep_ in condition.values


def _has(condition: Condition, place: Place) -> bool:
    return any(child.dep_ in condition.values for child in place.term.root.children)


def _tag(condition: Condition, place: Place) -> bool:
    return place.term.root.tag_ in condition.values


def _topic(condition: Condition, place: Place) -> bool:
    return place.topic.lower() in condition.values


_TESTS: dict[str, Callable[[Condition, Place], bool]] = {
    "near": _near,
    "before": _before,
    "after": _after,
    "head": _head,
    "headtag": _headtag,
    "child": _child,
    "beside": _beside,
    "noun": _noun,
    "of": _of,
    "object": _object,
    "subject": _subject,
    "dep": _dep,
    "has": _has,
    "tag": _tag,
    "topic": _topic,
}
