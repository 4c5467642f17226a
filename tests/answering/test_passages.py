"""A variant is cut into passages that say alone what they say in their place."""

from guidance.answering.passages import MOST_PARTS, Passage, passages
from guidance.article import markdown
from guidance.article.document import Document
from guidance.plain.stretches import stretches

FRONT = (
    "---\ntitle: A title\nslug: a-title\nspecialty: cardiology\nupdated: 2026-01-20\n"
    "status: draft\nreferences:\n"
    '  1: {year: 2024, kind: trial, about: "a trial"}\n---\n\n'
)


def document(body: str) -> Document:
    return markdown.parse(FRONT + body)


def account(made: Document, **changed: tuple[str, ...]) -> list[dict[str, object]]:
    """What a writer tells that changes nothing but what is named by its id."""
    return [
        {
            "id": place.id,
            "kind": place.kind,
            "source": place.text,
            "output": changed.get(place.id, (place.text,)),
            "output_markdown": place.markdown,
        }
        for stretch in stretches(made)
        for place in stretch.places
    ]


def cut(body: str, **changed: tuple[str, ...]) -> tuple[Passage, ...]:
    made = document(body)
    return passages(made, account(made, **changed))


def texts(found: tuple[Passage, ...]) -> list[list[str]]:
    return [[line for part in one.parts for line in part.lines] for one in found]


def test_each_sentence_that_stands_alone_is_a_passage_under_its_heading() -> None:
    found = cut("## Risks\n\nAspirin may cause bleeding [1]. Paracetamol may harm the liver.")
    assert texts(found) == [["Aspirin may cause bleeding."], ["Paracetamol may harm the liver."]]
    assert [(one.heading, one.place) for one in found] == [("Risks", 1)] * 2
    assert found[0].parts[0].citations == (1,)


def test_a_short_paragraph_is_shown_whole_with_any_of_its_passages() -> None:
    found = cut("Aspirin may cause bleeding. Paracetamol may harm the liver.")
    assert found[0].shown == found[1].shown == (*found[0].parts, *found[1].parts)
    long = cut(" ".join(f"Medicine {n} may cause bleeding in some people." for n in range(40)))
    assert all(one.shown == one.parts for one in long)


def test_sentences_that_lean_on_another_come_with_it() -> None:
    found = cut("Aspirin may cause bleeding. This is rare. However, it may be severe. Paracetamol is safer.")
    assert texts(found)[0] == ["Aspirin may cause bleeding.", "This is rare.", "However, it may be severe."]
    assert texts(found)[1] == ["Paracetamol is safer."]


def test_a_list_belongs_to_what_announces_it_and_else_each_item_to_itself() -> None:
    found = cut("Call for help with:\n\n- pain\n- fever\n\n## Notes\n\n- Rest is good.\n- Sleep is good.")
    assert texts(found) == [["Call for help with:", "pain", "fever"], ["Rest is good."], ["Sleep is good."]]


def test_a_list_that_is_too_long_is_cut_and_each_piece_announced() -> None:
    found = cut("These help:\n\n" + "\n".join(f"- thing {n}" for n in range(MOST_PARTS + 10)))
    assert len(found) == 2
    assert all(one.parts[0].lines == ("These help:",) for one in found)
    assert sum(len(one.parts) - 1 for one in found) == MOST_PARTS + 10


def test_nested_lists_and_callouts_lose_no_sentence() -> None:
    body = "> [!WARNING]\n> Never take both:\n>\n> - one\n>   - of these:\n>     - inner\n> - two\n\nThe end."
    [warning, end] = cut(body)
    assert [line for part in warning.parts for line in part.lines] == [
        "Never take both:", "one", "of these:", "inner", "two",
    ]  # fmt: skip
    assert end.parts[0].lines == ("The end.",)


def test_a_row_of_a_table_is_a_passage_with_the_heads_as_labels() -> None:
    found = cut("| Drug | Dose |\n| --- | --- |\n| A | 5 mg |\n| B | 10 mg |")
    assert [[(part.label, *part.lines) for part in one.parts] for one in found] == [
        [("Drug", "A"), ("Dose", "5 mg")],
        [("Drug", "B"), ("Dose", "10 mg")],
    ]


def test_what_a_variant_leaves_out_is_in_no_passage() -> None:
    found = cut("Aspirin is given. Its dose is 75 mg. Sleep is good.", s2=())
    assert texts(found) == [["Aspirin is given."], ["Sleep is good."]]


def test_what_only_explains_a_word_is_told_apart() -> None:
    made = document("Aspirin is given.")
    told = account(made, s1=("Aspirin is given.", "Aspirin is a drug for pain and fever."))
    [found] = passages(made, told, [{"explanation": "a drug for pain and fever"}])
    assert found.text == "Aspirin is given."
    assert found.explained == "Aspirin is a drug for pain and fever."
