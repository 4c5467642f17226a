"""What an Infobutton request asks, read from the names and values as they were sent.

Parameters that are unknown or empty are ignored. What a sender says of itself (holder, organisation,
person) is not looked at and never told on; of the rest, the parameters of names.ECHOED come back in the
answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from typing import NamedTuple

from guidance.article import codes
from guidance.article.characters import even, fault_in
from guidance.article.codes import CodeSystem
from guidance.errors import Fault, InvalidInput
from guidance.infobutton import names
from guidance.infobutton.names import MAIN, PERFORMER, RECIPIENT, Name
from guidance.plain.audience_keys import RECIPIENTS

MAX_PARAMETERS, MAX_CRITERIA, MAX_LENGTH = 200, 20, 500
"""The most parameters, the most main criteria, and the most characters of a name or a value."""
PATIENT = "PAT"
_BY_NAME = (codes.RXNORM, codes.NDC)
"""Systems of medicines: what is asked for by a display name alone is looked for in titles."""
_YEARS: Mapping[str, float] = {
    "a": 1,
    "mo": 1 / 12,
    "wk": 7 / 365.25,
    "d": 1 / 365.25,
    "h": 1 / 8766,
    "min": 1 / 525_960,
}
_OLDEST = 150


class BadKnowledgeRequest(InvalidInput):
    """The request leaves out what it must hold, holds a thing twice, or holds too much."""

    code = "bad-knowledge-request"
    title = "The knowledge request cannot be answered"
    status = 400


class Criterion(NamedTuple):
    """A thing that is asked about. `system` is None where nobody here knows it; `code` is in normal form,
    "" where only the display name was sent."""

    system: CodeSystem | None
    system_name: str
    code: str
    name: str

    @property
    def by_name(self) -> bool:
        """Whether it is to be looked for by its display name: a medicine, without a code that is kept."""
        return bool(self.name) and (self.system is codes.NDC or not self.code)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. Texts are "" where nothing was sent.

    `recipient` is PAT, PROV or PAYOR: who reads, else who clicked, else PAT. `provider` (NUCC) and
    `language` (a tag) are theirs. `age` is in whole years. `categories` are the parameters to say back, as
    pairs of scheme and term.
    """

    criteria: tuple[Criterion, ...]
    recipient: str
    provider: str
    language: str
    age: int | None
    age_group: str
    role: str
    response_type: str
    callback: str
    categories: tuple[tuple[str, str], ...]


class _Sent:
    """The values by name and number."""

    def __init__(self, values: Mapping[tuple[str, int], str]) -> None:
        self._values = values

    def get(self, name: str, number: int = -1) -> str:
        return self._values.get((name.casefold(), number), "")

    def all(self, name: str) -> list[str]:
        """The values under all numbers of a name, in their order."""
        base = name.casefold()
        return [value for (found, _), value in sorted(self._values.items()) if found == base]

    def numbers(self, prefix: str) -> list[int]:
        found = {number for base, number in self._values if base.startswith(prefix.casefold())}
        return sorted(found)


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """The request. Raises BadKnowledgeRequest with a pointer to each fault."""
    sent = _sent(list(pairs))
    criteria = tuple(_criteria(sent))
    recipient, reader = _reader(sent)
    return Asked(
        criteria=criteria,
        recipient=recipient,
        provider=sent.get(f"{reader}.healthCareProvider.c.c"),
        language=sent.get(f"{reader}.languageCode.c"),
        age=_years(sent.get("age.v.v"), sent.get("age.v.u")),
        age_group=sent.get("ageGroup.v.c").upper(),
        role=sent.get("role"),
        response_type=sent.get("knowledgeResponseType"),
        callback=sent.get("callback"),
        categories=tuple(chain(_main_categories(criteria, recipient), _other_categories(sent))),
    )


def _sent(pairs: list[tuple[str, str]]) -> _Sent:
    if len(pairs) > MAX_PARAMETERS:
        raise BadKnowledgeRequest(f"It holds {len(pairs)} parameters; at most {MAX_PARAMETERS} are taken.")
    taken: dict[Name, str] = {}
    faults = []
    for sent, raw in pairs:
        name, value = names.read(sent), even(raw).strip()
        if wrong := _fault(sent, raw):
            faults.append(Fault(f"/{even(sent)[:100]}", wrong))
        elif value and name in taken:
            faults.append(Fault(f"/{sent}", "was sent more than once; number what repeats"))
        elif value:
            taken[name] = value
    if faults:
        raise BadKnowledgeRequest("A parameter cannot be taken as it was sent.", faults=tuple(faults))
    older = {(name.base, name.number): value for name, value in taken.items() if name.older}
    newer = {(name.base, name.number): value for name, value in taken.items() if not name.older}
    return _Sent(older | newer)


def _fault(name: str, value: str) -> str:
    if len(name) > MAX_LENGTH or len(value) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    return fault_in(name) or fault_in(value)


def _criteria(sent: _Sent) -> Iterable[Criterion]:
    numbers = sent.numbers(f"{MAIN}.") or [-1]
    if len(numbers) > MAX_CRITERIA:
        raise BadKnowledgeRequest(f"It asks about {len(numbers)} things; at most {MAX_CRITERIA} are taken.")
    faults = []
    for number in numbers:
        criterion = _criterion(sent, number)
        suffix = "" if number < 0 else str(number)
        if not criterion.system_name:
            faults.append(Fault(f"/{MAIN}.cs{suffix}", "is missing: the OID of the code system"))
        if not criterion.code and not (criterion.by_name and criterion.system in _BY_NAME):
            faults.append(Fault(f"/{MAIN}.c{suffix}", "is missing: the code"))
        yield criterion
    if faults:
        raise BadKnowledgeRequest("It does not say what it asks about.", faults=tuple(faults))


def _criterion(sent: _Sent, number: int) -> Criterion:
    name = sent.get(f"{MAIN}.cs", number) or sent.get(f"{MAIN}.csn", number)
    system, code = codes.find(name), sent.get(f"{MAIN}.c", number)
    return Criterion(
        system, name, codes.normal(system, code) if system else code, sent.get(f"{MAIN}.dn", number)
    )


def _reader(sent: _Sent) -> tuple[str, str]:
    """Whose words are wanted, and the parameter that says so; a patient's, where nothing known does."""
    for parameter in (RECIPIENT, PERFORMER):
        if (code := sent.get(parameter).upper()) in RECIPIENTS:
            return code, parameter
    return PATIENT, RECIPIENT


def _years(value: str, unit: str) -> int | None:
    """An age in whole years; None where there is none, or it makes no sense."""
    try:
        years = float(value) * _YEARS[unit.casefold()]
    except (ValueError, KeyError):
        return None
    # A month is a little less than the twelfth that a float can hold: 24 of them are two years.
    return int(years + 1e-9) if isfinite(years) and 0 <= years <= _OLDEST else None


def _main_categories(criteria: Iterable[Criterion], recipient: str) -> Iterable[tuple[str, str]]:
    for one in criteria:
        yield f"{MAIN}.c", one.code
        yield f"{MAIN}.cs", one.system.oid if one.system else one.system_name
        yield f"{MAIN}.dn", one.name
    yield RECIPIENT, recipient


def _other_categories(sent: _Sent) -> Iterable[tuple[str, str]]:
    for name in names.ECHOED:
        for value in sent.all(name):
            yield names.SCHEMES.get(name, name), value
