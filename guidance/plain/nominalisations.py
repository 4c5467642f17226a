"""Reads lexicon/nominalisations.toml: nouns made from verbs, and the plain verb for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guidance.errors import ConfigurationError
from guidance.plain import datafiles

_TABLES = frozenset(("object", "subject", "changes", "makes", "adverbs"))


class NominalisationFileError(ConfigurationError):
    """lexicon/nominalisations.toml is wrong."""

    code = "nominalisation-file"
    title = "The file of nouns made from verbs is not valid"


@dataclass(frozen=True, slots=True)
class Nominalisations:
    """Nouns made from verbs, each with its verb; the fields are named as in the file.

    `object`: what stands after "of" is what the verb is done to; `subject`: it is what does it.
    `changes`: what rises, falls or gets better; `makes`: the verb for making it so. `adverbs`: adjectives
    before such a noun as adverbs. `light`: verbs that say only that something is done; `changing`: verbs
    for bringing about a change; `of_doing`: nouns after which "of treating" stands; `on_things`: words
    after which "on" and "to" ask for a noun; `choosing` and `doing`: verbs that speak of "the use of" a
    thing; `studied`: what is studied rather than checked; `judging`:
    adjectives that are said of doing something; `mass`: nouns that cannot be counted.
    """

    object: Mapping[str, str]
    subject: Mapping[str, str]
    changes: Mapping[str, str]
    makes: Mapping[str, str]
    adverbs: Mapping[str, str]
    light: frozenset[str]
    changing: frozenset[str]
    of_doing: frozenset[str]
    on_things: frozenset[str]
    choosing: frozenset[str]
    doing: frozenset[str]
    studied: frozenset[str]
    judging: frozenset[str]
    mass: frozenset[str]


def load(folder: Path) -> Nominalisations:
    """Read nominalisations.toml. Raises NominalisationFileError."""
    return datafiles.words(folder / "nominalisations.toml", Nominalisations, NominalisationFileError, _TABLES)
