"""The rules, in the order in which they win where two want the same words."""

from guidance.plain.rule import Rule
from guidance.plain.rules import (
    abbreviations,
    constructions,
    coordination,
    examples,
    nominalisation,
    noun_stacks,
    parentheses,
    participles,
    passive,
    person_first,
    purposes,
    relative_clauses,
    second_person,
    semicolons,
    series,
    terms,
)

RULES: tuple[Rule, ...] = (
    person_first.RULE,
    second_person.RULE,
    nominalisation.RULE,
    noun_stacks.RULE,
    constructions.RULE,
    abbreviations.RULE,
    terms.RULE,
    passive.RULE,
    semicolons.RULE,
    parentheses.RULE,
    examples.RULE,
    relative_clauses.RULE,
    participles.RULE,
    purposes.RULE,
    coordination.RULE,
    series.RULE,
)
