"""GET /desk/articles and /desk/articles/{slug}, POST …/steps: the articles, and the review of one."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance.errors import InvalidInput
from guidance.pages.desk import team
from guidance.pages.desk.frame import DeskBlueprint
from guidance.representation import STATUS_LABELS
from guidance.reviewing import Asked, next_review, review_article
from guidance.store import articles, desk, reviews, steps
from guidance.store.variants import Outdated
from guidance.store.withdrawals import PLAIN, Withdrawal
from guidance.web.current import site

blueprint = DeskBlueprint("articles", section="Articles", opens="show_articles")
FILTERS = {**STATUS_LABELS, "due": "Review due", "withheld": "Withheld from some readers"}
CHANGED = (
    "The article has changed since you opened this page. Your step was not taken. What happened stands "
    "below; what you typed is still in the form."
)
PAGE = 50  # articles


class Typed(NamedTuple):
    """What stood in the form of a step when it could not be taken."""

    why: str = ""
    review_due: str = ""
    recall: bool = False
    superseded_by: str = ""


@blueprint.get("/articles")
def show_articles() -> str:
    """The articles, the last changed first."""
    page = team.number(request.args.get("page", "")) or 1
    given = {name: request.args.get(name, "").strip() for name in ("status", "q")}
    asked = desk.Filter(
        given["status"] if given["status"] in FILTERS else "",
        "".join(char for char in given["q"][:200] if char.isprintable()),
    )
    with site().database.reading() as session:
        found = desk.articles(session, asked, limit=PAGE + 1, offset=(page - 1) * PAGE)
    return render_template(
        "desk/articles.html",
        rows=found[:PAGE],
        asked=asked,
        filters=FILTERS,
        page=page,
        more=len(found) > PAGE,
        statuses=STATUS_LABELS,
    )


@blueprint.get("/articles/<slug:slug>")
def show_article(slug: str) -> str:
    """Where an article stands, how it came there, and the steps that are open to who is signed in."""
    return _page(slug, Typed())


@blueprint.post("/articles/<slug:slug>/steps")
def take_step(slug: str) -> ResponseReturnValue:
    """Take the step whose button was pressed, if the article is as it was shown."""
    form = request.form
    target = form.get("status", "")
    typed = _typed()
    try:
        # All of it stands in the form whichever button is pressed.
        said = Withdrawal(typed.recall, typed.superseded_by or None) if target == "withdrawn" else PLAIN
        asked = Asked(target, typed.why, _day(typed.review_due) if target == "approved" else None, said)
        version = team.number(form.get("version", "")) or 0
        review_article(site(), slug, asked, actor=team.actor(), version=version)
    except Outdated as error:
        return Response(_page(slug, typed, CHANGED), error.status, mimetype="text/html")
    except (InvalidInput, steps.WrongStep, steps.StepNotAllowed) as error:
        return Response(_page(slug, typed, str(error)), error.status, mimetype="text/html")
    flash(f"Done: {STATUS_LABELS[target]}.")
    return redirect(url_for("desk-articles.show_article", slug=slug))


def _typed() -> Typed:
    form = request.form
    return Typed(
        form.get("why", "").replace("\r\n", "\n"),
        form.get("review_due", ""),
        form.get("recall") == "yes",
        form.get("superseded_by", "").strip(),
    )


def _page(slug: str, typed: Typed, refusal: str = "") -> str:
    actor = team.actor()
    with site().database.reading() as session:
        article = articles.get(session, slug)
        authors = reviews.authors(session, slug)
        history = articles.revisions(session, slug)
        events = reviews.events(session, slug)
        version = reviews.version(session, slug)
    # What goes on comes before what goes back.
    open_steps = sorted(steps.open_to(article.status, actor, authors=authors), key=lambda step: step.reason)
    return render_template(
        "desk/article.html",
        article=article,
        title=history[0].title,
        history=history,
        events=tuple(reversed(events)),
        steps=[(step, team.button(article.status, step.target)) for step in open_steps],
        reasons=[team.button(article.status, step.target).lower() for step in open_steps if step.reason],
        approves=any(step.target == "approved" for step in open_steps),
        withdraws=any(step.target == "withdrawn" for step in open_steps),
        own=actor.name in authors and article.status == "under_review",
        next_review=next_review(site().settings, datetime.now(UTC).date()),
        today=datetime.now(UTC).date(),
        version=version,
        typed=typed,
        refusal=refusal,
        statuses=STATUS_LABELS,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput("The day of the next review is not a date, as in 2028-05-31.") from error
