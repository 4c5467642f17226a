"""GET and POST /desk/try: any text for any audience, before and after. Nothing is stored, nothing logged."""

from flask import Response, render_template, request

from guidance import jobs
from guidance.errors import InvalidInput
from guidance.pages.desk import charts
from guidance.pages.desk.frame import DeskBlueprint
from guidance.pages.measures import NAMES, shown
from guidance.plain.audience import Audience
from guidance.reports.variant import of_text
from guidance.web.current import site

blueprint = DeskBlueprint("try", section="Try a text", opens="show_box")


@blueprint.get("/try")
def show_box() -> str:
    """The empty box."""
    return _box(site().default_audience)


@blueprint.post("/try")
def try_text() -> Response:
    """The box with its text, and what became of it. The text stays in the box where it cannot be read."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        audience = site().audiences.get(request.form.get("audience", ""))
    except InvalidInput as error:
        return _refused(site().default_audience, text, error)
    if not text.strip():
        return _refused(audience, text, InvalidInput("Paste a text first."))
    try:
        account = jobs.rewrite_text(site(), text, audience.id)
    except InvalidInput as error:
        return _refused(audience, text, error)
    told = (account["readability"], account["sentences"], account["omissions"], account["report"])
    reading = of_text(audience.id, *told)
    return Response(_box(audience, text=text, reading=reading, sentences=account["sentences"]))


def _refused(audience: Audience, text: str, error: InvalidInput) -> Response:
    return Response(_box(audience, text=text, refusal=str(error)), status=error.status)


def _box(audience: Audience, *, text: str = "", refusal: str = "", **found: object) -> str:
    result = {"reading": None, "sentences": (), **found}
    return render_template(
        "desk/try.html",
        chosen=audience,
        text=text,
        refusal=refusal,
        longest=site().settings.max_text,
        charts=charts,
        names=NAMES,
        shown=shown,
        **result,
    )
