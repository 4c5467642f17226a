"""What a search asks of an index: tokens, all or any of some, all but some. Knows no database."""

from typing import NamedTuple


class All(NamedTuple):
    """What matches every one of them; at least one."""

    of: tuple["Match", ...]


class Any(NamedTuple):
    """What matches at least one of them; at least one."""

    of: tuple["Match", ...]


class But(NamedTuple):
    """What matches the one and not the other."""

    match: "Match"
    without: "Match"


type Match = str | All | Any | But
"""A text stands for a token of that text (guidance.asking.tokens makes them)."""


class Tier(NamedTuple):
    """A match, and whether it asks for the words as they were asked for, without other names."""

    match: Match
    exact: bool
