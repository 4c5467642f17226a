"""The lexicon: reads lexicon/, refuses a bad row by file and line, and finds terms in a text.

It knows no language model: whoever loads it hands in the tokeniser whose tokens it will be asked about.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from guidance.errors import ConfigurationError, Fault
from guidance.plain.audience import Audience
from guidance.plain.data import folder
from guidance.plain.entries import Abbreviation, Entry
from guidance.plain.forms import Candidate, Short, Tokenize, short_forms, term_forms
from guidance.plain.match import Match, Phrases
from guidance.plain.row_faults import double_faults, order_faults, short_faults, term_faults
from guidance.plain.rows import SHORT_COLUMNS, TERM_COLUMNS, Cells, Row, abbreviation, entry, identified, read


class LexiconError(ConfigurationError):
    """The lexicon is wrong; `faults` name every bad row by file and line."""

    code = "lexicon"
    title = "The lexicon is not valid"


@dataclass(frozen=True)
class Lexicon:
    """Every term and abbreviation, and the forms in which a text may hold them.

    `version` is a hash of the data folder's content: 12 hexadecimal digits.
    """

    entries: tuple[Entry, ...]
    abbreviations: tuple[Abbreviation, ...]
    version: str
    terms: Phrases[Candidate] = field(repr=False)
    shorts: Phrases[Short] = field(repr=False)

    @property
    def match_forms(self) -> Mapping[tuple[str, ...], tuple[Candidate, ...]]:
        """Lower-case token texts → the senses they may be; where contexts decide, the first wins."""
        return self.terms.forms

    @property
    def longest(self) -> int:
        """Tokens of the longest form of a term."""
        return self.terms.longest

    def match(
        self, lowers: Sequence[str], *, holds: Callable[[Match[Candidate]], bool] | None = None
    ) -> Iterator[Match[Candidate]]:
        """Terms among lower-case token texts; see Phrases.match."""
        return self.terms.match(lowers, holds=holds)

    def match_shorts(
        self, texts: Sequence[str], *, holds: Callable[[Match[Short]], bool] | None = None
    ) -> Iterator[Match[Short]]:
        """Abbreviations among token texts as written (capitals count); see Phrases.match."""
        return self.shorts.match(texts, holds=holds)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def explanations(self) -> Mapping[str, frozenset[str]]:
        """Explanations in lower case → the ids of the terms that they explain."""
        found: dict[str, frozenset[str]] = {}
        for known in self.entries:
            if known.explanation:
                key = known.explanation.lower()
                found[key] = found.get(key, frozenset()) | {known.id}
        return found

    @cached_property
    def _by_term(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for known in self.entries:
            key = known.term.casefold()
            found[key] = found.get(key, frozenset()) | {known.id}
        return found

    def kin(self, entry: Entry) -> frozenset[str]:
        """The ids of all rows of the term of this one, itself too."""
        return self._by_term[entry.term.casefold()]

    def alike(self, entry: Entry) -> frozenset[str]:
        """The ids of other terms that are explained in the same words."""
        found = self.explanations.get(entry.explanation.lower(), frozenset()) - self.kin(entry)
        return frozenset(name for name in found if self.by_id[name].action == "explain")

    @cached_property
    def syllables(self) -> Mapping[str, int]:
        """Lower-case words and whole terms → syllables, where the counter is wrong, inflections too."""
        counts: dict[str, int] = {}
        for key, candidates in self.terms.forms.items():
            for found, tag in candidates:
                if found.syllables is not None:
                    counts.setdefault(_joined(key), found.syllables + _added(found.term, _joined(key), tag))
        return counts

    def known(self, word: str) -> bool:
        """Whether the word is protected: a `keep` row of the terms or of the abbreviations."""
        shorts = self.shorts.forms.get((word,), ())
        terms = self.terms.forms.get((word.lower(),), ())
        return any(short.abbreviation.action == "keep" for short in shorts) or any(
            candidate.entry.action == "keep" for candidate in terms
        )

    def is_common(self, word: str) -> bool:
        """Whether a word in lower case is a term that is no name."""
        return any(found.entry.term.islower() for found in self.terms.forms.get((word,), ()))

    def hard(self, entry: Entry, audience: Audience) -> bool:
        """Whether the term is hard for the audience, by the level of the entry.

        Whoever reads general words made plain finds every term hard; whoever has terms explained but
        words kept (students) those of level 2; all others none.
        """
        if entry.action == "keep" or not audience.rewrite:
            return False
        if audience.words == "plain":
            return True
        return audience.terms == "explain" and entry.level == 2


def load(tokenize: Tokenize, path: Path | None = None) -> Lexicon:
    """Read and compile the lexicon; without a path, the folder that ships with the project.

    `tokenize` splits a text into tokens exactly as the texts to be matched are split.
    Raises LexiconError with a fault for every bad row of every file.
    """
    root = folder(path)
    faults: list[Fault] = []
    terms = _term_rows(root, faults)
    shorts = _short_rows(root, faults)
    if faults:
        raise LexiconError(f"The lexicon has {len(faults)} faults", faults=tuple(faults))
    entries = tuple(entry(row, identity) for row, identity in identified(terms, ("term", "sense"), "pos"))
    abbreviations = tuple(
        abbreviation(row, identity) for row, identity in identified(shorts, ("short", "long"), "action")
    )
    return Lexicon(
        entries,
        abbreviations,
        version(root),
        Phrases(term_forms(entries, tokenize)),
        Phrases(short_forms(abbreviations, tokenize)),
    )


def version(root: Path) -> str:
    """A hash of the names and contents of the folder's data files: 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".csv", ".toml"):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:12]


def _term_rows(root: Path, faults: list[Fault]) -> list[Row]:
    rows: list[Row] = []
    for path in sorted((root / "terms").glob("*.csv")):
        found = read(path, f"terms/{path.name}", TERM_COLUMNS, faults)
        faults.extend(order_faults(found, "term"))
        rows.extend(found)
    faults.extend(_row_faults(rows, term_faults))
    faults.extend(
        double_faults(rows, lambda cells: (cells["term"].casefold(), cells["pos"], cells["context"]))
    )
    return rows


def _short_rows(root: Path, faults: list[Fault]) -> list[Row]:
    path = root / "abbreviations.csv"
    if not path.exists():
        return []
    rows = read(path, path.name, SHORT_COLUMNS, faults)
    faults.extend(order_faults(rows, "short"))
    faults.extend(_row_faults(rows, short_faults))
    faults.extend(
        double_faults(rows, lambda cells: (cells["short"], cells["long"].casefold(), cells["context"]))
    )
    return rows


def _row_faults(rows: Iterable[Row], check: Callable[[Cells], Iterator[str]]) -> Iterator[Fault]:
    for row in rows:
        for detail in check(row.cells):
            yield Fault(row.where, detail)


def _joined(key: tuple[str, ...]) -> str:
    return " ".join(key).replace(" - ", "-").replace(" 's", "'s")


def _added(term: str, form: str, tag: str) -> int:
    """Syllables that an ending adds to the base form."""
    base = term.lower()
    if tag == "VBG":
        return 1
    if tag in ("VBD", "VBN"):
        return int(base.endswith(("t", "d", "te", "de")))
    if (
        tag in ("NNS", "VBZ")
        and form.endswith("es")
        and base.endswith(("s", "x", "z", "ch", "sh", "ce", "ge", "se"))
    ):
        return int(not base.endswith("is"))
    return 0
