"""Wording patterns: the constructions of the lexicon, wherever they stand."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from guidance.plain.annotate import Sentence
from guidance.plain.constructions import Construction, Found, changed
from guidance.plain.pattern import Element
from guidance.plain.reader import Reader
from guidance.plain.rule import Break, Change, Copy, Edit, Piece, Rule, Word

_NAME = "construction"
_BEFORE_CAPITALS = frozenset((":", ".", ";", "“", '"', "-", "–", "•"))
_RUNNING = frozenset(("sentence", "item"))
_RELATIVE = frozenset(("WDT", "WP", "WP$", "WRB"))
_LONGEST_SUBJECT = 9


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words:
        return
    found = reader.data.constructions.find(sentence.span, reader.topic, sentence.kind)
    for match in sorted(found, key=lambda match: (match.start - match.end, match.start)):
        changes = _changes(match, sentence, reader.is_child)
        if changes:
            yield Edit(
                rule=_NAME,
                changes=changes,
                why=_why(match.construction),
                strength=match.construction.strength,
                exchanges=match.construction.exchanges,
            )


def _why(construction: Construction) -> str:
    return construction.why or f"A plainer way to say it ({construction.id})."


def _changes(found: Found, sentence: Sentence, child: bool) -> tuple[Change, ...]:
    """The change of the match, and of each preposition that is said again: "with A and with B"."""
    change = _change(found, sentence, child)
    if change is None:
        return ()
    again = list(_said_again(change, sentence))
    said = next((p.split()[-1] for p in reversed(change.pieces) if isinstance(p, str)), "")
    if not again or change.pieces[-1:] != (said,):
        return () if again else (change,)
    return (change, *(Change(token.i, token.i + 1, (said,)) for token in again))


def _said_again(change: Change, sentence: Sentence) -> Iterator[Token]:
    """The same preposition behind "and", of one that the change takes away."""
    kept = {i for piece in change.pieces if isinstance(piece, Copy) for i in range(piece.start, piece.end)}
    for token in sentence.doc[change.start : change.end]:
        if token.dep_ == "prep" and token.i not in kept:
            yield from (
                other for other in token.conjuncts if other.i >= change.end and other.lower_ == token.lower_
            )


def _change(found: Found, sentence: Sentence, child: bool) -> Change | None:
    match = found.construction.match
    wording = found.construction.child if child else found.construction.to
    first, last = changed(match, wording)
    taken = {
        element.name: (place, element)
        for element, place in zip(match, found.places, strict=True)
        if element.name
    }
    pieces: list[Piece] = []
    for element in wording[first : len(wording) - (len(match) - last)]:
        made = _pieces(element, taken, sentence)
        if made is None:
            return None
        pieces.extend(made)
    start, end = _range(found, first, last)
    kept = {i for piece in pieces if isinstance(piece, Copy) for i in range(piece.start, piece.end)}
    if any(_stays(sentence, i) for i in range(start, end) if i not in kept):
        return None
    return Change(start, end, tuple(pieces))


def _stays(sentence: Sentence, i: int) -> bool:
    """Whether a token must not go: it is protected, or a capital says that it is part of a name."""
    token = sentence.doc[i]
    if i in sentence.protected:
        return True
    starts = i == sentence.start or sentence.doc[i - 1].text in _BEFORE_CAPITALS
    return sentence.kind in _RUNNING and token.text[:1].isupper() and not starts


def _range(found: Found, first: int, last: int) -> tuple[int, int]:
    if first >= len(found.places):
        return found.end, found.end
    start = found.places[first][0]
    return start, max(start, found.places[last - 1][1]) if last > first else start


def _pieces(
    element: Element, taken: dict[str, tuple[tuple[int, int], Element]], sentence: Sentence
) -> tuple[Piece, ...] | None:
    """What one element of the wording comes to; None where no form of it fits."""
    if not element.name:
        return (Break.SENTENCE,) if element.text == "//" else (element.text,)
    (start, end), source = taken[element.name]
    if start == end:
        return ()
    if element.tags:
        return (Word(sentence.doc[start].lemma_, element.tags[0]),)
    if not element.words:
        return (Copy(start, end),)
    words = element.words[0].replace("_", " ")
    if source.slot:
        tag = _agreeing(sentence.doc[start:end])
        return (Word(words, tag),) if tag else None
    return _bent(words, sentence.doc[start])


def _bent(words: str, source: Token) -> tuple[Piece, ...]:
    """The words in the form of the source's word, which itself stays: "be" has more forms than tags."""
    first, _, rest = words.partition(" ")
    if first == source.lemma_.lower():
        return (Copy(source.i, source.i + 1), *filter(None, (rest,)))
    return (Word(words, source.tag_),)


def _agreeing(phrase: Span) -> str | None:
    """The tag of a verb in the present tense with this subject; None where it is too long or not clear."""
    head = phrase.root
    if len(phrase) > _LONGEST_SUBJECT or any(token.tag_ in _RELATIVE for token in phrase):
        return None
    if any(child.dep_ == "conj" for child in head.children) or head.tag_ in ("NNS", "NNPS"):
        return "VBP"
    joined = any(token.lower_ in ("and", "or") for token in phrase[: head.i - phrase.start])
    odd = head.lower_.endswith(("ia", "ae")) or (head.text[-1:] == "s" and not head.text.islower())
    return "VBZ" if head.tag_ in ("NN", "NNP", "VBG") and not (joined or odd) else None


RULE = Rule(_NAME, "lexicon/constructions", _find)
