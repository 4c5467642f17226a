"""POST /articles/{slug}/questions: the answer to a reader's question, as a page.

The question is sent in a form and not in the address, so that it stands in no log and no history.
"""

from flask import Response, render_template, request

from guidance.answering import answer, service
from guidance.article.characters import even, fault_in
from guidance.errors import GuidanceError, InvalidInput
from guidance.pages.page import PageBlueprint
from guidance.pages.readers import Reader, declared
from guidance.web import auth, sight
from guidance.web.current import site
from guidance.web.questions import NO_ANSWER, address, ways_on

blueprint = PageBlueprint("question-page")


class ForeignForm(GuidanceError):
    """The form was sent by a page of another site."""

    code = "foreign-form"
    title = "Forms are taken from this site's own pages only"
    status = 403


class BadQuestion(InvalidInput):
    """There is no question, too much of one, or one that cannot be read."""

    code = "bad-question"
    title = "The question cannot be read"


@blueprint.post("/articles/<slug:slug>/questions")
def ask(slug: str) -> Response:
    """The answer, or that there is none; what was asked is kept by no browser."""
    auth.require(request, "read")
    # A browser says itself where a form comes from; no page of another site asks in its reader's name.
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise ForeignForm("Open the article on this site, and ask there.")
    reader, seen = declared(request), sight.of(request)
    asked = _asked()
    told = service.ask(site(), slug, asked, reader.audience, approved_only=seen.approved_only)
    html = _html(slug, asked, reader, told)
    return Response(html, mimetype="text/html", headers={"Cache-Control": "no-store"})


def _asked() -> str:
    """The question on one line. Raises BadQuestion."""
    sent = request.form.get("question", "")
    asked = even(sent).strip()
    if not asked or len(asked) > answer.LONGEST or fault_in(sent):
        raise BadQuestion(f"Write a question of at most {answer.LONGEST} characters.")
    return asked


def _html(slug: str, asked: str, reader: Reader, told: service.Told) -> str:
    answers = [(each, address(each, reader.audience)) for each in told.outcome.answers]
    return render_template(
        "question.html",
        slug=slug,
        asked=asked,
        reader=reader,
        notice=told.notice,
        answers=answers,
        no_answer=NO_ANSWER,
        ways=ways_on(),
        longest=answer.LONGEST,
        kept=told.kept,
    )
