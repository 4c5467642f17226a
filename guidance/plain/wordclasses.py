"""Reads lexicon/wordclasses.toml: the classes of words that rules and guards ask about."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from spacy.tokens import Token

from guidance.errors import ConfigurationError
from guidance.plain import datafiles


class WordClassesFileError(ConfigurationError):
    """lexicon/wordclasses.toml is wrong."""

    code = "word-classes-file"
    title = "The file of word classes is not valid"


@dataclass(frozen=True)
class WordClasses:
    """Sets of lemmas; the file says of each what belongs in it."""

    people: frozenset[str]
    persons: frozenset[str]
    patients: frozenset[str]
    frames: frozenset[str]
    times: frozenset[str]
    tellers: frozenset[str]
    openers: frozenset[str]
    finding_verbs: frozenset[str]
    presenting_verbs: frozenset[str]
    labels: frozenset[str]
    generic: frozenset[str]
    sums: frozenset[str]
    measures: frozenset[str]
    sets: frozenset[str]
    aims: frozenset[str]
    framing_verbs: frozenset[str]
    listing_verbs: frozenset[str]
    making_verbs: frozenset[str]
    origin_verbs: frozenset[str]
    opaque: frozenset[str]
    empty_nouns: frozenset[str]
    studies: frozenset[str]
    label_parts: frozenset[str]
    label_conclusions: frozenset[str]
    label_prefixes: frozenset[str]
    evidence_verbs: frozenset[str]
    lasting_verbs: frozenset[str]
    leading_verbs: frozenset[str]
    texts: frozenset[str]
    telling_verbs: frozenset[str]
    state_verbs: frozenset[str]
    undone_verbs: frozenset[str]
    unwilled_verbs: frozenset[str]
    saying_verbs: frozenset[str]
    averages: frozenset[str]
    giving_verbs: frozenset[str]
    assigning_verbs: frozenset[str]
    changing_verbs: frozenset[str]
    medicine_stems: frozenset[str]
    counted: frozenset[str]
    looking_verbs: frozenset[str]
    like_prepositions: frozenset[str]
    selecting: frozenset[str]
    selecting_before_clauses: frozenset[str]

    def is_people(self, noun: Token) -> bool:
        """Whether the noun names people, or animals, that a statement may be about."""
        return noun.lemma_.lower() in self.people or noun.lower_ in self.people

    def is_person(self, noun: Token) -> bool:
        """Whether the noun names a person."""
        return noun.lemma_.lower() in self.persons

    def is_medicine(self, word: str) -> bool:
        """Whether a word has one of the stems of medicines' names."""
        return self._medicine.fullmatch(word) is not None

    @cached_property
    def _medicine(self) -> re.Pattern[str]:
        return re.compile(rf"\w{{2,}}(?:{'|'.join(sorted(self.medicine_stems))})s?", re.IGNORECASE)


def load(folder: Path) -> WordClasses:
    """Read wordclasses.toml. Raises WordClassesFileError."""
    return datafiles.words(folder / "wordclasses.toml", WordClasses, WordClassesFileError)
