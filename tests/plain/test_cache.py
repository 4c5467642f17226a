"""The compiled lexicon is kept between processes; what is damaged or not ours alone is worked out anew."""

import threading
from pathlib import Path

import pytest
import spacy

from guidance.article.markdown import from_text
from guidance.plain import forms, lexicon
from guidance.plain.audience import Audiences
from guidance.plain.cache import MOST_KEPT, Cache
from guidance.plain.lexicon import Lexicon, load
from guidance.plain.rows import TERM_COLUMNS
from guidance.plain.writer import Writer, open_writer
from guidance.settings import Settings

HEADER = ",".join(TERM_COLUMNS) + "\n"
ROW = '{},lesions,noun,,"near:skin !dep:nsubj",sore place,,,a small sore,teach,,2,usage,2026-11-23\n'
TOKENIZER = spacy.blank("en").tokenizer


def tokenize(text: str) -> list[str]:
    return [token.text for token in TOKENIZER(text)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "lexicon"
    (folder / "terms").mkdir(parents=True)
    (folder / "terms" / "skin.csv").write_text(HEADER + ROW.format("lesion"), encoding="utf-8")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def held(known: Lexicon) -> object:
    return known.entries, known.abbreviations, known.version, {**known.terms.forms}.keys()


def files(kept: Path) -> list[Path]:
    return sorted(kept.iterdir())


def test_what_was_kept_is_what_was_compiled_and_is_not_compiled_again(
    root: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = load(tokenize, root, cache=Cache(kept, "1"))
    monkeypatch.setattr(lexicon, "term_forms", lambda *_: pytest.fail("compiled again"))
    again = load(tokenize, root, cache=Cache(kept, "1"))
    assert held(again) == held(fresh)
    assert again.terms.candidates("lesions") == fresh.terms.candidates("lesions") != ()


@pytest.mark.parametrize("change", ["row", "code"])
def test_another_content_or_another_code_is_compiled_anew(root: Path, kept: Path, change: str) -> None:
    first = load(tokenize, root, cache=Cache(kept, "1"))
    if change == "row":
        (root / "terms" / "skin.csv").write_text(HEADER + ROW.format("naevus"), encoding="utf-8")
    second = load(tokenize, root, cache=Cache(kept, "2" if change == "code" else "1"))
    assert len(files(kept)) == 2
    assert (second.entries == first.entries) is (change == "code")


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other shape"])
def test_a_damaged_file_is_ignored_and_made_anew(root: Path, kept: Path, damage: str) -> None:
    fresh = load(tokenize, root, cache=Cache(kept, "1"))
    [file] = files(kept)
    whole = file.read_bytes()
    file.write_bytes(
        {
            "cut": whole[:-20],
            "changed": whole.replace(b"sore place", b"dead place"),
            "empty": b"",
            "other shape": b"4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945\n[]",
        }[damage]
    )
    assert held(load(tokenize, root, cache=Cache(kept, "1"))) == held(fresh)
    assert files(kept) == [file]
    assert file.read_bytes() == whole


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_others_can_write_is_not_read(root: Path, kept: Path, what: str) -> None:
    cache = Cache(kept, "1")
    cache.keep("x", "y", [1])
    assert cache.find("x", "y") == [1]
    (files(kept)[0] if what == "file" else kept).chmod(0o777)
    assert cache.find("x", "y") is None
    fresh = load(tokenize, root, cache=cache)
    assert fresh.entries


def test_a_folder_that_cannot_be_made_costs_only_the_time(root: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    assert load(tokenize, root, cache=Cache(tmp_path / "taken", "1")).entries


def test_two_who_write_at_once_leave_one_whole_file(kept: Path) -> None:
    value = [list(range(2000))]
    caches = [Cache(kept, "1") for _ in range(8)]
    threads = [threading.Thread(target=cache.keep, args=("x", "y", value)) for cache in caches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(kept)) == 1
    assert caches[0].find("x", "y") == value


def test_old_values_are_forgotten(kept: Path) -> None:
    cache = Cache(kept)
    for number in range(MOST_KEPT + 3):
        cache.keep("x", str(number), number)
    assert len(files(kept)) == MOST_KEPT


def test_a_writer_from_the_cache_writes_the_same(
    writer: Writer, audiences: Audiences, tmp_path: Path
) -> None:
    model = Settings().model
    first = open_writer(model, cache=tmp_path)
    again = open_writer(model, cache=tmp_path)
    document = from_text("Metastases of the tumour may cause dyspnoea. An MRI is not indicated in all cases.")
    reader = audiences.get("patient")
    assert first.write(document, reader) == again.write(document, reader) == writer.write(document, reader)


def test_forms_hold_numbers_that_json_keeps(root: Path) -> None:
    found = forms.term_forms(load(tokenize, root).entries, tokenize)
    assert found["lesion"] == ((0, "NN"),)
