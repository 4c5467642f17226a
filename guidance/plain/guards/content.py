"""No word comes in that the source or the data of an edit does not account for, and none goes missing.

A word that an edit takes away and puts nothing for must be one that claims nothing (filler, in
lexicon/cues.toml); what stands twice is marked as repeated and is no statement; a number or name that
moves, moves with a word next to it.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import is_finite, subject_of
from guidance.plain.guard import Attempt, Guard
from guidance.plain.realise import Out, text_of

CONTENT = frozenset(("NOUN", "PROPN", "ADJ", "ADV", "VERB", "NUM"))

# Their data names each word that they drop.
_NAMED_BY_DATA = frozenset(("construction", "nominalisation", "noun-stack", "label"))
_FRAME = frozenset(("nsubj", "nsubjpass", "aux", "auxpass", "advmod", "mark", "cc", "conj", "prep", "punct"))
_SAID = frozenset(("dobj", "acomp", "attr", "xcomp", "oprd"))
_JOINED = frozenset(("NOUN", "PROPN", "NUM", "ADJ"))


def _check(attempt: Attempt) -> Iterator[str]:
    touched = {i for e in attempt.edits for c in e.changes for i in range(c.start, c.end)}
    yield from _missing(attempt, touched)
    yield from _from_nowhere(attempt, touched)
    yield from _dropped(attempt)
    yield from _said_again(attempt)
    places = [out.start for out in attempt.words if not out.new]
    if any(after <= before for before, after in pairwise(places)):
        yield from _doubled(attempt)
        yield from _astray(attempt)
    yield from _exchanged(attempt)


def _missing(attempt: Attempt, touched: set[int]) -> Iterator[str]:
    seen = {i for s in attempt.output for o in s for i in range(o.start, o.end)}
    for token in attempt.sentence.tokens:
        if token.i not in seen and token.i not in touched and not token.is_punct:
            yield f"“{token.text}” went missing"


def _from_nowhere(attempt: Attempt, touched: set[int]) -> Iterator[str]:
    inserted = {c.start for e in attempt.edits for c in e.changes}
    for out in (out for s in attempt.output for out in s):
        accounted = out.start in touched or out.start in inserted or out.gloss
        if out.new and not accounted and _is_word(out.text) and out.text.lower() not in ("a", "an"):
            yield f"“{out.text}” comes from nowhere"


def _dropped(attempt: Attempt) -> Iterator[str]:
    """Words of content that an edit takes away, with nothing in their place."""
    doc = attempt.sentence.doc
    kept = {o.start for o in attempt.words if not o.new}
    said = Counter(o.text.lower() for o in attempt.words)
    had = Counter(token.lower_ for token in attempt.sentence.tokens)
    for region in attempt.regions:
        if region.edit.rule in _NAMED_BY_DATA or region.edit.omits or region.edit.restates:
            continue
        inside = [o for o in attempt.words if region.start <= o.start and o.end <= region.end]
        if any(o.new and _is_word(o.text) for o in inside):
            continue
        for token in doc[region.start : region.end]:
            gone = token.i not in kept and said[token.lower_] < had[token.lower_]
            if not gone or not _claims(token):
                continue
            if not attempt.cues.count(token.text, "filler") or _is_bereft(token, kept):
                yield f"“{token.text}” was dropped"


def _is_bereft(word: Token, kept: set[int]) -> bool:
    """Whether what it belongs to stays and is broken without it.

    So a subject and what is said of it ("the patient (has) asthma"), an auxiliary ("is (regarded) as"), a
    form of "be" ("are (available) for"), the other part of a word ("pre-(existing)").
    """
    if word.dep_ in ("acomp", "attr") and word.head.pos_ == "AUX" and word.head.i in kept:
        return True
    if word.i > 0 and word.doc[word.i - 1].text == "-" and word.i - 1 in kept:
        return True
    subject = subject_of(word) if word.pos_ in ("VERB", "AUX") else None
    said = [child.i for child in word.children if child.dep_ in _SAID or child.dep_ == "auxpass"]
    return subject is not None and subject.i in kept and not kept.isdisjoint(said)


def _is_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def _claims(token: Token) -> bool:
    return token.pos_ in CONTENT and _is_word(token.text)


def _doubled(attempt: Attempt) -> Iterator[str]:
    """A word that stands twice and is not marked as repeated."""
    first = Counter(o.start for o in attempt.words if not o.new)
    for i, times in first.items():
        if times > 1 and _claims(attempt.sentence.doc[i]):
            yield f"“{attempt.sentence.doc[i].text}” stands {times} times"


def _said_again(attempt: Attempt) -> Iterator[str]:
    """A statement that is made twice: a verb with its subject and with what it says of it."""
    if not any(o.repeated for s in attempt.output for o in s):
        return
    doc = attempt.sentence.doc
    for sentence in attempt.output:
        words = [o for o in sentence if not o.gloss and _is_word(o.text)]
        if words and all(o.repeated for o in words):
            yield f"“{text_of(sentence)}” was said before"
    again = {o.start for s in attempt.output for o in s if o.repeated and not o.gloss and not o.new}
    for i in sorted(again):
        subject = subject_of(doc[i]) if doc[i].pos_ == "VERB" and is_finite(doc[i]) else None
        said = [child.i for child in doc[i].children if child.dep_ not in _FRAME]
        if subject is not None and subject.i in again and not again.isdisjoint(said):
            yield f"“{doc[i].text}” is said twice"


def _astray(attempt: Attempt) -> Iterator[str]:
    """A number or a name that stands by neither of the words next to it, or left its place in a series."""
    marked = {t.i for t in attempt.sentence.tokens if is_name_or_number(t, attempt.sentence)}
    present = _present(attempt) if marked else {}
    for sentence in attempt.output if marked else ():
        words = [o for o in sentence if o.end > o.start and not o.gloss and _is_word(o.text)]
        here = {i for o in words for i in range(o.start, o.end)}
        for at, out in enumerate(words):
            if out.new or out.repeated or out.start not in marked:
                continue
            before = words[at - 1] if at else None
            after = words[at + 1] if at + 1 < len(words) else None
            left, right = present.get(out.start, (None, None))
            if _spans(before, out) or _spans(after, out):
                continue
            if not _meets(before, left, here) and not _meets(after, right, here):
                yield f"“{out.text}” moved away from its words"


def _exchanged(attempt: Attempt) -> Iterator[str]:
    """Words joined in a series whose order turned, and words written in each other's place."""
    doc = attempt.sentence.doc
    order = {o.start: at for at, o in enumerate(attempt.words) if not o.new}
    for i, at in order.items():
        if doc[i].pos_ in _JOINED:
            for other in doc[i].conjuncts:
                if other.i > i and order.get(other.i, at) < at:
                    yield f"“{doc[i].text}” and “{other.text}” changed places"
    became = {
        tuple(words.lower().rstrip(".,;:") for words in (region.before, region.after))
        for region in attempt.regions
        if region.end == region.start + 1
    }
    for before, after in became:
        if before < after and (after, before) in became:
            yield f"“{before}” and “{after}” changed places"


def _present(attempt: Attempt) -> dict[int, tuple[int | None, int | None]]:
    """For each source word that the output still has, those before and after it."""
    covered = {i for o in attempt.words for i in range(o.start, o.end)}
    words = [t.i for t in attempt.sentence.tokens if t.i in covered and _is_word(t.text)]
    return dict(zip(words, zip((None, *words), (*words[1:], None), strict=False), strict=True))


def _spans(neighbour: Out | None, out: Out) -> bool:
    """Whether the words beside it come from an edit that it lies in: "people with X" for "X patients"."""
    return neighbour is not None and neighbour.new and neighbour.start <= out.start < neighbour.end


def _meets(out: Out | None, token: int | None, here: set[int]) -> bool:
    """Whether the neighbour in the output stands for the neighbour in the source, or each has none."""
    if out is None or token is None:
        return out is None and token not in here
    return out.start <= token < out.end


def is_name_or_number(token: Token, sentence: Sentence) -> bool:
    """Whether a word is a number, a name or a medicine, which stay with the words around them."""
    named = token.pos_ == "PROPN" or sentence.classes.is_medicine(token.text)
    if token.i in sentence.protected or named:
        return True
    return token.text[:1].isupper() and token.i != sentence.start


GUARD = Guard("content", "No content word without an account", _check)
