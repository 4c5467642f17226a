"""GET /desk: what waits for whoever is signed in."""

from typing import NamedTuple

from flask import render_template

from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint
from guidance.representation import STATUS_LABELS
from guidance.store import desk
from guidance.web.current import site

blueprint = DeskBlueprint("worklist", section="Worklist", opens="show_worklist")
MOST = 20  # articles in a section


class Section(NamedTuple):
    """Some articles that wait: under which heading, why, and the filter of the list that has all."""

    id: str
    heading: str
    hint: str
    rows: tuple[desk.Row, ...]
    all_of: str


@blueprint.get("")
def show_worklist() -> str:
    """What waits, in the order in which it should be done; not what is for other roles."""
    person = visit.person()
    with site().database.reading() as session:
        mine = desk.of_author(session, person.username, limit=MOST)
        to_review = desk.to_review(session, limit=MOST) if person.may("reviewer") else ()
        due = desk.due(session, limit=MOST)
        withheld = desk.withheld(session, limit=MOST)
    sections = [
        Section("mine", "Yours to finish", "Changes were asked for, or it is a draft.", mine, ""),
        Section("due", "Review due", "Overdue, or due within 30 days.", due, "due"),
        Section("withheld", "Withheld", "Too hard for some of its readers.", withheld, "withheld"),
    ]
    if person.may("reviewer"):
        hint = "Handed in, the longest waiting first."
        sections.insert(1, Section("review", "To review", hint, to_review, "submitted"))
    return render_template(
        "desk/worklist.html",
        sections=sections,
        statuses=STATUS_LABELS,
        me=person.username,
        most=MOST,
    )
