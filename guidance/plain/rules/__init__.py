"""The rules, in the order in which they win where two want the same words."""

from guidance.plain.rule import Rule
from guidance.plain.rules import (
    abbreviations,
    chains,
    colons,
    constructions,
    coordination,
    examples,
    parentheses,
    participles,
    person_first,
    purposes,
    relative_clauses,
    second_person,
    semicolons,
    series,
    subordinates,
    terms,
)

RULES: tuple[Rule, ...] = (
    person_first.RULE,
    second_person.RULE,
    constructions.RULE,
    abbreviations.RULE,
    terms.RULE,
    semicolons.RULE,
    colons.RULE,
    parentheses.RULE,
    examples.RULE,
    relative_clauses.RULE,
    participles.RULE,
    purposes.RULE,
    subordinates.RULE,
    chains.RULE,
    coordination.RULE,
    series.RULE,
)
