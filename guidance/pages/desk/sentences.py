"""/desk/articles/{slug}/sentences/{audience}: source and variant side by side, each sentence to be worded.

A wording is checked as it is typed (sentences.js), or by a button. Where it cannot be kept, the page comes
back with what was typed; where somebody else was quicker, with both texts.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance import accepting, editing, sentences
from guidance.editing import Given, NoSuchWording, Spot
from guidance.errors import GuidanceError
from guidance.pages import measures
from guidance.pages.desk import visit
from guidance.pages.desk.frame import DeskBlueprint, needs
from guidance.pages.errors import wants_page
from guidance.representation import STATUS_LABELS
from guidance.rewording import Overtaken
from guidance.sentences import NoSuchVariant
from guidance.store.variants import Outdated
from guidance.web.current import site

blueprint = DeskBlueprint("sentences", section="Articles")
ADDRESS = "/articles/<slug:slug>/sentences/<slug:audience>"
SHOWN: Mapping[str, str] = {
    "all": "All sentences",
    "worded": "Worded by a person",
    "flagged": "An edit was taken back",
    "hard": "Harder than the limit",
}
"""What the page can be narrowed down to."""
_TOO_LATE = (Outdated, Overtaken, NoSuchWording)


class Typed(NamedTuple):
    """What somebody typed for a sentence, and what came of it: findings, or why it could not be kept."""

    sentence: str
    wording: str
    why: str = ""
    override: bool = False
    checked: Mapping[str, Any] | None = None
    refusal: str = ""


@blueprint.get("/articles/<slug:slug>/sentences")
def choose_audience(slug: str) -> ResponseReturnValue:
    """On to the audience that reads where no role is declared."""
    return redirect(_address(slug, site().default_audience.id))


@blueprint.get(ADDRESS)
def show_sentences(slug: str, audience: str) -> str:
    """The newest revision for an audience, sentence by sentence."""
    return _page(_account(slug, audience))


@blueprint.post(f"{ADDRESS}/<sentence:name>")
@needs("editor", "reviewer")
def word_sentence(slug: str, audience: str, name: str) -> ResponseReturnValue:
    """Check a wording, keep it, or give the sentence back to the rules."""
    spot, form = Spot(slug, audience, name), request.form
    typed = Typed(name, form.get("wording", ""), form.get("why", ""), "override" in form)
    match form.get("do"):
        case "keep":
            return _keep(spot, typed)
        case "back":
            return _give_back(spot, typed)
        case _:
            return _check(spot, typed)


@blueprint.post(f"{ADDRESS}/acceptance")
@needs("reviewer")
def accept(slug: str, audience: str) -> ResponseReturnValue:
    """Have a withheld variant served as it is, or no longer."""
    accepted = request.form.get("do") == "accept"
    accepting.accept_variant(
        site(),
        slug,
        audience,
        accepted=accepted,
        by=visit.person().username,
        why=request.form.get("why", ""),
        if_match={request.form.get("etag", "")},
    )
    flash("Its readers get this version from now on." if accepted else "It is withheld again.")
    return redirect(_address(slug, audience))


def _check(spot: Spot, typed: Typed) -> ResponseReturnValue:
    """The findings: for the script as a fragment, else in the page."""
    if not wants_page(request):
        checked = editing.check_wording(site(), spot, typed.wording)
        return jsonify(passed=checked["passed"], html=render_template("desk/findings.html", checked=checked))
    try:
        typed = typed._replace(checked=editing.check_wording(site(), spot, typed.wording))
    except GuidanceError as error:
        return _refused(spot, typed, error)
    return _page(_account(spot.slug, spot.audience), typed)


def _keep(spot: Spot, typed: Typed) -> ResponseReturnValue:
    person = visit.person()
    try:
        editing.put_wording(
            site(),
            spot,
            Given(typed.wording, typed.why, typed.override),
            by=person.username,
            may_override=person.may("reviewer"),
            if_match={request.form.get("etag", "")},
        )
    except GuidanceError as error:
        return _refused(spot, typed, error)
    flash("Your wording is kept.")
    return redirect(f"{_address(spot.slug, spot.audience)}#{spot.sentence}")


def _give_back(spot: Spot, typed: Typed) -> ResponseReturnValue:
    etag = request.form.get("etag", "")
    try:
        editing.take_wording_away(site(), spot, by=visit.person().username, why=typed.why, if_match={etag})
    except GuidanceError as error:
        return _refused(spot, typed, error)
    flash("The wording is gone; the sentence says what the rules make of it.")
    return redirect(_address(spot.slug, spot.audience))


def _refused(spot: Spot, typed: Typed, error: GuidanceError) -> ResponseReturnValue:
    """The page again with all that was typed; where somebody was quicker, with both texts."""
    if error.status >= 500 or isinstance(error, NoSuchVariant):
        raise error
    found = _account(spot.slug, spot.audience)
    here = next((each for each in found["sentences"] if each["id"] == spot.sentence), None)
    if isinstance(error, _TOO_LATE) or here is None:
        same = here is not None and here["key"] == request.form.get("key")
        html = render_template(
            "desk/sentence_conflict.html",
            found=found,
            here=here,
            same=same,
            typed=typed,
            longest=editing.LONGEST,
        )
        return Response(html, status=error.status, mimetype="text/html")
    typed = typed._replace(refusal=str(error))
    if isinstance(error, editing.WordingRefused | editing.OverrideNotAllowed):
        checked = editing.check_wording(site(), spot, typed.wording)
        typed = typed._replace(checked=checked, refusal=error.detail)
    return Response(_page(found, typed), status=error.status, mimetype="text/html")


def _page(found: Mapping[str, Any], typed: Typed | None = None) -> str:
    asked = request.args.get("show", "")
    limit = next((m["limit"] for m in found["readability"]["measures"] if m["name"] == "fkgl"), None)
    shown = [
        each
        for each in found["sentences"]
        if _is_wanted(each, asked, limit) or (typed is not None and typed.sentence == each["id"])
    ]
    return render_template(
        "desk/sentences.html",
        found=found,
        shown=shown,
        asked=asked if asked in SHOWN else "all",
        choices=SHOWN,
        limit=limit,
        typed=typed,
        waiting={each["sentence"]: each for each in found["outdated"] if each["sentence"]},
        audiences=[one for one in site().audiences.all if one.rewrite],
        measures=measures.of(found["readability"]),
        labels={one.id: one.label for one in site().audiences.all},
        longest=editing.LONGEST,
        statuses=STATUS_LABELS,
    )


def _is_wanted(sentence: Mapping[str, Any], asked: str, limit: float | None) -> bool:
    match asked:
        case "worded":
            return sentence["wording"] is not None
        case "flagged":
            return bool(sentence["flagged"])
        case "hard":
            graded = sentence["kind"] in ("sentence", "item")
            return graded and limit is not None and bool(sentence["grade"] > limit)
        case _:
            return True


def _account(slug: str, audience: str) -> dict[str, Any]:
    known = {one.id for one in site().audiences.all if one.rewrite}
    if audience not in known:
        raise NoSuchVariant(
            f"There is nothing to edit for {audience!r}: choose one of {', '.join(sorted(known))}."
        )
    with site().database.reading() as session:
        return sentences.account(session, site(), slug, audience)


def _address(slug: str, audience: str) -> str:
    return url_for("desk-sentences.show_sentences", slug=slug, audience=audience)
