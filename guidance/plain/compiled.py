"""The compiled lexicon: its rows, and the token texts by which each is found; as JSON has it, and back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from guidance.plain.entries import Abbreviation, Condition, Entry
from guidance.plain.vocabulary import Vocabulary

type Forms[T] = Mapping[str, Sequence[tuple[int, T]]]


class Compiled(NamedTuple):
    """The rows, and their forms: token texts with a blank between → the numbers of the rows they may be.

    With a number goes, for terms, the tag of the form; for abbreviations, whether it is the plural.
    """

    vocabulary: Vocabulary
    terms: Forms[str]
    shorts: Forms[bool]


def packed(compiled: Compiled) -> dict[str, Any]:
    """The compiled lexicon in lists, mappings, texts and numbers."""
    vocabulary = compiled.vocabulary
    return {
        "version": vocabulary.version,
        "entries": [_row(entry) for entry in vocabulary.entries],
        "abbreviations": [_row(short) for short in vocabulary.abbreviations],
        "terms": compiled.terms,
        "shorts": compiled.shorts,
    }


def unpacked(kept: Any) -> Compiled | None:  # noqa: ANN401  (whatever JSON held)
    """What `packed` gave; None where it is nothing of that shape."""
    try:
        entries = tuple(_entry(row) for row in kept["entries"])
        shorts = tuple(_abbreviation(row) for row in kept["abbreviations"])
        vocabulary = Vocabulary(entries, shorts, str(kept["version"]))
        return Compiled(vocabulary, dict(kept["terms"]), dict(kept["shorts"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


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


def _entry(row: list[Any]) -> Entry:
    cells = dict(zip(Entry.__slots__, row, strict=True))
    cells["variants"] = tuple(cells["variants"])
    return Entry(**_read(cells))


def _abbreviation(row: list[Any]) -> Abbreviation:
    return Abbreviation(**_read(dict(zip(Abbreviation.__slots__, row, strict=True))))


def _read(cells: dict[str, Any]) -> dict[str, Any]:
    cells["context"] = tuple(
        Condition(kind, frozenset(values), negated) for kind, values, negated in cells["context"]
    )
    cells["reviewed"] = date.fromisoformat(cells["reviewed"])
    return cells
