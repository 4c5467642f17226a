"""Ties the words of a person's wording to the words of its source, so that guards can compare the two.

The rewriter knows where each word of its output comes from. Of a wording that somebody typed nobody does;
so its words are laid beside those of the source in the longest stretches that both have, compared by
lemma. A number or a name that stands elsewhere is followed there. Whatever is left of the source between
two such stretches has given way to whatever is left of the wording.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.guard import Attempt
from guidance.plain.guards.content import CONTENT, is_name_or_number
from guidance.plain.nodes import Node
from guidance.plain.realise import Out, OutSentence, text_of
from guidance.plain.rule import Change, Edit, Number
from guidance.plain.worded import Worded

RULE = "wording"
_JOINING = frozenset(("and", "but", "so", "also"))


@dataclass(frozen=True)
class Typed(Attempt):
    """A wording as an attempt. `version` is what stands for the source: itself, or words for it that hold."""

    version: str = ""

    def restated(self, held: Sequence[Edit] = ()) -> str:  # noqa: ARG002
        """The version of the source that it is compared with."""
        return self.version

    @property
    def figures(self) -> str:
        """The same: its figures are said as the version says them."""
        return self.version


class Aligned(NamedTuple):
    """The output words with what they stand for; by sentence, the source token of each token it has."""

    output: tuple[OutSentence, ...]
    changes: tuple[Change, ...]
    sources: tuple[Mapping[int, int], ...]


class _Word(NamedTuple):
    sentence: int
    token: Token


class Known(NamedTuple):
    """What the rewriter does to the source: the tokens that it leaves alone, and the explanations it adds."""

    kept: frozenset[int]
    explanations: frozenset[str]


def known(nodes: Iterable[Node]) -> Known:
    """What the sentences tell that the rewriter made."""
    kept: set[int] = set()
    explanations: set[str] = set()
    for node in nodes:
        kept.update(out.start for out in node.outs if not out.new)
        for gloss, outs in groupby(node.outs, key=lambda out: out.gloss):
            if gloss:
                explanations.add(text_of(tuple(outs)).strip(" ()").lower())
    return Known(frozenset(kept), frozenset(explanations))


def align(source: Sentence, worded: Worded, told: Known) -> Aligned:
    """The wording laid beside its source."""
    old = [token for token in source.tokens if _is_word(token)]
    new = [_Word(i, t) for i, s in enumerate(worded.sentences) for t in s.tokens if _is_word(t)]
    keys = [_key(token) for token in old], [_key(word.token) for word in new]
    blocks = SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks()
    ends = [(-1, -1), *((b.a + i, b.b + i) for b in blocks for i in range(b.size)), (len(old), len(new))]
    tied = {b: a for a, b in ends[1:-1]}
    for b, a in _moved(source, old, new, tied):
        tied.update(_around(keys, tied, a, b))
    tokens = {b: old[a] for b, a in tied.items()}
    places, changes = _gaps(source, old, new, ends, tied, told.kept)
    changes += [_inflected(t, new[b].token) for b, t in tokens.items() if _differ(t, new[b].token)]
    return Aligned(
        tuple(_outs(worded, new, tokens, places, told.explanations)),
        tuple(sorted(changes, key=lambda change: (change.start, change.end))),
        tuple(
            {new[b].token.i: token.i for b, token in tokens.items() if new[b].sentence == number}
            for number in range(len(worded.sentences))
        ),
    )


def _moved(
    source: Sentence, old: Sequence[Token], new: Sequence[_Word], tied: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Numbers and names that stand in another order than in the source, as places in both."""
    done = set(tied.values())
    free = [a for a in range(len(old)) if a not in done and is_name_or_number(old[a], source)]
    found = []
    for b, word in enumerate(new):
        at = next((a for a in free if b not in tied and old[a].lower_ == word.token.lower_), None)
        if at is not None:
            free.remove(at)
            found.append((b, at))
    return found


def _around(
    keys: tuple[list[str], list[str]], tied: Mapping[int, int], a: int, b: int
) -> Iterator[tuple[int, int]]:
    """What moved, and the equal words next to it that moved along."""
    done = set(tied.values())
    yield b, a
    for step in (-1, 1):
        x, y = a + step, b + step
        while 0 <= x < len(keys[0]) and 0 <= y < len(keys[1]) and keys[0][x] == keys[1][y]:
            if x in done or y in tied:
                break
            yield y, x
            x, y = x + step, y + step


def _gaps(
    source: Sentence,
    old: Sequence[Token],
    new: Sequence[_Word],
    ends: Sequence[tuple[int, int]],
    tied: Mapping[int, int],
    kept: Collection[int],
) -> tuple[dict[int, tuple[int, int]], list[Change]]:
    """What is left between the stretches: the source tokens that each new word stands for, and the changes.

    A phrase that is gone from one place, and words of about as much content that came in at another, are
    taken for the same; so is a single word where the rewriter has others for it.
    """
    done = set(tied.values())
    found: list[tuple[tuple[int, int], list[int]]] = []
    emptied: list[tuple[tuple[int, int], int]] = []
    for (a, b), (next_a, next_b) in pairwise(ends):
        left = [old[i] for i in range(a + 1, next_a) if i not in done]
        come = [i for i in range(b + 1, next_b) if i not in tied]
        at = old[a].i + 1 if a >= 0 else source.start
        place = (left[0].i, left[-1].i + 1) if left else (at, at)
        if left or come:
            found.append((place, come))
        if not come and (len(left) > 1 or (left and place[0] not in kept)):
            emptied.append((place, _content(left)))
    places: dict[int, tuple[int, int]] = {}
    for place, come in found:
        enough = 2 * _content([new[b].token for b in come])
        stands = next((each for each in emptied if place[0] == place[1] and each[1] <= enough), None)
        if stands is not None:
            emptied.remove(stands)
        places.update(dict.fromkeys(come, place if stands is None else stands[0]))
    return places, [Change(*place, ()) for place, _ in found]


def _outs(
    worded: Worded,
    new: Sequence[_Word],
    tied: Mapping[int, Token],
    places: Mapping[int, tuple[int, int]],
    explanations: Collection[str],
) -> Iterator[OutSentence]:
    numbers = {(word.sentence, word.token.i): b for b, word in enumerate(new)}
    at = 0
    for i, sentence in enumerate(worded.sentences):
        outs: list[Out] = []
        again = _said_before(sentence, worded.sentences[:i])
        glosses = sentence.introducing | _explaining(sentence, explanations)
        for token in sentence.tokens:
            number = numbers.get((i, token.i), -1)
            source = tied.get(number)
            start, end = (source.i, source.i + 1) if source is not None else places.get(number, (at, at))
            at = end
            outs.append(
                Out(
                    token.text,
                    start,
                    end,
                    space=token.i == 0 or bool(sentence.doc[token.i - 1].whitespace_),
                    new=source is None or _differ(source, token),
                    repeated=token.i in again,
                    gloss=sentence.explains or token.i in glosses,
                )
            )
        yield tuple(outs)


def _said_before(sentence: Sentence, earlier: Sequence[Sentence]) -> set[int]:
    """The tokens of a subject that an earlier sentence of the wording began with: "It helps. But it …"."""
    words = [token for token in sentence.tokens if token.lower_ not in _JOINING]
    again: set[int] = set()
    for other in earlier:
        subject = list(takewhile(lambda token: token.pos_ not in ("VERB", "AUX"), other.tokens))
        if subject and [_key(t) for t in subject] == [_key(t) for t in words[: len(subject)]]:
            again.update(token.i for token in words[: len(subject)])
    return again


def _explaining(sentence: Sentence, explanations: Collection[str]) -> set[int]:
    """The tokens of brackets that hold what the rewriter would explain."""
    found: set[int] = set()
    opening = -1
    for token in sentence.tokens:
        if token.text == "(":
            opening = token.i
        elif token.text == ")" and opening >= 0:
            if sentence.doc[opening + 1 : token.i].text.lower() in explanations:
                found.update(range(opening, token.i + 1))
            opening = -1
    return found


def _inflected(source: Token, token: Token) -> Change:
    """The same word in another form; a noun may have changed its number."""
    plural = Number.PLURAL if token.tag_ == "NNS" else Number.SINGULAR
    number = plural if {source.tag_, token.tag_} == {"NN", "NNS"} else None
    return Change(source.i, source.i + 1, (), number=number, head=source.i if number else None)


def _content(tokens: Sequence[Token]) -> int:
    return sum(token.pos_ in CONTENT for token in tokens)


def _is_word(token: Token) -> bool:
    return any(map(str.isalnum, token.text))


def _key(token: Token) -> str:
    return str(token.lemma_ if token.is_alpha else token.text).lower()


def _differ(one: Token, other: Token) -> bool:
    return one.lower_ != other.lower_
