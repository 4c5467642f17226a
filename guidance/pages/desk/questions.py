"""/desk/questions: what readers asked and nothing approved answered, by article and how often."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint, needs, told
from guidance.store import unanswered
from guidance.web.current import site

blueprint = DeskBlueprint(
    "questions", section="Questions", opens="show_questions", roles=("editor", "reviewer")
)
MOST = 200  # questions on the page


@blueprint.get("/questions")
@needs("editor", "reviewer")
def show_questions() -> str:
    """The questions that wait, or those that were handled; the most asked first."""
    handled = request.args.get("show") == "handled"
    with site().database.reading() as session:
        asked = unanswered.listed(session, handled=handled, limit=MOST)
    return render_template(
        "desk/questions.html",
        asked=asked,
        handled=handled,
        most=MOST,
        kept=site().settings.keep_questions == "on",
    )


@blueprint.post("/questions/<int:number>/handled")
@needs("editor", "reviewer")
def handle(number: int) -> ResponseReturnValue:
    """Mark a question as handled; asked again, it waits again."""
    with told():
        with site().database.writing() as session:
            unanswered.handle(session, number, by=visit.person().username, today=datetime.now(UTC).date())
        flash("The question is marked as handled.")
    return redirect(url_for("desk-questions.show_questions"))
