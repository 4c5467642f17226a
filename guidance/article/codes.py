"""Clinical code systems: the names they go by, the form of their codes, and which code stands above which.

An article may carry codes of the systems in `KEPT`. The others are known so that a request for one is
understood and answered with nothing, not refused. The form of a code is that of its system's own guide;
whether a code of that form was ever given out is not looked up. Of ICD-10-CM alone the code tells the
broader code: G35 stands above G35.A.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_HL7 = "2.16.840.1.113883"
_UNSEEN = re.compile(r"[\s_-]")
_ICD = re.compile(r"([A-Z][0-9][0-9A-Z])(?:\.?([0-9A-Z]{1,4}))?\.?")
_LOINC = re.compile(r"[0-9]{1,7}-[0-9]")
_MESH = re.compile(r"[CD][0-9]{6}(?:[0-9]{3})?")
_RXNORM = re.compile(r"[1-9][0-9]{0,7}")
_SNOMED = re.compile(r"[1-9][0-9]{5,17}")
_CONCEPTS = ("00", "10")
"""What stands before the check digit of a SNOMED CT concept; of a description, say, it is 01 or 11."""


class CodeSystem(NamedTuple):
    """`name` is how we write it; `aliases` are other names, identifiers and addresses it goes by.

    `fault` says what is wrong with a code in normal form, "" where nothing is; `example` is one that is
    right. Both are only of use for systems that articles may carry.
    """

    name: str
    oid: str
    aliases: tuple[str, ...] = ()
    fault: Callable[[str], str] = lambda _: ""
    example: str = ""


def _icd(code: str) -> str:
    return "" if _ICD.fullmatch(code) else "must be a letter, a digit, a third character and at most 4 more"


def _snomed(code: str) -> str:
    if not _SNOMED.fullmatch(code):
        return "must have 6 to 18 digits and not begin with 0"
    if _verhoeff(code):
        return "does not fit its check digit (the last one)"
    return "" if code[-3:-1] in _CONCEPTS else "is no concept: its last digits but one must be 00 or 10"


def _loinc(code: str) -> str:
    if not _LOINC.fullmatch(code):
        return "must have digits, a hyphen and one check digit"
    return "" if _luhn(code.replace("-", "")) == 0 else "does not fit its check digit (the last one)"


def _rxnorm(code: str) -> str:
    return "" if _RXNORM.fullmatch(code) else "must have 1 to 8 digits and not begin with 0"


def _mesh(code: str) -> str:
    return "" if _MESH.fullmatch(code) else "must be D or C and 6 or 9 digits"


KEPT = (
    CodeSystem("ICD-10-CM", f"{_HL7}.6.90", ("http://hl7.org/fhir/sid/icd-10-cm",), _icd, "J45.909"),
    CodeSystem(
        "SNOMED CT",
        f"{_HL7}.6.96",
        ("SNOMED", "SNOMEDCT_US", "SCT", "http://snomed.info/sct"),
        _snomed,
        "195967001",
    ),
    CodeSystem(
        "RxNorm",
        f"{_HL7}.6.88",
        ("RxCUI", "http://www.nlm.nih.gov/research/umls/rxnorm"),
        _rxnorm,
        "435",
    ),
    CodeSystem("LOINC", f"{_HL7}.6.1", ("LN", f"{_HL7}.11.79", "http://loinc.org"), _loinc, "20150-9"),
    CodeSystem("MeSH", f"{_HL7}.6.177", ("MSH", "http://id.nlm.nih.gov/mesh"), _mesh, "D001249"),
)
"""The systems of which an article may carry codes."""
NDC = CodeSystem("NDC", f"{_HL7}.6.69", ("http://hl7.org/fhir/sid/ndc",))
ICD, SNOMED, RXNORM, LOINC, MESH = KEPT
_KNOWN = (
    *KEPT,
    NDC,
    CodeSystem("ICD-9-CM", f"{_HL7}.6.103", ("http://hl7.org/fhir/sid/icd-9-cm",)),
    CodeSystem("ICD-10", f"{_HL7}.6.3", ("http://hl7.org/fhir/sid/icd-10",)),
    CodeSystem("CPT", f"{_HL7}.6.12", ("CPT-4", "http://www.ama-assn.org/go/cpt")),
)


def _key(text: str) -> str:
    return _UNSEEN.sub("", text).casefold().removeprefix("urn:oid:")


_BY_NAME = {_key(name): one for one in _KNOWN for name in (one.name, one.oid, *one.aliases)}


def find(name: str) -> CodeSystem | None:
    """The system of that name, OID, or address, in any case, with hyphens and spaces or without."""
    return _BY_NAME.get(_key(name))


def normal(system: CodeSystem, code: str) -> str:
    """The code as it is kept: in capitals, and in ICD-10-CM with its dot. What is no code stays one."""
    code = code.strip().upper()
    if system is not ICD or not (parts := _ICD.fullmatch(code)):
        return code
    return f"{parts[1]}.{parts[2]}" if parts[2] else parts[1]


def broader(system: CodeSystem, code: str) -> Iterator[str]:
    """The codes above a code in normal form, the nearest first; none but in ICD-10-CM."""
    if system is not ICD:
        return
    for end in range(len(code) - 1, 2, -1):
        if code[end - 1] != ".":
            yield code[:end]


def narrower(system: CodeSystem, code: str) -> str:
    """What all codes below a code in normal form begin with, "" where the system tells none."""
    if system is not ICD or _icd(code):
        return ""
    return code if "." in code else f"{code}."


def _luhn(digits: str) -> int:
    """The sum of LOINC's mod 10 check, 0 where the digits fit (LOINC Users' Guide, check digits)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10


def _verhoeff(digits: str) -> int:
    """What is left of Verhoeff's check, 0 where the digits fit (SNOMED CT Release File Specification).

    The multiplication is that of the symmetries of a pentagon: 0 to 4 turn it, 5 to 9 turn it over.
    """
    left = 0
    for place, digit in enumerate(reversed(digits)):
        moved = int(digit)
        for _ in range(place % 8):
            moved = _PERMUTED[moved]
        left = _pentagon(left, moved)
    return left


_PERMUTED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _pentagon(first: int, second: int) -> int:
    turn = first + second if first < 5 else first - second
    return turn % 5 + (5 if (first < 5) != (second < 5) else 0)
