from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from guidance.store import articles, reviews, variant_sets, variants
from guidance.store.steps import Actor
from guidance.store.variants import Representation, Shown, Stored, Variant

AT = datetime(2026, 2, 1, 9, 30, 15, 999, tzinfo=UTC)
SECOND = AT.replace(microsecond=0)
REVIEWER = Actor("r", frozenset({"reviewer"}))
LATER = AT + timedelta(hours=1)


def made(audience: str = "patient", body: bytes = b"bytes", **fields) -> tuple[Variant, Shown]:
    values = {
        "title": "Title",
        "blocks": [{"type": "paragraph", "runs": [{"text": "ä"}]}],
        "sentences": [{"id": "s1", "kind": "sentence"}],
        "glossary": [{"id": "t", "term": "t", "plain": "p", "explanation": "e"}],
        "readability": {"z": 1.25, "a": None},
        "omissions": ["doses"],
        "passed": True,
        "withheld": False,
        "served_audience": audience,
        "served_reason": None,
        "lexicon_version": "l",
        "rules_version": "r",
        "model_version": "m",
    }
    one = Representation("text/plain", body, f"etag-{body.decode()}")
    return Variant(audience=audience, **{**values, **fields}), Shown("Title", "text", (one,))


@pytest.fixture
def kept(database, make_document):
    with database.writing() as session:
        articles.create(session, make_document(), "source", by="test")
        variant_sets.replace(
            session, "asthma-inhalers", [made(), made("child", served_audience="patient")], at=AT
        )
    return database


def read(database, audience="patient", media_type="text/plain", slug="asthma-inhalers", **options):
    return variants.read(database, slug, audience, media_type, **options)


def test_a_reader_gets_the_bytes_of_the_audience_and_media_type(kept) -> None:
    assert read(kept) == Stored(b"bytes", "etag-bytes", SECOND, "submitted", "patient", 1)
    assert read(kept, "child").audience == "patient"


def test_what_is_not_there_is_none(kept) -> None:
    assert read(kept, "teen") is None
    assert read(kept, media_type="image/png") is None
    assert read(kept, slug="other") is None
    assert read(kept, slug="a\0b") is None


def test_bytes_that_the_reader_has_stay_where_they_are(kept) -> None:
    assert read(kept, unless={"etag-bytes", "x"}) == Stored(
        None, "etag-bytes", SECOND, "submitted", "patient", 1
    )
    assert read(kept, unless={"x", "y\0", "é"}).body == b"bytes"


def test_reading_is_one_statement(sqlite, trace) -> None:
    with trace(sqlite) as asked:
        read(sqlite)
        read(sqlite, unless={"etag-bytes"})
        read(sqlite, slug="other", coding="br")
    assert len(asked) == 3


@pytest.mark.parametrize(("coding", "tables"), [(None, 4), ("br", 5), ("gzip", 5)])
def test_reading_goes_by_unique_indexes_alone(sqlite, trace, coding, tables) -> None:
    with trace(sqlite) as asked:
        assert read(sqlite, unless={"etag-bytes"}, coding=coding) is None
    with sqlite.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"explain query plan {asked[0]}").all()
    assert len(plan) == tables
    assert all(" USING " in row[3] and row[3].startswith("SEARCH") for row in plan)


def test_a_connection_that_the_server_closed_costs_a_reader_nothing(postgres, make_document) -> None:
    assert read(postgres) is None
    with postgres.writing() as session:
        session.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and query like '%representation%' "
                "and query like '%visibility%' and state = 'idle' and pid <> pg_backend_pid()"
            )
        )
    assert read(postgres) is None


def test_a_variant_comes_back_as_it_was_kept_keys_in_order(kept) -> None:
    with kept.reading() as session:
        found = variants.kept(session, "asthma-inhalers")
    assert found == (made("child", served_audience="patient")[0], made()[0])
    assert list(found[0].readability) == ["z", "a"]


def test_a_new_set_takes_the_place_of_the_whole_old_one(kept) -> None:
    with kept.writing() as session:
        variant_sets.replace(session, "asthma-inhalers", [made("nurse", b"new")], at=LATER)
    assert read(kept) is None
    assert read(kept, "nurse").body == b"new"
    with kept.reading() as session:
        assert session.execute(text("select count(*) from representation")).scalar() == 1


def test_bytes_that_stay_the_same_keep_the_time_they_were_modified(kept) -> None:
    with kept.writing() as session:
        variant_sets.replace(session, "asthma-inhalers", [made(), made("child", b"new")], at=LATER)
    assert read(kept).last_modified == SECOND
    assert read(kept, "child").last_modified == LATER.replace(microsecond=0)


def test_new_bytes_can_be_shown_without_a_new_variant(kept) -> None:
    with kept.writing() as session:
        shown = {"patient": made(body=b"new")[1], "child": made(body=b"bytes")[1]}
        variant_sets.show(session, "asthma-inhalers", shown, at=LATER)
        assert variants.kept(session, "asthma-inhalers")[1] == made()[0]
    assert read(kept).body == b"new"
    assert read(kept).last_modified == LATER.replace(microsecond=0)
    assert read(kept, "child").last_modified == SECOND


def test_etags_come_by_audience_and_media_type(kept) -> None:
    with kept.reading() as session:
        assert variants.etags(session, "asthma-inhalers") == {
            ("patient", "text/plain"): "etag-bytes",
            ("child", "text/plain"): "etag-bytes",
        }
        with pytest.raises(articles.NoSuchArticle):
            variants.etags(session, "other")


def test_the_status_that_comes_along_is_the_one_of_now(kept) -> None:
    with kept.writing() as session:
        reviews.take(session, "asthma-inhalers", "under_review", actor=REVIEWER, at=LATER)
        assert read(kept).status == "submitted"
    assert read(kept).status == "under_review"


def test_variants_of_an_article_that_is_not_there_are_refused(database) -> None:
    with pytest.raises(articles.NoSuchArticle), database.writing() as session:
        variant_sets.replace(session, "other", [made()], at=AT)
