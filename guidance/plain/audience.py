"""Reads lexicon/audiences.toml: who reads, and how a text is written for them.

A reader declares a role; a role maps to one audience; an audience is data. The file is checked as a
whole when it is read, and every fault in it is named by file and key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from guidance.errors import ConfigurationError, Fault, InvalidInput
from guidance.plain import datafiles
from guidance.plain.audience_keys import (
    CHOICES,
    MEASURES,
    TEXTS,
    Address,
    Doses,
    Numbers,
    Statistics,
    Terms,
    Words,
    faults_of,
)
from guidance.plain.data import folder


class AudienceFileError(ConfigurationError):
    """The file of audiences is wrong; `faults` name each file and key."""

    code = "audience-file"
    title = "The file of audiences is not valid"


class UnknownRole(InvalidInput):
    """A role that no audience serves; the detail lists the known ones."""

    code = "unknown-role"
    title = "Nobody here writes for that role"


class UnknownAudience(InvalidInput):
    """An audience that does not exist; the detail lists the known ones."""

    code = "unknown-audience"
    title = "There is no such audience"


class Threshold(NamedTuple):
    """What a measure aims at, and where a variant is withheld; None where nothing is set."""

    target: float | None = None
    limit: float | None = None


class Role(NamedTuple):
    """One answer to "Which best describes you?": its id, its label, the id of its audience."""

    id: str
    label: str
    audience: str


class Askers(NamedTuple):
    """For whom an HL7 Infobutton request may be answered in an audience's words.

    `recipients` are codes of RECIPIENTS. Where there are `age_groups` (MeSH), `years` of age (first and
    last) or `providers` (beginnings of NUCC provider codes), one of them must fit; where there are none,
    the audience is for all others.
    """

    recipients: frozenset[str] = frozenset()
    age_groups: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    providers: tuple[str, ...] = ()

    @property
    def anyone(self) -> bool:
        """Whether nothing but the recipient counts."""
        return not (self.age_groups or self.years or self.providers)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads, and how a text is written for them.

    - `thresholds` holds every name of MEASURES: grades, words a sentence, terms per 100 words;
    - `address`: "you", "care" (`care_phrase` names the person) or "third" person;
    - `terms`: "replace" by plain words; "plain-first" with the term in brackets once; "explain" in
      place at first mention; "open" abbreviations once; "keep" as written;
    - `numbers`: "whole" ("2 in 10"), "x-in-100", "both" (percent and x in 100), "source";
    - `doses`: "drop", "own" (the reader's own use only), "printed", "kept", "sourced" (with source);
    - `statistics`: whether test statistics in brackets ("95% CI 1.2 to 3.4") are kept or, said so, omitted;
    - `words`: whether general hard words are made "plain" or "kept";
    - `split_over`: sentences of more words are split; None leaves them;
    - `rewrite`: False serves the stored text itself;
    - `fallback`: id of the audience whose variant is served while this one's is withheld, with
      `fallback_notice`; None for the audience that reads the stored text;
    - `infobutton`: whom it serves of those who ask as HL7 Infobutton has it.
    """

    id: str
    label: str
    roles: tuple[Role, ...]
    thresholds: Mapping[str, Threshold] = field(hash=False)
    address: Address
    care_phrase: str
    terms: Terms
    numbers: Numbers
    doses: Doses
    statistics: Statistics
    words: Words
    split_over: int | None
    rewrite: bool
    disclaimer: str
    added: str
    fallback: str | None
    fallback_notice: str
    infobutton: Askers


@dataclass(frozen=True)
class Audiences:
    """Every audience, in the order of the file."""

    QUESTION: ClassVar[str] = "Which best describes you?"

    all: tuple[Audience, ...]

    @cached_property
    def _by_id(self) -> dict[str, Audience]:
        return {audience.id: audience for audience in self.all}

    @cached_property
    def _by_role(self) -> dict[str, Audience]:
        return {role.id: audience for audience in self.all for role in audience.roles}

    @property
    def roles(self) -> tuple[Role, ...]:
        """Every role in the order in which the chooser shows them."""
        return tuple(role for audience in self.all for role in audience.roles)

    def get(self, audience: str) -> Audience:
        """The audience of that id. Raises UnknownAudience."""
        if audience not in self._by_id:
            raise UnknownAudience(f"Unknown audience {audience!r}. Known: {', '.join(self._by_id)}")
        return self._by_id[audience]

    def for_role(self, role: str) -> Audience:
        """The audience that serves the role. Raises UnknownRole."""
        if role not in self._by_role:
            raise UnknownRole(f"Unknown role {role!r}. Known: {', '.join(self._by_role)}")
        return self._by_role[role]

    def chain(self, audience: str) -> tuple[Audience, ...]:
        """The audience and its fallbacks in turn; the last reads the stored text itself."""
        steps = [self.get(audience)]
        while steps[-1].fallback is not None:
            steps.append(self.get(steps[-1].fallback))
        return tuple(steps)


def load(path: Path | None = None) -> Audiences:
    """Read the file of audiences; without a path, the one that ships with the project.

    Raises AudienceFileError with a fault for every wrong key.
    """
    source = folder() / "audiences.toml" if path is None else path
    tables = datafiles.read(source, AudienceFileError)
    faults = [Fault(f"{source.name}: {key}", detail) for key, detail in faults_of(tables)]
    if faults:
        raise AudienceFileError(f"{source.name} is not valid", faults=tuple(faults))
    return Audiences(tuple(_audience(name, table) for name, table in tables.items()))


def _audience(name: str, table: dict[str, Any]) -> Audience:
    thresholds = {measure: Threshold(**table["thresholds"].get(measure, {})) for measure in MEASURES}
    return Audience(
        id=name,
        roles=tuple(Role(role, label, name) for role, label in table["roles"].items()),
        thresholds=thresholds,
        care_phrase=table.get("care_phrase", ""),
        split_over=table.get("split_over"),
        rewrite=table["rewrite"],
        fallback=table.get("fallback"),
        fallback_notice=table.get("fallback_notice", ""),
        infobutton=_askers(table.get("infobutton", {})),
        **{key: table[key] for key in (*CHOICES, *TEXTS)},
    )


def _askers(table: dict[str, Any]) -> Askers:
    return Askers(
        recipients=frozenset(table.get("recipients", ())),
        age_groups=frozenset(table.get("age_groups", ())),
        years=tuple(table["years"]) if "years" in table else None,
        providers=tuple(table.get("providers", ())),
    )
