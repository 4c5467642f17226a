"""Where the terms and abbreviations of the lexicon stand in a sentence."""

from dataclasses import dataclass

from guidance.plain.entries import Abbreviation, Entry


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens `start` to `end` are this sense of a term, in the form of `tag`; `head` is its main token."""

    start: int
    end: int
    entry: Entry
    tag: str
    head: int


@dataclass(frozen=True, slots=True)
class ShortHit:
    """Tokens `start` to `end` are an abbreviation; `reading` is None where no context decides."""

    start: int
    end: int
    short: str
    reading: Abbreviation | None
    plural: bool
