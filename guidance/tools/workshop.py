"""What the tools work with: a lexicon folder opened with the tokens of the parser, and the writer where
needed.
"""

from functools import cached_property
from pathlib import Path

from guidance.plain import lexicon
from guidance.plain.data import folder
from guidance.plain.lexicon import Lexicon
from guidance.plain.parse import Parser, open_parser
from guidance.plain.writer import Writer, cache_for, open_writer
from guidance.settings import Settings


class Workshop:
    """One lexicon folder (None: that of the settings) under the site's settings; each part is opened once."""

    def __init__(self, settings: Settings, root: Path | None = None) -> None:
        self.settings = settings
        self.root = folder(root or settings.lexicon)
        self.overlay = settings.overlay

    @cached_property
    def parser(self) -> Parser:
        """The language model."""
        return open_parser(self.settings.model)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The compiled lexicon. Raises LexiconError with every bad row."""
        spelling = self.settings.spelling
        cache = cache_for(self.settings.cache, self.parser)
        return lexicon.load(
            self.parser.words, self.root, overlay=self.overlay, spelling=spelling, cache=cache
        )

    @cached_property
    def writer(self) -> Writer:
        """The writer with this lexicon."""
        chosen = self.settings
        return open_writer(
            chosen.model, self.root, overlay=self.overlay, spelling=chosen.spelling, cache=chosen.cache
        )
