"""The files of words are refused at load, by the key that is wrong."""

from pathlib import Path
from shutil import copytree

import pytest

from guidance.errors import ConfigurationError
from guidance.plain import nominalisations, people, wordclasses
from guidance.plain.data import folder

LOADERS = {"nominalisations": nominalisations, "people": people, "wordclasses": wordclasses}


@pytest.fixture(params=LOADERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return copytree(folder(), tmp_path / "lexicon")


def test_the_shipped_file_loads(name: str) -> None:
    assert LOADERS[name].load(folder())


def test_an_unknown_key_is_named(name: str, copied: Path) -> None:
    path = copied / f"{name}.toml"
    path.write_text('odd_words = ["odd"]\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"{name}\.toml has unknown or missing keys: odd_words"):
        LOADERS[name].load(copied)


def test_a_value_that_is_no_list_of_words_is_named(name: str, copied: Path) -> None:
    path = copied / f"{name}.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.endswith("]") and " = [" in line)
    key = lines[at].split(" = ")[0]
    lines[at] = f"{key} = [1, 2]"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"{name}\.toml: {key} has the wrong shape"):
        LOADERS[name].load(copied)


def test_a_file_that_is_no_toml_is_refused_with_its_name(name: str, copied: Path) -> None:
    (copied / f"{name}.toml").write_text("= nothing", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"{name}\.toml cannot be read"):
        LOADERS[name].load(copied)


def test_a_missing_file_is_refused_with_its_name(name: str, copied: Path) -> None:
    (copied / f"{name}.toml").unlink()
    with pytest.raises(ConfigurationError, match=rf"{name}\.toml cannot be read"):
        LOADERS[name].load(copied)


def test_stems_tell_a_medicine_from_another_word() -> None:
    classes = wordclasses.load(folder())
    assert classes.is_medicine("bisoprolol")
    assert classes.is_medicine("Statins") is classes.is_medicine("statins")
    assert not classes.is_medicine("cholesterol")
    assert not classes.is_medicine("walking")
