"""What lexicon/audiences.toml may hold, and what is wrong with a file that holds something else."""

import re
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, Literal, get_args

type Address = Literal["you", "care", "third"]
type Terms = Literal["replace", "plain-first", "explain", "open", "keep"]
type Numbers = Literal["whole", "x-in-100", "both", "source"]
type Doses = Literal["drop", "own", "printed", "kept", "sourced"]
type Statistics = Literal["keep", "omit"]
type Words = Literal["plain", "kept"]

MEASURES = ("fkgl", "smog", "longest_sentence", "mean_sentence", "unexplained_terms")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "address": get_args(Address.__value__),
    "terms": get_args(Terms.__value__),
    "numbers": get_args(Numbers.__value__),
    "doses": get_args(Doses.__value__),
    "statistics": get_args(Statistics.__value__),
    "words": get_args(Words.__value__),
}
TEXTS = ("label", "disclaimer", "added")
_OPTIONAL = ("care_phrase", "fallback", "fallback_notice")
_TABLES = ("roles", "thresholds", "infobutton")
_KEYS = frozenset((*CHOICES, *TEXTS, *_OPTIONAL, *_TABLES, "split_over", "rewrite"))
RECIPIENTS = ("PAT", "PROV", "PAYOR")
_ASKERS = ("recipients", "age_groups", "providers")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def faults_of(tables: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each wrong key of the file, as "audience.key", with what is wrong there."""
    if not tables:
        yield "(whole file)", "holds no audience"
    seen: dict[str, str] = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            yield name, "is not an audience: a table is needed"
            continue
        if not _ID.fullmatch(name):
            yield name, "is no id: lower-case letters, digits and hyphens"
        yield from _key_faults(name, table)
        yield from _value_faults(name, table)
        yield from _role_faults(name, table.get("roles"), seen)
        yield from _threshold_faults(name, table.get("thresholds"))
        yield from _fallback_faults(name, table, tables)
        yield from _infobutton_faults(name, table.get("infobutton", {}))


def _key_faults(name: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in sorted(table.keys() - _KEYS):
        yield f"{name}.{key}", "unknown key"
    required = {*CHOICES, *TEXTS, "roles", "thresholds", "rewrite"}
    for key in sorted(required - table.keys()):
        yield f"{name}.{key}", "missing"


def _value_faults(name: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, choices in CHOICES.items():
        if key in table and table[key] not in choices:
            yield f"{name}.{key}", f"must be one of {', '.join(choices)}"
    for key in (*TEXTS, *_OPTIONAL):
        if not isinstance(table.get(key, ""), str):
            yield f"{name}.{key}", "must be text"
    for key in ("label", "disclaimer"):
        if table.get(key) == "":
            yield f"{name}.{key}", "must not be empty"
    if not isinstance(table.get("rewrite", True), bool):
        yield f"{name}.rewrite", "must be true or false"
    if type(table.get("split_over", 1)) is not int or table.get("split_over", 1) < 1:
        yield f"{name}.split_over", "must be a whole number of words, 1 or more"
    if table.get("address") == "care" and not table.get("care_phrase"):
        yield f"{name}.care_phrase", 'missing: address = "care" needs it'


def _role_faults(name: str, roles: object, seen: dict[str, str]) -> Iterator[tuple[str, str]]:
    if roles is None:
        return
    if not isinstance(roles, dict) or not roles:
        yield f"{name}.roles", "must be a table of role = label, with one at the least"
        return
    for role, label in roles.items():
        if not isinstance(label, str) or not label.strip():
            yield f"{name}.roles.{role}", "must be a label"
        if not _ID.fullmatch(role):
            yield f"{name}.roles.{role}", "is no id: lower-case letters, digits and hyphens"
        if role in seen:
            yield f"{name}.roles.{role}", f"is a role of {seen[role]} already"
        seen[role] = name


def _threshold_faults(name: str, thresholds: object) -> Iterator[tuple[str, str]]:
    if thresholds is None:
        return
    if not isinstance(thresholds, dict):
        yield f"{name}.thresholds", "must be a table"
        return
    for measure, pair in thresholds.items():
        key = f"{name}.thresholds.{measure}"
        if measure not in MEASURES:
            yield key, f"unknown measure; known: {', '.join(MEASURES)}"
        elif not isinstance(pair, dict) or not pair or pair.keys() - {"target", "limit"}:
            yield key, "must hold target, limit or both, and nothing else"
        elif any(type(value) not in (int, float) or not 0 <= value < inf for value in pair.values()):
            yield key, "must be numbers, 0 or more"
        elif len(pair) == 2 and pair["limit"] < pair["target"]:
            yield key, "has a limit below its target"


def _fallback_faults(name: str, table: dict[str, Any], tables: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if table.get("rewrite") is False:
        if "fallback" in table:
            yield f"{name}.fallback", "not allowed: this audience reads the stored text itself"
        return
    for key in ("fallback", "fallback_notice"):
        if not table.get(key):
            yield f"{name}.{key}", "missing: a rewritten audience needs it"
    visited, step = {name}, table.get("fallback")
    while isinstance(step, str) and step:
        if not isinstance(tables.get(step), dict):
            yield f"{name}.fallback", f"leads to {step}, which is no audience"
            return
        if step in visited:
            yield f"{name}.fallback", "leads round in a circle"
            return
        visited.add(step)
        step = tables[step].get("fallback")


def _infobutton_faults(name: str, asked: object) -> Iterator[tuple[str, str]]:
    if not isinstance(asked, dict):
        yield f"{name}.infobutton", "must be a table"
        return
    for key in sorted(asked.keys() - {*_ASKERS, "years"}):
        yield f"{name}.infobutton.{key}", "unknown key"
    for key in _ASKERS:
        values = asked.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
            yield f"{name}.infobutton.{key}", "must be a list of texts"
        elif key == "recipients" and set(values) - set(RECIPIENTS):
            yield f"{name}.infobutton.recipients", f"may hold {', '.join(RECIPIENTS)}"
    match asked.get("years", [0, 0]):
        case [int(first), int(last)] if 0 <= first <= last:
            pass
        case _:
            yield f"{name}.infobutton.years", "must be the first and the last year of age, as in [7, 11]"
