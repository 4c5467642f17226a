"""Misspelt words of a question, read as the word of the passages that is spelt most like them.

A stem of five letters may have one slip (a letter too many, too few, wrong, or two exchanged), one of eight
two. A word that is known anywhere else is left alone: it was meant.
"""

from collections.abc import Collection, Mapping

from rapidfuzz.distance import OSA

FROM, TWO_FROM = 5, 8


def corrected(unknown: Collection[str], known: Collection[str]) -> Mapping[str, str]:
    """The stems among `unknown` that are spelt like a known one, with the one that they are most like."""
    found = {}
    for stem in unknown:
        if len(stem) >= FROM and stem.isalpha():
            slips = 2 if len(stem) >= TWO_FROM else 1
            near = [
                (OSA.distance(stem, other, score_cutoff=slips), other)
                for other in known
                if other[:1] == stem[:1] and abs(len(other) - len(stem)) <= slips
            ]
            best = min(near, default=(slips + 1, ""))
            if best[0] <= slips:
                found[stem] = best[1]
    return found
