"""The desk of the content team, under /desk: a file for each group of pages, in the navigation's order."""

from guidance.pages.desk import sentences, sign_in, worklist
from guidance.pages.desk.frame import DeskBlueprint

BLUEPRINTS: tuple[DeskBlueprint, ...] = (
    worklist.blueprint,
    sentences.blueprint,
    sign_in.blueprint,
)
