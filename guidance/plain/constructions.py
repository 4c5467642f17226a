"""Wording patterns as data: reads lexicon/constructions/*.toml and finds where they stand in a parse.

docs/constructions.md tells how a pattern is written. One walk over the tokens looks each one up by
lemma, so that the cost does not grow with the number of patterns.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from spacy.tokens import Span, Token

from guidance.errors import ConfigurationError, Fault
from guidance.plain.entries import Condition
from guidance.plain.pattern import Element, literal, parse_pattern, parse_wording
from guidance.plain.row_faults import context_faults
from guidance.plain.rows import conditions
from guidance.plain.senses import Place, holds
from guidance.plain.slots import slot_ends

_KEYS = {"id", "match", "to", "child", "why", "context", "exchanges", "kinds", "strength", "drops"}
_NEEDED = {"id", "match", "to"}
_LONGEST_LEAD = 14


class ConstructionError(ConfigurationError):
    """A construction is wrong; `faults` name the file and the id."""

    code = "construction"
    title = "A construction is not valid"


@dataclass(frozen=True, slots=True)
class Construction:
    """One pattern and its wordings; `child` repeats `to` where it has none of its own.

    `first` to `last` are the elements that change; those around them must only be there.
    """

    id: str
    match: tuple[Element, ...]
    to: tuple[Element, ...]
    child: tuple[Element, ...]
    why: str
    context: tuple[Condition, ...]
    exchanges: frozenset[str]
    kinds: frozenset[str]
    strength: int
    where: str


class Found(NamedTuple):
    """A construction in a sentence: for each element of its pattern the tokens it took."""

    construction: Construction
    places: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.places[0][0]

    @property
    def end(self) -> int:
        return self.places[-1][1]


class Constructions:
    """All constructions, looked up by the lemma or form of their rarest word."""

    def __init__(self, listed: Sequence[Construction]) -> None:
        self.listed = tuple(listed)
        self._index: dict[str, list[tuple[Construction, int]]] = {}
        for construction in listed:
            at = _anchor(construction.match)
            for word in construction.match[at].words:
                self._index.setdefault(word, []).append((construction, at))

    def find(self, span: Span, topic: str, kind: str) -> Iterator[Found]:
        """Every place in the span where a pattern stands and its context holds."""
        for token in span:
            for construction, at in self._candidates(token):
                if kind not in construction.kinds:
                    continue
                fits = (
                    found
                    for found in _at_anchor(construction, at, token, span)
                    if holds(construction.context, Place(span.doc[found.start : found.end], topic))
                )
                yield from islice(fits, 1)

    def _candidates(self, token: Token) -> list[tuple[Construction, int]]:
        by_form = self._index.get(token.lower_, [])
        by_lemma = self._index.get(token.lemma_.lower(), [])
        return by_form if token.lower_ == token.lemma_.lower() else [*by_form, *by_lemma]


def _anchor(elements: Sequence[Element]) -> int:
    """The element to look a pattern up by: its longest required word."""
    required = [i for i, e in enumerate(elements) if e.words and not e.optional]
    return max(required, key=lambda i: min(map(len, elements[i].words)))


def _at_anchor(construction: Construction, at: int, token: Token, span: Span) -> Iterator[Found]:
    """Every way to lay the pattern over the sentence with its anchor on the token, the longest lead first."""
    elements = construction.match
    before = elements[:at]
    shortest = sum(not element.optional for element in before)
    longest = _LONGEST_LEAD if any(element.slot for element in before) else at
    for start in range(max(span.start, token.i - longest), token.i - shortest + 1):
        for places in _align(elements, 0, start, span):
            if places[at] == (token.i, token.i + 1):
                yield Found(construction, places)


def _align(elements: Sequence[Element], i: int, at: int, span: Span) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way in which the elements from i on can take the tokens from `at` on."""
    if i == len(elements):
        yield ()
        return
    for end in _ends(elements[i], at, span):
        for rest in _align(elements, i + 1, end, span):
            yield ((at, end), *rest)


def _ends(element: Element, at: int, span: Span) -> Iterator[int]:
    if element.first:
        yield from [at] if at == span.start else []
        return
    if at < span.end:
        token = span.doc[at]
        if element.slot:
            if not element.tags or token.tag_ in element.tags:
                yield from slot_ends(element.slot, token, span)
        elif element.adverb:
            if token.pos_ == "ADV" and token.dep_ != "neg":
                yield at + 1
        elif element.takes(token.lower_, token.lemma_.lower(), token.tag_, token.dep_):
            yield at + 1
    if element.optional:
        yield at


def changed(match: Sequence[Element], wording: Sequence[Element]) -> tuple[int, int]:
    """The first and last (exclusive) element of a pattern that the wording does not repeat."""
    shorter = min(len(match), len(wording))
    lead = 0
    while lead < shorter and match[lead].same(wording[lead]):
        lead += 1
    tail = 0
    while tail < shorter - lead and match[-1 - tail].same(wording[-1 - tail]):
        tail += 1
    return lead, len(match) - tail


def load(folder: Path, respelt: Callable[[str], str] = str) -> Constructions:
    """Read every file of lexicon/constructions/; what they write goes through `respelt`.

    Raises ConstructionError with every fault.
    """
    faults: list[Fault] = []
    listed: list[Construction] = []
    for path in sorted((folder / "constructions").glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8")).get("construction", [])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            faults.append(Fault(f"constructions/{path.name}", str(error)))
            continue
        for table in tables:
            where = f"constructions/{path.name}: {table.get('id', '?')}"
            wrong = list(_faults(table, {c.id for c in listed}))
            faults.extend(Fault(where, detail) for detail in wrong)
            if not wrong:
                written = {key: respelt(table[key]) for key in ("to", "child") if key in table}
                listed.append(_construction(table | written, where))
    if faults:
        raise ConstructionError(f"The constructions have {len(faults)} faults", faults=tuple(faults))
    return Constructions(listed)


def _faults(table: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    for key in sorted(set(table) - _KEYS):
        yield f"unknown key {key!r}"
    for key in sorted(_NEEDED - set(table)):
        yield f"{key!r} is missing"
    if _NEEDED - set(table):
        return
    if table["id"] in known:
        yield "the id stands twice"
    try:
        match = parse_pattern(table["match"])
        for wording in dict.fromkeys((table["to"], table.get("child", table["to"]))):
            yield from _wording_faults(match, parse_wording(wording), set(table.get("drops", ())))
        if not any(element.words and not element.optional for element in match):
            yield "the pattern needs at least one word that must be there"
        yield from context_faults(table.get("context", ""))
    except ValueError as error:
        yield str(error)


def _wording_faults(match: Sequence[Element], wording: Sequence[Element], drops: set[str]) -> Iterator[str]:
    names = {element.name for element in match if element.name}
    slots = {element.name for element in match if element.slot}
    for name in sorted(slots - drops - {element.name for element in wording}):
        yield f"the wording loses slot {name!r}; where that is meant, `drops` must list it"
    for name in sorted(drops - slots):
        yield f"`drops` lists {name!r}, which is no slot of the pattern"
    first, last = changed(match, wording)
    for element in wording[first : len(wording) - (len(match) - last)]:
        if element.name and element.name not in names:
            yield f"the wording uses {element.name!r}, which the pattern does not have"
        if not literal(element):
            yield f"{element.text!r} cannot be written: only what stays untouched may have it"


def _construction(table: Mapping[str, Any], where: str) -> Construction:
    return Construction(
        id=table["id"],
        match=parse_pattern(table["match"]),
        to=parse_wording(table["to"]),
        child=parse_wording(table.get("child", table["to"])),
        why=table.get("why", ""),
        context=conditions(table.get("context", "")),
        exchanges=frozenset(table.get("exchanges", ())),
        kinds=frozenset(table.get("kinds", ("title", "heading", "sentence", "item", "cell"))),
        strength=table.get("strength", 2),
        where=where,
    )
