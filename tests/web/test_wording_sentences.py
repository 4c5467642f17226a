"""A variant sentence by sentence over HTTP: read, worded, taken back, accepted."""

import json

import pytest

VARIANT = "/v1/articles/asthma-inhalers/variants/patient"
SENTENCE = f"{VARIANT}/sentences/s1"
WORDING = "Adults may use an inhaler [1]."


@pytest.fixture
def editor(make_key) -> dict[str, str]:
    return make_key("edit")


@pytest.fixture
def reviewer(make_key) -> dict[str, str]:
    return make_key("edit", "review")


def put(client, key, wording=WORDING, *, etag="*", path=SENTENCE, **more):
    headers = key if etag is None else {**key, "If-Match": etag}
    return client.put(path, headers=headers, json={"wording": wording, **more})


def etag_of(client, key) -> str:
    return client.get(VARIANT, headers=key).json["sentences"][0]["etag"]


def test_an_editor_reads_each_sentence_with_what_was_changed_and_why(client, stored, editor) -> None:
    answer = client.get(VARIANT, headers=editor)
    assert answer.status_code == 200
    body = answer.json
    assert (body["slug"], body["audience"], body["revision"], body["withheld"]) == (
        stored,
        "patient",
        1,
        False,
    )
    [sentence] = body["sentences"]
    assert sentence["edits"] == [
        {"rule": "general-words", "before": "commence", "after": "start", "why": "an everyday word"}
    ]
    assert sentence["guards"] == [{"guard": "numbers", "passed": True, "detail": ""}]
    assert {"source_grade", "grade", "hardest", "rewritten", "output_markdown"} <= sentence.keys()
    assert sentence["wording"] is None
    assert "key" not in sentence
    assert answer.headers["ETag"].startswith('"')


def test_a_wording_is_put_and_its_etag_replaces_the_one_before(client, stored, editor) -> None:
    answer = put(client, editor, etag=etag_of(client, editor), why="plainer")
    assert answer.status_code == 200
    assert answer.json["wording"]["text"] == WORDING
    assert answer.headers["ETag"] == answer.json["etag"] == etag_of(client, editor)
    read = client.get("/v1/articles/asthma-inhalers?role=patient", headers={"Accept": "text/plain"})
    assert WORDING in read.text


def test_the_etag_of_the_whole_variant_is_good_as_well(client, stored, editor) -> None:
    whole = client.get(VARIANT, headers=editor).headers["ETag"]
    assert put(client, editor, etag=whole).status_code == 200
    assert put(client, editor, etag=whole).status_code == 412


def test_without_if_match_nothing_is_put_or_deleted(client, stored, editor) -> None:
    assert put(client, editor, etag=None).json["code"] == "precondition-required"
    assert client.delete(SENTENCE, headers=editor).status_code == 428
    assert put(client, editor, etag="nothing").json["code"] == "malformed-body"


def test_who_read_an_older_state_gets_412(client, stored, editor) -> None:
    etag = etag_of(client, editor)
    assert put(client, editor, etag=etag).status_code == 200
    late = put(client, editor, "Adults can use an inhaler [1].", etag=etag)
    assert (late.status_code, late.json["code"]) == (412, "outdated")
    assert client.delete(SENTENCE, headers={**editor, "If-Match": etag}).status_code == 412


def test_the_guards_refuse_with_a_stable_code_and_their_findings(client, stored, editor) -> None:
    answer = put(client, editor, "Adults never use an inhaler [1].")
    assert (answer.status_code, answer.json["code"]) == (422, "wording-refused")
    assert answer.json["errors"] == [{"pointer": "/wording", "detail": "negation: “never” was brought in"}]


def test_an_override_takes_the_scope_review_and_a_reason(client, stored, editor, reviewer) -> None:
    wording = "Adults never use an inhaler [1]."
    refused = put(client, editor, wording, override=True, why="so it is")
    assert (refused.status_code, refused.json["code"]) == (403, "override-not-allowed")
    refused = put(client, reviewer, wording, override=True)
    assert (refused.status_code, refused.json["code"]) == (422, "reason-required")
    kept = put(client, reviewer, wording, override=True, why="so it is")
    assert kept.json["wording"]["overridden"] == [{"guard": "negation", "detail": "“never” was brought in"}]
    assert kept.json["wording"]["by"] == "edit-review"


def test_a_wording_is_taken_back(client, stored, editor) -> None:
    etag = put(client, editor).json["etag"]
    answer = client.delete(SENTENCE, headers={**editor, "If-Match": etag})
    assert (answer.status_code, answer.data) == (204, b"")
    again = client.delete(SENTENCE, headers={**editor, "If-Match": "*"})
    assert (again.status_code, again.json["code"]) == (404, "no-such-wording")


def test_an_outdated_wording_comes_back_with_both_sources(client, stored, editor, article) -> None:
    put(client, editor, why="plainer")
    changed = article.replace("are recommended in", "are for")
    headers = {**editor, "If-Match": "*", "Content-Type": "text/markdown"}
    assert client.put("/v1/articles/asthma-inhalers", headers=headers, data=changed).status_code == 200
    [found] = client.get(VARIANT, headers=editor).json["outdated"]
    assert "are recommended in" in found["source"]
    assert "are for" in found["became"]
    assert (found["sentence"], found["wording"]["text"]) == ("s1", WORDING)
    gone = client.delete(f"{VARIANT}/sentences/{found['id']}", headers={**editor, "If-Match": found["etag"]})
    assert gone.status_code == 204
    assert client.get(VARIANT, headers=editor).json["outdated"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles/nothing/variants/patient",
        "/v1/articles/asthma-inhalers/variants/nobody",
        f"{VARIANT}/sentences/s99",
        f"{VARIANT}/sentences/w9",
        f"{VARIANT}/sentences/S1",
        f"{VARIANT}/sentences/s1%0A",
    ],
)
def test_what_is_not_there_is_not_found(client, stored, editor, path: str) -> None:
    headers = {**editor, "If-Match": "*"}
    if "sentences" in path:
        assert put(client, editor, path=path).status_code == 404
        assert client.delete(path, headers=headers).status_code == 404
    else:
        assert client.get(path, headers=editor).status_code == 404


def test_the_stored_text_itself_is_not_worded(client, stored, editor) -> None:
    answer = put(client, editor, path="/v1/articles/asthma-inhalers/variants/clinician/sentences/s1")
    assert (answer.status_code, answer.json["code"]) == (409, "not-rewritten")


def test_readers_and_those_without_a_key_see_and_change_nothing(client, stored, make_key) -> None:
    reader = make_key("read")
    for key, status in (({}, 401), (reader, 403)):
        assert client.get(VARIANT, headers=key).status_code == status
        assert put(client, key).status_code == status
        assert client.delete(SENTENCE, headers={**key, "If-Match": "*"}).status_code == status


def test_script_in_a_wording_is_only_text(client, stored, editor) -> None:
    answer = put(client, editor, "An inhaler <script>alert(1)</script> [1].")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-article")
    assert put(client, editor, "An inhaler \\<img onerror=x> &lt;b> [1].").status_code == 200
    page = client.get("/articles/asthma-inhalers?role=patient").text
    assert "&lt;img onerror=x&gt; &lt;b&gt;" in page
    assert "<img onerror" not in page


def test_a_withheld_variant_is_accepted_by_a_reviewer_alone(
    client, app, writer, editor, reviewer, article
) -> None:
    writer.withheld = {"patient"}
    headers = {**editor, "Content-Type": "text/markdown"}
    assert client.post("/v1/articles", headers=headers, data=article).status_code == 201
    path, sent = f"{VARIANT}/acceptance", {"accepted": True, "why": "Clear enough."}
    etag = client.get(VARIANT, headers=editor).headers["ETag"]
    assert client.put(path, headers={**editor, "If-Match": etag}, json=sent).status_code == 403
    assert client.put(path, headers=reviewer, json=sent).status_code == 428
    done = client.put(path, headers={**reviewer, "If-Match": etag}, json=sent)
    assert done.json["acceptance"]["why"] == "Clear enough."
    assert done.json["served_audience"] == "patient"
    assert client.put(path, headers={**reviewer, "If-Match": etag}, json=sent).status_code == 412
    again = client.put(path, headers={**reviewer, "If-Match": "*"}, json=sent)
    assert (again.status_code, again.json["code"]) == (409, "not-withheld")
    seen = json.loads(client.get("/v1/articles/asthma-inhalers?role=patient").text)["served_because"]
    assert seen["reason"].startswith("Accepted by a reviewer, although")


def test_a_text_is_checked_against_its_source(client, app, writer, editor) -> None:
    sent = {"text": "It never helps.", "role": "patient", "source": "It may help."}
    answer = client.post("/v1/check", headers=editor, json=sent)
    assert answer.json["findings"][0] == {
        "guard": "negation", "passed": False, "detail": "“never” was brought in",
    }  # fmt: skip
    assert answer.json["measures"]
    alone = client.post("/v1/check", headers=editor, json={"text": "It never helps.", "role": "patient"})
    assert alone.json["findings"] == []
    two = client.post("/v1/check", headers=editor, json={**sent, "source": "It may help. It may not."})
    assert (two.status_code, two.json["code"]) == (422, "not-one-sentence")
