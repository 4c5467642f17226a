"""What rules that split between clauses ask of scope: whether a condition or a comparison holds for both."""

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, is_finite
from guidance.plain.wordclasses import WordClasses

_CONDITIONS = frozenset(("if", "unless", "until"))
_LIMITS = frozenset(
    (
        "in", "among", "during", "after", "before", "within", "at", "for", "over", "under", "until",
        "compared", "versus", "without", "throughout", "since", "via", "through", "with", "by", "when",
    )
)  # fmt: skip
_COMPARED = frozenset(("compared", "versus", "vs", "relative"))
_OPEN = frozenset(("NOUN", "PROPN", "PRON", "ADP", "ADV", "VERB", "ADJ", "NUM"))
_PRONOUNS = frozenset(("it", "its", "they", "their", "them", "he", "his", "him", "she", "her"))


def is_conditional(verb: Token, limit: int, sentence: Sentence) -> bool:
    """Whether a condition before token `limit` hangs on the statement: "A, unless C, and B"."""
    chain = {verb.i}
    while verb.dep_ in ("conj", "ccomp"):
        verb = verb.head
        chain.add(verb.i)
    for cue, span in sentence.cue_tokens("condition"):
        if cue.name not in _CONDITIONS or span.start >= limit:
            continue
        root = span.root
        if root.lower_ == "whether" or (root.lower_ == "where" and root.head.dep_ == "relcl"):
            continue
        governor = root.head if root.dep_ in ("mark", "advmod") else root
        if governor.i in chain or governor.head.i in chain:
            return True
    return False


def closes_with_condition(after: int, sentence: Sentence) -> bool:
    """Whether a condition stands behind token `after`; it may hold for more than the last statement."""
    return any(
        cue.name in _CONDITIONS and span.start > after and span.root.lower_ != "whether"
        for cue, span in sentence.cue_tokens("condition")
    )


def closes_with_limit(first: Token, second: Token, classes: WordClasses) -> bool:
    """Whether people, a time, a comparison or a means that closes the second may hold for both."""
    tail = [t for t in second.subtree if t.i > second.i]
    head = [t for t in first.subtree if first.i < t.i < second.left_edge.i]
    if shares_comparison([first, *head], [second, *tail], classes):
        return True
    if any(classes.is_people(t) for t in tail if t.dep_ == "pobj") and not any(
        classes.is_people(t) for t in head
    ):
        return True
    objects = [c for c in second.rights if c.dep_ in ("dobj", "attr", "acomp", "oprd")]
    if not objects:
        return False
    own = {c.lower_ for c in first.rights if c.dep_ in ("prep", "advcl", "npadvmod")}
    found = {c.lower_ for c in second.rights if c.dep_ in ("prep", "npadvmod") and c.i > objects[0].i}
    return bool((found & _LIMITS) - own) and not own


def shares_comparison(first: list[Token], last: list[Token], classes: WordClasses) -> bool:
    """Whether what the last statement is compared with holds for the first too.

    "Iron was lower and zinc was higher in women than in men", "pain fell and sleep improved compared with
    placebo".
    """
    if _names_another(first):
        return False
    compared = any(t.lower_ in _COMPARED for t in last)
    alike = any(t.tag_ in ("JJR", "RBR") for t in first) and any(t.tag_ in ("JJR", "RBR") for t in last)
    changes = any(t.lemma_ in classes.changing_verbs for t in first) and compared
    return _names_another(last) and (alike or changes)


def _names_another(tokens: list[Token]) -> bool:
    return any(t.lower_ == "than" or t.lower_ in _COMPARED for t in tokens)


def is_apart(first: Token, second: Token) -> bool:
    """Whether the second is made otherwise than the first, so that what closes it is its own.

    "It is a common disease and has been found in adults": "in adults" says where it was found.
    """
    states = first.lemma_ == "be" and any(c.dep_ == "attr" for c in first.rights)
    helpers = {t.lemma_ for t in auxiliaries(second)}
    return states and bool(helpers & {"have", "be"}) and second.tag_ in ("VBN", "VBD")


def shares_complement(first: Token, second: Token) -> bool:
    """Whether "of …" at the end may belong to both: "measured the size and noted the colour of the spot"."""
    last = next(
        (c for c in reversed(list(first.rights)) if c.i < second.left_edge.i and c.pos_ in _OPEN), None
    )
    bare = last is not None and last.dep_ == "dobj" and not list(last.rights)
    found = [c for c in second.rights if c.dep_ == "dobj" and any(r.dep_ == "prep" for r in c.rights)]
    return bare and bool(found)


def holds_a_clause(verb: Token, until: int) -> bool:
    """Whether a finite clause stands between the verb and a token, so that what follows may go on with it."""
    inside = (t for t in verb.subtree if verb.i < t.i < until and t.pos_ in ("VERB", "AUX"))
    return any(
        t.dep_ in ("relcl", "ccomp", "advcl", "acl", "pcomp", "csubj") and is_finite(t) for t in inside
    )


def is_correlated(sentence: Sentence) -> bool:
    """Whether parts are matched in order, so that none may be taken out: "respectively"."""
    found = {t.lower_ for t in sentence.tokens}
    return bool(found & {"respectively"}) or "in that order" in sentence.text.lower()


def points_ahead(verb: Token, subject: Token) -> bool:
    """Whether a clause before the main one holds a pronoun that the main subject explains."""
    return any(t.lower_ in _PRONOUNS for t in verb.subtree) and subject.lower_ not in _PRONOUNS
