"""The beginning of an article, whole and without what leads nowhere outside it."""

from typing import Any

from guidance.article import markdown, render
from guidance.infobutton import summary


def of(body: str, **parts: Any) -> str:
    article = {
        "notices": [],
        "blocks": list(render.to_json(markdown.parse_body(body))),
        "status": "approved",
        "review_steps": [{"label": "Approved", "state": "current"}],
        "last_updated": "2026-01-20",
        "disclaimer": "Ask <someone>.",
    }
    return str(summary.html({**article, **parts}))


def test_the_first_section_is_taken_without_its_heading() -> None:
    made = of("## What helps\n\nInhalers *may* help.\n\n- one\n- two\n\n## Dose\n\nTwo puffs.\n")
    assert "<p>Inhalers <em>may</em> help.</p>" in made
    assert "<li>one</li>" in made
    assert "What helps" not in made
    assert "Two puffs" not in made


def test_a_block_is_never_cut_and_none_is_begun_after_enough() -> None:
    long = "A reliever alone is not a treatment for adults. " * 20
    made = of(f"{long}\n\nAnother paragraph.\n")
    assert made.count("is not a treatment for adults.") == 20
    assert "Another paragraph" not in made


def test_numbers_of_sources_and_links_to_the_glossary_stay_behind() -> None:
    made = of(
        "Inhalers help [1][2], as *trials* [1] show.\n\n- They work [2].\n\n> [!NOTE]\n> Not at once [1].\n"
    )
    assert "<p>Inhalers help, as <em>trials</em> show.</p>" in made
    assert "<li>They work.</li>" in made
    assert "<p>Not at once.</p>" in made
    blocks = [{"type": "paragraph", "runs": [{"text": "wheeze", "term": "wheeze"}]}]
    assert "<p>wheeze</p>" in of("x", blocks=blocks)


def test_notices_come_first_and_review_and_disclaimer_last() -> None:
    made = of("Inhalers help.\n", notices=[{"kind": "review", "text": "Being checked & so on."}])
    assert [line.split(">")[0] for line in made.splitlines()] == [
        '<p class="guidance-notice"',
        "<p",
        '<p class="guidance-status"',
        '<p class="guidance-disclaimer"',
    ]
    assert "Being checked &amp; so on." in made
    assert "Medical review: Approved. Last updated 2026-01-20." in made
    assert "Ask &lt;someone&gt;." in made


def test_an_article_that_begins_with_a_table_is_summed_up_by_what_follows() -> None:
    made = of("| Dose | Puffs |\n| --- | --- |\n| low | 2 |\n\nLow doses help.\n")
    assert "<table>" not in made
    assert "<p>Low doses help.</p>" in made
