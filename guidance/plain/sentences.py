"""Sentence ends from the parse, corrected where the parse is surely wrong."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span

_ENDS = (".", "!", "?", ":", ";", '."', "…")
_CLOSERS = "\"'”’)]"
_WHOLE = frozenset(("title", "heading", "cell"))


def sentences(doc: Doc, kind: str) -> Iterator[Span]:
    """The sentences of a unit in order, together all of its tokens.

    A title, heading or cell is one. A sentence ends only where the text has a mark that can end one,
    and the next does not begin in lower case.
    """
    if not len(doc):
        return
    if kind in _WHOLE:
        yield doc[:]
        return
    start = 0
    for sent in doc.sents:
        if sent.end == len(doc) or _ends(doc, sent.end):
            yield doc[start : sent.end]
            start = sent.end


def _ends(doc: Doc, end: int) -> bool:
    before = doc[:end].text.rstrip().rstrip(_CLOSERS)
    return before.endswith(_ENDS) and not doc[end].text[:1].islower()
