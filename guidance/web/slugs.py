"""The slug in an address: whatever cannot be one is not found, before any database is asked."""

from typing import Any

from werkzeug.routing import BaseConverter

PATTERN = "[a-z0-9-]{1,120}"
EXAMPLE = "asthma-inhalers"


class SlugConverter(BaseConverter):
    """Lower-case letters, digits and hyphens, 1 to 120 of them."""

    regex = PATTERN


def described(_: BaseConverter) -> dict[str, Any]:
    """The slug as the contract describes it."""
    return {
        "type": "string",
        "pattern": f"^{PATTERN}$",
        "minLength": 1,
        "maxLength": 120,
        "examples": [EXAMPLE],
    }


class SentenceConverter(BaseConverter):
    """The id of a sentence: "title", "s12", or "w12" for a wording whose source has changed."""

    regex = "(?:title|[sw][1-9][0-9]{0,8})"


def sentence_described(_: BaseConverter) -> dict[str, Any]:
    """The id of a sentence as the contract describes it."""
    return {"type": "string", "pattern": f"^{SentenceConverter.regex}$", "examples": ["s1"]}
