"""A reader's question: the approved sentences that answer it, or that there are none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from guidance.answering import data
from guidance.answering.rank import LIGHT, Asked, Candidate, Ranked, mean, rank, understand
from guidance.answering.spelling import corrected
from guidance.asking.words import fold
from guidance.plain.audience import Audience
from guidance.plain.data import folder
from guidance.site import Site
from guidance.store import passages
from guidance.store.passages import Found

LONGEST = 500
"""Characters of a question."""
THRESHOLD = 0.65
"""What a passage must reach; docs/questions.md tells how it was calibrated."""
OTHERS = 0.85
"""How much a passage of another article counts."""
CLOSE = 0.9
"""What another passage must reach of the best one's score to be shown below it."""
APART, DOUBT = 0.1, 0.45
"""How far ahead of any other passage the best must be, and what it loses where it is not: what fits two
passages alike does not tell which of them was asked for."""
MOST = 3
"""Passages that are shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage that answers: whose it is, its sentences as PassageRow tells, their sources, and why it."""

    slug: str
    title: str
    audience: str
    heading: str
    anchor: str
    sentences: list[Any]
    references: tuple[Mapping[str, Any], ...]
    ranked: Ranked


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question came to; `read_as` are misspelt words (stems) and what they were read as."""

    answers: tuple[Answer, ...]
    read_as: Mapping[str, str]


class _Scored(NamedTuple):
    score: float
    found: Found
    ranked: Ranked


def answer(
    site: Site,
    slug: str,
    question: str,
    audience: Audience,
    *,
    approved_only: bool = False,
    today: date | None = None,
) -> Outcome:
    """Answer a question about an article for an audience; with no answers where nothing approved fits.

    `approved_only` is for readers who may not see what still is under review; what answers is approved for
    everybody. `today` is for tests. Raises NoSuchArticle or Withdrawn.
    """
    today = today or datetime.now(UTC).date()
    asked = understand(question, data.load(folder(site.settings.lexicon)))
    with site.database.reading() as session:
        passages.expect_readable(session, slug, approved_only=approved_only)
        found = _candidates(session, slug, asked, audience, today)
        said = {word.stem: fold(word.text) for word in asked.words}
        vectors = passages.vectors(session, said.values())
        asked, read_as = _corrected(asked, found, {s for s, word in said.items() if word in vectors})
        weighed = (
            (vectors[fold(w.text)], _weight(w.stem, asked)) for w in asked.words if fold(w.text) in vectors
        )
        chosen = _chosen(slug, replace(asked, vector=mean(weighed)), found)
        cited = passages.references(session, {one.found.revision_id for one in chosen})
    return Outcome(tuple(_answer(one, cited) for one in chosen), read_as)


def _candidates(
    session: Session, slug: str, asked: Asked, audience: Audience, today: date
) -> tuple[Found, ...]:
    """Passages of the article itself, and of others that are about what is asked."""
    own = passages.candidates(session, [slug], audience.id, most=passages.MOST_OWN, today=today)
    # Another article must be about what is asked: that a question is urgent, say, names no subject.
    stems = {word.stem for word in asked.words} - asked.light.union(*(kind.means for kind in asked.kinds))
    others = passages.about(session, stems, slug, today=today)
    more = passages.candidates(session, others, audience.id, most=passages.MOST_OF_OTHERS, today=today)
    return own + more


def _weight(stem: str, asked: Asked) -> float:
    return LIGHT if stem in asked.light else 1.0


def _corrected(
    asked: Asked, found: Sequence[Found], known: Collection[str]
) -> tuple[Asked, Mapping[str, str]]:
    """The question with its misspelt words read as words of the passages."""
    there = {
        stem for one in found for stem in (*one.passage.stems.split(), *one.passage.lay, *one.passage.head)
    }
    unknown = {word.stem for word in asked.words} - there - set(known) - asked.light
    read_as = corrected(unknown, sorted(there)) if unknown else {}
    words = tuple(word._replace(stem=read_as.get(word.stem, word.stem)) for word in asked.words)
    return replace(asked, words=words), read_as


def _chosen(slug: str, asked: Asked, found: Sequence[Found]) -> list[_Scored]:
    """What is shown, the best first; nothing where the best does not reach the threshold."""
    scored = sorted(_scored(slug, asked, found), key=lambda one: -one.score)
    if not scored:
        return []
    best = scored[0].score
    other = next((one.score for one in scored[1:] if not _shared(scored[0].found, one.found)), 0.0)
    doubt = DOUBT if best - other < APART else 0.0
    if best - doubt < THRESHOLD:
        return []
    shown: list[_Scored] = []
    for one in scored:
        apart = all(not _shared(one.found, before.found) for before in shown)
        if apart and one.score >= CLOSE * best and len(shown) < MOST:
            shown.append(one._replace(score=one.score - doubt))
    return shown


def _shared(one: Found, other: Found) -> bool:
    """Whether two passages show a sentence both."""
    ids = {part["id"] for part in one.passage.parts}
    return one.slug == other.slug and any(part["id"] in ids for part in other.passage.parts)


def _scored(slug: str, asked: Asked, found: Sequence[Found]) -> list[_Scored]:
    """Every passage with its score, in the order in which they were found."""
    scored, title, before = [], found[0].passage if found else None, ("", frozenset[str]())
    for one in found:
        kept = one.passage
        if not kept.place:
            title, before = kept, ("", frozenset())
            continue
        stems = frozenset(kept.stems.split())
        candidate = Candidate(
            text=kept.shows,
            heading=kept.heading,
            stems=stems,
            lay=kept.lay,
            head=kept.head,
            title=title.head if title else {},
            explained=frozenset(kept.explained.split()),
            before=before[1] if before[0] == kept.anchor else frozenset(),
            vector=kept.vector,
            first=kept.stems.partition(" ")[0],
        )
        before = (kept.anchor, stems)
        ranked = rank(asked, candidate)
        scored.append(_Scored(ranked.score * (1 if one.slug == slug else OTHERS), one, ranked))
    return scored


def _answer(one: _Scored, cited: Mapping[tuple[int, int], Mapping[str, Any]]) -> Answer:
    found, kept = one.found, one.found.passage
    numbers = dict.fromkeys(number for part in kept.parts for number in part["citations"])
    known = (cited.get((found.revision_id, number)) for number in numbers)
    return Answer(
        slug=found.slug,
        title=found.title,
        audience=found.audience,
        heading=kept.heading,
        anchor=kept.anchor,
        sentences=kept.parts,
        references=tuple(reference for reference in known if reference is not None),
        ranked=replace(one.ranked, score=one.score),
    )
