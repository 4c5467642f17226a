"""The compiled lexicon: its rows, and the token texts by which each is found; as JSON has it, and back.

A lexicon has ten thousands of forms, and a text needs few of them: what a form may be stays one short text
until it is asked for, and all forms together are two long texts in the file, which are read at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from guidance.plain.entries import Abbreviation, Condition, Entry
from guidance.plain.vocabulary import Vocabulary

type Forms = Mapping[str, str]
"""Token texts with a blank between → what they may be; `readings` tells it."""

# No row holds it: what cannot be seen is refused there.
_BETWEEN = "\x7f"


class Compiled(NamedTuple):
    """The rows, and their forms. What a form may be is the number of a row, and with it for terms the tag
    of the form; for abbreviations "s" for the plural, or nothing.
    """

    vocabulary: Vocabulary
    terms: Forms
    shorts: Forms


def told(found: Iterable[tuple[int, str]]) -> str:
    """What a form may be, the numbers of rows with what goes with each, as a text."""
    return "|".join(f"{number} {what}" for number, what in found)


def readings(text: str) -> Iterator[tuple[int, str]]:
    """The numbers of rows, and what goes with each, of a text that `told` made."""
    for reading in text.split("|"):
        number, _, what = reading.partition(" ")
        yield int(number), what


def packed(compiled: Compiled) -> dict[str, Any]:
    """The compiled lexicon in lists, mappings, texts and numbers."""
    vocabulary = compiled.vocabulary
    return {
        "version": vocabulary.version,
        "entries": [_row(entry) for entry in vocabulary.entries],
        "abbreviations": [_row(short) for short in vocabulary.abbreviations],
        "terms": _joined(compiled.terms),
        "shorts": _joined(compiled.shorts),
    }


def unpacked(kept: Any) -> Compiled | None:  # noqa: ANN401  (whatever JSON held)
    """What `packed` gave; None where it is nothing of that shape."""
    try:
        entries = tuple([_entry(row) for row in kept["entries"]])
        shorts = tuple([_abbreviation(row) for row in kept["abbreviations"]])
        vocabulary = Vocabulary(entries, shorts, str(kept["version"]))
        return Compiled(vocabulary, _parted(kept["terms"]), _parted(kept["shorts"]))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def _joined(forms: Forms) -> list[str]:
    return [_BETWEEN.join(forms), _BETWEEN.join(forms.values())]


def _parted(texts: list[str]) -> Forms:
    forms, found = texts
    return dict(zip(forms.split(_BETWEEN), found.split(_BETWEEN), strict=True)) if forms else {}


def _row(value: Entry | Abbreviation) -> list[object]:
    return [_plain(getattr(value, name)) for name in value.__slots__]


def _plain(cell: object) -> object:
    match cell:
        case date():
            return cell.isoformat()
        case tuple() if cell and isinstance(cell[0], Condition):
            return [[one.kind, sorted(one.values), one.negated] for one in cell]
        case _:
            return cell


_VARIANTS, _CONTEXT, _REVIEWED = map(Entry.__slots__.index, ("variants", "context", "reviewed"))
_SHORT_CONTEXT, _SHORT_REVIEWED = map(Abbreviation.__slots__.index, ("context", "reviewed"))


def _entry(row: list[Any]) -> Entry:
    row[_VARIANTS] = tuple(row[_VARIANTS])
    row[_CONTEXT] = _conditions(row[_CONTEXT])
    row[_REVIEWED] = _day(row[_REVIEWED])
    return Entry(*row)


def _abbreviation(row: list[Any]) -> Abbreviation:
    row[_SHORT_CONTEXT] = _conditions(row[_SHORT_CONTEXT])
    row[_SHORT_REVIEWED] = _day(row[_SHORT_REVIEWED])
    return Abbreviation(*row)


def _conditions(context: list[Any]) -> tuple[Condition, ...]:
    return tuple([Condition(kind, frozenset(values), negated) for kind, values, negated in context])


@lru_cache(maxsize=1024)
def _day(text: str) -> date:
    return date.fromisoformat(text)
