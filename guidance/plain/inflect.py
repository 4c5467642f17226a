"""Puts a plain wording into the form of the term in whose place it stands.

lemminflect knows the forms; this module knows which word of a wording is the one that bends, and which
of several forms is the common one in British English.
"""

import re
from functools import lru_cache

from lemminflect import getAllInflections, getAllLemmas, getInflection

from guidance.plain.entries import Pos, WordingNumber

# lemminflect offers the rarer form first, or alone, for these.
_COMMON = {
    ("bear", "VBN"): "borne",
    ("fish", "NNS"): "fish",
    ("get", "VBN"): "got",
    ("gas", "NNS"): "gases",
    ("person", "NNS"): "people",
    ("quit", "VBD"): "quit",
    ("quit", "VBN"): "quit",
    ("staff", "NNS"): "staff",
    ("swell", "VBN"): "swollen",
    ("wake", "VBN"): "woken",
    ("weave", "VBD"): "wove",
    ("weave", "VBN"): "woven",
    ("wet", "VBD"): "wet",
    ("wet", "VBN"): "wet",
}
_BE = {"VBP": "are", "VBZ": "is", "VBD": "was", "VBN": "been", "VBG": "being"}
_AFTER_HEAD = re.compile(
    "about|above|across|after|against|among|around|as|at|before|behind|below|beneath|beside|between|beyond|by|"
    "down|during|for|from|in|inside|into|like|near|of|off|on|onto|outside|over|per|since|that|through|to|"
    "towards?|under|until|up|when|where|which|while|who|whose|with|within|without",
    re.IGNORECASE,
)
# Participles that are nouns far more often where they end a noun wording.
_NOUN_AFTER_ALL = frozenset(("bound", "felt", "ground", "thought", "wound"))
_LEADING_ADVERB = re.compile(r"(?:\w+ly|not|also|still|again|first) ")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def inflect(wording: str, tag: str, pos: Pos, number: WordingNumber = "same") -> str:
    """The wording in the form that `tag` (a Penn Treebank tag, as "VBZ" or "NNS") asks for.

    - noun: the last word before the first preposition takes the plural for NNS, unless `number` says
      that the wording is a mass noun or always plural;
    - verb: the first word bends, and its partner in "find and treat"; "be" agrees with a plural
      subject in VBD where `number` is "plural";
    - adj, adv: the comparative and superlative, with "more" and "most" where the word has none;
    - phrase: nothing bends.

    Capitals stay. A tag that asks nothing of the part of speech gives the wording as it is.
    """
    if pos == "noun":
        return _noun(wording) if tag in ("NNS", "NNPS") and number == "same" else wording
    if pos == "verb" and tag.startswith("V"):
        return _verb(wording, tag, plural=number == "plural")
    if pos in ("adj", "adv") and tag in ("JJR", "JJS", "RBR", "RBS"):
        return _compared(wording, tag)
    return wording


def head(wording: str) -> tuple[int, int]:
    """Start and end, in characters, of the word of a noun wording that takes the plural."""
    words = list(_WORD.finditer(wording))
    if not words:
        return (0, len(wording))
    last = next((i for i, word in enumerate(words) if i and _AFTER_HEAD.fullmatch(word[0])), len(words))
    found = last - 1
    while found > 0 and last < len(words) and _is_participle(words[found][0]):
        found -= 1
    return words[found].span()


def _is_participle(word: str) -> bool:
    """Whether the word belongs to what follows it: "made" in "medicine made from blood"."""
    lower = word.lower()
    verbs = getAllLemmas(lower).get("VERB", ())
    is_past = lower == "put" or any(verb != lower and form(verb, "VBN") == lower for verb in verbs)
    return is_past and lower not in _NOUN_AFTER_ALL


def _noun(wording: str) -> str:
    start, end = head(wording)
    return wording[:start] + form(wording[start:end], "NNS") + wording[end:]


def _verb(wording: str, tag: str, *, plural: bool) -> str:
    lead = _LEADING_ADVERB.match(wording)
    start = lead.end() if lead and "VERB" not in getAllLemmas(lead[0].strip()) else 0
    first, *rest = wording[start:].split(" ")
    if first.lower() == "be":
        bent = "were" if plural and tag == "VBD" else _BE.get(tag, first)
        return wording[:start] + " ".join((bent, *rest))
    if len(rest) > 1 and rest[0] in ("and", "or") and "VERB" in getAllLemmas(rest[1]):
        rest[1] = form(rest[1], tag)
    return wording[:start] + " ".join((form(first, tag), *rest))


def _compared(wording: str, tag: str) -> str:
    pos = "ADJ" if tag.startswith("J") else "ADV"
    first, *rest = wording.split(" ")
    if tag in getAllInflections(first.lower(), upos=pos):
        return " ".join((form(first, tag), *rest))
    return f"{'more' if tag.endswith('R') else 'most'} {wording}"


@lru_cache(maxsize=4096)
def form(word: str, tag: str) -> str:
    """The common form of one word for a tag; the capitals of the word stay."""
    lower = word.lower()
    if tag in ("VB", "NN", "JJ", "RB"):
        return word
    if len(word) > 1 and word.isupper():
        return word + "s" if tag in ("NNS", "VBZ") else word
    found = _COMMON.get((lower, tag)) or _commonest(getInflection(lower, tag), word, tag)
    return word[:1] + found[1:] if found[:1] == word[:1].lower() else _recapital(word, found)


def _commonest(forms: tuple[str, ...], word: str, tag: str) -> str:
    british = [found for found in forms if tag.startswith("V") and found.endswith(("lled", "lling"))]
    return (british or [*forms, word])[0]


def _recapital(word: str, found: str) -> str:
    return found.capitalize() if word[:1].isupper() else found
