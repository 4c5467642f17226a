"""GET and POST /desk/new-article and /desk/articles/{slug}/edit: an article as Markdown.

Whatever goes wrong, what was typed is still in the form: what is wrong in it stands at its line, and where
somebody else was quicker, both texts stand beside one another.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance import jobs
from guidance.article import frontmatter
from guidance.errors import InvalidInput
from guidance.pages.desk import team
from guidance.pages.desk.differences import Line, compared
from guidance.pages.desk.frame import DeskBlueprint, needs
from guidance.reviewing import Asked, review_article
from guidance.store import articles, reviews
from guidance.store.articles import SlugTaken
from guidance.store.variants import Outdated
from guidance.web.current import site

blueprint = DeskBlueprint("editing", section="Articles")
LONGEST_NOTE = 500  # characters, as over the API
STARTS = {"draft": "It is kept as a draft.", "submitted": "It is submitted for review."}


class Form(NamedTuple):
    """What stands in the form. `version` is that of the article that is changed, 0 for a new one."""

    text: str
    note: str
    version: int


class Wrong(NamedTuple):
    """Something wrong in a text: the number of its line, 0 where there is none, what stands there, why."""

    line: int
    text: str
    why: str


@blueprint.get("/new-article")
@needs("editor")
def new_article() -> str:
    """An empty article, its front matter ready to fill in."""
    return _form("", Form(render_template("desk/empty.md", today=datetime.now(UTC).date()), "", 0))


@blueprint.post("/new-article")
@needs("editor")
def create_article() -> ResponseReturnValue:
    """Keep a new article."""
    form = _sent()
    try:
        saved = jobs.create_article(site(), form.text, by=team.actor().name, note=_note(form), start=_start())
    except (InvalidInput, SlugTaken) as error:
        return _refused("", form, error)
    return _kept(saved.slug)


@blueprint.get("/articles/<slug:slug>/edit")
@needs("editor")
def edit_article(slug: str) -> str:
    """The newest revision, to be changed."""
    with site().database.reading() as session:
        text, version = articles.current(session, slug).source, reviews.version(session, slug)
    return _form(slug, Form(text, "", version))


@blueprint.post("/articles/<slug:slug>/edit")
@needs("editor")
def revise_article(slug: str) -> ResponseReturnValue:
    """Keep a new revision, if nobody has changed the article since the form was opened."""
    form, start, actor = _sent(), _start(), team.actor()
    try:
        saved = jobs.revise_article(
            site(), slug, form.text, by=actor.name, note=_note(form), start=start, version=form.version
        )
        if not saved.changed and not _submit_as_it_is(slug, form, start):
            flash("The text is the same as before, so there is no new revision.")
            return redirect(url_for("desk-articles.show_article", slug=slug))
    except Outdated as error:
        return _conflict(slug, form, error.status)
    except InvalidInput as error:
        return _refused(slug, form, error)
    return _kept(slug)


def _submit_as_it_is(slug: str, form: Form, start: str) -> bool:
    """Submit a draft, or what changes were asked for, of which no word was changed."""
    with site().database.reading() as session:
        status = articles.get(session, slug).status
    if start != "submitted" or status not in ("draft", "changes_requested"):
        return False
    asked = Asked("submitted", form.note)
    review_article(site(), slug, asked, actor=team.actor(), version=form.version)
    return True


def _sent() -> Form:
    given = request.form
    # A browser sends line ends of its own.
    text = given.get("text", "").replace("\r\n", "\n")
    return Form(text, given.get("note", ""), team.number(given.get("version", "")) or 0)


def _start() -> str:
    return "submitted" if request.form.get("start") == "submitted" else "draft"


def _note(form: Form) -> str:
    note = form.note.strip()
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise InvalidInput(f"A note has one line of at most {LONGEST_NOTE} characters.")
    return note


def _kept(slug: str) -> ResponseReturnValue:
    flash(STARTS[_start()])
    return redirect(url_for("desk-articles.show_article", slug=slug))


def _form(slug: str, form: Form, refusal: str = "", wrong: tuple[Wrong, ...] = ()) -> str:
    return render_template("desk/edit.html", slug=slug, form=form, refusal=refusal, wrong=wrong)


def _refused(slug: str, form: Form, error: InvalidInput | SlugTaken) -> Response:
    lines = form.text.split("\n")
    wrong = []
    for fault in error.faults:
        number = frontmatter.line_of(form.text, fault.pointer.removeprefix("/meta")) or 0
        wrong.append(Wrong(number, lines[number - 1] if 0 < number <= len(lines) else "", fault.detail))
    page = _form(slug, form, error.detail, tuple(sorted(wrong)))
    return Response(page, error.status, mimetype="text/html")


def _conflict(slug: str, form: Form, status: int) -> Response:
    """Both texts, and what differs; what was typed can be kept as the next revision once it was read."""
    with site().database.reading() as session:
        theirs = articles.current(session, slug)
        version = reviews.version(session, slug)
        last = reviews.events(session, slug)[-1]
    lines: tuple[Line, ...] = compared(theirs.source, form.text)
    page = render_template(
        "desk/conflict.html",
        slug=slug,
        form=form._replace(version=version),
        theirs=theirs,
        last=last,
        lines=lines,
    )
    return Response(page, status, mimetype="text/html")
