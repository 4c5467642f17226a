"""The review of an article as a table: which step leads from where to where, who may take it, and when a
reason is asked for. Everything that moves a review, over the API, the pages or the command line, goes by
these rows (reviews.take); there is no other way.
"""

from dataclasses import dataclass
from typing import NamedTuple

from guidance.article.characters import even
from guidance.article.metadata import STATUSES
from guidance.errors import Conflict, GuidanceError, InvalidInput

FIRST = ("draft", "submitted")
"""Where a new revision starts: handed in, unless its author says that it is a draft."""
PENDING = ("submitted", "under_review", "changes_requested")
"""Handed in, and neither approved nor withdrawn: readers may see it with a notice, as the site has set."""
BY_SCOPE = {"edit": "editor", "review": "reviewer"}
"""The role of an application in a review, by the scope of its key."""


class Step(NamedTuple):
    """One step: from any of `sources` to `target`, for who has the `role`.

    `reason` says that a reason must be given, `not_own` that none of those who wrote what is reviewed may
    take it.
    """

    sources: tuple[str, ...]
    target: str
    role: str
    reason: bool = False
    not_own: bool = False


STEPS = (
    Step(("draft", "changes_requested", "withdrawn"), "submitted", "editor"),
    Step(("submitted", "approved"), "under_review", "reviewer"),
    Step(("under_review",), "changes_requested", "reviewer", reason=True),
    Step(("under_review",), "approved", "reviewer", not_own=True),
    Step(("draft", *PENDING, "approved"), "withdrawn", "reviewer", reason=True),
)


class UnknownStatus(InvalidInput):
    """A status that no review has; the detail lists the known ones."""

    code = "unknown-status"
    title = "There is no such status"


class WrongStep(Conflict):
    """No step leads from where the review stands to where it was asked to go."""

    code = "wrong-step"
    title = "The review cannot go there from where it stands"


class StepNotAllowed(GuidanceError):
    """The step is for another role."""

    code = "step-not-allowed"
    title = "That step is for another role"
    status = 403


class OwnWork(StepNotAllowed):
    """Nobody approves what they wrote."""

    code = "own-work"
    title = "Nobody approves what they wrote"


class ReasonRequired(InvalidInput):
    """The step asks for a reason, and none was given."""

    code = "reason-required"
    title = "Say why"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step: a person, or an application by its key; with the roles that they have."""

    name: str
    roles: frozenset[str]


def find(status: str, target: str) -> Step:
    """The step between two statuses. Raises UnknownStatus or WrongStep, which lists where it could go."""
    if target not in STATUSES:
        raise UnknownStatus(f"Unknown status {target!r}. Known: {', '.join(STATUSES)}")
    found = next((step for step in STEPS if status in step.sources and step.target == target), None)
    if found is None:
        others = ", ".join(step.target for step in STEPS if status in step.sources)
        raise WrongStep(f"The review stands at {status}; from there it can go to: {others}.")
    return found


def check(step: Step, actor: Actor, *, why: str, authors: frozenset[str]) -> None:
    """Let pass who may take the step, for that reason; `authors` wrote what is reviewed.

    Raises StepNotAllowed, OwnWork or ReasonRequired.
    """
    if step.role not in actor.roles:
        raise StepNotAllowed(f"To go to {step.target} takes the role {step.role}.")
    if step.not_own and actor.name in authors:
        raise OwnWork(f"{actor.name} wrote part of what is to be approved; somebody else must approve it.")
    if step.reason and not even(why).strip():
        raise ReasonRequired(f"To go to {step.target.replace('_', ' ')} takes a reason.")


def open_to(status: str, actor: Actor, *, authors: frozenset[str]) -> tuple[Step, ...]:
    """The steps that the actor may take from there, given a reason where one is asked for."""
    return tuple(
        step
        for step in STEPS
        if status in step.sources
        and step.role in actor.roles
        and not (step.not_own and actor.name in authors)
    )
