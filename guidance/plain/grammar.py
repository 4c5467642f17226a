"""What rules ask of a dependency tree, in the field's terms."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from guidance.plain.annotate import Sentence
from guidance.plain.rule import Copy, Piece

_FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_AUXILIARIES = frozenset(("aux", "auxpass"))
_CONNECTIVES = frozenset(
    ("however", "also", "therefore", "overall", "moreover", "furthermore", "thus", "additionally")
)
ASIDES = frozenset(("particularly", "especially", "notably", "mainly", "mostly", "chiefly"))
_SOME = frozenset(
    ("most", "many", "some", "few", "several", "half", "any", "no", "each", "every", "either", "both")
)
_LONGEST_REPEAT = 4
_FRONTED = frozenset(("advcl", "prep", "npadvmod", "advmod", "ccomp", "pcomp"))


def subject_of(verb: Token) -> Token | None:
    """The verb's own subject."""
    return next((child for child in verb.children if child.dep_ in _SUBJECTS), None)


def auxiliaries(verb: Token) -> list[Token]:
    """The verb's own auxiliaries, in order: "may", "have been"."""
    return [child for child in verb.lefts if child.dep_ in _AUXILIARIES]


def is_finite(verb: Token) -> bool:
    """Whether the verb, or the first of its auxiliaries, is finite."""
    helpers = auxiliaries(verb)
    return (helpers[0] if helpers else verb).tag_ in _FINITE


def is_negated(verb: Token) -> bool:
    """Whether a negation hangs on the verb or its auxiliaries, or on its subject."""
    subject = subject_of(verb)
    near = [*verb.children, *(subject.children if subject is not None else ())]
    return any(t.dep_ == "neg" or t.lower_ in ("no", "neither", "nor", "never", "none") for t in near)


def has_finite_clause(span: Span) -> bool:
    """Whether the span holds a finite verb with a subject of its own inside it."""
    for token in span:
        if token.pos_ in ("VERB", "AUX") and is_finite(token):
            subject = subject_of(token)
            if (
                subject is not None
                and span.start <= subject.i < span.end
                and subject.tag_ not in ("WDT", "WP")
            ):
                return True
    return False


def fronted(verb: Token) -> bool:
    """Whether a phrase before the subject ("In adults, …", "If …, …") may hold for all that follows."""
    top = verb
    while top.dep_ == "conj":
        top = top.head
    subject = subject_of(top)
    limit = subject.left_edge.i if subject is not None else top.i
    return any(
        child.i < limit and child.dep_ in _FRONTED and child.lower_ not in _CONNECTIVES
        for child in top.children
    )


def subject_pieces(noun: Token, until: int | None = None) -> tuple[Piece, ...] | None:
    """How a subject is said again: itself if it is short, else "this" with its noun, or a pronoun.

    None where that could be misread.
    """
    end = until if until is not None else noun.right_edge.i + 1
    start = noun.left_edge.i
    if noun.tag_ in ("PRP", "DT", "EX", "WDT", "WP"):
        return (Copy(start, end, repeat=True),) if noun.tag_ == "PRP" else None
    if any(t.lower_ in _SOME for t in noun.lefts):
        # "Most adults do A and do B" need not mean the same adults twice.
        return None
    joined = [noun, *noun.conjuncts]
    if len(joined) > 1:
        return ("They",) if all(t.i < end or t == noun for t in joined) else None
    if end - start <= _LONGEST_REPEAT and not any(
        t.lower_ in ("a", "an", "no", "some", "each") for t in noun.lefts
    ):
        return (Copy(start, end, repeat=True),)
    if noun.tag_ == "NNS":
        return ("These", Copy(noun.i, noun.i + 1, repeat=True))
    if noun.tag_ == "NN":
        return ("This", Copy(noun.i, noun.i + 1, repeat=True))
    return None


def reach(token: Token, sentence: Sentence) -> int:
    """The end of what hangs on a token.

    Where an aside in it ("…, particularly in women, …") is followed by a phrase in a preposition up to
    the end of the sentence, the parser often ties that phrase to the main verb; to a reader it goes on
    with what the aside interrupted.
    """
    doc = sentence.doc
    end = max(t.i for t in token.subtree) + 1
    marks = [t.text for t in doc[token.i : end]]
    if marks.count("(") > marks.count(")") and end < sentence.end and doc[end].text == ")":
        end += 1
    rest = [t for t in doc[end : sentence.end] if not (t.is_punct or t.is_space)]
    if len(rest) > 1 and doc[end].text == "," and doc[end + 1].lower_ in ASIDES:
        closing = next((t.i for t in doc[end + 1 : sentence.end] if t.text == ","), sentence.end - 1)
        goes_on = closing == sentence.end - 1 or doc[closing + 1].pos_ == "ADP"
        verbs = any(t.pos_ in ("VERB", "AUX") and is_finite(t) for t in rest)
        return max(t.i for t in rest) + 1 if goes_on and not verbs else end
    if not rest or end + 1 >= sentence.end or doc[end].text != "," or doc[end + 1].pos_ != "ADP":
        return end
    aside = any(t.lower_ in ASIDES and doc[t.i - 1].text == "," for t in doc[token.i : end])
    verbs = any(t.pos_ in ("VERB", "AUX") and is_finite(t) for t in rest)
    return max(t.i for t in rest) + 1 if aside and not verbs else end


def commas_before(token: Token, sentence: Sentence) -> int:
    """The index of the comma right before the token, or the token's own."""
    i = token.i
    return i - 1 if i - 1 > sentence.start and sentence.doc[i - 1].text == "," else i


def nearest_noun_before(token: Token) -> Token | None:
    """The last noun before a token, which a reader takes "which" to mean."""
    return next((t for t in reversed(token.doc[: token.i]) if t.pos_ in ("NOUN", "PROPN", "NUM")), None)


def modifies(noun: Token, other: Token) -> bool:
    """Whether the second is a number in a participle that belongs to the first: "published in 2018"."""
    joined = (noun, *noun.conjuncts)
    return other.pos_ == "NUM" and any(up.dep_ == "acl" and up.head in joined for up in other.ancestors)


def bracket_pairs(sentence: Sentence) -> Iterator[tuple[Token, Token]]:
    """Pairs of round brackets that hold no other bracket."""
    opening: Token | None = None
    for token in sentence.tokens:
        if token.text == "(":
            opening = token
        elif token.text == ")" and opening is not None:
            yield opening, token
            opening = None


def inside_brackets(token: Token, start: int) -> bool:
    """Whether more brackets open than close between `start` and the token."""
    return token.i in _bracketed(token.doc, start)


def _bracketed(doc: Doc, start: int) -> frozenset[int]:
    """The tokens inside brackets that open after `start`; worked out once for a parse and kept with it."""
    key = f"bracketed from {start}"
    found: frozenset[int] | None = doc.user_data.get(key)
    if found is None:
        inside, depth = [], 0
        for token in doc[start:]:
            if depth > 0:
                inside.append(token.i)
            depth += (token.text in "([") - (token.text in ")]")
        found = doc.user_data[key] = frozenset(inside)
    return found
