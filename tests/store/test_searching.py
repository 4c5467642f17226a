"""A search finds the same on every database, and only what its reader may read."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from guidance import indexing
from guidance.article import markdown, render
from guidance.searching import Asked, Results, search
from guidance.site import OpenSite
from guidance.store import articles, cursors, reviews, search_index, variant_sets
from guidance.store.cursors import BadCursor
from guidance.store.steps import Actor
from guidance.store.tables import SearchRow, SearchTextRow, SearchWordRow
from guidance.store.variants import Shown, Variant

AT = datetime(2026, 2, 1, tzinfo=UTC)
REVIEWER = Actor("rob", frozenset({"reviewer"}))

type Keep = Callable[..., None]


@pytest.fixture
def keep(site: OpenSite, make_document) -> Keep:
    """Keep an article; what its audiences read is given as (title, Markdown) by audience, or for patients."""

    def keep(
        slug: str,
        title: str = "",
        body: str = "Nothing of note.",
        *,
        readers: dict[str, tuple[str, str]] | None = None,
        served: dict[str, str] | None = None,
        again: bool = False,
        **meta,
    ) -> None:
        readers = readers or {"patient": (title or slug, body)}
        with site.database.writing() as session:
            document = make_document(slug, **{"updated": date(2026, 1, 20), **meta})
            kept = (articles.revise if again else articles.create)(session, document, "source", by="test")
            pairs = []
            for audience, (own, words) in readers.items():
                blocks = markdown.parse_body(words)
                whose = (served or {}).get(audience, audience)
                variant = Variant(
                    *(audience, own, list(render.to_json(blocks)), [], [], {}, [], True, False),
                    *(whose, None, "l", "r", "m"),
                )
                pairs.append((variant, Shown(readers[whose][0], render.to_text(blocks), ())))
            variant_sets.replace(session, slug, pairs, at=AT)
            numbers = {kept.number, articles.get(session, slug).served or kept.number}
            indexing.index(session, slug, sorted(numbers))

    return keep


@pytest.fixture
def find(site: OpenSite) -> Callable[..., Results]:
    def find(q: str, *, limit: int = 20, cursor: str | None = None, **asked) -> Results:
        with site.database.reading() as session:
            return search(
                site, session, Asked(q, **{"audience": "patient", **asked}), limit=limit, cursor=cursor
            )

    return find


def slugs(found: Results) -> list[str]:
    return [item.slug for item in found.items]


def marked(found: Results) -> list[list[str]]:
    return [[item.snippet.text[a:b] for a, b in item.snippet.marks] for item in found.items]


def test_words_are_found_in_any_form_and_spelling(keep: Keep, find) -> None:
    keep("ms", "Tight muscles in MS", "Stretching helps a tight muscle.")
    keep("gut", "Diarrhoea in children", "Fluids come first.")
    assert slugs(find("TIGHT muscle")) == ["ms"]
    assert slugs(find("muscles, tight")) == ["ms"]
    assert slugs(find("stretches")) == ["ms"]
    assert slugs(find("diarrhea child")) == ["gut"]
    assert slugs(find("muscles in children")) == []


def test_everyday_words_find_what_only_has_the_clinical_one_and_the_other_way_round(keep: Keep, find) -> None:
    keep("plain", "Moving well", "Tight muscles can hurt.")
    keep("hard", "Moving well too", "Spasticity can hurt.")
    keep("apart", "Muscles", "Tight shoes hurt your feet, and muscles rest.")
    found = find("tight muscles")
    assert slugs(found) == ["plain", "apart", "hard"]
    assert [item.exact for item in found.items] == [True, True, False]
    found = find("spasticity")
    assert slugs(found) == ["hard", "plain"]
    assert "tight muscles" in found.also
    assert marked(found) == [["Spasticity"], ["Tight muscles"]]


def test_abbreviations_and_their_readings_find_each_other(keep: Keep, find) -> None:
    keep("long", "Multiple sclerosis", "A disease of nerves.")
    keep("short", "Life with MS", "A disease of nerves.")
    assert slugs(find("MS")) == ["short", "long"]
    assert slugs(find("multiple sclerosis")) == ["long", "short"]


def test_the_title_counts_most_then_what_a_text_is_about_then_the_rest(keep: Keep, find) -> None:
    keep("mention", "Rest", "Sleep well. Eat well. Gout is rare here.", updated=date(2026, 3, 1))
    keep("about", "Joints", "## Gout\n\nIt hurts.", updated=date(2026, 2, 1))
    keep("title", "What is gout?", "It hurts.", updated=date(2026, 1, 1))
    assert slugs(find("gout")) == ["title", "about", "mention"]


def test_words_side_by_side_come_before_words_apart(keep: Keep, find) -> None:
    keep("apart", "A", "Pressure falls. The knee joint is not in the blood.", updated=date(2026, 3, 1))
    keep("beside", "B", "The blood pressure falls in the knee.", updated=date(2026, 2, 1))
    assert slugs(find("blood pressure")) == ["beside", "apart"]


def test_among_equals_the_last_updated_comes_first_and_slugs_settle_a_tie(keep: Keep, find) -> None:
    keep("b", "Gout", updated=date(2026, 1, 1))
    keep("a", "Gout", updated=date(2026, 1, 1))
    keep("c", "Gout", updated=date(2026, 3, 1))
    assert slugs(find("gout")) == ["c", "a", "b"]


def test_a_search_looks_at_what_its_audience_reads(keep: Keep, find) -> None:
    keep("ms", readers={"patient": ("Tight calves", "Plain."), "clinician": ("Hypertonia", "Hard.")})
    assert slugs(find("calves")) == ["ms"]
    assert slugs(find("calves", audience="clinician")) == []
    assert [item.title for item in find("hard", audience="clinician").items] == ["Hypertonia"]
    assert slugs(find("calves", audience="child")) == []


def test_readers_who_are_served_another_audience_find_its_words(keep: Keep, find) -> None:
    texts = {"patient": ("Tight calves", "Plain."), "clinician": ("Hypertonia", "Hard.")}
    keep("ms", readers=texts, served={"patient": "clinician"})
    assert slugs(find("calves")) == []
    (item,) = find("hypertonia").items
    assert (item.title, item.served_audience, item.snippet.text) == ("Hypertonia", "clinician", "Hard.")


def test_a_topic_is_a_specialty_in_any_case(keep: Keep, find) -> None:
    keep("heart", "Rest", specialty="Cardiology & more")
    keep("lung", "Rest")
    assert slugs(find("rest", topic="cardiology & MORE")) == ["heart"]
    assert slugs(find("rest", topic="cardiology")) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hipertension", "hypertension"),
        ("spastcity", "spasticity"),
        ("pneumnoia", "pneumonia"),
        ("diarhoea", "diarrhoea"),
        ("gotu", "gout"),
    ],
)
def test_a_misspelt_word_is_put_right_and_said(keep: Keep, find, typed: str, meant: str) -> None:
    keep("one", f"Living with {meant}")
    keep("other", "Something else")
    found = find(f"living with {typed}")
    assert slugs(found) == ["one"]
    assert (found.searched_for, found.corrected) == (f"living with {meant}", ((typed, meant),))


def test_a_misspelt_name_of_the_lexicon_leads_to_the_other_name(keep: Keep, find) -> None:
    keep("plain", "Moving", "Tight muscles can hurt.")
    found = find("spasticty")
    assert slugs(found) == ["plain"]
    assert found.corrected == (("spasticty", "spasticity"),)


def test_of_guesses_as_near_the_more_frequent_one_counts(keep: Keep, find) -> None:
    keep("one", "Pain in the knee")
    keep("two", "Pain in the foot")
    keep("three", "A pill for the night")
    assert find("paon").corrected == (("paon", "pain"),)


def test_a_word_that_is_nowhere_is_left_out_and_said(keep: Keep, find) -> None:
    keep("one", "Gout in the foot")
    found = find("gout zorbaxifen foot")
    assert slugs(found) == ["one"]
    assert found.left_out == ("zorbaxifen",)
    assert slugs(find("zorbaxifen")) == []


def test_of_three_words_one_may_be_missing_if_nothing_has_all(keep: Keep, find) -> None:
    keep("one", "Gout in the foot")
    keep("two", "Swimming")
    found = find("gout foot swimming")
    assert (slugs(found), found.complete) == (["one"], False)
    assert slugs(find("gout swimming")) == []


def test_common_words_alone_find_nothing_and_say_so(keep: Keep, find) -> None:
    keep("one", "What is it?")
    assert find("what is it?") == Results((), None, "", (), (), (), complete=True)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
@pytest.mark.parametrize("q", ["gout", "gotu", "gout foot swim"])
def test_pages_follow_one_another_without_gaps_or_repeats(keep: Keep, find, limit: int, q: str) -> None:
    for number in range(7):
        place = ("Gout of the foot", "x") if number % 2 else ("Foot", "## Gout\n\nIt hurts.")
        keep(f"article-{number}", *place, updated=date(2026, 1, 1 + number % 3))
    pages, cursor = [], None
    while True:
        page = find(q, limit=limit, cursor=cursor)
        assert len(page.items) <= limit
        pages += slugs(page)
        if page.next is None:
            break
        cursor = page.next
    assert pages == slugs(find(q, limit=100))
    assert len(set(pages)) == 7


BAD_PLACES = (
    ("a", "b"),
    ("strict x 2026-01-01", "b"),
    ("strict 0 x", "b"),
    ("wild 0 2026-01-01", "b"),
    ("strict 0 2026-01-01", "\0"),
    ("strict -1 2026-01-01", "b"),
)


@pytest.mark.parametrize("cursor", ["x", "", "é", *map(cursors.write, BAD_PLACES)])
def test_a_cursor_that_no_search_gave_out_is_refused(find, cursor: str) -> None:
    with pytest.raises(BadCursor):
        find("gout", cursor=cursor)


def test_a_cursor_beyond_the_end_finds_nothing(keep: Keep, find) -> None:
    keep("one", "Gout")
    assert slugs(find("gout", cursor=cursors.write(("strict 99999999999 2026-01-01", "b")))) == []


def test_what_is_not_approved_is_found_only_by_those_who_may_see_it(site, keep: Keep, find) -> None:
    keep("pending", "Gout")
    keep("draft", "Gout", status="draft")
    keep("good", "Gout", status="approved")
    assert slugs(find("gout")) == ["good", "pending"]
    assert slugs(find("gout", approved_only=True)) == ["good"]


def test_a_word_of_a_hidden_text_is_no_guess(keep: Keep, find) -> None:
    keep("draft", "Zorbaxifen", status="draft")
    keep("pending", "Quibblezine")
    assert find("zorbaxifin").corrected == ()
    assert find("quibblezyne").corrected == (("quibblezyne", "quibblezine"),)
    assert find("quibblezyne", approved_only=True).corrected == ()


def test_while_a_newer_revision_is_reviewed_the_approved_words_are_found(site, keep: Keep, find) -> None:
    keep("a", "Gout", status="approved")
    keep("a", "Podagra", again=True)
    assert slugs(find("gout")) == ["a"]
    assert slugs(find("podagra")) == []
    with site.database.writing() as session:
        reviews.take(session, "a", "under_review", actor=REVIEWER)
        reviews.take(session, "a", "approved", actor=REVIEWER)
    assert slugs(find("podagra")) == ["a"]
    assert slugs(find("gout")) == []


def test_what_is_withdrawn_is_found_no_more(site, keep: Keep, find) -> None:
    keep("a", "Gout", status="approved")
    with site.database.writing() as session:
        reviews.take(session, "a", "withdrawn", actor=REVIEWER, why="wrong")
    assert slugs(find("gout")) == []


def test_texts_go_with_their_variants_and_come_anew(site, keep: Keep, find) -> None:
    keep("a", "Gout")
    for title in ("Podagra", "Arthritis", "Tophi"):
        keep("a", title, again=True)
    assert slugs(find("gout")) == slugs(find("podagra")) == slugs(find("arthritis")) == []
    assert slugs(find("tophi")) == ["a"]
    with site.database.reading() as session:
        assert len(session.scalars(select(SearchRow.id)).all()) == 1
        assert len(session.scalars(select(SearchTextRow.id)).all()) == 1


def test_indexing_anew_changes_nothing_that_is_found(site, keep: Keep, find) -> None:
    keep("a", "Gout")
    before = find("gout")
    with site.database.writing() as session:
        assert not indexing.index(session, "a", [1])
        assert indexing.index(session, "a", [1], anew=True)
    assert find("gout") == before
    if site.database.engine.dialect.name == "sqlite":
        with site.database.writing() as session:
            session.execute(text("insert into search_index(search_index) values ('integrity-check')"))


def test_a_word_seen_in_more_texts_counts_more(site, keep: Keep) -> None:
    keep("a", "Gout")
    keep("b", "Gout")
    with site.database.reading() as session:
        rows = dict(session.execute(select(SearchWordRow.word, SearchWordRow.seen)).tuples().all())
    assert (rows["gout"], rows["note"]) == (2, 2)


def test_a_snippet_shows_the_passage_with_most_of_what_was_asked(keep: Keep, find) -> None:
    body = "Rest first. " * 30 + "\n\n- Gout hurts.\n- A swollen toe means gout.\n\n" + "Then walk. " * 30
    keep("a", "Feet", body)
    (item,) = find("gout toe").items
    assert item.snippet.text == "A swollen toe means gout."
    assert [item.snippet.text[a:b] for a, b in item.snippet.marks] == ["toe", "gout"]
    assert item.title_marks == ()


HOSTILE = [
    '"',
    "'",
    "gout'",
    '"gout" OR "x',
    "gout NEAR(x, 5)",
    "gout AND NOT",
    "title:gout",
    "* OR 1=1",
    "gout*",
    "gout:*",
    "gout <-> x",
    "'; drop table search_text; --",
    "\\",
    "(((((",
    "§patient",
    "▸gout",
    "0¦gout",
    "!!!",
    "🫀🫁",
    "مرض السكري",
    "\u202egout",
    "糖尿病",
    "a\u0300\u0301" * 50,
    "gout\0foot",
    "\ud800gout",
    "x" * 10_000,
    "gout " * 2_000,
    "½ ² ﬁ ß İ",
    "%_%",
]


@pytest.mark.parametrize("q", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_means_anything_but_words(keep: Keep, find, q: str) -> None:
    keep("a", "Gout")
    found = find(q)
    assert slugs(found) in (["a"], [])
    assert ("gout" in q) <= (slugs(found) == ["a"] or found.searched_for != "")


def test_no_query_raises(site, keep: Keep, find) -> None:
    keep("a", "Gout", "Toes 2.5 mg β-blockers Ménière")

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=300) | st.lists(st.sampled_from([*HOSTILE, "gout", "toes", "and"])).map(" ".join))
    def check(q: str) -> None:
        for item in find(q).items:
            for text_, marks in ((item.title, item.title_marks), item.snippet):
                ends = [place for pair in marks for place in pair]
                assert ends == sorted(ends)
                assert not ends or ends[-1] <= len(text_)

    check()


def test_an_article_in_another_script_is_found(keep: Keep, find) -> None:
    keep("a", "مرض السكري", "糖尿病 naïveté")
    assert slugs(find("السكري")) == slugs(find("糖尿病")) == slugs(find("NAIVETE")) == ["a"]


def test_the_numbers_of_texts_keep_to_their_article(site, keep: Keep) -> None:
    keep("a", "Gout")
    with site.database.reading() as session:
        (number,) = session.scalars(select(SearchRow.id))
        assert number // search_index.PER_ARTICLE == session.scalar(select(SearchRow.article_id))
