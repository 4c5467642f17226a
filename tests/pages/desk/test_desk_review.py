"""The team at its desk: writing, reviewing, and two people at once who never overwrite each other."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from guidance import jobs
from guidance.pages.desk.differences import compared
from guidance.store import articles, audit, reviews
from guidance.web.current import KEY

SLUG = "exercise-multiple-sclerosis"
ARTICLE = f"/desk/articles/{SLUG}"
EDIT = f"{ARTICLE}/edit"
STEPS = f"{ARTICLE}/steps"

type SignedIn = Callable[..., object]


def version(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]


def typed(page: str) -> str:
    """What stands in the large field of a form."""
    return html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1])


def step(client, status: str, **fields: str):
    known = version(client.get(ARTICLE).text)
    return client.submit(STEPS, **{"status": status, "version": known, **fields})


def status(desk: Flask) -> str:
    with desk.extensions[KEY].database.reading() as session:
        return articles.get(session, SLUG).status


@pytest.fixture
def mara(signed_in: SignedIn):
    return signed_in("editor", username="mara")


@pytest.fixture
def rob(signed_in: SignedIn):
    return signed_in("reviewer", username="rob")


@pytest.fixture
def source(clinician_source: str) -> str:
    return clinician_source


def revise(client, text: str, start: str = "submitted", **fields: str):
    known = version(client.get(EDIT).text)
    return client.submit(EDIT, **{"text": text, "start": start, "version": known, **fields})


def test_an_article_is_pasted_submitted_sent_back_mended_and_approved(desk, mara, rob, source) -> None:
    text = source.replace(SLUG, "new-one").replace("\n", "\r\n")
    made = mara.submit("/desk/new-article", text=text, note="first", start="draft", version="0")
    assert made.location == "/desk/articles/new-one"
    assert "It is kept as a draft." in mara.get(made.location).text
    assert mara.get("/articles/new-one").status_code == 404
    assert "new-one" in mara.get("/desk").text

    page = mara.get("/desk/articles/new-one").text
    sent = mara.submit("/desk/articles/new-one/steps", status="submitted", version=version(page))
    assert sent.status_code == 302
    page = rob.get("/desk/articles/new-one").text
    rob.submit("/desk/articles/new-one/steps", status="under_review", version=version(page))
    page = rob.get("/desk/articles/new-one").text
    back = rob.submit(
        "/desk/articles/new-one/steps",
        status="changes_requested",
        why="Say how often.\r\nAnd <b>where</b>.",
        version=version(page),
    )
    assert back.status_code == 302
    page = mara.get("/desk/articles/new-one").text
    assert "Say how often.\nAnd &lt;b&gt;where&lt;/b&gt;." in page
    assert "Changes requested" in mara.get("/desk").text

    # Nothing needs to be changed for it to be submitted once more.
    known = version(mara.get("/desk/articles/new-one/edit").text)
    again = mara.submit(
        "/desk/articles/new-one/edit", text=source.replace(SLUG, "new-one"), start="submitted", version=known
    )
    assert again.status_code == 302
    for target in ("under_review", "approved"):
        page = rob.get("/desk/articles/new-one").text
        rob.submit("/desk/articles/new-one/steps", status=target, version=version(page))
    assert mara.get("/articles/new-one").status_code == 200
    with desk.extensions[KEY].database.reading() as session:
        assert articles.get(session, "new-one").visibility == "approved"
        assert [one.by for one in reviews.events(session, "new-one")] == [
            "mara",
            "mara",
            "rob",
            "rob",
            "mara",
            "rob",
            "rob",
        ]
        audit.verify(session)


def test_only_the_steps_that_are_open_to_a_person_have_a_button(mara, rob, signed_in) -> None:
    def buttons(client) -> set[str]:
        return set(re.findall(r'name="status" value="(\w+)"', client.get(ARTICLE).text))

    assert buttons(mara) == set()
    assert "There is no step for you to take now." in mara.get(ARTICLE).text
    assert buttons(rob) == {"changes_requested", "approved", "withdrawn"}
    assert buttons(signed_in("admin")) == set()


@pytest.mark.parametrize("target", ["approved", "withdrawn", "under_review", "draft", "nonsense", ""])
def test_a_step_that_has_no_button_is_refused_and_the_reason_typed_is_kept(
    desk: Flask, mara, target: str
) -> None:
    known = version(mara.get(EDIT).text)
    refused = mara.submit(STEPS, status=target, version=known, why="because <i>")
    assert refused.status_code in (403, 409, 422)
    assert "because &lt;i&gt;" in refused.text
    assert 'role="alert"' in refused.text
    assert status(desk) == "under_review"


def test_a_person_who_writes_and_reviews_does_not_approve_their_own(desk, signed_in, source) -> None:
    both = signed_in("editor", "reviewer", username="sam")
    assert revise(both, source.replace("2026-01-20", "2026-02-20")).status_code == 302
    assert step(both, "under_review").status_code == 302
    assert 'value="approved"' not in both.get(ARTICLE).text
    assert "somebody else must approve it" in both.get(ARTICLE).text
    refused = step(both, "approved")
    assert (refused.status_code, status(desk)) == (403, "under_review")


def test_a_reason_is_asked_for_and_a_day_that_is_none_is_told(desk, rob) -> None:
    refused = step(rob, "changes_requested", why="  ", review_due="2030-01-01")
    assert (refused.status_code, status(desk)) == (422, "under_review")
    assert "takes a reason" in refused.text
    assert 'value="2030-01-01"' in refused.text
    for day in ("31 May", "2020-01-01"):
        assert step(rob, "approved", review_due=day).status_code == 422
    tomorrow = str(datetime.now(UTC).date() + timedelta(days=1))
    assert step(rob, "approved", review_due=tomorrow).status_code == 302
    worklist = rob.get("/desk").text
    assert "Review due" in worklist
    assert SLUG in worklist


def test_a_step_on_what_somebody_has_changed_is_refused_and_loses_nothing(desk, mara, rob, source) -> None:
    known = version(rob.get(ARTICLE).text)
    revise(mara, source.replace("2026-01-20", "2026-02-20"))
    late = rob.submit(STEPS, status="withdrawn", version=known, why="Too old.")
    assert late.status_code == 412
    assert "Too old." in late.text
    assert "by mara" in late.text
    assert status(desk) == "submitted"
    assert (
        rob.submit(STEPS, status="withdrawn", version=version(late.text), why="Too old.").status_code == 302
    )
    assert rob.get(f"/articles/{SLUG}").status_code == 410
    assert "was withdrawn" in rob.get(f"/articles/{SLUG}").text


def test_two_who_edit_at_once_lose_neither_text(desk, mara, signed_in, source) -> None:
    other = signed_in("editor", username="ines")
    known = version(other.get(EDIT).text)
    first, second = source + "\nFrom Mara.\n", source + '\nFrom Ines & "co".\n'
    assert revise(mara, first).status_code == 302
    conflict = other.submit(EDIT, text=second, version=known, start="submitted", note="my note")
    assert conflict.status_code == 412
    assert typed(conflict.text) == second
    assert "From Mara." in conflict.text
    assert 'value="my note"' in conflict.text
    with desk.extensions[KEY].database.reading() as session:
        assert articles.current(session, SLUG).source == first
    merged = first + 'From Ines & "co".\n'
    kept = other.submit(EDIT, text=merged, version=version(conflict.text), start="submitted")
    assert kept.status_code == 302
    with desk.extensions[KEY].database.reading() as session:
        assert articles.current(session, SLUG).source == merged
        assert articles.get(session, SLUG).revision == 3


def test_a_form_without_its_version_changes_nothing(desk, mara, rob, source) -> None:
    assert mara.submit(EDIT, text=source + "\nMore.\n", start="submitted").status_code == 412
    assert rob.submit(STEPS, status="approved").status_code == 412
    with desk.extensions[KEY].database.reading() as session:
        assert (articles.get(session, SLUG).revision, status(desk)) == (1, "under_review")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("updated: 2026-01-20", "updated: yesterday", "Line 7:"),
        ("codes:", "colours: red\ncodes:", "Line 5:"),
        ("year: 2022", "year: 22", "Line 12:"),
        ("specialty: neurology\n", "", "Line 1:"),
        ("---\ntitle", "--\ntitle", "front matter"),
        ("specialty: neurology", "specialty: [neurology", "not valid YAML"),
        (SLUG, "another-one", "Line 3:"),
    ],
)
def test_what_is_wrong_stands_at_its_line_and_what_was_typed_is_kept(
    desk, mara, source, before, after, told
) -> None:
    assert before in source
    wrong = source.replace(before, after, 1)
    refused = revise(mara, wrong, note="why not")
    assert refused.status_code == 422
    assert told in html.unescape(re.sub("<[^>]+>", "", refused.text))
    assert typed(refused.text) == wrong
    assert 'value="why not"' in refused.text
    with desk.extensions[KEY].database.reading() as session:
        assert articles.get(session, SLUG).revision == 1


def test_a_slug_that_is_taken_and_a_note_that_is_too_long_keep_the_text(mara, source) -> None:
    taken = mara.submit("/desk/new-article", text=source, start="submitted", version="0")
    assert (taken.status_code, typed(taken.text)) == (409, source)
    long = revise(mara, source + "\nMore.\n", note="x" * 501)
    assert (long.status_code, typed(long.text)) == (422, source + "\nMore.\n")


def test_a_text_of_anything_is_shown_as_text(mara, source) -> None:
    hostile = source + "\n</textarea><script>alert(1)</script>\n"
    refused = revise(mara, hostile)
    assert "<script>alert" not in refused.text
    assert typed(refused.text) == hostile
    titled = source.replace("title: Is", 'title: "<script>alert(2)</script> {{ 7 * 7 }}" #')
    assert revise(mara, titled, note="<img src=x onerror=alert(3)>").status_code == 302
    for path in ("/desk", "/desk/articles", ARTICLE, EDIT, f"{ARTICLE}/changes", f"{ARTICLE}/revisions/2"):
        page = mara.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_an_editor_writes_and_a_reviewer_does_not(rob, mara) -> None:
    assert mara.get("/desk/new-article").status_code == 200
    assert "title:" in typed(mara.get("/desk/new-article").text)
    for path in ("/desk/new-article", EDIT):
        assert rob.get(path).status_code == 403


def test_a_revision_can_be_read_as_a_role_reads_it_before_readers_get_it(desk, mara, rob, source) -> None:
    site = desk.extensions[KEY]
    for target in ("approved",):
        assert step(rob, target).status_code == 302
    jobs.revise_article(site, SLUG, source.replace("supervised exercise", "any exercise"), by="mara")
    new = mara.get(f"{ARTICLE}/revisions/2?role=doctor").text
    assert "Is any exercise indicated" in new
    assert "once it is approved" in new
    assert "Is supervised exercise indicated" in mara.get(f"/articles/{SLUG}?role=doctor").text
    changes = mara.get(f"{ARTICLE}/changes").text
    assert "<del>supervised</del>" in changes
    assert "<ins>any</ins>" in changes
    assert mara.get(f"{ARTICLE}/revisions/3").status_code == 404
    for target in ("under_review", "approved"):
        step(rob, target)
    assert "not kept" in mara.get(f"{ARTICLE}/revisions/1").text


def test_the_list_is_filtered_by_where_the_review_stands_and_by_words(mara) -> None:
    def found(query: str) -> bool:
        return SLUG in mara.get(f"/desk/articles?{query}").text

    assert found("")
    assert found("status=under_review")
    assert not found("status=approved")
    assert not found("status=due")
    assert found("q=EXERCISE+sclerosis")
    assert not found("q=%25")
    assert found("status=nonsense&q=%00&page=x")
    assert not found("page=2")


def test_the_lists_ask_as_many_questions_for_many_articles_as_for_one(desk, rob, source) -> None:
    asked: list[str] = []
    site = desk.extensions[KEY]
    event.listen(site.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def questions(path: str) -> int:
        asked.clear()
        assert rob.get(path).status_code == 200
        return len(asked)

    few = [questions(path) for path in ("/desk", "/desk/articles")]
    for number in range(3):
        jobs.save_article(site, source.replace(SLUG, f"article-{number}"), by="mara")
    assert [questions(path) for path in ("/desk", "/desk/articles")] == few


def test_differences_are_told_by_line_and_by_word() -> None:
    lines = compared("a\nb one two\nc\nd\ne\nf\n", "a\nb one three\nc\nd\ne\nf\ng\n")
    told = [(line.kind, line.old, line.new, "".join(piece.text for piece in line.pieces)) for line in lines]
    assert told == [
        ("same", 1, 1, "a"),
        ("old", 2, 0, "b one two"),
        ("new", 0, 2, "b one three"),
        ("same", 3, 3, "c"),
        ("same", 4, 4, "d"),
        ("same", 5, 5, "e"),
        ("same", 6, 6, "f"),
        ("new", 0, 7, "g"),
    ]
    assert [piece.text for piece in lines[1].pieces if piece.changed] == ["two"]
    assert compared("a\n", "a\n") == ()
