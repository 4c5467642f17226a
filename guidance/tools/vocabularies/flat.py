"""Vocabularies that ship as lines: OAC CHV, UMLS RRF, SNOMED CT RF2, and plain CSV.

Columns are those that their makers document; a line with another number of columns ends the import.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from guidance.tools.vocabularies.names import Name, Role, Watch, bad

_CHV_COLUMNS = 15
_MRCONSO_COLUMNS = 18
_MRDEF_COLUMNS = 8
_RF2 = (
    "id", "effectiveTime", "active", "moduleId", "conceptId", "languageCode", "typeId", "term",
    "caseSignificanceId",
)  # fmt: skip
_SYNONYM = "900000000000013009"
_DEFINITION = "900000000000550004"
_CSV_NEEDED = {"term"}


def chv(path: Path, watch: Watch) -> Iterator[Name]:
    """The concepts and terms flat file of the Open Access Collaborative Consumer Health Vocabulary.

    Tabs; CUI, term, CHV preferred name, UMLS preferred name, explanation, UMLS preferred, CHV preferred,
    disparaged, five scores, two ids. A disparaged name is never a plain one.
    """
    for where, cells in _lines(path, watch, "\t", _CHV_COLUMNS):
        cui, term, plain, expert, explanation, _, _, disparaged, *_ = cells
        for role, text in (("term", expert), ("term", term), ("definition", explanation)):
            if text not in ("", "\\N", "NULL", plain):
                yield _name(cui, role, text, where)
        if disparaged.lower() != "yes" and plain not in ("", "\\N", "NULL"):
            yield _name(cui, "plain", plain, where)


def mrconso(path: Path, watch: Watch) -> Iterator[Name]:
    """MRCONSO.RRF of the UMLS: English names that are not suppressed; the preferred one of CHV is plain."""
    for where, cells in _lines(path, watch, "|", _MRCONSO_COLUMNS):
        cui, language, source, kind, text, suppressed = (cells[i] for i in (0, 1, 11, 12, 14, 16))
        if language == "ENG" and suppressed == "N":
            yield _name(cui, "plain" if (source, kind) == ("CHV", "PT") else "term", text, where)


def mrdef(path: Path, watch: Watch) -> Iterator[Name]:
    """MRDEF.RRF of the UMLS: definitions that are not suppressed."""
    for where, cells in _lines(path, watch, "|", _MRDEF_COLUMNS):
        if cells[6] == "N":
            yield _name(cells[0], "definition", cells[5], where)


def snomed(path: Path, watch: Watch) -> Iterator[Name]:
    """A description or text definition file of SNOMED CT, release format 2, snapshot: active and in
    English.
    """
    rows = _lines(path, watch, "\t", len(_RF2))
    where, header = next(rows, (f"{path.name}:1", []))
    if tuple(header) != _RF2:
        raise bad(where, f"the header must be {' '.join(_RF2)}")
    for where, cells in rows:
        row = dict(zip(_RF2, cells, strict=True))
        if row["active"] == "1" and row["languageCode"] == "en":
            if row["typeId"] == _SYNONYM:
                yield _name(row["conceptId"], "term", row["term"], where)
            elif row["typeId"] == _DEFINITION:
                yield _name(row["conceptId"], "definition", row["term"], where)


def plain_csv(path: Path, watch: Watch) -> Iterator[Name]:
    """A CSV file with a header: "term", and "wording" (the plain name) or "explanation"; others are
    ignored.
    """
    reader = csv.reader((line for _, line in _text(path, watch)), strict=True)
    try:
        header = next(reader, [])
        if not set(header) >= _CSV_NEEDED or not set(header) & {"wording", "explanation"}:
            raise bad(f"{path.name}:1", 'the header needs "term", and "wording" or "explanation"')
        for cells in reader:
            where = f"{path.name}:{reader.line_num}"
            if len(cells) != len(header):
                raise bad(where, f"has {len(cells)} cells, {len(header)} are needed")
            row = dict(zip(header, cells, strict=True))
            roles = (("term", "term"), ("wording", "plain"), ("explanation", "definition"))
            for column, role in roles:
                if row.get(column):
                    yield _name(row["term"].casefold(), role, row[column], where)
    except csv.Error as error:
        raise bad(f"{path.name}:{reader.line_num}", str(error)) from error


def _name(concept: str, role: str, text: str, where: str) -> Name:
    known: dict[str, Role] = {"term": "term", "plain": "plain", "definition": "definition"}
    return Name(concept, known[role], " ".join(text.split()), where)


def _lines(path: Path, watch: Watch, separator: str, columns: int) -> Iterator[tuple[str, list[str]]]:
    """Each line with its place; RRF lines end with a separator, which begins no column."""
    for number, line in _text(path, watch):
        cells = line.rstrip("\r\n").split(separator)
        if separator == "|" and cells[-1] == "":
            cells.pop()
        if len(cells) != columns:
            raise bad(f"{path.name}:{number}", f"has {len(cells)} columns, {columns} are needed")
        yield f"{path.name}:{number}", cells


def _text(path: Path, watch: Watch) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            watch(len(line))
            try:
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise bad(f"{path.name}:{number}", f"is not UTF-8: {error.reason}") from error
