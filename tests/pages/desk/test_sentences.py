"""Sentence editing at the desk, with the real writer: as forms, and in Chromium as an editor works."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from test_desk_accessibility import free_of_violations

from guidance import jobs
from guidance.plain.writer import Writer
from guidance.store import audit, people
from guidance.web.current import KEY

SOURCE = (Path(__file__).parent / "editing.md").read_text(encoding="utf-8")
HERE = "/desk/articles/knee-replacement-exercise/sentences"
PAGE = f"{HERE}/patient"
HARD = "Multifactorial pathophysiological heterogeneity characterises musculoskeletal rehabilitation. "
PASSWORD = "correct horse battery"
GOOD = "Exercise soon after the operation may ease pain in adults [1]."
BAD = "Exercise soon after the operation eases pain in adults [1]."


@pytest.fixture
def desk(desk: Flask, real_writer: Writer, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The desk with one more article, which was really written."""
    monkeypatch.setattr(jobs, "_writer", lambda *_: real_writer)
    jobs.save_article(desk.extensions[KEY], SOURCE, by="test")
    return desk


def hidden(client: FlaskClient, name: str = "s2", page: str = PAGE) -> dict[str, str]:
    """What the form of a sentence sends along."""
    form = re.search(rf'id="{name}".*?<form method="post".*?</form>', client.get(page).text, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'name="(etag|key)" value="([^"]*)"', form[0]))


def send(client: FlaskClient, wording: str, do: str = "keep", *, name: str = "s2", **more: str):
    fields = hidden(client, name) | {"wording": wording, "do": do} | more
    return client.submit(f"{PAGE}/{name}", page=PAGE, **fields)


def test_the_page_shows_source_and_variant_with_grades_edits_and_words(signed_in) -> None:
    page = signed_in("editor").get(PAGE).text
    assert "Early physiotherapy may reduce postoperative pain in adults [1]." in page
    assert "physio (physiotherapy)" in page
    assert "is a hard word with a plainer one" in page
    assert "over the limit of 8" in page
    assert "The words that cost most: physiotherapy" in page
    assert page.count('class="pair') == 10
    assert 0 < signed_in("editor").get(f"{PAGE}?show=hard").text.count('class="pair') < 10
    assert "There is no such sentence" in signed_in("editor").get(f"{PAGE}?show=worded").text


def test_the_page_leads_to_the_audience_that_most_read_and_to_no_other_than_there_is(signed_in) -> None:
    client = signed_in("editor")
    assert client.get(HERE).location == PAGE
    assert client.get(f"{HERE}/nobody").status_code == 404
    assert client.get(f"{HERE}/clinician").status_code == 404
    assert client.get("/desk/articles/nothing/sentences/patient").status_code == 404


def test_an_editor_keeps_a_wording_that_no_guard_objects_to(signed_in) -> None:
    client = signed_in("editor", username="mara")
    answer = send(client, GOOD)
    assert (answer.status_code, answer.location) == (302, f"{PAGE}#s2")
    page = client.get(PAGE).text
    assert "worded by mara" in page
    assert page.count(GOOD) >= 2
    read = client.get("/articles/knee-replacement-exercise?role=patient").text
    assert "Exercise soon after the operation may ease pain in adults" in read


def test_a_wording_that_is_refused_comes_back_with_the_findings_and_all_that_was_typed(signed_in) -> None:
    answer = send(signed_in("editor"), BAD, why="It does.")
    assert answer.status_code == 422
    for text in (BAD, 'value="It does."', "Modality</strong>", "Certainty</strong>", "was not kept"):
        assert text in answer.text
    assert "Set the objections" not in answer.text


def test_only_a_reviewer_sets_objections_aside_and_the_log_tells(signed_in, desk) -> None:
    assert send(signed_in("editor"), BAD, why="It does.", override="on").status_code == 403
    reviewer = signed_in("editor", "reviewer", username="rene")
    assert send(reviewer, BAD, override="on").status_code == 422
    assert send(reviewer, BAD, why="Table 2 leaves no doubt.", override="on").status_code == 302
    page = reviewer.get(PAGE).text
    assert "Set aside by the reviewer" in page
    assert "Table 2 leaves no doubt." in page
    with desk.extensions[KEY].database.reading() as session:
        [entry] = [one for one in audit._entries(session) if one.action == "wording.overridden"]
    assert (entry.by, entry.details["why"]) == ("rene", "Table 2 leaves no doubt.")


def test_a_wording_is_checked_without_being_kept(signed_in) -> None:
    client = signed_in("editor")
    answer = send(client, BAD, "check")
    assert answer.status_code == 200
    assert "guards object" in answer.text
    assert BAD in answer.text
    assert "No guard objects" in send(client, GOOD, "check").text
    assert "worded by" not in client.get(PAGE).text


def test_a_sentence_goes_back_to_the_rules(signed_in) -> None:
    client = signed_in("editor")
    send(client, GOOD)
    assert send(client, "", "back").status_code == 302
    assert "worded by" not in client.get(PAGE).text


def test_who_was_slower_gets_both_texts_and_may_still_keep_theirs(signed_in) -> None:
    first, second = signed_in("editor", username="mara"), signed_in("editor", username="noor")
    opened = hidden(second)
    send(first, GOOD)
    mine = "To exercise soon may ease the pain after the operation in adults [1]."
    answer = send(second, mine, **opened)
    assert answer.status_code == 412
    for text in ("Somebody was quicker", GOOD, "Kept by mara", mine):
        assert text in answer.text
    again = dict(re.findall(r'name="(etag|key)" value="([^"]*)"', answer.text))
    assert send(second, mine, **again).status_code == 302
    assert "worded by noor" in second.get(PAGE).text


def test_a_wording_for_a_sentence_that_moved_away_is_not_lost(signed_in, desk) -> None:
    client = signed_in("editor")
    opened = hidden(client, "s9")
    token = client.token(PAGE)
    changed = SOURCE.split("- Begin")[0]
    jobs.save_article(desk.extensions[KEY], changed, by="anna")
    sent = {**opened, "wording": "Nobody knows yet.", "do": "keep", "csrf_token": token}
    answer = client.post(f"{PAGE}/s9", data=sent)
    assert answer.status_code in (404, 412)
    assert "Nobody knows yet." in answer.text
    assert "Another sentence stands in that place now" in answer.text


def test_a_wording_whose_source_changed_is_shown_beside_both_sources(signed_in, desk) -> None:
    client = signed_in("editor")
    send(client, GOOD)
    jobs.save_article(desk.extensions[KEY], SOURCE.replace("may reduce", "probably reduces"), by="anna")
    page = client.get(PAGE).text
    assert "The source changed: look again" in page
    assert "probably reduces postoperative pain" in page
    assert page.count("may reduce postoperative pain") == 1
    assert f">{GOOD}</textarea>" in page
    name = re.search(r'<li id="(w\d+)"', page)[1]
    etag = re.search(rf'<li id="{name}".*?name="etag" value="([^"]*)"', page, re.DOTALL)[1]
    assert client.submit(f"{PAGE}/{name}", page=PAGE, do="back", etag=etag).status_code == 302
    assert "look again" not in client.get(PAGE).text


def test_a_reviewer_accepts_a_withheld_variant(signed_in, desk) -> None:
    path = f"{HERE}/child"
    jobs.save_article(desk.extensions[KEY], f"{SOURCE}\n{HARD * 4}\n", by="anna")
    assert "Accept it as it is" not in signed_in("editor").get(path).text
    client = signed_in("reviewer", username="rene")
    page = client.get(path).text
    assert "Withheld" in page
    etag = re.search(r'class="acceptance".*?name="etag" value="([^"]*)"', page, re.DOTALL)[1]
    sent = {"do": "accept", "why": "They like it.", "etag": etag}
    assert signed_in("editor").submit(f"{path}/acceptance", page=PAGE, **sent).status_code == 403
    assert client.submit(f"{path}/acceptance", page=path, **sent).status_code == 302
    page = client.get(path).text
    assert "They like it." in page
    assert "Withhold it again" in page


def test_script_that_somebody_typed_is_only_text(signed_in) -> None:
    client = signed_in("editor", "reviewer")
    script = "<script>alert(1)</script>"
    answer = send(client, f"{script} [1].", why=script, override="on")
    assert answer.status_code == 422
    assert script not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    kept = send(client, f"{GOOD[:-5]} \\<script>x\\</script> [1].", why=script, override="on")
    assert kept.status_code == 302
    page = client.get(PAGE).text
    assert "<script>x" not in page
    assert script not in page
    assert "&lt;script&gt;x" in page


def test_who_is_neither_editor_nor_reviewer_looks_on(signed_in) -> None:
    client = signed_in("admin")
    assert "Word it yourself" not in client.get(PAGE).text
    answer = client.submit(f"{PAGE}/s2", wording=GOOD, do="keep")
    assert answer.status_code == 403


@pytest.fixture(scope="module")
def served(serve, real_writer: Writer) -> Iterator[object]:
    """The service over HTTP, with the article really written."""
    with serve() as found, pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_writer", lambda *_: real_writer)
        jobs.save_article(found.app.extensions[KEY], SOURCE, by="test")
        yield found


@pytest.fixture
def at_work(served, browser: Browser, usernames: Callable[[], str]) -> Iterator[Callable[..., Page]]:
    """A page in Chromium, signed in with those roles."""
    app, address = served
    contexts = []

    def open_page(*roles: str, path: str = PAGE, **options: object) -> Page:
        with app.extensions[KEY].database.writing() as session:
            made = people.create(session, usernames(), "Mara Example", roles, password=PASSWORD)
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/desk/sign-in")
        page.get_by_label("Username").fill(made.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk")
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_an_editor_types_a_wording_sees_it_checked_and_keeps_it_by_keyboard(at_work) -> None:
    page = at_work("editor")
    sentence = page.locator("#s4")
    sentence.get_by_text("Word it yourself").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    wording = sentence.get_by_label("Your wording")
    expect(wording).to_be_focused()
    expect(wording).to_have_value(re.compile(r"_active_ bleeding"))
    wording.fill("People who are bleeding should take anticoagulants.")
    expect(sentence.locator(".objections")).to_contain_text("“not” (negation) was lost")
    wording.fill("People who are bleeding should not take anticoagulants.")
    expect(sentence.locator(".verdict")).to_contain_text("No guard objects")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your wording is kept")
    expect(page.locator("#s4 .said p").first).to_have_text(
        "People who are bleeding should not take anticoagulants."
    )
    free_of_violations(page)


def test_an_editor_without_script_checks_by_the_button(at_work) -> None:
    page = at_work("editor", java_script_enabled=False)
    page.locator("#s3 .wording summary").click()
    page.locator("#s3").get_by_label("Your wording").fill("It raises the risk of falls [2].")
    page.locator("#s3").get_by_role("button", name="Check it").click()
    expect(page.locator("#s3 .objections")).to_contain_text("Negation")
    expect(page.locator("#s3 textarea")).to_have_value("It raises the risk of falls [2].")


def test_the_page_of_a_conflict_is_clean_and_keeps_both_texts(at_work) -> None:
    first, second = at_work("editor"), at_work("editor", "reviewer")
    mine = "Exercise early may ease pain after surgery in adults [1]."
    for page, text in ((first, GOOD), (second, mine)):
        page.locator("#s2 .wording summary").click()
        page.locator("#s2").get_by_label("Your wording").fill(text)
    for page in (first, second):
        page.locator("#s2").get_by_role("button", name="Keep it").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Somebody was quicker")
    expect(second.get_by_text(GOOD)).to_be_visible()
    expect(second.locator("textarea")).to_have_value(
        "Exercise early may ease pain after surgery in adults [1]."
    )
    free_of_violations(second)


def test_a_check_that_fails_keeps_what_was_typed(at_work) -> None:
    page = at_work("editor")
    page.route("**/sentences/patient/s3", lambda route: route.abort())
    page.locator("#s3 .wording summary").click()
    area = page.locator("#s3").get_by_label("Your wording")
    area.fill("It does not raise the risk of a fall [2].")
    expect(page.locator("#s3 .findings")).to_contain_text("could not be checked")
    expect(area).to_have_value("It does not raise the risk of a fall [2].")
