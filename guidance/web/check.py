"""POST /v1/check: how any text reads to a role, and whether it holds as a wording. Nothing is kept."""

from typing import Any

from marshmallow import fields

from guidance import editing, jobs
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import TextInput, line
from guidance.web.schemas import GuardSchema, ReadabilitySchema

blueprint = Blueprint("check", prefix="/v1", description="How a text reads")


class CheckInput(TextInput):
    """A text, the role that is to read it, and what it is a wording of, if anything."""

    source = line(
        editing.LONGEST, description="One sentence in Markdown; the text is then checked as a wording of it."
    )


class CheckedSchema(ReadabilitySchema):
    """The verdict on a text; `findings` of the guards where it is a wording of a source, else empty."""

    findings = fields.List(fields.Nested(GuardSchema), required=True)


@blueprint.post("/check")
@blueprint.needs("edit")
@blueprint.problems(409)
@blueprint.reads(CheckInput)
@blueprint.answers(200, CheckedSchema)
def check_text(sent: dict[str, Any]) -> dict[str, Any]:
    """The readability report of a text as it stands, for a role.

    Measures with their targets and limits, and the words and sentences that cost most. With a source
    sentence also what each guard says of the text as a wording of it.
    """
    audience = sent.get("role") or site().default_audience
    if "source" not in sent:
        return {**jobs.check_text(site(), sent["text"], audience.id), "findings": []}
    checked = editing.check_against(site(), sent["source"], sent["text"], audience.id)
    return {**checked["readability"], "findings": checked["findings"]}
