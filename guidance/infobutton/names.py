"""The names of the parameters of an Infobutton request, and which of them a feed says back.

Real senders write names in any case, use the names of older guides, and number those that repeat.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

MAIN = "mainSearchCriteria.v"
RECIPIENT = "informationRecipient"
PERFORMER = "performer"
CODED = ("c", "cs", "dn")

ECHOED: tuple[str, ...] = (
    *(f"patientPerson.administrativeGenderCode.{part}" for part in ("c", "dn")),
    *(f"ageGroup.v.{part}" for part in CODED),
    *(f"taskContext.c.{part}" for part in ("c", "dn")),
    *(f"subTopic.v.{part}" for part in (*CODED, "ot")),
    *(f"severityObservation.interpretationCode.{part}" for part in CODED),
    PERFORMER,
    *(f"{PERFORMER}.healthCareProvider.c.{part}" for part in CODED),
    *(f"{RECIPIENT}.healthCareProvider.c.{part}" for part in CODED),
    f"{PERFORMER}.languageCode.c",
    f"{RECIPIENT}.languageCode.c",
    *(f"encounter.c.{part}" for part in CODED),
    *(f"observation.c.{part}" for part in CODED),
    *(f"observation.v.{part}" for part in (*CODED, "v", "u")),
    *(f"locationOfInterest.addr.{part}" for part in ("ZIP", "CTY", "STA", "CNT")),
)
"""What a feed says back besides the main criteria and the recipient, in the order in which it does."""
SCHEMES: Mapping[str, str] = {
    f"{PERFORMER}.languageCode.c": f"{PERFORMER}.languageCode",
    "observation.v.u": "Observation.v.u",
}
"""Parameters whose category has another name in the schema of the answer."""

_OLDER: Mapping[str, str] = {"mainsearchcriteria.c.": "mainsearchcriteria.v.", "subtopic.c.": "subtopic.v."}
_ADDRESS: Mapping[str, str] = {
    "locationofinterest.addr.postalcode": "locationofinterest.addr.zip",
    "locationofinterest.addr.city": "locationofinterest.addr.cty",
    "locationofinterest.addr.state": "locationofinterest.addr.sta",
    "locationofinterest.addr.country": "locationofinterest.addr.cnt",
}
_NUMBERED = re.compile(r"(.*?)([0-9]{1,3})?", re.DOTALL)


class Name(NamedTuple):
    """A name in small letters, without its number; the number, -1 where it has none; whether it is of an
    older guide, and so counts only where the newer name was not sent."""

    base: str
    number: int
    older: bool


def read(sent: str) -> Name:
    """A name as it was sent."""
    parts = _NUMBERED.fullmatch(sent.strip().casefold())
    base, number = (parts[1], parts[2]) if parts else (sent, None)
    for older, newer in _OLDER.items():
        if base.startswith(older):
            return Name(newer + base.removeprefix(older), _number(number), True)
    return Name(_ADDRESS.get(base, base), _number(number), base in _ADDRESS)


def _number(digits: str | None) -> int:
    return int(digits) if digits else -1
