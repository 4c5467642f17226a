"""What the slots of a construction take: a whole noun phrase, its core, one word; docs/constructions.md."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

_NP_HEADS = frozenset(("NOUN", "PROPN", "PRON", "NUM"))
_ONE_WORD = {"adj": ("ADJ",), "verb": ("VERB",), "noun": ("NOUN", "PROPN")}
_RELATIVE = frozenset(("WDT", "WP"))
_OBJECTS = frozenset(("for", "to", "with", "against", "on", "from", "about"))
_STILL_NOUN = frozenset(("NOUN", "PROPN", "NUM", "ADJ", "SYM"))


def slot_ends(kind: str, token: Token, span: Span) -> Iterator[int]:
    """Where a slot that begins at the token may end, the longest first."""
    if kind == "num":
        if token.like_num:
            yield token.i + 1
        return
    if kind in _ONE_WORD:
        if token.pos_ in _ONE_WORD[kind]:
            yield token.i + 1
        return
    head = _phrase_head(token, span)
    if head is None:
        return
    core = _with_bracket(_core_end(head), span)
    if kind == "core" and _goes_on(core, span):
        return
    ends = {core} if kind == "core" else {head.right_edge.i + 1, core}
    yield from sorted((end for end in ends if end <= span.end), reverse=True)


def _phrase_head(token: Token, span: Span) -> Token | None:
    """The head of the largest noun phrase that begins at the token."""
    found = None
    for head in (token, *token.ancestors):
        if head.left_edge.i < token.i or head.i >= span.end:
            break
        if head.pos_ in _NP_HEADS or head.tag_ == "VBG":
            found = head
    return found


def _core_end(head: Token) -> int:
    """Where a noun ends with what cannot be parted from it.

    That is the phrase in "of" that belongs to it and all that is joined to it; of a verb in "-ing", all
    that hangs on it.
    """
    if head.tag_ == "VBG":
        return head.right_edge.i + 1
    joined = [child for child in head.rights if child.dep_ == "conj"]
    if joined:
        return max(_core_end(child) for child in joined)
    of = [child for child in head.rights if child.lower_ == "of" and child.i == head.i + 1]
    return of[0].right_edge.i + 1 if of else head.i + 1


def _with_bracket(end: int, span: Span) -> int:
    """The end moved behind a bracket that opens there: "zinc (Zn)"."""
    doc = span.doc
    if end < span.end and doc[end].text == "(":
        return next((i + 1 for i in range(end, span.end) if doc[i].text == ")"), end)
    return end


def _goes_on(end: int, span: Span) -> bool:
    """Whether what stands there still belongs to the noun: "drug | 8 mg lozenge", "care | given at home"."""
    rest = span.doc[end : span.end]
    if not rest:
        return False
    if any(token.pos_ == "CCONJ" and rest[i + 1].lower_ == "of" for i, token in enumerate(rest[:-1])):
        # "In the presence of blood … or of fever".
        return True
    joined = rest[0].pos_ == "CCONJ"
    token = rest[1] if joined and len(rest) > 1 else rest[0]
    before = span.doc[end - 1]
    if before.lower_.endswith("ing") and rest[0].lower_ in _OBJECTS:
        # "Testing for iron deficiency": what is tested for belongs to "testing".
        return True
    return (
        token.pos_ in _STILL_NOUN
        or any(near.tag_ in _RELATIVE for near in rest[:3])
        or (token.dep_ == "acl" and not joined)
        or (token.pos_ == "DET" and joined)
    )
