"""GET /editorial-policy: how the articles are written, reviewed, rewritten and put right."""

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from guidance.pages import readers
from guidance.pages.page import PageBlueprint, answer
from guidance.representation import STEP_LABELS
from guidance.web import headers
from guidance.web.current import site

ADDRESS = "/editorial-policy"

blueprint = PageBlueprint("policy-page")


@blueprint.get(ADDRESS)
def show_policy() -> Response | AnyResponse:
    """Our own policy, or the way to that of the site where it has one."""
    settings = site().settings
    if settings.editorial_policy_url != ADDRESS:
        return redirect(settings.editorial_policy_url)
    html = render_template("policy.html", reader=readers.declared(request), labels=STEP_LABELS)
    return answer(html, headers.CACHED["Cache-Control"])
