"""British and American spellings of one word, for matching only; nothing is ever written this way.

A row may give a word that does not exist ("doctour"): it then matches nothing, which costs nothing.
What must not happen is that one real word becomes another ("filling" and "filing"), so each row is
held narrow by what stands around it.
"""

import re
from functools import lru_cache
from typing import NamedTuple


class _Row(NamedTuple):
    """`before` is a pattern for what stands before the letters that differ, `after` for what follows."""

    before: str
    british: str
    american: str
    after: str


_ENDS = "e$|es$|ed$|er$|ers$|ing$"
_ROWS = (
    _Row("^", "oe", "e", "dem|soph|str"),
    _Row("^f", "oe", "e", "t(us|al|o|ic)"),
    _Row("rrh|pn", "oe", "e", "[ai]"),
    _Row("^c", "oe", "e", "liac"),
    _Row("^am", "oe", "e", "b"),
    _Row("^hom", "oe", "e", "o"),
    _Row("^man", "oeuvre", "euver", ""),
    _Row("[^a]", "ae", "e", "mi(a|as|c)$"),
    _Row("h", "ae", "e", "m[ao]"),
    _Row("^an", "ae", "e", "sth"),
    _Row("^p", "ae", "e", "diat"),
    _Row("^gyn", "ae", "e", "co"),
    _Row("^orthop", "ae", "e", "d"),
    _Row("^c", "ae", "e", "cum|cal|sar"),
    _Row("^f", "ae", "e", "ces|cal"),
    _Row("^n", "ae", "e", "v(us|i)$"),
    _Row("^", "ae", "e", "tiolog"),
    _Row("[a-z]{2}", "our", "or", "$|s$|ed$|ing$|able$|al$|less$|ful$|ite|y$"),
    _Row("^pract", "is", "ic", _ENDS),
    _Row("[a-z]{2}", "is", "iz", f"{_ENDS}|ations?$|able$"),
    _Row("l", "ys", "yz", _ENDS),
    _Row("cent|lit|met|fib|calib|theat", "re", "er", "s?$"),
    _Row("[aeiou][a-z]{1,2}[aeiou]", "ll", "l", "ed$|ing$|ers?$"),
    _Row("enro|insti|fulfi|disti", "l", "ll", "s?$"),
    _Row("^skil|^wil", "", "l", "ful"),
    _Row("al|ol", "ogue", "og", "s?$"),
    _Row("def|off|pret|lic", "ence", "ense", "[sd]?$"),
    _Row("^program", "me", "", "s?$"),
    _Row("^alumin", "i", "", "um$"),
    _Row("^ag", "e", "", "ing$"),
    _Row("dg", "e", "", "ments?$"),
    _Row("^gr", "e", "a", "y"),
    _Row("^m", "ou", "o", "l[dt]"),
    _Row("", "sulph", "sulf", ""),
)
_LEAST = 4


def _pattern(before: str, letters: str, after: str) -> re.Pattern[str]:
    return re.compile(f"({before}){letters}(?={after})")


_DIRECTIONS = (
    tuple((_pattern(row.before, row.british, row.after), row.american) for row in _ROWS),
    tuple((_pattern(row.before, row.american, row.after), row.british) for row in _ROWS),
)


@lru_cache(maxsize=16384)
def alternatives(word: str) -> frozenset[str]:
    """The other side's spellings of a lower-case word; empty where there is none."""
    return frozenset(found for direction in _DIRECTIONS for found in _turned(word, direction))


def american(word: str) -> frozenset[str]:
    """What a lower-case word may be in America; empty where it is the same. It need not be a word at all."""
    return _turned(word, _DIRECTIONS[0])


def _turned(word: str, direction: tuple[tuple[re.Pattern[str], str], ...]) -> frozenset[str]:
    spelt = word
    for pattern, letters in direction:
        spelt = pattern.sub(rf"\g<1>{letters}", spelt)
    return frozenset((spelt,)) if spelt != word and len(word) >= _LEAST else frozenset()
