"""A search in the reader's own words: what they may mean, what has them, and where.

Strictly first: every word, or another name for it, must stand in what the reader gets. Where nothing has
that, words that nothing has are taken for misspelt ones, or else left out; and where that finds nothing,
one of three or more words may be missing. What was searched for in the end is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from guidance.asking import expansion, guesses, snippets, tokens
from guidance.asking.expansion import Expander, Part
from guidance.asking.match import Match, Tier
from guidance.asking.snippets import Range, Snippet
from guidance.asking.words import fold
from guidance.site import Site
from guidance.store import cursors, searching
from guidance.store.searching import After, Hit

MOST_CORRECTED = 4
"""Words of a question that are taken for misspelt, at most."""

_STRICT, _CORRECTED, _LOOSE = "strict", "corrected", "loose"
_MODES = (_STRICT, _CORRECTED, _LOOSE)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who searches for what. `q` is what they typed, `topic` a specialty in any case."""

    q: str
    audience: str
    topic: str | None = None
    approved_only: bool = False


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that was found, in the words that its reader gets, and where it holds what was asked.

    `exact` is False where it has another name for a word, or misses one.
    """

    slug: str
    title: str
    title_marks: tuple[Range, ...]
    specialty: str
    status: str
    updated: date
    served_audience: str
    snippet: Snippet
    exact: bool


class Correction(NamedTuple):
    """A word as it was typed, and the one that it was taken for."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found, and what was looked for.

    `searched_for` is the question with misspelt words put right ("" where it holds only common words);
    `corrected` has the words before and after, `left_out` those that nothing has, `also` the other names.
    `complete` is False where each of the articles misses a word.
    """

    items: tuple[FoundArticle, ...]
    next: str | None
    searched_for: str
    corrected: tuple[Correction, ...]
    left_out: tuple[str, ...]
    also: tuple[str, ...]
    complete: bool


class _Question(NamedTuple):
    """A question as it is searched for, and what was changed to come to it."""

    text: str
    parts: tuple[Part, ...]
    corrected: tuple[Correction, ...] = ()
    left_out: tuple[str, ...] = ()


class _Place(NamedTuple):
    """Where a page begins."""

    mode: str
    tier: int
    after: After | None


class _Search(NamedTuple):
    """What all steps of one search work with."""

    session: Session
    names: Expander
    asked: Asked
    limit: int

    def parts(self, text: str) -> tuple[Part, ...]:
        return tokens.bounded(self.names.read(text))

    @property
    def within(self) -> Match:
        return tokens.reader(self.asked.audience, self.asked.topic)


def search(site: Site, session: Session, asked: Asked, *, limit: int, cursor: str | None = None) -> Results:
    """The articles that answer, the best first, `limit` of them. Raises BadCursor."""
    work = _Search(session, expansion.of(site), asked, limit)
    place = _read_place(cursor) if cursor is not None else None
    plain = _Question(" ".join(asked.q.split()), work.parts(asked.q))
    if not plain.parts:
        return Results((), None, "", (), (), (), complete=True)
    strict = place is None or place.mode == _STRICT
    found = _page(work, plain, place or _Place(_STRICT, 0, None)) if strict else None
    if found is not None and (found.items or place):
        return found
    question = _corrected(work, plain)
    if place is not None:
        return _page(work, question, place)
    if question is not plain:
        found = _page(work, question, _Place(_CORRECTED, 0, None))
    return found if found and found.items else _page(work, question, _Place(_LOOSE, 0, None))


def _page(work: _Search, question: _Question, place: _Place) -> Results:
    """The tiers one after the other until the page is full; one more than asked for tells of another."""
    loose = place.mode == _LOOSE
    grades = (tokens.loosely if loose else tokens.tiers)(question.parts, work.within)
    found: list[tuple[int, Hit]] = []
    for number in range(place.tier, len(grades)):
        hits = searching.hits(
            work.session,
            grades[number].match,
            audience=work.asked.audience,
            limit=work.limit + 1 - len(found),
            approved_only=work.asked.approved_only,
            after=place.after if number == place.tier else None,
        )
        found.extend((number, hit) for hit in hits)
        if len(found) > work.limit:
            break
    shown = found[: work.limit]
    return Results(
        tuple(_shown(question, grades, shown)),
        _write_place(place.mode, *shown[-1]) if len(found) > work.limit else None,
        question.text,
        question.corrected,
        question.left_out,
        tuple(dict.fromkeys(other.text for part in question.parts for other in part.alternatives)),
        complete=not loose,
    )


def _shown(
    question: _Question, grades: Sequence[Tier], found: Sequence[tuple[int, Hit]]
) -> Iterator[FoundArticle]:
    wanted = snippets.sought(question.parts)
    for number, hit in found:
        yield FoundArticle(
            hit.slug,
            hit.title,
            snippets.mark(hit.title, wanted),
            hit.specialty,
            hit.status,
            hit.updated,
            hit.served_audience,
            snippets.snippet(hit.title, hit.text, wanted),
            grades[number].exact,
        )


def _corrected(work: _Search, plain: _Question) -> _Question:
    """The question with words that nothing has put right or left out; the same if there are none.

    A guess counts only if this reader gets something by it, so that no word of a hidden text is told.
    """
    changes: list[tuple[Part, str]] = []
    for part in plain.parts:
        if len(part.words) == 1 and len(changes) < MOST_CORRECTED and not _is_known(work, part):
            changes.append((part, _guess(work, fold(part.words[0].text))))
    if not changes or (len(changes) == len(plain.parts) and not any(guess for _, guess in changes)):
        return plain
    text = work.asked.q
    for part, guess in reversed(changes):
        word = part.words[0]
        text = f"{text[: word.start]}{guess}{text[word.end :]}"
    told = [(part.words[0].text, guess) for part, guess in changes]
    return _Question(
        " ".join(text.split()),
        work.parts(text),
        tuple(Correction(word, guess) for word, guess in told if guess),
        tuple(word for word, guess in told if not guess),
    )


def _is_known(work: _Search, part: Part) -> bool:
    match = tokens.either(part, work.within)
    return searching.any_hit(work.session, match, approved_only=work.asked.approved_only)


def _guess(work: _Search, word: str) -> str:
    """The nearest word that finds anything; "" if there is none."""
    reach = guesses.reach(word)
    if reach is None:
        return ""
    candidates = work.names.words | searching.near_words(work.session, word, reach.edge)
    for guess in guesses.nearest(word, candidates, reach.mistakes):
        parts = work.parts(guess)
        if parts and _is_known(work, parts[0]):
            return guess
    return ""


def _write_place(mode: str, tier: int, hit: Hit) -> str:
    return cursors.write((f"{mode} {tier} {hit.updated.isoformat()}", hit.slug))


def _read_place(cursor: str) -> _Place:
    first, slug = cursors.read(cursor)
    try:
        mode, tier, updated = first.split(" ")
        after = After(date.fromisoformat(updated), slug)
        place = _Place(mode, int(tier), after)
    except ValueError as error:
        raise cursors.bad() from error
    if mode not in _MODES or not tier.isdecimal() or "\0" in slug or not slug.isascii():
        raise cursors.bad()
    return place
