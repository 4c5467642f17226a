"""What several pages of the desk say of an article in the same words."""

from collections.abc import Mapping

from guidance.pages.desk import visit
from guidance.store.steps import Actor

STEP_BUTTONS: Mapping[tuple[str, str], str] = {
    ("approved", "under_review"): "Review it again",
    ("withdrawn", "submitted"): "Submit it again",
}
"""What a step is called where it is not called by where it leads."""
BUTTONS: Mapping[str, str] = {
    "submitted": "Submit for review",
    "under_review": "Start the review",
    "changes_requested": "Ask for changes",
    "approved": "Approve",
    "withdrawn": "Withdraw",
}


def button(status: str, target: str) -> str:
    """What the button of a step says."""
    return STEP_BUTTONS.get((status, target), BUTTONS[target])


def actor() -> Actor:
    """Who is signed in, as one who takes part in a review. Raises SignedOut."""
    person = visit.person()
    return Actor(person.username, frozenset(person.roles))


def number(text: str) -> int | None:
    """A whole number from a form or an address; None where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
