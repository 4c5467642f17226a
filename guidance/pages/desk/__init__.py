"""The desk of the content team, under /desk: a file for each group of pages, in the navigation's order.

openid.py is not among them: app.py adds it, and loads what it needs, where a provider is set.
"""

from guidance.pages.desk import (
    account,
    articles,
    editing,
    keys,
    paste,
    people,
    portals,
    questions,
    reports,
    revisions,
    sentences,
    sign_in,
    worklist,
)
from guidance.pages.desk.frame import DeskBlueprint

BLUEPRINTS: tuple[DeskBlueprint, ...] = (
    worklist.blueprint,
    articles.blueprint,
    editing.blueprint,
    revisions.blueprint,
    sentences.blueprint,
    questions.blueprint,
    reports.blueprint,
    paste.blueprint,
    people.blueprint,
    keys.blueprint,
    portals.blueprint,
    account.blueprint,
    sign_in.blueprint,
)
