"""Turns end when nothing changes, and what the writer made it leaves as it is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from guidance.article import markdown, render
from guidance.plain.audience import Audiences
from guidance.plain.draft import Draft
from guidance.plain.writer import Writer

SAMPLES = sorted((Path(__file__).parents[2] / "articles").glob("*.md"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_its_own_output_stays_as_it_is(path: Path, writer: Writer, audiences: Audiences) -> None:
    document = markdown.parse(path.read_text(encoding="utf-8"))
    chosen = [audiences.get(name) for name in ("patient", "informed")]
    for audience, draft in zip(chosen, writer.write_all(document, chosen).values(), strict=True):
        made = replace(document, meta=replace(document.meta, title=draft.title), blocks=draft.blocks)
        again = writer.write(made, audience)
        assert render.to_text(again.blocks) == render.to_text(draft.blocks)
        assert [edit for sentence in again.sentences for edit in sentence.edits] == []


def test_one_text_gives_the_same_words_each_time(writer: Writer, audiences: Audiences) -> None:
    document = markdown.parse(SAMPLES[0].read_text(encoding="utf-8"))
    first, second = (writer.write(document, audiences.get("patient")) for _ in range(2))
    assert first == second


def test_alone_or_together_an_audience_gets_the_same(writer: Writer, audiences: Audiences) -> None:
    document = markdown.parse(SAMPLES[0].read_text(encoding="utf-8"))
    together = writer.write_all(document, audiences.all)
    for audience in audiences.all:
        assert writer.write(document, audience) == together[audience.id]


def test_a_sentence_is_split_more_than_once(write: Callable[..., Draft]) -> None:
    draft = write(
        "The nurse cleans the wound in the morning, and the doctor looks at the scan at noon, "
        "but the family waits in the hall, and the porter brings the bed to the ward."
    )
    assert len(draft.sentences[1].output) >= 3


def test_an_explanation_that_the_text_gives_itself_is_not_given_again(write: Callable[..., Draft]) -> None:
    first = write("Asthma can start at any age.")
    text = render.to_text(first.blocks)
    assert len(first.sentences[1].output) == 2
    assert render.to_text(write(text).blocks) == text
