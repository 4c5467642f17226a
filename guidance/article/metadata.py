"""Named fields, from front matter or from JSON → Metadata, each fault with its pointer."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from guidance.article import codes, links
from guidance.article.document import Code, Metadata, Reference
from guidance.article.faults import Faults, child, fields, text

STATUSES = ("draft", "submitted", "under_review", "changes_requested", "approved", "withdrawn")
"""Where the review of an article can stand, so that what was served as Markdown can be sent back."""
SLUG = re.compile(r"[a-z0-9-]{1,120}")
MAX_REFERENCES = 500
MAX_CODES = 100

_REQUIRED = ("title", "slug", "specialty", "updated", "status")
_OPTIONAL = ("codes", "reviewed_by", "references")
_REFERENCE = ("year", "kind", "about")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def metadata(value: object, pointer: str, faults: Faults) -> Metadata:
    """The metadata; where there are faults its fields are stand-ins, never to be used."""
    given = fields(value, pointer, faults, required=_REQUIRED, optional=_OPTIONAL)

    def line(name: str, limit: int) -> str:
        return text(given[name], child(pointer, name), faults, limit=limit) if name in given else ""

    return Metadata(
        title=line("title", 300),
        slug=_slug(line("slug", 1_000), child(pointer, "slug"), faults),
        specialty=line("specialty", 80),
        codes=tuple(_codes(given.get("codes", []), child(pointer, "codes"), faults)),
        updated=_updated(given.get("updated", date.min), child(pointer, "updated"), faults),
        status=_status(line("status", 20), child(pointer, "status"), faults),
        reviewed_by=line("reviewed_by", 200) if given.get("reviewed_by") is not None else None,
        references=_references(given.get("references", []), child(pointer, "references"), faults),
    )


def _slug(slug: str, pointer: str, faults: Faults) -> str:
    if slug and not SLUG.fullmatch(slug):
        faults.add(pointer, "must be 1 to 120 of the characters a-z, 0-9 and -")
    return slug


def _status(status: str, pointer: str, faults: Faults) -> str:
    if status and status not in STATUSES:
        faults.add(pointer, f"must be one of {', '.join(STATUSES)}")
    return status


def _updated(value: object, pointer: str, faults: Faults) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            faults.add(pointer, f"there is no day {value}")
            return date.min
    faults.add(pointer, "must be a date, as in 2026-03-31")
    return date.min


def _codes(value: object, pointer: str, faults: Faults) -> Iterator[Code]:
    """The codes in the form they are kept in, each system by its own name."""
    if not isinstance(value, list):
        faults.add(pointer, "must be a list of {system, code}")
        return
    if len(value) > MAX_CODES:
        faults.add(pointer, f"holds {len(value)} codes; at most {MAX_CODES} are taken")
        return
    for index, entry in enumerate(value):
        here = child(pointer, index)
        given = fields(entry, here, faults, required=("system", "code"))
        if len(given) == len(("system", "code")):
            system, code = (
                text(given[key], child(here, key), faults, limit=80) for key in ("system", "code")
            )
            if system and code:
                yield _code(system, code, here, faults)


def _code(name: str, code: str, pointer: str, faults: Faults) -> Code:
    system = codes.find(name)
    if system is None or system not in codes.KEPT:
        known = ", ".join(one.name for one in codes.KEPT)
        faults.add(child(pointer, "system"), f"is not a code system that articles carry; they carry {known}")
        return Code(name, code)
    kept = codes.normal(system, code)
    if wrong := system.fault(kept):
        faults.add(child(pointer, "code"), f"{wrong}, as in {system.name} {system.example}")
    return Code(system.name, kept)


def _references(value: object, pointer: str, faults: Faults) -> tuple[Reference, ...]:
    """From {number: {…}}, as front matter has it, or from [{number, …}], as JSON has it; by number."""
    if not isinstance(value, dict | list):
        faults.add(pointer, "must give each reference under its number")
        return ()
    if len(value) > MAX_REFERENCES:
        faults.add(pointer, f"holds {len(value)} references; at most {MAX_REFERENCES} are taken")
        return ()
    found: dict[int, Reference] = {}
    for number, here, given in _numbered(value, pointer, faults):
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 999:
            faults.add(here, "a reference's number must be a whole number from 1 to 999")
        elif number in found:
            faults.add(here, f"the number {number} is given twice")
        else:
            found[number] = _reference(number, given, here, faults)
    return tuple(found[number] for number in sorted(found))


def _numbered(
    value: dict[object, object] | list[object], pointer: str, faults: Faults
) -> Iterator[tuple[object, str, dict[str, object]]]:
    if isinstance(value, dict):
        for number, entry in value.items():
            here = child(pointer, number)
            yield number, here, fields(entry, here, faults, required=_REFERENCE, optional=("url",))
        return
    for index, entry in enumerate(value):
        here = child(pointer, index)
        given = fields(entry, here, faults, required=("number", *_REFERENCE), optional=("url",))
        if "number" in given:
            yield given["number"], here, given


def _reference(number: int, given: dict[str, object], pointer: str, faults: Faults) -> Reference:
    def line(name: str, limit: int) -> str:
        return text(given[name], child(pointer, name), faults, limit=limit) if name in given else ""

    year = given.get("year", 1800)
    if not isinstance(year, int) or isinstance(year, bool) or not 1800 <= year <= 2100:
        faults.add(child(pointer, "year"), "must be a year from 1800 to 2100")
        year = 1800
    url: str | None = None
    if given.get("url") is not None:
        url = links.normal(line("url", links.MAX_LINK))
        if url and (wrong := links.fault_in(url, schemes=("http", "https"))):
            faults.add(child(pointer, "url"), wrong)
    return Reference(number, year, line("kind", 120), line("about", 500), url)
