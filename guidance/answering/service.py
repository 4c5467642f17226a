"""A question asked on the site: the emergency notice first, then the answer, or that there is none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from guidance.answering import redflags
from guidance.answering.answer import Outcome, answer
from guidance.answering.masking import masked
from guidance.asking.words import normalise
from guidance.plain.audience import Audience
from guidance.plain.data import folder
from guidance.site import Site
from guidance.store import unanswered


@dataclass(frozen=True, slots=True)
class Told:
    """What the asker is told. `notice` comes before all else, "" where no flag was raised; `kept` says that
    the question now waits for the content team.
    """

    notice: str
    flags: tuple[str, ...]
    outcome: Outcome
    kept: bool


def ask(
    site: Site,
    slug: str,
    question: str,
    audience: Audience,
    *,
    approved_only: bool = False,
    today: date | None = None,
) -> Told:
    """Answer a question, and keep it for the content team where nothing answers it and the site keeps any.

    What raises a flag is a person's trouble, not a gap in an article, and is never kept. Raises
    NoSuchArticle or Withdrawn.
    """
    today = today or datetime.now(UTC).date()
    outcome = answer(site, slug, question, audience, approved_only=approved_only, today=today)
    flags = redflags.raised(question, redflags.load(folder(site.settings.lexicon)))
    wanted = not outcome.answers and not flags and site.settings.keep_questions == "on"
    kept = wanted and _keep(site, slug, question, today)
    return Told(site.settings.emergency_notice if flags else "", flags, outcome, kept)


def _keep(site: Site, slug: str, question: str, today: date) -> bool:
    """Whether there was a word to keep, and room for it."""
    text = masked(question)
    folded = " ".join(sorted(set(normalise(text))))
    if not folded:
        return False
    with site.database.writing() as session:
        return unanswered.keep(session, slug, text=text, folded=folded, today=today)
