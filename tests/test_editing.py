"""Wordings and acceptances through publishing, on both databases; a stand-in writes."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from guidance import editing, jobs
from guidance.accepting import NotWithheld, accept_variant
from guidance.article.markdown import NoLine
from guidance.editing import Given, NoSuchWording, NotRewritten, OverrideNotAllowed, Spot, WordingRefused
from guidance.plain.draft import NoSuchSentence
from guidance.representation import JSON, TEXT
from guidance.rewording import Overtaken
from guidance.sentences import account
from guidance.store import audit, variants, wordings
from guidance.store.steps import ReasonRequired
from guidance.store.variants import Outdated

SLUG = "asthma-inhalers"
SPOT = Spot(SLUG, "patient", "s1")
WORDING = "Inhalers are for some adults [1]."


@pytest.fixture
def stored(site, writer, make_source):
    """A site that holds the article."""
    jobs.create_article(site, make_source(), by="anna")
    return site


def seen(site, audience: str = "patient", slug: str = SLUG) -> dict:
    with site.database.reading() as session:
        return account(session, site, slug, audience)


def put(site, wording: str = WORDING, spot: Spot = SPOT, *, by="mara", may=False, etag=None, **given) -> dict:
    known = None if etag is None else {etag}
    return editing.put_wording(site, spot, Given(wording, **given), by=by, may_override=may, if_match=known)


def text_of(site, audience: str = "patient") -> str:
    return variants.read(site.database, SLUG, audience, TEXT).body.decode()


def entries(site, action: str) -> list:
    with site.database.reading() as session:
        return [one for one in audit._entries(session) if one.action == action]


def revise(site, make_source: Callable[..., str], body: str) -> None:
    jobs.revise_article(site, SLUG, make_source(body=body), by="anna")


def test_a_wording_is_published_at_once_for_its_audience_alone(stored) -> None:
    before = text_of(stored, "child")
    made = put(stored, why="plainer")
    assert WORDING in text_of(stored)
    assert text_of(stored, "child") == before
    assert made["wording"]["text"] == WORDING
    assert (made["wording"]["by"], made["wording"]["why"]) == ("mara", "plainer")
    assert [one.details["sentence"] for one in entries(stored, "wording.kept")] == ["s1"]


def test_a_wording_that_a_guard_objects_to_is_refused_with_the_findings(stored) -> None:
    with pytest.raises(WordingRefused) as refused:
        put(stored, "Inhalers are never for adults [1].")
    assert refused.value.code == "wording-refused"
    assert refused.value.faults == (("/wording", "negation: “never” was brought in"),)
    assert seen(stored)["sentences"][0]["wording"] is None
    assert entries(stored, "wording.kept") == entries(stored, "wording.overridden") == []


def test_only_a_reviewer_sets_objections_aside_and_says_why(stored) -> None:
    wording = "Inhalers are never for adults [1]."
    with pytest.raises(OverrideNotAllowed):
        put(stored, wording, override=True, why="It is so.")
    with pytest.raises(ReasonRequired):
        put(stored, wording, override=True, why=" ", may=True)
    made = put(stored, wording, override=True, why="It is so.", may=True, by="rene")
    assert made["wording"]["overridden"] == [{"guard": "negation", "detail": "“never” was brought in"}]
    [entry] = entries(stored, "wording.overridden")
    assert (entry.by, entry.subject) == ("rene", SLUG)
    assert entry.details["set_aside"] == ["negation: “never” was brought in"]
    assert entry.details["why"] == "It is so."


def test_a_lost_citation_is_never_set_aside(stored) -> None:
    with pytest.raises(WordingRefused, match="was lost"):
        put(stored, "Inhalers are for some adults.", override=True, why="Who needs it?", may=True)


def test_nothing_is_set_aside_where_no_guard_objects(stored) -> None:
    assert put(stored, override=True, why="To be sure.")["wording"]["overridden"] == []


@pytest.mark.parametrize(
    ("spot", "wording", "error"),
    [
        (SPOT._replace(audience="clinician"), WORDING, NotRewritten),
        (SPOT._replace(sentence="s2"), WORDING, NoSuchSentence),
        (SPOT, " ", NoLine),
        (SPOT, "## Inhalers [1]", NoLine),
        (SPOT, "x" * (editing.LONGEST + 1), editing.InvalidInput),
    ],
)
def test_what_cannot_be_a_wording_is_refused(stored, spot, wording, error) -> None:
    with pytest.raises(error):
        put(stored, wording, spot)


def test_who_read_an_older_state_overwrites_nothing(stored) -> None:
    etag = seen(stored)["sentences"][0]["etag"]
    first = put(stored, etag=etag)
    with pytest.raises(Outdated):
        put(stored, "Others like inhalers [1].", etag=etag)
    with pytest.raises(Outdated):
        editing.take_wording_away(stored, SPOT, by="rene", if_match={etag})
    assert seen(stored)["sentences"][0]["wording"]["text"] == WORDING
    assert put(stored, "Adults like inhalers [1].", etag=first["etag"])["wording"]["by"] == "mara"


def test_a_sentence_goes_back_to_the_rules(stored) -> None:
    rules = text_of(stored)
    etag = put(stored)["etag"]
    editing.take_wording_away(stored, SPOT, by="rene", why="The rules do well.", if_match={etag})
    assert text_of(stored) == rules
    assert [one.by for one in entries(stored, "wording.removed")] == ["rene"]
    with pytest.raises(NoSuchWording):
        editing.take_wording_away(stored, SPOT, by="rene", if_match=None)


def test_a_wording_survives_a_new_lexicon_and_another_revision_around_it(stored, writer, make_source) -> None:
    put(stored)
    writer.versions = type(writer.versions)("lexicon-2", "rules-1", "model-1")
    assert jobs.render_articles(stored) == (SLUG,)
    assert WORDING in text_of(stored)
    jobs.revise_article(stored, SLUG, make_source(title="A better title"), by="anna")
    assert WORDING in text_of(stored)
    assert seen(stored)["outdated"] == []


def test_a_wording_whose_source_changed_is_not_used_and_comes_back_marked(stored, make_source) -> None:
    put(stored, why="plainer")
    source = seen(stored)["sentences"][0]["source"]
    revise(stored, make_source, "Inhalers are for *most* adults [1].")
    assert WORDING not in text_of(stored)
    [found] = seen(stored)["outdated"]
    assert found["source"] == source
    assert "most adults" in found["became"]
    assert found["sentence"] == "s1"
    assert (found["wording"]["text"], found["wording"]["by"], found["wording"]["why"]) == (
        WORDING, "mara", "plainer",
    )  # fmt: skip
    assert seen(stored, "child")["outdated"] == []
    with stored.database.reading() as session:
        last = wordings.history(session, SLUG, "patient")[-1]
    assert (last.by, last.why) == ("anna", "The source changed.")


def test_a_mark_follows_its_sentence_and_goes_when_the_source_is_back(stored, make_source) -> None:
    put(stored)
    for body in ("Inhalers are for *most* adults [1].", "Inhalers are for many adults [1]."):
        revise(stored, make_source, body)
    [found] = seen(stored)["outdated"]
    assert "many adults" in found["became"]
    jobs.render_articles(stored, [SLUG])
    with stored.database.reading() as session:
        assert len(wordings.history(session, SLUG, "patient")) == 3
    revise(stored, make_source, "")
    assert seen(stored)["outdated"] == []
    assert WORDING in text_of(stored)
    assert seen(stored)["sentences"][0]["wording"]["by"] == "mara"


def test_an_outdated_wording_goes_with_a_new_one_or_by_itself(stored, make_source) -> None:
    put(stored)
    put(stored, "Inhalers help some carers [1].", SPOT._replace(audience="caregiver"))
    revise(stored, make_source, "Inhalers are for *most* adults [1].")
    put(stored, "Most adults may have inhalers [1].")
    assert seen(stored)["outdated"] == []
    [left] = seen(stored, "caregiver")["outdated"]
    spot = Spot(SLUG, "caregiver", left["id"])
    with pytest.raises(Outdated):
        editing.take_wording_away(stored, spot, by="mara", if_match={"other"})
    editing.take_wording_away(stored, spot, by="mara", if_match={left["etag"]})
    assert seen(stored, "caregiver")["outdated"] == []


def test_variants_that_were_begun_before_a_wording_was_kept_are_not_published(
    stored, writer, make_source, monkeypatch
) -> None:
    write_all = writer.write_all

    def slowly(*args, **kwargs):
        made = write_all(*args, **kwargs)
        monkeypatch.setattr(writer, "write_all", write_all)
        put(stored)
        return made

    monkeypatch.setattr(writer, "write_all", slowly)
    with pytest.raises(Overtaken):
        jobs.revise_article(stored, SLUG, make_source(title="Another title"), by="anna")
    assert seen(stored)["revision"] == 1
    assert WORDING in text_of(stored)


def test_a_wording_that_another_one_overtook_is_written_again(stored, writer, monkeypatch) -> None:
    write = writer.write
    other = SPOT._replace(audience="teen")

    def slowly(document, audience, standing):
        made = write(document, audience, standing)
        monkeypatch.setattr(writer, "write", write)
        step = {"source": "x", "why": "", "by": "rene", "at": datetime.now(UTC)}
        with stored.database.writing() as session:
            key = account(session, stored, SLUG, "patient")["sentences"][0]["key"]
            wordings.record(session, SLUG, "patient", key, wording="Rene was quicker [1].", **step)
        return made

    monkeypatch.setattr(writer, "write", slowly)
    made = put(stored)
    assert made["wording"]["text"] == WORDING
    assert put(stored, spot=other)["wording"]["text"] == WORDING
    with stored.database.reading() as session:
        story = [one.wording for one in wordings.history(session, SLUG, "patient")]
    assert story == ["Rene was quicker [1].", WORDING]


def accepted(site, *, accept=True, why="Clear enough.", etag=None, audience="patient") -> None:
    known = None if etag is None else {etag}
    accept_variant(site, SLUG, audience, accepted=accept, by="rene", why=why, if_match=known)


def test_a_withheld_variant_that_a_reviewer_accepts_is_served_and_says_so(site, writer, make_source) -> None:
    writer.withheld = {"child", "patient"}
    jobs.create_article(site, make_source(), by="anna")
    assert seen(site)["served_audience"] == "informed"
    accepted(site, etag=seen(site)["etag"])
    body = json.loads(variants.read(site.database, SLUG, "patient", JSON).body)
    assert body["served_because"] == {
        "audience": "patient",
        "asked": "patient",
        "fallback": False,
        "reason": "Accepted by a reviewer, although fkgl is 9.5, the limit 8.",
    }
    assert json.loads(variants.read(site.database, SLUG, "child", JSON).body)["audience"] == "patient"
    found = seen(site)
    assert (found["acceptance"]["by"], found["acceptance"]["why"]) == ("rene", "Clear enough.")
    assert [one.by for one in entries(site, "variant.accepted")] == ["rene"]


def test_an_acceptance_ends_with_the_text_and_can_be_taken_back(site, writer, make_source) -> None:
    writer.withheld = {"patient"}
    jobs.create_article(site, make_source(), by="anna")
    accepted(site)
    jobs.render_articles(site, [SLUG])
    assert seen(site)["served_audience"] == "patient"
    accepted(site, accept=False, why="On second thoughts.")
    assert seen(site)["served_audience"] == "informed"
    accepted(site)
    put(site)
    assert seen(site)["acceptance"] is None
    assert seen(site)["served_audience"] == "informed"


def test_only_what_is_withheld_is_accepted_and_only_with_a_reason(site, writer, make_source) -> None:
    writer.withheld = {"patient"}
    jobs.create_article(site, make_source(), by="anna")
    with pytest.raises(ReasonRequired):
        accepted(site, why="  ")
    with pytest.raises(NotWithheld):
        accepted(site, audience="teen")
    with pytest.raises(NotWithheld):
        accepted(site, accept=False)
    with pytest.raises(Outdated):
        accepted(site, etag="other")
    with pytest.raises(NotRewritten):
        accepted(site, audience="clinician")


def test_a_text_is_checked_against_one_source_sentence(open_site, writer) -> None:
    found = editing.check_against(open_site, "It may help.", "It never helps.", "patient")
    assert (found["passed"], found["findings"][0]["guard"]) == (False, "negation")
    with pytest.raises(editing.NotOneSentence):
        editing.check_against(open_site, "It may help. It may not.", "It helps.", "patient")


def test_everything_is_in_the_audit_log_and_the_log_verifies(stored) -> None:
    put(stored)
    editing.take_wording_away(stored, SPOT, by="rene", if_match=None)
    with stored.database.reading() as session:
        audit.verify(session)
