"""Sentence editing: a person's wording in the place of the rewriter's.

A wording is kept when the guards have nothing against it, or when a reviewer sets their objections aside
and says why. Citation marks and links are no matter of judgement: nobody sets those aside. What is kept is
published at once, in every revision that has the sentence.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from guidance.answering.learning import learn
from guidance.article import markdown, render
from guidance.article.characters import even
from guidance.article.document import Paragraph
from guidance.errors import Conflict, Fault, GuidanceError, InvalidInput, NotFound
from guidance.jobs import at_work
from guidance.plain.audience import Audience
from guidance.plain.draft import Checked
from guidance.plain.segment import segments
from guidance.publish import publish, standing_revisions
from guidance.rewording import Overtaken, as_kept
from guidance.sentences import account, expect, find
from guidance.site import Site
from guidance.store import articles, audit, wordings
from guidance.store.steps import ReasonRequired

LONGEST = 5_000
"""Characters that a wording may have."""
NEVER_OVERRIDDEN = frozenset(("citations", "links"))
_TRIES = 3


class NotRewritten(Conflict):
    """The audience reads the clinician's text itself, which changes only by a new revision."""

    code = "not-rewritten"
    title = "This audience reads the stored text itself"


class WordingRefused(InvalidInput):
    """The guards object; each objection is a fault, "guard: what it says"."""

    code = "wording-refused"
    title = "The guards object to the wording"


class OverrideNotAllowed(GuidanceError):
    """Only a reviewer may set objections aside."""

    code = "override-not-allowed"
    title = "Only a reviewer may keep a wording that the guards object to"
    status = 403


class NotOneSentence(InvalidInput):
    """The source of a wording must be a single sentence."""

    code = "not-one-sentence"
    title = "The source is not one sentence"


class NoSuchWording(NotFound):
    """Nobody has worded that sentence."""

    code = "no-such-wording"
    title = "There is no such wording"


class Spot(NamedTuple):
    """A sentence of the newest revision for an audience, or an outdated wording, by its id."""

    slug: str
    audience: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Given:
    """A wording that somebody gives: Markdown on one line, and why.

    With `override`, objections of the guards are set aside, and `why` must say for what reason.
    """

    wording: str
    why: str = ""
    override: bool = False


class _Step(NamedTuple):
    """Who does something, why, and when."""

    by: str
    why: str
    at: datetime


def check_wording(site: Site, spot: Spot, wording: str) -> dict[str, Any]:
    """What the guards say of a wording for that sentence; nothing is kept.

    {"passed", "findings": [{"guard", "passed", "detail"}], "readability", "output", "rewritten"}.
    Raises NoSuchArticle, UnknownAudience, NotRewritten, NoSuchSentence, or as article.markdown.parse_line.
    """
    reader = rewritten_for(site, spot.audience)
    with site.database.reading() as session:
        source = articles.current(session, spot.slug).source
    checked = _examined(site, source, reader, spot.sentence, wording)
    return {"passed": checked.passed, **asdict(checked)}


def check_against(site: Site, source: str, wording: str, audience: str) -> dict[str, Any]:
    """The same for a source sentence from anywhere (Markdown on one line).

    Raises UnknownAudience, NotRewritten, NotOneSentence, or as article.markdown.parse_line.
    """
    reader = rewritten_for(site, audience)
    document = replace(markdown.from_text(""), blocks=(Paragraph(markdown.parse_line(source)),))
    if len(segments(render.to_text(document.blocks).strip(), "sentence")) != 1:
        raise NotOneSentence("Send one sentence as the source, and what it is to become as the text.")
    with at_work(site) as writer:
        checked = writer.examine(document, "s1", wording, reader)
    return {"passed": checked.passed, **asdict(checked)}


def put_wording(
    site: Site, spot: Spot, given: Given, *, by: str, may_override: bool, if_match: Collection[str] | None
) -> dict[str, Any]:
    """Keep a wording, publish it, and return the account of the sentence.

    `if_match` holds ETags of the sentence as its editor read it; None asks nothing. Raises Outdated,
    WordingRefused, OverrideNotAllowed, ReasonRequired, Overtaken, or as check_wording.
    """
    reader = rewritten_for(site, spot.audience)
    with site.database.reading() as session:
        source = articles.current(session, spot.slug).source
        sentence = expect(account(session, site, spot.slug, spot.audience), spot.sentence, if_match)
    checked = _examined(site, source, reader, spot.sentence, given.wording)
    overridden = _overridden(checked, given, may_override=may_override)
    wording = even(given.wording).strip()

    def keep(session: Session, step: _Step) -> None:
        found = account(session, site, spot.slug, spot.audience)
        expect(found, spot.sentence, if_match)
        _record(session, spot, sentence, step, wording=wording, overridden=overridden)
        for other in found["outdated"]:
            if other["sentence"] == spot.sentence:
                _record(session, spot, other, step._replace(why="The sentence was worded anew."))
        told = [f"{each['guard']}: {each['detail']}" for each in overridden]
        _tell(session, "wording.overridden" if overridden else "wording.kept", spot, step, set_aside=told)

    step = _Step(by, given.why, datetime.now(UTC))
    _republish(site, spot.slug, reader, {sentence["key"]: wording}, keep, step)
    with site.database.reading() as session:
        return find(account(session, site, spot.slug, spot.audience), spot.sentence)


def take_wording_away(
    site: Site, spot: Spot, *, by: str, why: str = "", if_match: Collection[str] | None
) -> None:
    """Give a sentence back to the rewriter, or let go of an outdated wording ("w12").

    Raises NoSuchWording, and as put_wording.
    """
    reader = rewritten_for(site, spot.audience)

    def worded(session: Session) -> dict[str, Any]:
        found = account(session, site, spot.slug, spot.audience)
        sentence = expect(found, spot.sentence, if_match)
        if sentence["wording"] is None:
            raise NoSuchWording(f"Nobody has worded {spot.sentence!r} for {spot.audience!r}.")
        return sentence

    def keep(session: Session, step: _Step) -> None:
        _record(session, spot, worded(session), step)
        _tell(session, "wording.removed", spot, step)

    with site.database.reading() as session:
        key = worded(session)["key"]
    _republish(site, spot.slug, reader, {key: None}, keep, _Step(by, why, datetime.now(UTC)))


def rewritten_for(site: Site, audience: str) -> Audience:
    """The audience, for whom texts are rewritten. Raises UnknownAudience or NotRewritten."""
    reader = site.audiences.get(audience)
    if not reader.rewrite:
        raise NotRewritten(f"{reader.label} read the text as it was written; revise the article instead.")
    return reader


def _examined(site: Site, source: str, reader: Audience, name: str, wording: str) -> Checked:
    if len(wording) > LONGEST:
        raise InvalidInput(f"The wording has {len(wording):,} characters; {LONGEST:,} are the limit.")
    with at_work(site) as writer:
        return writer.examine(markdown.parse(source), name, wording, reader)


def _overridden(checked: Checked, given: Given, *, may_override: bool) -> list[dict[str, str]]:
    """The objections that are set aside; none where there are none."""
    objections = [found for found in checked.findings if not found.passed]
    told = "The wording was not kept."
    if objections and not (given.override and NEVER_OVERRIDDEN.isdisjoint(f.guard for f in objections)):
        faults = tuple(Fault("/wording", f"{found.guard}: {found.detail}") for found in objections)
        raise WordingRefused(told, faults=faults)
    if objections and not may_override:
        raise OverrideNotAllowed(f"{told} Ask a reviewer to set the objections aside.")
    if objections and not even(given.why).strip():
        raise ReasonRequired("Say why the objections of the guards do not hold here.")
    return [{"guard": found.guard, "detail": found.detail} for found in objections]


def _record(
    session: Session,
    spot: Spot,
    sentence: Mapping[str, Any],
    step: _Step,
    *,
    wording: str | None = None,
    overridden: Sequence[Mapping[str, str]] = (),
) -> None:
    wordings.record(
        session,
        spot.slug,
        spot.audience,
        sentence["key"],
        source=sentence["source"],
        wording=wording,
        overridden=overridden,
        why=step.why,
        by=step.by,
        at=step.at,
    )


def _tell(session: Session, action: str, spot: Spot, step: _Step, *, set_aside: Sequence[str] = ()) -> None:
    """Tell the audit log; the one place for what editors do to a sentence."""
    audit.record(
        session,
        action,
        by=step.by,
        subject=spot.slug,
        at=step.at,
        audience=spot.audience,
        sentence=spot.sentence,
        why=step.why,
        set_aside=list(set_aside),
    )


def _republish(
    site: Site,
    slug: str,
    reader: Audience,
    changed: Mapping[str, str | None],
    keep: Callable[[Session, _Step], None],
    step: _Step,
) -> None:
    """Write the variant of one audience anew with the change, then keep and publish both at once.

    Writing takes a moment; where another wording is kept meanwhile, it is written again. Raises Overtaken
    where that happens each time, and what `keep` raises.
    """
    for _ in range(_TRIES):
        with site.database.reading() as session:
            numbers = standing_revisions(session, slug)
            sources = {number: articles.revision(session, slug, number).source for number in numbers}
            own = {**wordings.standing(session, slug).get(reader.id, {}), **changed}
        standing = {reader.id: {key: wording for key, wording in own.items() if wording is not None}}
        with at_work(site) as writer:
            drafts = {
                number: writer.write(markdown.parse(source), reader, standing)
                for number, source in sources.items()
            }
            learn(site, writer.meanings, writer.versions.model, drafts.values())
        with site.database.writing() as session:
            articles.lock(session, slug)
            keep(session, step)
            if standing_revisions(session, slug) == numbers and as_kept(session, slug, drafts.values()):
                for number, draft in drafts.items():
                    publish(session, site, slug, {reader.id: draft}, by=step.by, number=number)
                return
            # Nothing of it is kept: it is written anew, with what somebody else kept meanwhile.
            session.rollback()
    raise Overtaken(f"Others are wording {slug!r} at this moment. Nothing was kept: send it again.")
