"""Whose words an Infobutton request is answered in. lexicon/audiences.toml says whom each audience serves."""

from guidance.infobutton.asked import Asked
from guidance.plain.audience import Askers, Audience, Audiences

LANGUAGE = "en"
"""The language of all articles."""
_SPOKEN = (LANGUAGE, "eng")


def audience_for(audiences: Audiences, asked: Asked) -> Audience | None:
    """The audience whose words are asked for; None where nobody here writes for such a reader.

    A declared role decides; else the recipient, with age and profession as hints. Raises UnknownRole.
    """
    if not speaks(asked.language):
        return None
    if asked.role:
        return audiences.for_role(asked.role)
    serving = [one for one in audiences.all if asked.recipient in one.infobutton.recipients]
    fitting = (one for one in serving if _fits(one.infobutton, asked))
    others = (one for one in serving if one.infobutton.anyone)
    return next(fitting, None) or next(others, None)


def speaks(language: str) -> bool:
    """Whether a language tag ("en-GB", RFC 5646) asks for the language of the articles; "" asks for none."""
    return not language or language.replace("_", "-").split("-")[0].casefold() in _SPOKEN


def _fits(askers: Askers, asked: Asked) -> bool:
    if any(asked.provider.upper().startswith(beginning) for beginning in askers.providers):
        return True
    if asked.age is None:
        return asked.age_group in askers.age_groups
    return askers.years is not None and askers.years[0] <= asked.age <= askers.years[1]
