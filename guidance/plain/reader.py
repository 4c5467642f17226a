"""For whom a sentence is rewritten, and what that reader has been told so far in this text."""

from collections.abc import Mapping
from dataclasses import dataclass

from guidance.plain.audience import Audience
from guidance.plain.constructions import Constructions
from guidance.plain.figures import Figures
from guidance.plain.lexicon import Lexicon
from guidance.plain.nominalisations import Nominalisations
from guidance.plain.people import People


@dataclass(frozen=True, slots=True)
class Resources:
    """The data that rules draw on."""

    lexicon: Lexicon
    constructions: Constructions
    people: People
    figures: Figures
    nominalisations: Nominalisations


@dataclass(frozen=True, slots=True)
class Reader:
    """`taught` holds ids of terms already introduced; `defined` the abbreviations that the text itself
    opens, with the words it opens them by; `topics` the ids of terms that its title holds."""

    audience: Audience
    data: Resources
    taught: frozenset[str]
    defined: Mapping[str, str]
    topic: str = ""
    topics: frozenset[str] = frozenset()

    @property
    def plain_words(self) -> bool:
        """Whether general hard words are made plain for this reader."""
        return self.audience.words == "plain"

    @property
    def is_child(self) -> bool:
        """Whether it is the audience that the lexicon has wordings of its own for."""
        return self.audience.id == "child"

    @property
    def names_terms(self) -> bool:
        """Whether a replaced term is named once, in brackets."""
        return self.audience.terms == "plain-first"

    @property
    def keeps_terms(self) -> bool:
        """Whether clinical terms stay, with an explanation or without."""
        return self.audience.terms in ("explain", "open", "keep")
