"""What a text itself introduces: a term in brackets behind its plain wording, or explained."""

from typing import NamedTuple

from spacy.tokens import Span

from guidance.plain.entries import Entry
from guidance.plain.explaining import plain
from guidance.plain.hits import Hit
from guidance.plain.lexicon import Lexicon


class Introductions(NamedTuple):
    """The terms that a sentence introduces, the tokens that do it, and whether it does nothing else."""

    terms: frozenset[str]
    tokens: frozenset[int]
    whole: bool


_NOTHING = Introductions(frozenset(), frozenset(), whole=False)


def introductions(span: Span, hits: tuple[Hit, ...], lexicon: Lexicon) -> Introductions:
    """What a text tells of its terms: "Asthma is a …", "asthma (a …)", "high blood sugar (diabetes)"."""
    whole = _explained(span, lexicon)
    if whole:
        return Introductions(whole, frozenset(range(span.start, span.end)), whole=True)
    terms: set[str] = set()
    tokens: set[int] = set()
    opening = -1
    for token in span:
        if token.text == "(":
            opening = token.i
        elif token.text == ")" and opening >= 0:
            inside = span.doc[opening + 1 : token.i]
            found = _told(inside.text, span.doc[span.start : opening].text, lexicon) | _named(inside, hits)
            if found:
                terms |= found
                tokens.update(range(opening, token.i + 1))
            opening = -1
    return Introductions(frozenset(terms), frozenset(tokens), whole=False) if terms else _NOTHING


def _explained(span: Span, lexicon: Lexicon) -> frozenset[str]:
    text = span.text.strip()
    parts = (text.partition(verb) for verb in (" is ", " are "))
    told = (_told(rest.removesuffix("."), subject, lexicon) for subject, _, rest in parts)
    return next(filter(None, told), frozenset())


def _told(explanation: str, before: str, lexicon: Lexicon) -> frozenset[str]:
    """The terms with this explanation that the words before it name; where they name none, all of them."""
    ids = lexicon.explanations.get(plain(explanation), frozenset())
    words = before.lower()
    named = (name for name in ids if any(term.lower() in words for term in _names(lexicon.by_id[name])))
    return frozenset(named) or ids


def _names(entry: Entry) -> tuple[str, ...]:
    return (entry.term, *entry.variants)


def _named(inside: Span, hits: tuple[Hit, ...]) -> frozenset[str]:
    """The term that fills a bracket behind its own plain wording."""
    hit = next((h for h in hits if (h.start, h.end) == (inside.start, inside.end)), None)
    if hit is None or hit.entry.action != "teach" or inside.start < 2:
        return frozenset()
    before = inside.doc[inside.start - 2].lower_[:4]
    plain = {hit.entry.wording, hit.entry.child}
    return frozenset((hit.entry.id,)) if any(before in w.lower() for w in plain if w) else frozenset()
