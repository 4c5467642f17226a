import subprocess
import sys
import threading
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest

from guidance import jobs, publish
from guidance.article import markdown
from guidance.article.characters import LoneSurrogate, TextTooLong
from guidance.article.faults import InvalidArticle
from guidance.plain.audience import UnknownAudience
from guidance.plain.draft import Versions
from guidance.representation import MARKDOWN
from guidance.store import articles, reviews, variants
from guidance.store.articles import NoSuchArticle, SlugTaken
from guidance.store.variants import Outdated

SLUG = "asthma-inhalers"


def status(site) -> str:
    with site.database.reading() as session:
        return articles.get(session, SLUG).status


@pytest.fixture
def saved(site, writer, make_source) -> jobs.Saved:
    return jobs.save_article(site, make_source(), by="test")


def test_a_new_article_is_written_for_everyone_and_published(site, writer, make_source) -> None:
    saved = jobs.create_article(site, make_source(), by="editor", note="first")
    assert (saved.slug, saved.revision, saved.created, saved.changed) == (SLUG, 1, True, True)
    assert writer.written == [audience.id for audience in site.audiences.all]
    with site.database.reading() as session:
        assert len(variants.kept(session, SLUG)) == 8
        assert articles.current(session, SLUG).source == make_source()
        assert articles.current(session, SLUG).created_by == "editor"


def test_the_etag_of_what_was_saved_is_that_of_the_stored_text_as_markdown(site, saved) -> None:
    assert variants.read(site.database, SLUG, "clinician", MARKDOWN).etag == saved.etag


def test_a_slug_that_is_taken_is_refused_before_anything_is_written(site, saved, writer, make_source) -> None:
    writer.written.clear()
    with pytest.raises(SlugTaken):
        jobs.create_article(site, make_source(body="Other words."), by="editor")
    assert writer.written == []


def test_a_document_is_kept_as_its_markdown(site, writer, make_source) -> None:
    document = markdown.parse(make_source())
    jobs.create_article(site, document, by="editor")
    with site.database.reading() as session:
        assert markdown.parse(articles.current(session, SLUG).source) == document


def test_what_was_kept_with_a_code_that_is_refused_today_can_be_put_right(site, writer, make_source) -> None:
    right = make_source()
    document = markdown.parse(right)
    with site.database.writing() as session:
        articles.create(session, document, right.replace("J45.909", "asthma"), by="editor")
        publish.publish(session, site, SLUG, writer.write_all(document, site.audiences.all))
    saved = jobs.revise_article(site, SLUG, right, by="editor")
    assert (saved.revision, saved.changed) == (2, True)


def test_a_changed_text_makes_a_new_revision(site, saved, make_source) -> None:
    again = jobs.revise_article(site, SLUG, make_source(body="Other words [1]."), by="editor")
    assert (again.revision, again.created, again.changed) == (2, False, True)
    assert b"Other words" in variants.read(site.database, SLUG, "patient", MARKDOWN).body


def test_the_same_text_again_changes_nothing_and_writes_nothing(site, saved, writer, make_source) -> None:
    writer.written.clear()
    again = jobs.save_article(site, make_source() + "\n\n", by="test")
    assert again == replace(saved, created=False, changed=False)
    assert writer.written == []


def test_a_text_that_is_sent_moves_no_review(site, writer, make_source) -> None:
    approved = make_source(status="approved")
    jobs.create_article(site, approved, by="editor")
    assert status(site) == "submitted"
    assert jobs.save_article(site, approved, by="ingest").changed is False
    assert status(site) == "submitted"
    jobs.save_article(site, make_source(status="approved", body="Other."), by="ingest")
    with site.database.reading() as session:
        told = [(event.revision, event.to_status, event.by) for event in reviews.events(session, SLUG)]
    assert told == [(1, "submitted", "editor"), (2, "submitted", "ingest")]


def test_an_article_that_was_reviewed_elsewhere_comes_in_as_it_is(site, writer, make_source) -> None:
    jobs.save_article(site, make_source(status="approved", updated="2026-01-20"), by="ingest")
    with site.database.reading() as session:
        article = articles.get(session, SLUG)
    assert (article.status, article.visibility) == ("approved", "approved")
    assert article.review_due == date(2026, 1, 20) + timedelta(days=site.settings.review_days)


def test_any_etag_of_now_is_good_for_a_revision_and_an_old_one_is_not(site, saved, make_source) -> None:
    with site.database.reading() as session:
        some = variants.etags(session, SLUG)["child", "text/html"]
    jobs.revise_article(site, SLUG, make_source(body="Second [1]."), by="a", if_match={"unknown", some})
    for old in ({saved.etag}, {some}, set()):
        with pytest.raises(Outdated):
            jobs.revise_article(site, SLUG, make_source(body="Third [1]."), by="b", if_match=old)
    with site.database.reading() as session:
        assert articles.get(session, SLUG).revision == 2


def test_of_two_who_revise_the_same_version_at_once_one_is_told_to_look_again(
    site, saved, make_source
) -> None:
    outcome: list[str] = []

    def revise(body: str) -> None:
        try:
            source = make_source(body=body)
            jobs.revise_article(site, SLUG, source, by="a", if_match={saved.etag})
            outcome.append("kept")
        except Outdated as error:
            outcome.append(error.code)

    threads = [threading.Thread(target=revise, args=(f"Words {number} [1].",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["kept", "outdated", "outdated"]


def test_a_text_for_another_slug_is_refused(site, saved, make_source) -> None:
    with pytest.raises(jobs.SlugMismatch):
        jobs.revise_article(site, SLUG, make_source("gout"), by="a")


def test_an_article_that_is_not_there_cannot_be_revised(site, writer, make_source) -> None:
    with pytest.raises(NoSuchArticle):
        jobs.revise_article(site, SLUG, make_source(), by="a")


def test_a_faulty_text_keeps_nothing(open_site, writer) -> None:
    with pytest.raises(InvalidArticle):
        jobs.create_article(open_site, "no front matter", by="a")
    with open_site.database.reading() as session:
        assert articles.slugs(session) == ()


def test_a_fault_in_writing_keeps_nothing(open_site, writer, make_source) -> None:
    with pytest.raises(RuntimeError):
        jobs.create_article(open_site, make_source(body="explode"), by="a")
    with open_site.database.reading() as session:
        assert articles.slugs(session) == ()


def test_a_text_over_the_limit_of_the_site_is_refused(open_site, writer, make_source) -> None:
    small = replace(open_site, settings=replace(open_site.settings, max_text=50))
    for ask in (
        lambda: jobs.create_article(small, make_source(), by="a"),
        lambda: jobs.rewrite_text(small, "word " * 11, "patient"),
        lambda: jobs.check_text(small, "word " * 11, "patient"),
    ):
        with pytest.raises(TextTooLong, match="50 are the limit"):
            ask()


def test_rendering_writes_only_what_other_versions_wrote(open_site, writer, make_source) -> None:
    jobs.save_article(open_site, make_source("a"), by="t")
    jobs.save_article(open_site, make_source("b"), by="t")
    writer.written.clear()
    assert jobs.render_articles(open_site) == ()
    assert writer.written == []

    writer.versions = Versions("lexicon-2", "rules-1", "model-1")
    told: list[str] = []
    assert jobs.render_articles(open_site, progress=told.append) == ("a", "b")
    assert told == ["a", "b"]
    assert len(writer.written) == 16
    with open_site.database.reading() as session:
        assert {one.lexicon_version for one in variants.kept(session, "a")} == {"lexicon-2"}


def test_rendering_writes_what_is_named_in_any_case(open_site, writer, make_source) -> None:
    jobs.save_article(open_site, make_source("a"), by="t")
    jobs.save_article(open_site, make_source("b"), by="t")
    writer.written.clear()
    assert jobs.render_articles(open_site, ["b"]) == ("b",)
    assert len(writer.written) == 8
    with pytest.raises(NoSuchArticle):
        jobs.render_articles(open_site, ["c"])


def test_rendering_makes_what_is_served_anew_where_the_site_has_changed(
    open_site, writer, make_source
) -> None:
    jobs.save_article(open_site, make_source(), by="t")
    writer.written.clear()
    moved = replace(open_site, settings=replace(open_site.settings, editorial_policy_url="/policy"))
    assert jobs.render_articles(moved) == (SLUG,)
    assert jobs.render_articles(moved) == ()
    assert writer.written == []


def test_a_rewritten_text_comes_with_its_account(open_site, writer) -> None:
    account = jobs.rewrite_text(open_site, "First words.\n\nSecond *words*.", "patient")
    assert list(account) == [
        "audience",
        "title",
        "text",
        "markdown",
        "blocks",
        "sentences",
        "glossary",
        "omissions",
        "readability",
        "versions",
    ]
    assert account["text"].strip() == "First words.\n\nSecond *words*."
    assert account["sentences"][0]["edits"][0]["rule"] == "general-words"


def test_markdown_can_be_rewritten_with_or_without_front_matter(open_site, writer, make_source) -> None:
    bare = jobs.rewrite_text(open_site, "## Head\n\n*Words*.", "clinician", is_markdown=True)
    assert [block["type"] for block in bare["blocks"]] == ["heading", "paragraph"]
    article = jobs.rewrite_text(open_site, make_source(), "clinician", is_markdown=True)
    assert article["title"] == "Which inhaler suits adults with asthma?"


def test_a_check_reports_the_text_as_it_stands(open_site, writer) -> None:
    report = jobs.check_text(open_site, "Three plain words.", "teen")
    assert (report["audience"], report["passed"], report["words"]) == ("teen", True, 3)
    assert writer.written == []


@pytest.mark.parametrize("ask", [jobs.rewrite_text, jobs.check_text])
def test_texts_and_audiences_that_cannot_be_are_refused(open_site, writer, ask) -> None:
    with pytest.raises(UnknownAudience):
        ask(open_site, "Words.", "grandmaster")
    with pytest.raises(LoneSurrogate):
        ask(open_site, "half \ud800", "patient")


def test_the_writer_is_loaded_once_and_keeps_numbers_and_negations(open_site) -> None:
    account = jobs.rewrite_text(open_site, "Dyspnoea did not improve in 12 of 40 adults.", "patient")
    (sentence,) = account["sentences"]
    told = " ".join(sentence["output"])
    assert sentence["source"] == "Dyspnoea did not improve in 12 of 40 adults."
    assert "12" in told
    assert "40" in told
    assert "not" in told
    assert account["text"].strip() == told
    with jobs.at_work(open_site) as first, jobs.at_work(open_site) as second:
        assert first is second
        assert asdict(first.versions) == account["versions"]


def test_a_process_that_only_serves_never_loads_the_language_side(
    sqlite_url, open_site, writer, make_source
) -> None:
    jobs.save_article(open_site, make_source(), by="t")
    code = f"""
import sys
from guidance.app import create_app
from guidance.settings import Settings
client = create_app(Settings(database_url={sqlite_url!r})).test_client()
for path in ("/v1/articles/{SLUG}?role=patient", "/v1/articles?role=child", "/v1/roles", "/healthz"):
    assert client.get(path).status_code == 200, path
heavy = {{"spacy", "textstat", "lemminflect", "numpy", "thinc", "alembic", "guidance.plain.writer"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
