"""Names from a site's vocabularies become rows of its overlay.

A concept becomes one row: its names are the term and its variants; a plain name is the wording, a
definition that is short enough the explanation. What a vocabulary does not tell may come from the row of
the lexicon that has one of the names. What cannot become a row is refused, and counted by reason.
"""

import csv
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import NamedTuple

from guidance.plain.entries import Entry
from guidance.plain.row_faults import LONGEST_EXPLANATION, term_faults
from guidance.plain.rows import TERM_COLUMNS, Cells
from guidance.tools.vocabularies.names import Name

MOST_WORDS = 6
EXAMPLES = 3
_UNFIT = re.compile(r"[,;:|\[\](){}<>/\"=]|\d{3}")


class Concept(NamedTuple):
    """A concept with its names, the expert's first, each in the order of the files."""

    where: str
    terms: tuple[str, ...]
    plain: tuple[str, ...]
    definitions: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """How many concepts were taken, and the others by reason, with the first few places of each."""

    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, reason: str, where: str) -> None:
        """Count one more concept that was refused."""
        self.refused[reason] += 1
        found = self.places.setdefault(reason, [])
        if len(found) < EXAMPLES:
            found.append(where)


def concepts(names: Iterable[Name]) -> Iterator[Concept]:
    """The names by concept, in the order in which concepts first came; kept on disk in between, not in
    memory.
    """
    with TemporaryDirectory() as folder:
        kept = sqlite3.connect(Path(folder) / "names.db")
        kept.execute("create table name (concept text, role text, text text, place text)")
        kept.executemany("insert into name values (?, ?, ?, ?)", names)
        kept.execute("create index by_concept on name (concept)")
        query = "select concept, min(rowid) as first from name group by concept order by first"
        for concept, _ in kept.execute(query):
            rows = kept.execute(
                "select role, text, place from name where concept = ? order by rowid", (concept,)
            )
            yield _concept(list(rows))
        kept.close()


def _concept(rows: list[tuple[str, str, str]]) -> Concept:
    def of(role: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for kind, text, _ in rows if kind == role and text))

    return Concept(rows[0][2], of("term"), of("plain"), of("definition"))


def rows(found: Iterable[Concept], source: str, known: Mapping[str, Entry], report: Report) -> list[Cells]:
    """The rows of an overlay, sorted by term; `known` are the rows of the lexicon by their terms in lower
    case.
    """
    made: dict[str, Cells] = {}
    for concept in found:
        cells = _row(concept, source, known)
        reason = cells if isinstance(cells, str) else next(term_faults(cells), None)
        if isinstance(cells, str) or reason:
            report.refuse(reason or "", concept.where)
        elif cells["term"].casefold() in made:
            report.refuse("another concept has the same name", concept.where)
        else:
            made[cells["term"].casefold()] = cells
            report.taken += 1
    return [made[term] for term in sorted(made)]


def write(made: Iterable[Cells], overlay: Path, source: str) -> Path:
    """Put the rows into terms/<source>.csv of the overlay, in the place of what stood there."""
    target = overlay / "terms" / f"{source}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", dir=target.parent, suffix=".part", delete=False, newline="", encoding="utf-8"
    ) as file:
        writer = csv.DictWriter(file, TERM_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)
    Path(file.name).replace(target)
    return target


def _row(concept: Concept, source: str, known: Mapping[str, Entry]) -> Cells | str:
    """The row of a concept, or why there is none."""
    plain = next((_lowered(one, known) for one in concept.plain if _is_fit(one)), "")
    names = [_lowered(one, known) for one in (*concept.terms, *concept.plain) if _is_fit(one)]
    own = next((known[one.casefold()] for one in names if one.casefold() in known), None)
    wording = plain or (own.wording if own else "")
    fitting = (_explanation(one) for one in concept.definitions)
    explanation = next(filter(None, fitting), own.explanation if own else "")
    said = dict.fromkeys(one for one in names if one.casefold() != wording.casefold())
    terms = list({one.casefold(): one for one in said}.values())
    if not terms:
        return "no name but the plain one, or none that a text could hold"
    if not (wording or explanation):
        return "no plain name, and no definition that is short enough"
    cells = dict.fromkeys(TERM_COLUMNS, "")
    return cells | {
        "term": terms[0],
        "variants": "|".join(terms[1:]),
        "pos": "noun",
        "wording": wording,
        "number": own.number if own and own.number != "same" and not plain else "",
        "explanation": explanation,
        "action": "teach" if wording else "explain",
        "source": source,
        "reviewed": date.today().isoformat(),  # noqa: DTZ011  (the day where the site is)
    }


def _is_fit(name: str) -> bool:
    """Whether a text could hold the name: no inversion, no code, not too long."""
    return name.isprintable() and not _UNFIT.search(name) and 0 < len(name.split()) <= MOST_WORDS


def _lowered(text: str, known: Mapping[str, Entry]) -> str:
    """Without the capitals of a list's entry: as the lexicon has it, else all but owners and
    abbreviations.
    """
    own = known.get(text.casefold())
    if own is not None:
        return own.term
    return " ".join(word if "'" in word or not word[1:].islower() else word.lower() for word in text.split())


def _explanation(definition: str) -> str:
    """The definition as it completes "X is …"; "" where it is too long."""
    text = definition.strip().rstrip(".")
    first = text.split(" ", 1)[0]
    short = 0 < len(text.split()) <= LONGEST_EXPLANATION and text.isprintable() and ". " not in text
    return (text[:1].lower() + text[1:] if first[1:].islower() or len(first) == 1 else text) if short else ""
