"""How a term stands in a sentence: what rules that name or explain it ask."""

from guidance.plain.annotate import Sentence
from guidance.plain.entries import Entry
from guidance.plain.hits import Hit
from guidance.plain.reader import Reader

QUIET_KINDS = frozenset(("title", "heading", "cell"))


def stays(entry: Entry, reader: Reader) -> bool:
    """Whether a term stays as it is for this reader, and is explained if anything."""
    return entry.action == "explain" or (reader.keeps_terms and entry.action == "teach")


def beside_bracket(hit: Hit, sentence: Sentence) -> bool:
    around = [i for i in (hit.start - 1, hit.end) if sentence.start <= i < sentence.end]
    return any(sentence.doc[i].text in "([" for i in around)


def bare(text: str, hit: Hit, sentence: Sentence) -> str:
    """The term as it stands inside brackets: without the capital of a sentence's start."""
    first = sentence.doc[hit.start]
    if text.lower() == hit.entry.term.lower():
        return hit.entry.term
    opens = hit.start == sentence.start or sentence.doc[hit.start - 1].text == ":"
    if opens and first.text[1:].islower() and hit.entry.term[:1].islower():
        return text[:1].lower() + text[1:]
    return text
