"""GET /desk/articles/{slug}/changes and …/revisions/{number}: what differs between two revisions, and what a
revision will look like to its readers before they get it."""

import json

from flask import render_template, request
from markupsafe import Markup

from guidance.fragments import GLOSSARY_TITLE, REFERENCES_TITLE
from guidance.pages import readers
from guidance.pages.desk import team
from guidance.pages.desk.differences import compared
from guidance.pages.desk.frame import DeskBlueprint
from guidance.representation import PARTS, STATUS_LABELS
from guidance.store import articles, variants
from guidance.web.current import site

blueprint = DeskBlueprint("revisions", section="Articles")
NUMBER = "<int(min=1, max=2147483647):number>"


@blueprint.get("/articles/<slug:slug>/changes")
def show_changes(slug: str) -> str:
    """What differs between two revisions: without others named, the newest and the one that readers get, or
    where these are the same, the one before."""
    with site().database.reading() as session:
        article, history = articles.get(session, slug), articles.revisions(session, slug)
        served = article.served if article.served != article.revision else None
        new = team.number(request.args.get("new", "")) or article.revision
        old = team.number(request.args.get("old", "")) or served or max(1, new - 1)
        before, after = (articles.revision(session, slug, number) for number in (old, new))
    return render_template(
        "desk/changes.html",
        slug=slug,
        history=history,
        before=before,
        after=after,
        lines=compared(before.source, after.source),
    )


@blueprint.get(f"/articles/<slug:slug>/revisions/{NUMBER}")
def show_revision(slug: str, number: int) -> str:
    """A revision in the words of a role; the text as it was written where no variants are kept any more."""
    reader = readers.declared(request)
    with site().database.reading() as session:
        revision, article = articles.revision(session, slug, number), articles.get(session, slug)
        found = variants.preview(session, slug, number, reader.audience.id, PARTS)
    parts = None if found is None else json.loads(found.body)
    return render_template(
        "desk/revision.html",
        slug=slug,
        revision=revision,
        article=article,
        reader=reader,
        parts=parts,
        html={name: Markup(text) for name, text in parts["html"].items()} if parts else {},  # noqa: S704  (escaped when it was stored)
        titles={"glossary": GLOSSARY_TITLE, "references": REFERENCES_TITLE},
        statuses=STATUS_LABELS,
    )
