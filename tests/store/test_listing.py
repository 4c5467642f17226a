from datetime import UTC, date, datetime

import pytest

from guidance.store import articles, variant_sets
from guidance.store.cursors import BadCursor
from guidance.store.listing import list_page, topics
from guidance.store.variants import Shown, Variant

AT = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def keep(database, make_document):
    """Keep an article that patients read under a title and text of their own."""

    def keep(
        slug: str, *, title: str = "", text: str = "", updated: date = date(2026, 1, 20), **meta
    ) -> None:
        def made(audience: str, title: str, text: str) -> tuple[Variant, Shown]:
            variant = Variant(audience, title, [], [], [], {}, [], True, False, audience, None, "l", "r", "m")
            return variant, Shown(title, text, ())

        with database.writing() as session:
            document = make_document(slug, updated=updated, **meta)
            articles.create(session, document, "source", by="test")
            pairs = [
                made("patient", title or slug, text),
                made("clinician", document.meta.title, "spasticity"),
            ]
            variant_sets.replace(session, slug, pairs, at=AT)

    return keep


def slugs(database, **query) -> list[str]:
    with database.reading() as session:
        return [item.slug for item in list_page(session, **{"audience": "patient", **query}).items]


def test_the_list_speaks_the_words_of_its_audience(database, keep) -> None:
    keep("ms", title="Tight muscles in MS")
    with database.reading() as session:
        (patient,) = list_page(session, audience="patient").items
        (clinician,) = list_page(session, audience="clinician").items
    assert patient.title == "Tight muscles in MS"
    assert clinician.title == "Which inhaler suits adults with asthma?"
    assert (patient.slug, patient.specialty, patient.status) == ("ms", "respiratory", "submitted")
    assert patient.updated == date(2026, 1, 20)


def test_an_audience_without_variants_has_an_empty_list(database, keep) -> None:
    keep("ms")
    assert slugs(database, audience="child") == []


def test_the_last_updated_comes_first_and_slugs_settle_a_tie(database, keep) -> None:
    keep("b", updated=date(2026, 1, 1))
    keep("a", updated=date(2026, 1, 1))
    keep("c", updated=date(2026, 3, 1))
    assert slugs(database) == ["c", "a", "b"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_follow_one_another_without_gaps_or_repeats(database, keep, limit) -> None:
    for number in range(7):
        keep(f"article-{number}", updated=date(2026, 1, 1 + number % 3))
    found: list[str] = []
    cursor: str | None = None
    with database.reading() as session:
        while True:
            page = list_page(session, audience="patient", limit=limit, cursor=cursor)
            assert len(page.items) <= limit
            found += [item.slug for item in page.items]
            if page.next is None:
                break
            cursor = page.next
    assert found == slugs(database, limit=100)
    assert len(set(found)) == 7


def test_an_article_that_arrives_between_two_pages_repeats_nothing(database, keep) -> None:
    keep("a")
    keep("b")
    with database.reading() as session:
        page = list_page(session, audience="patient", limit=1)
    keep("new", updated=date(2026, 5, 1))
    assert slugs(database, cursor=page.next) == ["b"]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!!",
        "bnVsbA",
        "W10",
        "WyJ4IiwieSJd",
        "WyIyMDI2LTAxLTAxIiwxXQ",
        "é",
        "\ud800",
        "WyIyMDI2" * 500,
    ],
)
def test_a_cursor_that_no_list_gave_out_is_refused(database, cursor) -> None:
    with database.reading() as session, pytest.raises(BadCursor):
        list_page(session, audience="patient", cursor=cursor)


def test_a_topic_is_a_specialty_in_any_case(database, keep) -> None:
    keep("heart", specialty="cardiology")
    keep("lung")
    assert slugs(database, topic="Cardiology") == ["heart"]
    assert slugs(database, topic="nothing") == []
    with database.reading() as session:
        assert topics(session) == ("cardiology", "respiratory")


def test_a_search_looks_at_the_words_that_the_audience_reads(database, keep) -> None:
    keep("ms", text="People with tight muscles can move more.")
    keep("other", text="Nothing of the kind.")
    assert slugs(database, q="TIGHT muscles") == ["ms"]
    assert slugs(database, q="muscles tight") == ["ms"]
    assert slugs(database, q="spasticity") == []
    assert slugs(database, q="spasticity", audience="clinician") == ["ms", "other"]
    assert slugs(database, q="tight nothing") == []
    assert slugs(database, q="   ") == ["ms", "other"]


def test_a_search_finds_the_title_and_ignores_case_beyond_english(database, keep) -> None:
    keep("meniere", title="Ménière's disease: ÜBERSICHT")
    assert slugs(database, q="MÉNIÈRE'S") == ["meniere"]
    assert slugs(database, q="übersicht") == ["meniere"]


@pytest.mark.parametrize("q", ["%", "_", "\\", "5%", "'; drop table article; --"])
def test_signs_that_mean_something_to_the_database_mean_themselves(database, keep, q) -> None:
    keep("plain", text="words alone")
    keep("signs", text=f"before {q} after")
    assert slugs(database, q=q) == ["signs"]


@pytest.mark.parametrize("q", ["a\0b", "\ud800"])
def test_what_no_text_can_hold_is_found_nowhere(database, keep, q) -> None:
    keep("plain", text="ab")
    assert slugs(database, q=q) == []
    assert slugs(database, topic=q) == []
