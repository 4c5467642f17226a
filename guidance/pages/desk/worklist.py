"""GET /desk: the articles, and where each stands."""

from flask import render_template, request

from guidance.pages.desk.frame import DeskBlueprint
from guidance.representation import STEP_LABELS
from guidance.store import listing
from guidance.web.current import site

blueprint = DeskBlueprint("worklist", section="Worklist", opens="show_worklist")


@blueprint.get("")
def show_worklist() -> str:
    """The articles in the clinicians' words, the last updated first."""
    cursor = request.args.get("cursor", "")
    # The end of every chain of fallbacks reads the stored text itself.
    audience = site().audiences.chain(site().default_audience.id)[-1]
    with site().database.reading() as session:
        page = listing.list_page(
            session, audience=audience.id, cursor=cursor or None, limit=site().settings.page_size
        )
    return render_template("desk/worklist.html", page=page, cursor=cursor, statuses=STEP_LABELS)
