"""Counts the syllables of words that a pronouncing dictionary lacks; made for Greek and Latin words.

A word is spoken in as many syllables as it has groups of vowels; the rows below say where a vowel is
silent, and where two vowels that stand together are spoken apart. benchmarks/syllables.py prints how
often the rule agrees with the dictionary on words that look medical and that it was not tuned on,
beside the agreement of hyphenation points.
"""

import re
from functools import lru_cache

# In this order: each pattern is replaced before the next is tried. "." parts two groups of vowels.
_ROWS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"qu", "kw"),
        (r"ically$", "icly"),
        (r"(?<=^co)(?=[aeio])|(?<=^re)(?=[aei][a-z]{4})", "."),
        (r"(?<=contra)(?=i)|(?<=auto)(?=i)|(?<=micro)(?=[aeio])", "."),
        (r"(?<=c[lr])e(?=at[ei])", "e."),
        (r"gu(?=[aeiy])", "g"),
        (r"(?<=[^aeiouy])y(?=[aeiou])", "y."),  # my.ocardial
        (r"^y(?=[aeiou])", "j"),
        (r"(?<=[aeiou])y(?=[aeiou])", "j"),  # layer
        (r"(?<=i)o(?=e)", "o."),  # angio.edema
        (r"[ao]e(?!$|s$)", "e"),  # anaemia, oedema
        (r"(?<=[^aeiouyl])es$|(?<=[^aeiouy][aeiouy]l)es$|(?<=[aeiouyl])les$", "es"),
        (r"(?<=[cgsxz])es$|(?<=[cs]h)es$", "ES"),  # dos.es
        (r"(?<=[td])ed$", "ED"),
        (r"(?<=[^aeiouy])e[sd]$", ""),
        (r"(?<=[^aeiouyl])e$", ""),
        (r"(?<=[aeiouy])le$", "l"),
        (r"(?<=[cg])ue$", ""),  # tongue, plaque
        (r"(?<=[ctsgx])ious$|(?<=[ctsg])eous$", "ous"),
        (r"(?<=[cst])i(?=on|ou|ent|enc|al|an\b|ans\b|a\b|as\b)", ""),
        (r"(?<=g)i(?=on|ous)", ""),
        (r"sm$|sms$|thm$|thms$", ".em"),  # spas.m
        (r"i(?=[aou])", "i."),
        (r"ie(?=[tn])", "i.e"),  # soci.ety
        (r"(?<=i)(?=i)", "."),
        (r"e(?=o)", "e."),
        (r"e(?=a$|as$|al$|an$|ac$|um$|us$|i$|i[cn])", "e."),  # diarrhe.a
        (r"u(?=[ao](?!u))", "u."),
        (r"u(?=ou|um|us|it|id)", "u."),
        (r"o(?=a(?!st|ch|[dklmpt]$)|e)", "o."),
        (r"a(?=o)", "a."),
    )
)
_VOWELS = re.compile(r"[aeiouyAEIOUY]+")


@lru_cache(maxsize=16384)
def by_rule(word: str) -> int:
    """Syllables of one word in any case; 1 at the least."""
    spoken = word.lower()
    for pattern, put in _ROWS:
        spoken = pattern.sub(put, spoken)
    return max(1, len(_VOWELS.findall(spoken)))
