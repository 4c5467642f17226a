"""POST /v1/articles/{slug}/questions: what is taken, what is answered, what is said first."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guidance import jobs
from guidance.article import markdown
from guidance.plain.draft import Draft, SentenceDraft
from guidance.plain.stretches import stretches
from guidance.settings import EMERGENCY_NOTICE
from guidance.store import clients, keys, unanswered
from guidance.web.current import KEY

ASK = "/v1/articles/asthma-inhalers/questions"


@pytest.fixture
def tells(writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the stand-in tell of every sentence, as the real writer does."""
    write = type(writer).write

    def told(self, document, audience, wordings=None) -> Draft:
        made = write(self, document, audience)
        sentences = tuple(
            SentenceDraft(id=p.id, kind=p.kind, source=p.text, output=(p.text,), output_markdown=p.markdown)
            for stretch in stretches(document)
            for p in stretch.places
        )
        return Draft(**{name: getattr(made, name) for name in Draft.__slots__} | {"sentences": sentences})

    monkeypatch.setattr(type(writer), "write", told)


@pytest.fixture
def kept(app: Flask, tells: None, article: str) -> str:
    return jobs.save_article(app.extensions[KEY], article, by="test").slug


def ask(client: FlaskClient, question: str, **more: object) -> dict:
    answer = client.post(ASK, json={"question": question, **more})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_an_answer_has_sentences_with_ids_sources_a_link_and_why(client: FlaskClient, kept: str) -> None:
    told = ask(client, "who should have inhaled corticosteroids?", role="patient")
    assert told["answered"]
    assert told["message"] == ""
    assert told["emergency"] is None
    [answer, *_] = told["answers"]
    assert answer["slug"] == kept
    assert answer["heading"] == "What helps"
    assert answer["url"] == f"/articles/{kept}?role=patient#section-what-helps"
    [sentence] = answer["sentences"]
    assert sentence["id"] == "s2"
    assert sentence["lines"] == ["Inhaled corticosteroids are recommended in adults with persistent asthma."]
    assert sentence["citations"] == [1]
    assert answer["references"][0]["about"] == "stepwise treatment of asthma"
    assert {word["word"]: word["by"] for word in answer["why"]["words"]}["corticosteroids"] == "text"


def test_without_an_answer_it_says_so_and_how_to_go_on(make_app, tells: None, article: str) -> None:
    app = make_app(contact="care@example.org")
    jobs.save_article(app.extensions[KEY], article, by="test")
    told = ask(app.test_client(), "can I go diving?")
    assert not told["answered"]
    assert told["answers"] == []
    assert told["message"] == "We have no reviewed answer to that."
    assert [way["url"] for way in told["ways_on"]] == ["/", "mailto:care@example.org"]
    with app.extensions[KEY].database.reading() as session:
        assert unanswered.listed(session)[0].questions[0].text == "can I go diving?"


def test_a_possible_emergency_is_answered_by_the_notice_first(make_app, tells: None, article: str) -> None:
    app = make_app(emergency_notice="Call 112 now, then read on.")
    jobs.save_article(app.extensions[KEY], article, by="test")
    answer = app.test_client().post(
        ASK, json={"question": "I can't breathe, are inhaled corticosteroids good?"}
    )
    assert answer.json["emergency"] == {"notice": "Call 112 now, then read on.", "flags": ["breathing"]}


def test_the_notice_that_ships_names_no_number(client: FlaskClient, kept: str) -> None:
    assert ask(client, "i want to die")["emergency"]["notice"] == EMERGENCY_NOTICE
    assert not any(char.isdigit() for char in EMERGENCY_NOTICE)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": ""},
        {"question": "   "},
        {"question": "x" * 501},
        {"question": "a\0b"},
        {"question": 5},
        {"question": "a", "role": "nobody"},
        {"question": "a", "name": "Jo"},
    ],
)
def test_what_is_no_question_is_refused(client: FlaskClient, kept: str, body: dict) -> None:
    assert client.post(ASK, json=body).status_code == 422


@pytest.mark.parametrize(
    "question",
    [
        "' OR 1=1 --",
        "%_%",
        "a" * 500,
        "🙂" * 250,
        "مرحبا " * 20,
        "((((",
        "NEAR(a b)",
        '"',
        "\\",
        "\u200b.",
        "1 2 3",
    ],
)
def test_hostile_questions_are_answered_like_any_other(client: FlaskClient, kept: str, question: str) -> None:
    assert ask(client, question)["answered"] is False


def test_a_client_that_sees_what_is_under_review_gets_no_answer_from_it(
    app: Flask, client: FlaskClient, tells: None, article: str
) -> None:
    site = app.extensions[KEY]
    jobs.save_article(site, article.replace("status: approved", "status: under_review"), by="test")
    with site.database.writing() as session:
        clients.create(session, "portal", sees_pending=True)
        _, secret = keys.create(session, "portal", ["read"], client="portal")
    answer = client.post(
        ASK,
        json={"question": "inhaled corticosteroids in asthma"},
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 200
    assert answer.json["answers"] == []


def test_what_is_not_there_or_gone_cannot_be_asked_about(client: FlaskClient, kept: str) -> None:
    assert client.post("/v1/articles/nothing-here/questions", json={"question": "a"}).status_code == 404


def test_a_question_that_holds_no_word_of_ours_stands_in_no_log(
    client: FlaskClient, kept: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        ask(client, "Zanzibar diving")
    assert "Zanzibar" not in caplog.text


def test_the_document_is_read_as_it_was_written(article: str) -> None:
    """The sentence that answers above is the second unit of the sample, after its heading."""
    assert stretches(markdown.parse(article))[2].places[0].id == "s2"
