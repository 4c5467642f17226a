"""Every form in which a term may stand in a text, for matching: inflections, spellings, hyphens."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lemminflect import getAllInflections, getAllInflectionsOOV, getAllLemmas

from guidance.plain.entries import Abbreviation, Entry
from guidance.plain.inflect import head
from guidance.plain.spelling import alternatives

type Tokenize = Callable[[str], list[str]]

_BASE = {"noun": "NN", "verb": "VB", "adj": "JJ", "adv": "RB", "phrase": ""}
_UPOS = {"noun": "NOUN", "verb": "VERB", "adj": "ADJ", "adv": "ADV"}
_TAGS = {
    "noun": ("NNS",),
    "verb": ("VBZ", "VBG", "VBD", "VBN"),
    "adj": ("JJR", "JJS"),
    "adv": ("RBR", "RBS"),
}
_LATIN = (
    ("us", "i"),
    ("um", "a"),
    ("a", "ae"),
    ("is", "es"),
    ("ma", "mata"),
    ("ion", "ia"),
    ("x", "ces"),
    ("nx", "nges"),
)
_PREFIX = re.compile(
    r"(?<![a-z])(anti|co|extra|hyper|hypo|inter|intra|micro|mid|multi|non|over|peri|post|pre|semi|sub|under)"
    r"(?=[a-z]{4})"
)


class Candidate(NamedTuple):
    """A sense of a term in the form of this tag: VB stands for VBP too, "" is the tag of a phrase."""

    entry: Entry
    tag: str


class Short(NamedTuple):
    """A reading of an abbreviation, and whether the form is its plural ("MRIs")."""

    abbreviation: Abbreviation
    plural: bool


def term_forms(entries: Iterable[Entry], tokenize: Tokenize) -> dict[str, tuple[tuple[int, str], ...]]:
    """Token texts in lower case, with blanks between → the numbers and tags of what they may be, in order.

    Other spellings and hyphenings never displace what is itself a form of another term.
    """
    plain: dict[str, dict[tuple[int, str], None]] = {}
    spelt: dict[str, dict[tuple[int, str], None]] = {}
    for number, entry in enumerate(entries):
        for text, tag in _inflected(entry):
            candidate = (number, tag)
            plain.setdefault(_key(text, tokenize), {})[candidate] = None
            for other in _spellings(text.lower()):
                spelt.setdefault(_key(other, tokenize), {})[candidate] = None
    merged = spelt | plain
    return {key: tuple(found) for key, found in merged.items() if key}


def short_forms(
    abbreviations: Iterable[Abbreviation], tokenize: Tokenize
) -> dict[str, tuple[tuple[int, bool], ...]]:
    """Token texts as written, with blanks between → the numbers of the abbreviation's readings, and whether
    it is the plural; plurals in "s" only for capitals."""
    forms: dict[str, list[tuple[int, bool]]] = {}
    for number, abbreviation in enumerate(abbreviations):
        forms.setdefault(" ".join(tokenize(abbreviation.short)), []).append((number, False))
        if abbreviation.short[-1:].isupper() and len(abbreviation.short) > 1:
            key = " ".join(tokenize(f"{abbreviation.short}s"))
            forms.setdefault(key, []).append((number, True))
    return {key: tuple(found) for key, found in forms.items() if key}


def _key(text: str, tokenize: Tokenize) -> str:
    return " ".join(tokenize(text)).lower()


def _inflected(entry: Entry) -> Iterator[tuple[str, str]]:
    """Each form of the term and its variants with its tag."""
    known: set[str] = set()
    for text in (entry.term, *entry.variants):
        if text.lower() in known:
            continue
        tags = _irregular(text.lower(), entry)
        forms = [(text, tag) for tag in tags] if tags else list(_bent(text, entry.pos))
        known.update(form.lower() for form, _ in forms)
        yield from forms


def _irregular(text: str, entry: Entry) -> tuple[str, ...]:
    """The tags of a variant that is an inflected form of the term itself ("metastases")."""
    if text == entry.term.lower() or entry.pos not in ("noun", "verb"):
        return ()
    if entry.term.lower() not in getAllLemmas(text).get(_UPOS[entry.pos], ()):
        return ()
    if entry.pos == "noun":
        return ("NNS",)
    endings = {"g": ("VBG",), "s": ("VBZ",)}
    return endings.get(text[-1], ("VBD", "VBN"))


def _bent(text: str, pos: str) -> Iterator[tuple[str, str]]:
    yield text, _BASE[pos]
    if pos == "phrase":
        return
    start, end = _bending(text, pos)
    word = text[start:end].lower()
    found = getAllInflections(word, upos=_UPOS[pos])
    if not found and pos in ("noun", "verb"):
        found = getAllInflectionsOOV(word, _UPOS[pos])
    for tag in _TAGS[pos]:
        forms = found.get(tag) or (found.get("VBD", ()) if tag == "VBN" else ())
        extra = _latin(word) if tag == "NNS" else ()
        for form in dict.fromkeys((*forms, *extra)):
            if form != word or tag != "NNS" or len(forms) == 1:
                yield text[:start] + form + text[end:], tag


def _bending(text: str, pos: str) -> tuple[int, int]:
    """Where the word stands that bends: the head of a noun, the first word of anything else."""
    if pos == "noun":
        return head(text)
    return (0, len(text.split(" ", 1)[0]))


def _latin(word: str) -> tuple[str, ...]:
    """Learned plurals that general word lists lack ("thrombi"); harmless where they do not exist."""
    if len(word) < 5:
        return ()
    return tuple(word[: -len(end)] + plural for end, plural in _LATIN if word.endswith(end))


def _spellings(text: str) -> set[str]:
    """The same words as others write them: the other side of the Atlantic, hyphens, apostrophes."""
    other = re.sub(r"[^\W\d_]+", lambda word: min(alternatives(word[0]), default=word[0]), text)
    found = {text, other}
    for spelt in re.findall(r"[^\W\d_]+", text):
        found.update(text.replace(spelt, alternative) for alternative in alternatives(spelt))
    found.update([hyphened for spelt in tuple(found) for hyphened in _hyphens(spelt)])
    found.update([spelt.replace("'", "’") for spelt in found if "'" in spelt])
    found.update([spelt.replace("'s ", " ") for spelt in found if "'s " in spelt])
    return found - {text}


def _hyphens(text: str) -> Iterator[str]:
    """ "follow-up", "follow up" and "followup"; "post-operative" and "postoperative"."""
    if "-" in text:
        yield text.replace("-", " ")
        if not text.startswith("re-"):
            yield text.replace("-", "")
    elif text.count(" ") == 1:
        yield text.replace(" ", "-")
    prefixed = _PREFIX.sub(r"\1-", text)
    if prefixed != text:
        yield prefixed
