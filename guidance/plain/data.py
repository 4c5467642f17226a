"""Where the data of the rewriter lies: the folder lexicon/ next to the package."""

from pathlib import Path

from guidance.errors import ConfigurationError

SHIPPED = Path(__file__).resolve().parents[2] / "lexicon"


def folder(override: Path | None = None) -> Path:
    """The data folder: the one given, else the one that ships with the project.

    Raises ConfigurationError where there is no such folder.
    """
    chosen = SHIPPED if override is None else override
    if not chosen.is_dir():
        raise ConfigurationError(f"There is no lexicon folder at {chosen}")
    return chosen
