"""One language model for all tests of the tools."""

from functools import cache

import pytest

from guidance.plain import parse
from guidance.tools import workshop

_open = cache(parse.open_parser)


@pytest.fixture(autouse=True)
def one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the language model once."""
    monkeypatch.setattr(workshop, "open_parser", _open)
