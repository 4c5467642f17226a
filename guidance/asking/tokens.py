"""The tokens that a text is found by, and what a question asks of them.

A token is a stem, or a stem with a sign before it that no stem holds: where the word stands in the title,
where it is what the text is about, two words side by side, the audience that reads the text, its topic.
So a database needs to know nothing of weights, positions or languages, and all find the same.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from guidance.asking.expansion import Part, Stems
from guidance.asking.match import All, Any, But, Match, Tier
from guidance.asking.words import fold, normalise, words

MOST_WORDS = 12_000
"""Words of a text that carry a subject and that it is found by; what follows them is not looked at."""
MOST_PARTS = 12
"""Words or phrases of a question that are looked for; what follows them is left out."""
MOST_NAMES = 24
"""Other names that are looked for with all parts of a question together."""

_TITLE, _SUBJECT, _AUDIENCE, _TOPIC, _PAIR = "▸", "▪", "§", "¶", "▫"
_OFTEN, _SHARE = 3, 100
"""A text is about a word that stands in a heading, or three times in it and as one word in a hundred."""


class Source(NamedTuple):
    """A text to be found: what its readers see of it, and who they are."""

    title: str
    headings: tuple[str, ...]
    text: str
    topic: str
    audiences: tuple[str, ...]


def tokens(source: Source) -> frozenset[str]:
    """Everything that the text is found by."""
    title, text = normalise(source.title), normalise(source.text)[:MOST_WORDS]
    headings = {stem for heading in source.headings for stem in normalise(heading)}
    counts = Counter(text)
    often = {stem for stem, count in counts.items() if count >= max(_OFTEN, len(text) / _SHARE)}
    return frozenset(
        (
            *title,
            *counts,
            *_signed(_TITLE, title),
            *_signed(_SUBJECT, (*title, *headings, *often)),
            *_pairs(title),
            *_pairs(text),
            *(_name(_AUDIENCE, audience) for audience in source.audiences),
            _name(_TOPIC, source.topic),
        )
    )


def vocabulary(source: Source) -> frozenset[str]:
    """The words of the text as people write them, folded: what a misspelt word may have meant."""
    found = (word.text for text in (source.title, source.text) for word in words(text))
    return frozenset(filter(str.isalpha, map(fold, found)))


def reader(audience: str, topic: str | None = None) -> Match:
    """The texts that the audience reads; of one topic, in any case, where it is given."""
    read = _name(_AUDIENCE, audience)
    return read if topic is None else All((read, _name(_TOPIC, topic)))


def bounded(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts that are looked for, with as many other names each as together are not too many."""
    kept = parts[:MOST_PARTS]
    return tuple(Part(part.words, part.alternatives[: MOST_NAMES // len(kept)]) for part in kept)


def tiers(parts: Sequence[Part], within: Match) -> tuple[Tier, ...]:
    """What to look for, the best first; a text belongs to the first that it matches.

    All words in the title; all side by side or all of them its subject; all anywhere. Then the same once
    more where other names count, too. `parts` is not empty.
    """
    found: list[Tier] = []
    anywhere: tuple[Match, ...] = ()
    for exact in (True, False):
        if exact or any(part.alternatives for part in parts):
            grades = tuple(_grades(parts, exact))
            # Each grade holds the one before it, so what is to be left out is that, and the words alone.
            for grade, before in zip(grades, ((), *((one,) for one in grades)), strict=False):
                seen = (*before, *anywhere)
                match = But(grade, Any(seen)) if seen else grade
                found.append(Tier(All((within, match)), exact))
            anywhere = (grades[-1],)
    return tuple(found)


def loosely(parts: Sequence[Part], within: Match) -> tuple[Tier, ...]:
    """What has all words but one, or another name for them; nothing where there are fewer than three."""
    but_one = _but_one([_anywhere(part, exact=False) for part in parts])
    if len(parts) < 3 or but_one is None:
        return ()
    return (Tier(All((within, but_one)), exact=False),)


def _but_one(every: Sequence[Match]) -> Match | None:
    """At least all but one of them; None for whatever there is. Halved, so that each is named a few times."""
    if len(every) < 2:
        return None
    left, right = every[: len(every) // 2], every[len(every) // 2 :]
    whole = All(tuple(left)), All(tuple(right))
    parts = (_but_one(left), whole[1]), (whole[0], _but_one(right))
    return Any(tuple(All(tuple(one for one in pair if one is not None)) for pair in parts))


def either(part: Part, within: Match) -> Match:
    """The texts that hold the part, or another name for it."""
    return All((within, _anywhere(part, exact=False)))


def _grades(parts: Sequence[Part], exact: bool) -> Iterator[Match]:
    yield All(tuple(_grade(part, exact, _TITLE) for part in parts))
    about: Match = All(tuple(_grade(part, exact, _SUBJECT) for part in parts))
    stems = [stem for part in parts for stem in part.stems]
    if exact and len(stems) > 1:
        about = Any((about, All(tuple(_pairs(stems)))))
    yield about
    yield All(tuple(_anywhere(part, exact=exact) for part in parts))


def _grade(part: Part, exact: bool, sign: str) -> Match:
    """The part where `sign` says, in its own words or in other names."""
    own: Match = All(tuple(_signed(sign, part.stems)))
    if exact:
        return own
    others = (All((*_signed(sign, other.stems), *_pairs(other.stems))) for other in part.alternatives)
    return Any((own, *others))


def _anywhere(part: Part, *, exact: bool) -> Match:
    """The words of the part anywhere, or another name with its words side by side."""
    own: Match = All(part.stems)
    if exact:
        return own
    return Any((own, *map(_phrase, (other.stems for other in part.alternatives))))


def _phrase(stems: Stems) -> Match:
    return All(tuple(_pairs(stems)) or stems)


def _signed(sign: str, stems: Collection[str]) -> Iterator[str]:
    return (f"{sign}{stem}" for stem in stems)


def _pairs(stems: Sequence[str]) -> Iterator[str]:
    return (f"{one}{_PAIR}{other}" for one, other in pairwise(stems))


def _name(sign: str, name: str) -> str:
    """A name as one token, in any case."""
    return sign + "".join(letter if letter.isalnum() else "·" for letter in name.casefold())
