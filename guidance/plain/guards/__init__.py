"""The guards that every rewritten sentence passes before it is parsed again."""

from guidance.plain.guard import Guard
from guidance.plain.guards import (
    causation,
    certainty,
    citations,
    comparison,
    conditions,
    content,
    direction,
    fluency,
    modality,
    names,
    negation,
    numbers,
    quantity,
    timing,
)

GUARDS: tuple[Guard, ...] = (
    numbers.GUARD,
    negation.GUARD,
    modality.GUARD,
    certainty.GUARD,
    direction.GUARD,
    comparison.GUARD,
    quantity.GUARD,
    timing.GUARD,
    causation.GUARD,
    conditions.GUARD,
    names.GUARD,
    citations.GUARD,
    content.GUARD,
    fluency.GUARD,
)
