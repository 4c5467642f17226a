"""What a rule is: it finds places in a sentence and says what should stand there. It changes nothing.

A change replaces a range of source tokens by pieces. A piece is a literal string, a copy of source
tokens (to which all other changes still apply), a word to inflect, or the end of a sentence. Because
copies refer to the source, edits by different rules compose over one parse: a clause can move into a
sentence of its own while the terms inside it are replaced.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from guidance.plain.entries import OVERLAY

if TYPE_CHECKING:
    from guidance.plain.annotate import Sentence
    from guidance.plain.reader import Reader


class Copy(NamedTuple):
    """The source tokens `start` (included) to `end` (excluded), by index in the parsed text.

    `repeat` says that the tokens stand elsewhere too: the subject that a new sentence takes over. With a
    `tag` the first token is a verb and takes that form, whatever word stands for it.
    """

    start: int
    end: int
    repeat: bool = False
    tag: str = ""


class Word(NamedTuple):
    """A word realised in the form of a Penn Treebank tag; agreement may still change the tag."""

    lemma: str
    tag: str


class Gloss(NamedTuple):
    """Words that explain and claim nothing: guards leave them out when they compare claims."""

    text: str


class Break(Enum):
    """Ends a sentence of the output and begins the next, or the next item of a list that it leads in."""

    SENTENCE = "."
    ITEM = "•"


type Piece = str | Copy | Word | Gloss | Break


class Number(Enum):
    """The grammatical number that a replaced noun phrase now has."""

    SINGULAR = "singular"
    PLURAL = "plural"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class Change:
    """Tokens `start` to `end` give way to `pieces`; where both are the same, the pieces are put in.

    What is put in stands before token `start`, or with `after` right behind the token before it.

    `again` stands there instead where a copy repeats the place (an explanation is given once).
    `number` is set where the change gives its noun another number; `head` is then that noun's token.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    again: tuple[Piece, ...] | None = None
    number: Number | None = None
    head: int | None = None
    after: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One proposal of a rule: all its changes are made, or none.

    - `why`: one plain line for an editor;
    - `strength`: 1 changes words, 2 changes the shape of a phrase, 3 the shape of the sentence;
    - `tails`: sentences (as pieces) to follow the sentence that holds the first change; those of a lower
      `rank` come first (0 says "this" of the whole sentence, 1 adds to a noun, 2 explains a word);
    - `teaches`: the ids of the terms that the edit introduces or explains;
    - `exchanges`: cue classes ("modality.should") that the edit may bring in or drop, as its data declares;
    - `own`: a term and its wording as the lexicon pairs them; what of direction, order or cause the term
      holds in itself ("hypotension") its wording may say ("low blood pressure");
    - `restates`: `own` holds the same thing in full ("b.i.d.", "twice a day"; ">65", "more than 65"), so
      every guard compares by what it says now; digits must still be the same;
    - `omits`: what the audience's policy leaves out on purpose, with the words themselves.
    """

    rule: str
    changes: tuple[Change, ...]
    why: str
    strength: int = 1
    tails: tuple[tuple[Piece, ...], ...] = ()
    rank: int = 1
    teaches: frozenset[str] = frozenset()
    exchanges: frozenset[str] = frozenset()
    own: tuple[str, str] = ("", "")
    restates: bool = False
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


def owned(edit: Edit, where: str) -> Edit:
    """The edit, which says so where the row that it comes from is the site's own."""
    said = f"{edit.why} This site's own vocabulary says so."
    return replace(edit, why=said) if where.startswith(OVERLAY) else edit
