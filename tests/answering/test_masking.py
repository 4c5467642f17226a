"""What is kept of a question: nothing that may tell who asked it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.answering.masking import LONGEST, masked


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("call me on 07700 900123", "call me on [number]"),
        ("tel +44 (0)20 7946 0018 please", "tel [number] please"),
        ("NHS 485 777 3456", "NHS [number]"),
        ("my id is AB123456C", "my id is [number]"),
        ("٠٧٧٠٠٩٠٠١٢٣", "[number]"),
        ("mail jo.b@example.org", "mail [e-mail]"),
        ("jo (at) example.org", "[e-mail]"),
        ("born 12/03/1984", "born [date]"),
        ("born on 3rd May 1990", "born on [date]"),
        ("since 2019", "since [year]"),
        ("my name is jo smith", "my name is [name]"),
        ("Dr Smith told me", "Dr [name] told me"),
        ("see https://example.org/me?x=1", "see [address]"),
        ("I live at 12 Elm Tree Road", "I live at [address]"),
        ("SW1A 1AA", "[postcode]"),
        ("a\u200bb\u202ec\x07", "abc"),
    ],
)
def test_what_tells_who_asks_is_masked(asked: str, kept: str) -> None:
    assert masked(asked) == kept


@pytest.mark.parametrize(
    "asked",
    [
        "I take 25 mg for 3 days",
        "is 2,000 mg a day too much",
        "10 to 20 mg 2 times",
        "1.5 to 2 mmol/L",
        "CHA2DS2-VA score 2",
        "may I take it at 7 in the morning",
        "aged 82",
    ],
)
def test_figures_that_matter_stay(asked: str) -> None:
    assert masked(asked) == asked


@given(st.text(max_size=600))
def test_no_text_is_too_long_or_raises_or_keeps_a_long_number(text: str) -> None:
    kept = masked(text)
    assert len(kept) <= LONGEST
    assert "\n" not in kept
    assert "1234567" not in masked(f"{text[:50]} 1234567 {text[50:100]}")
