"""POST /v1/check: how any text reads to a role. Nothing is kept."""

from typing import Any

from guidance import jobs
from guidance.web.blueprint import Blueprint
from guidance.web.current import site
from guidance.web.fields import TextInput
from guidance.web.schemas import ReadabilitySchema

blueprint = Blueprint("check", prefix="/v1", description="How a text reads")


@blueprint.post("/check")
@blueprint.needs("edit")
@blueprint.reads(TextInput)
@blueprint.answers(200, ReadabilitySchema)
def check_text(sent: dict[str, Any]) -> dict[str, Any]:
    """The readability report of a text as it stands, for a role.

    Measures with their targets and limits, and the words and sentences that cost most.
    """
    audience = sent.get("role") or site().default_audience
    return jobs.check_text(site(), sent["text"], audience.id)
