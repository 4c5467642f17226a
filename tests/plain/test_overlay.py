"""A site's own rows win over those that ship, and say so."""

from pathlib import Path

import pytest

from guidance.article.markdown import from_text
from guidance.plain.audience import Audiences
from guidance.plain.data import SHIPPED
from guidance.plain.rows import SHORT_COLUMNS, TERM_COLUMNS
from guidance.plain.vocabulary import LexiconError, read_vocabulary
from guidance.plain.writer import open_writer
from guidance.settings import Settings

ROWS = ("dyspnoea,,noun,,,lack of air,,mass,,replace,,,usage,2026-11-23",)
SHORTS = ("MRI,magnetic resonance imaging,magnet scan,,expand,usage,2026-11-23",)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    (tmp_path / "terms").mkdir()
    text = "\n".join((",".join(TERM_COLUMNS), *ROWS)) + "\n"
    (tmp_path / "terms" / "own.csv").write_text(text, encoding="utf-8")
    text = "\n".join((",".join(SHORT_COLUMNS), *SHORTS)) + "\n"
    (tmp_path / "abbreviations.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_what_the_site_says_of_a_term_stands_in_the_place_of_all_that_ships(overlay: Path) -> None:
    shipped, own = read_vocabulary(SHIPPED), read_vocabulary(SHIPPED, overlay)
    assert [e.where for e in own.entries if e.term == "dyspnoea"] == ["overlay/terms/own.csv:2"]
    assert len([e for e in shipped.entries if e.term == "dyspnoea"]) > 1
    assert [s.plain for s in own.abbreviations if s.short == "MRI"] == ["magnet scan"]
    assert own.version.startswith(f"{shipped.version}+")


def test_a_bad_row_of_the_site_is_refused_with_its_place(overlay: Path) -> None:
    path = overlay / "terms" / "own.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("noun", "thing"), encoding="utf-8")
    with pytest.raises(LexiconError, match=r"overlay/terms/own\.csv:2: pos: 'thing'"):
        read_vocabulary(SHIPPED, overlay)


def test_the_account_of_an_edit_names_the_site(overlay: Path, audiences: Audiences) -> None:
    writer = open_writer(Settings().model, overlay=overlay)
    draft = writer.write(from_text("Dyspnoea was seen. An MRI was done."), audiences.get("patient"))
    assert [one.output for one in draft.sentences] == [
        ("Lack of air was seen.",),
        ("A magnet scan was done.",),
    ]
    reasons = [edit.why for one in draft.sentences for edit in one.edits]
    assert all(reason.endswith("This site's own vocabulary says so.") for reason in reasons)
    assert "+" in draft.versions.lexicon
