"""?fields=: only some members of an article's JSON, for who pays for each byte.

What was asked for comes in the order in which the article has it. The notices are always among it:
whoever shows any of an article has to be able to tell that it still is under review, or was written for
somebody else.
"""

import json
from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from guidance.errors import InvalidInput
from guidance.web.schemas import ArticleSchema

MEMBERS = tuple(ArticleSchema().fields)
ALWAYS = "notices"


EITHER = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Article", "ArticleMembers")]}
"""What is answered: the whole article, or some members of it, as the contract has them."""


class ArticleMembersSchema(ArticleSchema):
    """Some members of an article."""


class UnknownMember(InvalidInput):
    """A name in `fields` that is no member of an article; the detail lists the known ones."""

    code = "unknown-member"
    title = "An article has no such member"


class MembersField(fields.String):
    """Names of members with commas between them, read as a set. Raises UnknownMember."""

    def __init__(self) -> None:
        note = "Only these members of the JSON, with commas between them; `notices` always comes along."
        one = f"({'|'.join(MEMBERS)})"
        pattern = f"^{one}(,{one})*$"
        super().__init__(data_key="fields", metadata={"description": note, "pattern": pattern})

    def _deserialize(  # type: ignore[override]
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> frozenset[str]:
        names = frozenset((super()._deserialize(value, attr, data, **kwargs) or "").split(","))
        if unknown := sorted(names - set(MEMBERS)):
            raise UnknownMember(
                f"Unknown: {', '.join(map(repr, unknown))[:200]}. Known: {', '.join(MEMBERS)}."
            )
        return names | {ALWAYS}


def only(body: bytes, names: frozenset[str]) -> dict[str, Any]:
    """These members of the stored JSON of an article."""
    return {name: value for name, value in json.loads(body).items() if name in names}
