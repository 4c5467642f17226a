"""Fields and schema bases that more than one endpoint reads with.

Every schema of an input refuses what it does not know.
"""

import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from guidance.article import characters
from guidance.plain.audience import Audience
from guidance.web import patterns
from guidance.web.current import site


def _readable(text: str) -> None:
    longest = site().settings.max_text
    if len(text) > longest:
        raise ma.ValidationError(f"Longer than {longest:,} characters.")
    if wrong := characters.fault_in(text):
        raise ma.ValidationError(f"{wrong[:1].upper()}{wrong[1:]}.")
    if not characters.even(text).strip():
        raise ma.ValidationError("There is nothing to read in it.")


def _within_page(number: int) -> None:
    largest = site().settings.page_limit
    if not 1 <= number <= largest:
        raise ma.ValidationError(f"Must be from 1 to {largest}.")


class InputSchema(ma.Schema):
    """A schema of something sent to us: unknown fields are refused."""

    class Meta:
        unknown = ma.RAISE


class RoleField(fields.String):
    """The role that a reader declares, read as the Audience that serves it.

    Raises UnknownRole, which lists the known ones.
    """

    def __init__(self) -> None:
        note = "The role that the reader declares; without one, the audience that the site has set."
        super().__init__(metadata={"description": note})

    def _deserialize(  # type: ignore[override]
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Audience:
        text = super()._deserialize(value, attr, data, **kwargs)
        return site().audiences.for_role(text or "")


class TextField(fields.String):
    """A text to be read whole: not blank, and at most as long as the site has set."""

    def __init__(self, *, description: str) -> None:
        super().__init__(
            required=True,
            validate=_readable,
            metadata={"description": description, "minLength": 1, "pattern": patterns.READABLE},
        )


class CursorField(fields.String):
    """The cursor of a page, as the page before gave it out."""

    def __init__(self) -> None:
        rules = [validate.Length(max=400), Exactly(patterns.CURSOR)]
        note = "Where the page begins: `next` of the page before. Opaque; do not make one up."
        super().__init__(validate=rules, metadata={"description": note})


class AudienceField(fields.String):
    """The id of an audience. Raises UnknownAudience, which lists the known ones."""

    def __init__(self) -> None:
        super().__init__(metadata={"description": "The audience; without one, all of them."})

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        return site().audiences.get(text or "").id


class DigitsField(fields.Integer):
    """A whole number, of digits only."""

    def _deserialize(  # type: ignore[override]
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> int | None:
        if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class LimitField(DigitsField):
    """How many items a page holds, at most as many as the site has set."""

    def __init__(self) -> None:
        super().__init__(validate=_within_page, metadata={"description": "How many items a page holds."})


class RevisionField(DigitsField):
    """The number of a revision."""

    def __init__(self) -> None:
        note = "The article as readers last got it in this revision; not together with as_of."
        super().__init__(validate=validate.Range(1, 999_999_999), metadata={"description": note})


class PageField(DigitsField):
    """The number of a page of a table."""

    def __init__(self) -> None:
        note = "The page of the table, from 1; one past the last is the last."
        super().__init__(validate=validate.Range(1, 1_000_000), metadata={"description": note, "default": 1})


class RoleQuery(InputSchema):
    """The query of anything that is served by role."""

    role = RoleField()


class TextInput(InputSchema):
    """A text and the role that is to read it."""

    text = TextField(description="The text: plain, with blank lines between paragraphs.")
    role = RoleField()


class Exactly(validate.Regexp):
    """The whole text matches; Python's own `$` would let a line feed at the end pass."""

    def __init__(self, pattern: str, *, error: str = "Not of the form that is taken here.") -> None:
        super().__init__(pattern, error=error)
        self._whole = re.compile(pattern)

    def __call__(self, value: str) -> str:  # type: ignore[override]
        if not self._whole.fullmatch(value):
            raise ma.ValidationError(self.error)
        return value


def line(longest: int, *, description: str, required: bool = False) -> fields.String:
    """A field of at most `longest` characters on one line."""
    rules = [
        validate.Length(max=longest),
        Exactly(patterns.LINE, error="Control characters are not allowed."),
    ]
    return fields.String(required=required, validate=rules, metadata={"description": description})


def yes_or_no(description: str) -> fields.Boolean:
    """A field that takes "true" or "false", and nothing that one could take for either."""
    return fields.Boolean(truthy={"true"}, falsy={"false"}, metadata={"description": description})
