"""What the page of an article says, and how little it costs to ask for it again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance.representation import PARTS
from guidance.store import variants
from guidance.web.current import KEY

ARTICLE = "/articles/exercise-multiple-sclerosis"

type MakeSite = Callable[..., Flask]


def words(html: str) -> str:
    """The page as one line of words."""
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_the_page_says_whose_words_these_are_and_where_its_review_stands(client: FlaskClient) -> None:
    page = client.get(f"{ARTICLE}?role=child").text
    assert "<h1>Is exercise good for people with MS?</h1>" in page
    said = words(page)
    for line in (
        "Under review by Medical Advisory Board",
        "Last updated 20 January 2026",
        "Our experts are still checking this page.",
        "Which best describes you?",
        "Now written for: Children aged 7 to 11",
        "You told us: “A child (7 to 11 years)”. So you are reading the version for children aged 7 to 11.",
        "Ask a grown-up if there is something you do not understand.",
        "A doctor or nurse can. Do not start or stop a medicine on your own.",
        "This version leaves out: How much of a medicine is taken",
        "School grade (Flesch–Kincaid) 4.6 5 or less (met)",
    ):
        assert line in said
    assert '<time datetime="2026-01-20">' in page
    assert 'href="/editorial-policy">Editorial policy</a>' in page


def test_the_step_that_the_review_has_come_to_is_marked(client: FlaskClient) -> None:
    page = client.get(ARTICLE).text
    [current] = re.findall(r'<li class="current" aria-current="step">(.*?)</li>', page, re.DOTALL)
    assert words(current).startswith("Under review")
    [listed] = re.findall(r'<ol class="steps">(.*?)</ol>', page, re.DOTALL)
    assert re.findall("Submitted|Under review|Approved", listed) == ["Submitted", "Under review", "Approved"]


def test_an_approved_article_has_no_notice_and_names_who_reviewed_it(
    make_site: MakeSite, clinician_source: str
) -> None:
    approved = clinician_source.replace("under_review", "approved")
    page = make_site(source=approved, review_days=0).test_client().get(ARTICLE)
    assert "Reviewed by Medical Advisory Board" in words(page.text)
    assert "notice" not in page.text
    assert page.headers["Cache-Control"] == "public, max-age=600, must-revalidate"


def test_the_reader_who_does_not_say_gets_what_the_site_shows_first(client: FlaskClient) -> None:
    for path in (ARTICLE, f"{ARTICLE}?role="):
        page = client.get(path).text
        assert "Does exercise help with MS?" in page
        assert "You have not told us who you are" in page
        assert " selected" not in page


def test_a_version_that_is_held_back_is_replaced_and_the_page_says_so(make_site: MakeSite) -> None:
    said = words(make_site(withheld=("child",)).test_client().get(f"{ARTICLE}?role=child").text)
    assert "Now written for: Patients" in said
    assert "The page for children is not ready yet." in said
    assert "The version for children aged 7 to 11 has not passed our check for easy reading" in said
    assert "Do not start or stop a medicine on your own." in said


def test_every_link_within_the_page_leads_somewhere(client: FlaskClient) -> None:
    for role in ("patient", "doctor"):
        page = client.get(f"{ARTICLE}?role={role}").text
        ids = re.findall(r'\bid="([^"]*)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


def test_citations_lead_to_the_sources_and_back(client: FlaskClient) -> None:
    page = client.get(ARTICLE).text
    assert 'href="#ref-2" id="cite-2"' in page
    assert '<li id="ref-2"' in page
    assert 'href="#cite-2"' in page


def test_a_term_leads_to_its_meaning_and_back_to_its_first_place(client: FlaskClient) -> None:
    page = client.get(ARTICLE).text
    assert page.count('href="#term-spasticity"') == 2
    assert page.count('id="used-spasticity"') == 1
    assert page.count('href="#used-spasticity"') == 1
    assert "#used-gait" not in page, "a word that the text does not use has no way back"


def test_what_an_author_wrote_stays_text(make_site: MakeSite, clinician_source: str) -> None:
    hostile = '<script>alert("x")</script>'
    escaped = hostile.replace("<", "\\<")
    source = clinician_source.replace("Spasticity should", f"{escaped} Spasticity should")
    page = make_site(source=source).test_client().get(f"{ARTICLE}?role=doctor").text
    assert "&lt;script&gt;alert(" in page
    assert hostile not in page


def test_the_page_has_no_script_or_style_of_its_own(client: FlaskClient) -> None:
    answer = client.get(ARTICLE)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", answer.text)


def test_a_browser_that_has_the_page_is_told_so_without_the_body_being_fetched(
    client: FlaskClient, trace: Any
) -> None:
    first = client.get(ARTICLE)
    with trace(client.application.extensions[KEY].database) as asked:
        again = client.get(ARTICLE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert len(asked) == 1
    assert client.get(ARTICLE, headers={"If-None-Match": "*"}).status_code == 304


@pytest.mark.parametrize("known", ['"something else"', "%s.0123456789ab", 'W/""', "%s"])
def test_what_the_browser_has_of_another_text_or_look_is_sent_anew(client: FlaskClient, known: str) -> None:
    site = client.application.extensions[KEY]
    stored = variants.read(site.database, "exercise-multiple-sclerosis", "patient", PARTS)
    assert stored is not None
    tag = known if '"' in known else f'"{known % stored.etag}"'
    assert client.get(ARTICLE, headers={"If-None-Match": tag}).status_code == 200


def test_the_page_changes_its_etag_with_the_name_of_the_site(make_site: MakeSite) -> None:
    one = make_site().test_client().get(ARTICLE)
    other = make_site(source="", site_name="Ward pages").test_client().get(ARTICLE)
    assert "Ward pages" in other.text
    assert one.headers["ETag"] != other.headers["ETag"]


def test_where_reading_needs_a_key_so_does_the_page(make_site: MakeSite) -> None:
    answer = make_site(reading="key").test_client().get(ARTICLE)
    assert (answer.status_code, answer.mimetype) == (401, "text/html")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "MS" not in answer.text
