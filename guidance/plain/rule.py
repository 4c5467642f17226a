"""What a rule is: it finds places in a sentence and says what should stand there. It changes nothing.

A change replaces a range of source tokens by pieces. A piece is a literal string, a copy of source
tokens (to which all other changes still apply), a word to inflect, or the end of a sentence. Because
copies refer to the source, edits by different rules compose over one parse: a clause can move into a
sentence of its own while the terms inside it are replaced.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from guidance.plain.annotate import Sentence
    from guidance.plain.reader import Reader


class Copy(NamedTuple):
    """The source tokens `start` (included) to `end` (excluded), by index in the parsed text.

    `repeat` says that the tokens stand elsewhere too: the subject that a new sentence takes over.
    """

    start: int
    end: int
    repeat: bool = False


class Word(NamedTuple):
    """A word realised in the form of a Penn Treebank tag; agreement may still change the tag."""

    lemma: str
    tag: str


class Gloss(NamedTuple):
    """Words that explain and claim nothing: guards leave them out when they compare claims."""

    text: str


class Break(Enum):
    """Ends a sentence of the output and begins the next."""

    SENTENCE = "."


type Piece = str | Copy | Word | Gloss | Break


class Number(Enum):
    """The grammatical number that a replaced noun phrase now has."""

    SINGULAR = "singular"
    PLURAL = "plural"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class Change:
    """Tokens `start` to `end` (an insertion where both are the same) give way to `pieces`.

    `again` stands there instead where a copy repeats the place (an explanation is given once).
    `number` is set where the change gives its noun another number; `head` is then that noun's token.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    again: tuple[Piece, ...] | None = None
    number: Number | None = None
    head: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One proposal of a rule: all its changes are made, or none.

    - `why`: one plain line for an editor;
    - `strength`: 1 changes words, 2 changes the shape of a phrase, 3 the shape of the sentence;
    - `tails`: sentences (as pieces) to follow the sentence that holds the first change;
    - `teaches`: the id of the term that the edit introduces or explains;
    - `exchanges`: cue classes ("modality.should") that the edit may bring in or drop, as its data declares;
    - `omits`: what the audience's policy leaves out on purpose.
    """

    rule: str
    changes: tuple[Change, ...]
    why: str
    strength: int = 1
    tails: tuple[tuple[Piece, ...], ...] = ()
    teaches: str | None = None
    exchanges: frozenset[str] = frozenset()
    omits: str = ""

    @property
    def start(self) -> int:
        """The first token that the edit touches."""
        return min(change.start for change in self.changes)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named way of finding edits in one sentence for one reader.

    `source` names where the advice comes from; `find` yields edits and must not keep state.
    """

    name: str
    source: str
    find: Callable[["Sentence", "Reader"], Iterator[Edit]]
