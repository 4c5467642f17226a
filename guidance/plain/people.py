"""Reads lexicon/people.toml: words about people, for person-first language and for address."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guidance.errors import ConfigurationError
from guidance.plain import datafiles

_TABLES = frozenset(("conditions", "groups"))


class PeopleFileError(ConfigurationError):
    """lexicon/people.toml is wrong."""

    code = "people-file"
    title = "The file of words about people is not valid"


@dataclass(frozen=True, slots=True)
class People:
    """`conditions`: adjective or noun for a person → the condition ("diabetic" → "diabetes").

    `groups`: nouns for people seen as cases ("patient"), with the plain plural; `not_conditions`: nouns
    before them that name no condition ("hospital"); `degrees`: adjectives that belong to the condition
    ("severe"); `about_people`: adjectives that belong to the people ("older");
    `duties`: auxiliaries that direct the reader ("should"); `statement_verbs`: verbs whose subject may be
    a whole statement ("this shows"); `purpose_verbs`: verbs for what is done with an aim ("give");
    `telling_verbs`: verbs for what the care team tells people, which is no advice to the reader;
    `needing_verbs`, `advising_verbs`, `urging_verbs`: verbs that make a duty with "to"; `readers`: words
    for those whom advice is for, `narrowed_readers`: those that may be where something narrows them;
    `own_things`: what is the reader's own; `agents`: others who act; `taken_things` and `taking_verbs`:
    what people take by themselves, and the verbs for it.
    """

    conditions: Mapping[str, str]
    groups: Mapping[str, str]
    not_conditions: frozenset[str]
    degrees: frozenset[str]
    about_people: frozenset[str]
    duties: frozenset[str]
    statement_verbs: frozenset[str]
    purpose_verbs: frozenset[str]
    telling_verbs: frozenset[str]
    needing_verbs: frozenset[str]
    advising_verbs: frozenset[str]
    urging_verbs: frozenset[str]
    readers: frozenset[str]
    narrowed_readers: frozenset[str]
    own_things: frozenset[str]
    agents: frozenset[str]
    taken_things: frozenset[str]
    taking_verbs: frozenset[str]


def load(folder: Path) -> People:
    """Read people.toml. Raises PeopleFileError."""
    return datafiles.words(folder / "people.toml", People, PeopleFileError, _TABLES)
