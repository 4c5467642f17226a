"""Wording patterns: the constructions of the lexicon, wherever they stand."""

from collections.abc import Iterator

from guidance.plain.annotate import Sentence
from guidance.plain.constructions import Construction, Found, changed
from guidance.plain.pattern import Element
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule, Word

_NAME = "construction"


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words:
        return
    found = reader.data.constructions.find(sentence.span, reader.topic, sentence.kind)
    for match in sorted(found, key=lambda match: (match.start - match.end, match.start)):
        change = _change(match, sentence, reader.audience.id == "child")
        if change is not None:
            yield Edit(
                rule=_NAME,
                changes=(change,),
                why=_why(match.construction),
                strength=match.construction.strength,
                exchanges=match.construction.exchanges,
            )


def _why(construction: Construction) -> str:
    return construction.why or f"A plainer way to say it ({construction.id})."


def _change(found: Found, sentence: Sentence, child: bool) -> Change | None:
    first, last = changed(found)
    match, to = found.construction.match, found.construction.to
    wording = found.construction.child if child else to
    if wording is to:
        wording = to[first : len(to) - (len(match) - last)]
    else:
        first, last = 0, len(match)
    taken = {
        element.name: (place, element)
        for element, place in zip(match, found.places, strict=True)
        if element.name
    }
    pieces = tuple(piece for element in wording for piece in _pieces(element, taken, sentence))
    start, end = _range(found, first, last)
    kept = {i for piece in pieces if isinstance(piece, Copy) for i in range(piece.start, piece.end)}
    if any(i in sentence.protected and i not in kept for i in range(start, end)):
        return None
    return Change(start, end, pieces)


def _range(found: Found, first: int, last: int) -> tuple[int, int]:
    if first >= len(found.places):
        return found.end, found.end
    start = found.places[first][0]
    return start, max(start, found.places[last - 1][1]) if last > first else start


def _pieces(
    element: Element, taken: dict[str, tuple[tuple[int, int], Element]], sentence: Sentence
) -> Iterator[Piece]:
    if not element.name:
        yield element.text
        return
    (start, end), source = taken[element.name]
    if start == end:
        return
    if element.words and source.words and element.name != "~":
        tag = sentence.doc[start].tag_
        yield Word(" ".join(element.words[0].split("_")), tag)
        return
    yield Copy(start, end)


RULE = Rule(_NAME, "lexicon/constructions", _find)
