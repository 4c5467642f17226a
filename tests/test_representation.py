import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from guidance.article import markdown
from guidance.article.document import Code, Reference
from guidance.plain.audience import load
from guidance.representation import (
    DUE_NOTICE,
    HTML,
    JSON,
    MARKDOWN,
    PARTS,
    REVIEW_NOTICE,
    TEXT,
    Serving,
    Standing,
    review_steps,
    show,
)
from guidance.store.articles import Revision
from guidance.store.reviews import Reached, ReviewEvent
from guidance.store.variants import Variant

AT = datetime(2026, 2, 1, 9, 30, 15, 5, tzinfo=UTC)
AUDIENCES = load()
RUNS = [
    {"text": "Your "},
    {"text": "dyspnoea", "term": "dyspnoea"},
    {"text": " & cough <2 days "},
    {"text": "[1]", "citation": 1},
    {"text": "."},
]
VARIANT = Variant(
    audience="patient",
    title="Which <inhaler> & why?",
    blocks=[
        {"type": "heading", "level": 2, "runs": [{"text": "References"}]},
        {"type": "paragraph", "runs": RUNS},
    ],
    sentences=[],
    glossary=[
        {"id": "dyspnoea", "term": "dyspnoea", "plain": "short breath", "explanation": "Too little <air>."}
    ],
    readability={"audience": "patient", "passed": True, "withheld": False, "measures": [], "hardest": []},
    omissions=["confidence intervals"],
    passed=True,
    withheld=False,
    served_audience="patient",
    served_reason=None,
    lexicon_version="l",
    rules_version="r",
    model_version="m",
)
STANDING = Standing(
    revision=Revision(
        slug="asthma",
        number=2,
        title="T",
        source="S",
        codes=(Code("ICD-10-CM", "J45.909"),),
        references=(
            Reference(1, 2024, "clinical guideline", "asthma <care>", "https://example.org/?a=1&b=2"),
        ),
        created_at=AT,
        created_by="editor",
        note="",
        specialty="respiratory",
        reviewed_by="Medical Advisory Board",
        updated=date(2026, 1, 9),
    ),
    reached=Reached("under_review", (ReviewEvent(2, "approved", "submitted", AT, "e", ""),), None),
    policy="/editorial-policy",
)


def serving(asked: str = "patient", served: str = "patient", **fields) -> Serving:
    return Serving(AUDIENCES.get(asked), AUDIENCES.get(served), replace(VARIANT, **fields), None)


def shown(what: Serving | None = None, standing: Standing = STANDING) -> dict[str, str]:
    made = show(standing, what or serving())
    return {one.media_type: one.body.decode() for one in made.representations}


def test_the_json_body_holds_all_that_a_reader_is_told() -> None:
    patient = AUDIENCES.get("patient")
    assert json.loads(shown()[JSON]) == {
        "slug": "asthma",
        "title": "Which <inhaler> & why?",
        "audience": "patient",
        "audience_label": patient.label,
        "lang": "en",
        "status": "under_review",
        "review_steps": [
            {"step": "submitted", "label": "Submitted", "state": "done", "at": "2026-02-01T09:30:15Z"},
            {"step": "under_review", "label": "Under review", "state": "current", "at": None},
            {"step": "approved", "label": "Approved", "state": "to come", "at": None},
        ],
        "last_updated": "2026-01-09",
        "review_due": None,
        "reviewed_by": "Medical Advisory Board",
        "editorial_policy": "/editorial-policy",
        "specialty": "respiratory",
        "codes": [{"system": "ICD-10-CM", "code": "J45.909"}],
        "notices": [
            {"kind": "review", "text": "Our experts are still checking this page. Parts of it may change."}
        ],
        "blocks": VARIANT.blocks,
        "references": [
            {
                "number": 1,
                "year": 2024,
                "kind": "clinical guideline",
                "about": "asthma <care>",
                "url": "https://example.org/?a=1&b=2",
            }
        ],
        "glossary": [{**VARIANT.glossary[0], "url": "/v1/terms/dyspnoea"}],
        "disclaimer": patient.disclaimer,
        "added": patient.added,
        "readability": VARIANT.readability,
        "omissions": ["confidence intervals"],
        "served_because": {"audience": "patient", "asked": "patient", "fallback": False, "reason": None},
        "revision": 2,
        "versions": {"lexicon": "l", "rules": "r", "model": "m"},
    }


def test_the_same_input_gives_the_same_bytes_and_etags() -> None:
    assert show(STANDING, serving()) == show(STANDING, serving())


def test_another_byte_gives_another_etag() -> None:
    before = {one.media_type: one.etag for one in show(STANDING, serving()).representations}
    after = {one.media_type: one.etag for one in show(STANDING, serving(title="Other")).representations}
    assert all(before[media_type] != after[media_type] for media_type in before)
    assert len(set(before.values())) == len(before)


@pytest.mark.parametrize(
    ("status", "states"),
    [
        ("submitted", ["current", "to come", "to come"]),
        ("under_review", ["done", "current", "to come"]),
        ("approved", ["done", "done", "current"]),
        ("changes_requested", ["done", "current", "to come"]),
        ("draft", ["to come", "to come", "to come"]),
    ],
)
def test_the_steps_show_where_the_review_stands(status, states) -> None:
    steps = review_steps(replace(STANDING.reached, status=status))
    assert [step["state"] for step in steps] == states


def test_a_step_that_was_passed_over_has_no_time_and_one_taken_back_neither() -> None:
    passed_over = replace(STANDING.reached, status="approved")
    assert [step["at"] for step in review_steps(passed_over)] == ["2026-02-01T09:30:15Z", None, None]
    back = (ReviewEvent(2, "submitted", "under_review", AT, "r", ""), *STANDING.reached.events)
    taken_back = Reached("submitted", back, None)
    assert [step["at"] for step in review_steps(taken_back)] == ["2026-02-01T09:30:15Z", None, None]


def test_the_notice_comes_back_with_the_bytes_that_wait_for_the_day_of_review() -> None:
    approved = replace(STANDING, reached=Reached("approved", STANDING.reached.events, date(2027, 1, 9)))
    for one in show(approved, serving()).representations:
        assert one.due is not None
        assert REVIEW_NOTICE not in one.body.decode() + one.due.body.decode()
        assert DUE_NOTICE not in one.body.decode()
        assert DUE_NOTICE in one.due.body.decode()
        assert one.due.etag != one.etag
    body = json.loads(show(approved, serving()).representations[0].body)
    assert (body["review_due"], body["notices"]) == ("2027-01-09", [])
    assert all(one.due is None for one in show(STANDING, serving()).representations)


def test_html_is_one_article_in_which_nothing_stays_unescaped() -> None:
    html = shown()[HTML]
    assert html.startswith('<article class="guidance-article" lang="en" data-audience="patient">')
    assert html.rstrip().endswith("</article>")
    assert "<h1>Which &lt;inhaler&gt; &amp; why?</h1>" in html
    assert "asthma &lt;care&gt;" in html
    assert "Too little &lt;air&gt;." in html
    assert "cough &lt;2 days" in html
    assert 'Last updated <time datetime="2026-01-09">9 January 2026</time>' in html
    assert '<li class="current" aria-current="step">Under review</li>' in html
    assert "Medical review: Medical Advisory Board" in html


def test_every_link_inside_the_html_has_its_target_and_no_id_stands_twice() -> None:
    html = shown()[HTML]
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    targets = {part.split('"')[0] for part in html.split('href="#')[1:]}
    assert {"ref-1", "term-dyspnoea"} <= targets <= set(ids)
    assert len(ids) == len(set(ids))


def test_parts_are_the_json_with_the_fragments_that_html_is_made_of() -> None:
    made = shown()
    parts = json.loads(made[PARTS])
    html = parts.pop("html")
    assert parts == json.loads(made[JSON])
    assert set(html) == {"body", "glossary", "references"}
    assert all(fragment in made[HTML] for fragment in html.values())


def test_without_terms_and_references_there_are_no_empty_sections() -> None:
    bare = replace(STANDING, revision=replace(STANDING.revision, references=()))
    blocks = [{"type": "paragraph", "runs": [{"text": "Words."}]}]
    made = shown(serving(glossary=[], blocks=blocks), bare)
    assert "<section" not in made[HTML]
    assert "Words to know" not in made[TEXT] + made[MARKDOWN]
    assert json.loads(made[PARTS])["html"] | {"body": ""} == {"body": "", "glossary": "", "references": ""}


def test_an_article_that_nobody_is_named_for_has_no_review_line() -> None:
    unnamed = replace(STANDING, revision=replace(STANDING.revision, reviewed_by=None))
    assert "Medical review" not in shown(standing=unnamed)[HTML]


def test_plain_text_tells_all_of_it_in_reading_order() -> None:
    text = shown()[TEXT]
    order = [
        "Which <inhaler> & why?",
        "still checking",
        "Your dyspnoea & cough <2 days [1].",
        "Words to know",
        "dyspnoea: short breath. Too little <air>.",
        AUDIENCES.get("patient").added,
        AUDIENCES.get("patient").disclaimer,
        "[1] Clinical guideline, 2024: asthma <care>. https://example.org/?a=1&b=2",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_the_markdown_of_a_variant_is_an_article_with_notices_glossary_and_disclaimer() -> None:
    source = shown()[MARKDOWN]
    document = markdown.parse(source)
    assert document.meta.title == "Which <inhaler> & why?"
    assert document.meta.status == "under_review"
    assert "Words to know" in source
    assert "still checking" in source


def test_the_markdown_of_the_stored_text_is_that_text_alone() -> None:
    made = shown(serving("clinician", "clinician", audience="clinician"))
    document = markdown.parse(made[MARKDOWN])
    assert len(document.blocks) == len(VARIANT.blocks)
    assert AUDIENCES.get("clinician").disclaimer in made[TEXT]


@pytest.mark.parametrize(
    ("asked", "served", "notice"),
    [
        ("patient", "informed", AUDIENCES.get("patient").fallback_notice),
        (
            "child",
            "clinician",
            "The version for children aged 7 to 11 is not ready yet. "
            "This one was written for doctors, so many words may be hard. "
            "Ask someone who looks after your health about any part that is not clear.",
        ),
    ],
)
def test_a_reader_who_gets_the_words_of_others_is_told_whose_in_every_form(asked, served, notice) -> None:
    made = shown(serving(asked, served, audience=served))
    assert json.loads(made[JSON])["notices"][1] == {"kind": "fallback", "text": notice}
    assert notice in made[TEXT]
    assert notice in made[MARKDOWN]
    assert f'<aside class="notice notice-fallback" role="note"><p>{notice}</p></aside>' in made[HTML]
