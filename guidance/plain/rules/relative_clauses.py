""" "…, which …" tells something more about a noun: it becomes a sentence of its own.

Without a comma a clause says which one is meant, and stays; but "a hormone that regulates …" where
there is one ("X is a hormone", "we used a hormone") can go on with "This hormone regulates …".
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import (
    auxiliaries,
    is_finite,
    is_negated,
    modifies,
    nearest_noun_before,
    reach,
    subject_of,
)
from guidance.plain.phrases import (
    again,
    closes,
    count,
    goes_on,
    is_held,
    is_long,
    is_plural,
    outside_brackets,
    speaks_of_one,
    this,
    touches,
    trimmed,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "relative-clause"
_FEWEST_WORDS = 4
_PREPOSITIONS = frozenset(("in", "during", "for", "through", "from", "at", "on", "with"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_PARTS = frozenset(("all", "both", "most", "many", "some", "none", "each", "half", "several", "few", "one"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader):
        return
    for verb in outside_brackets(sentence):
        if verb.dep_ == "relcl" and is_finite(verb):
            edit = _aside(verb, sentence) or _held(verb, sentence)
            if edit is not None:
                yield edit


def _edit(change: Change, told: str, tail: tuple[Piece, ...], rank: int = 1) -> Edit:
    why = f"What “{told} …” adds is told in a sentence of its own."
    return Edit(_NAME, (change,), why, 3, tails=(tail,), rank=rank)


def _aside(verb: Token, sentence: Sentence) -> Edit | None:
    """The clause after a comma."""
    noun, start, end = _owner(verb, sentence), verb.left_edge.i, reach(verb, sentence)
    if start <= sentence.start + 1 or sentence.doc[start - 1].text != ",":
        return None
    if count(start, end, sentence) < _FEWEST_WORDS or _governed(noun, sentence):
        return None
    closing = end < sentence.end and sentence.doc[end].text == ","
    if not _ends(start, end, sentence):
        return None
    inner = trimmed(start, end, sentence)
    change = Change(start - 1, end + 1 if closing else inner, ())
    if _sums_up(verb, inner, sentence):
        return _edit(change, "which", ("This", Copy(start + 1, inner)), 0)
    nearest = nearest_noun_before(sentence.doc[start - 1])
    beside = nearest is not None and (
        nearest == noun or modifies(noun, nearest) or _is_whose(noun, nearest, start, sentence)
    )
    if not beside or not noun.is_alpha:
        return None
    if _lists(verb, noun, start) and not closing:
        return _edit(change, "which", ("These", Copy(start + 1, inner)))
    if _is_listed(noun, verb, sentence) or not _is_meant(noun, verb, start, sentence):
        return None
    if sentence.doc[start].lower_ == "which" and speaks_of_one(verb) and is_plural(noun):
        # "A and B, which leads to C": the statement does.
        return _edit(change, "which", ("This", Copy(start + 1, inner)), 0) if closes(end, sentence) else None
    tail, told = _tail(verb, noun, start, inner, sentence), sentence.doc[start]
    # "Where" is a condition by its form only.
    place = frozenset(("condition.if",)) if told.lower_ == "where" else frozenset()
    if place and sum(cue.name == "if" for cue, _ in sentence.cue_tokens("condition")) > 1:
        return None
    return replace(_edit(change, told.text, tail), exchanges=place) if tail else None


def _owner(verb: Token, sentence: Sentence) -> Token:
    """The noun of the clause; "who" is never the disease that a parse may tie it to, but who has it."""
    noun, opening = verb.head, verb.doc[verb.left_edge.i : verb.left_edge.i + 2]
    if sentence.classes.is_person(noun) or not any(t.lower_ in ("who", "whom") for t in opening):
        return noun
    above = noun
    while above.dep_ in ("pobj", "prep", "conj") and not sentence.classes.is_person(above):
        above = above.head
    return above if sentence.classes.is_person(above) else noun


def _is_whose(noun: Token, nearest: Token, start: int, sentence: Sentence) -> bool:
    """Whether "who" means people that stand farther off: "patients with advanced kidney disease, who …"."""
    people = sentence.classes.is_person(noun) and not any(
        sentence.classes.is_person(t) for t in noun.doc[noun.i + 1 : start]
    )
    opens = any(t.lower_ in ("who", "whom") for t in noun.doc[start : start + 2])
    return people and opens and nearest in noun.subtree


def _ends(start: int, end: int, sentence: Sentence) -> bool:
    """Whether the clause surely ends where the parse says: at the end, or at a comma before the main verb.

    "…, which found an effect, on pain": what follows may belong to the clause, or to a list.
    """
    if closes(end, sentence):
        return not goes_on(start, trimmed(start, end, sentence), sentence)
    closing = sentence.doc[end].text == "," and sentence.doc[end + 1].pos_ not in ("ADP", "CCONJ")
    return closing and sentence.root.i >= end


def _sums_up(verb: Token, inner: int, sentence: Sentence) -> bool:
    """Whether "which" means the whole statement: "…, which suggests that …"."""
    subject = subject_of(verb)
    first = (auxiliaries(verb) or [verb])[0]
    if subject is None or subject.lower_ != "which" or subject.i != verb.left_edge.i:
        return False
    main = sentence.root
    if not closes(inner, sentence) or first.tag_ not in ("VBZ", "VBD") or is_negated(main) or main.i > verb.i:
        return False
    return verb.lemma_ in sentence.classes.evidence_verbs and any(
        child.dep_ == "ccomp" for child in verb.children
    )


def _lists(verb: Token, noun: Token, start: int) -> bool:
    """Whether "which" means all the items of the list that ends before it: "A, B and C, which have …"."""
    subject, first = subject_of(verb), (auxiliaries(verb) or [verb])[0]
    plural = first.tag_ == "VBP" or first.lower_ == "were"
    item = noun
    while item.dep_ == "pobj" and item.tag_ == "NN" and item.head.head.pos_ == "NOUN":
        item = item.head.head
    listed = item.dep_ == "conj" and item.head.dep_ == "conj" and item.tag_ == noun.tag_ == "NN"
    return subject is not None and subject.i == start and plural and listed


def _is_listed(noun: Token, verb: Token, sentence: Sentence) -> bool:
    """Whether the noun is an item of a list, whose other items the parse may have taken into the clause."""
    before = noun.left_edge.i - 1
    comma = before > sentence.start and sentence.doc[before].text == "," and noun.dep_ not in _SUBJECTS
    mixed = any(t.dep_ == "conj" and t.pos_ == "NOUN" and t.head.pos_ == "ADJ" for t in verb.subtree)
    return comma or mixed or any(_ends_list(t) for t in verb.subtree)


def _ends_list(cc: Token) -> bool:
    """Whether ", and" joins two nouns only, as the last item of a longer list is joined."""
    joined = [t for t in cc.head.children if t.dep_ == "conj"]
    comma = cc.dep_ == "cc" and cc.nbor(-1).text == ","
    return comma and len(joined) == 1 and joined[0].pos_ in ("NOUN", "PROPN") and cc.head.dep_ != "conj"


def _is_meant(noun: Token, verb: Token, start: int, sentence: Sentence) -> bool:
    """Whether the clause can mean no other noun: "loss of muscle, which" may mean the loss or the muscle."""
    above = noun.head.head if noun.dep_ == "pobj" else None
    who = any(t.lower_ in ("who", "whom") for t in noun.doc[start : verb.i])
    if noun.doc[start].lower_ == "where" or above is None or above.pos_ not in ("NOUN", "PROPN"):
        return True
    if who:
        return sentence.classes.is_person(noun) or not sentence.classes.is_person(above)
    first = (auxiliaries(verb) or [verb])[0]
    parted = first.tag_ in ("VBZ", "VBP") or first.lower_ in ("was", "were")
    return noun.tag_ == "NNP" or (parted and is_plural(noun) != is_plural(above))


def _tail(verb: Token, noun: Token, start: int, inner: int, sentence: Sentence) -> tuple[Piece, ...] | None:
    doc, subject = sentence.doc, subject_of(verb)
    first = doc[start]
    if subject is None:
        return None
    if first.lower_ in ("which", "who") and first == subject:
        joined = [t for t in noun.conjuncts if t.i < start][-1:]
        article = sentence.doc[noun.left_edge.i]
        if joined and article.lower_ in ("a", "an") and not any(t.dep_ == "det" for t in joined[0].lefts):
            # "A review and analysis, which …": one work, or two that belong together.
            named = min(noun.i, joined[0].i)
            return ("This", Copy(named, named + 1, repeat=True), Copy(start + 1, inner))
        pieces = again(noun, sentence, until=start - 1)
        return (*pieces, Copy(start + 1, inner)) if pieces else None
    if first.lower_ == "where":
        needed = any(t.lemma_ in ("need", "belong", "go") for t in doc[start:inner])
        return (
            ("There", ",", Copy(start + 1, inner))
            if not (sentence.classes.is_person(noun) or needed)
            else None
        )
    second = doc[start + 1]
    if first.lower_ in _PREPOSITIONS and second.lower_ in ("which", "whom"):
        one = this(noun, sentence)
        return (Copy(start, start + 1), *_inside(one), ",", Copy(start + 2, inner)) if one else None
    if first.lower_ == "whose" and first.dep_ == "poss" and first.head == subject:
        if is_plural(noun) and any(sentence.classes.is_person(t) for t in doc[sentence.start : noun.i]):
            return _theirs(noun, subject, start, inner, sentence)
        if is_plural(noun) or not sentence.classes.is_person(noun):
            return ("Their" if is_plural(noun) else "Its", Copy(start + 1, inner))
        return None
    return _part(noun, subject, start, inner, sentence)


def _theirs(
    noun: Token, subject: Token, start: int, inner: int, sentence: Sentence
) -> tuple[Piece, ...] | None:
    """ "Adults given diuretics, whose dose …": "The dose of these diuretics …", not "their dose"."""
    one = this(noun, sentence)
    if one is None or subject.right_edge != subject:
        return None
    return ("The", Copy(start + 1, subject.i + 1), "of", *_inside(one), Copy(subject.i + 1, inner))


def _inside(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(piece.lower() if isinstance(piece, str) else piece for piece in pieces)


def _part(
    noun: Token, subject: Token, start: int, inner: int, sentence: Sentence
) -> tuple[Piece, ...] | None:
    """ ", most of whom were women" and ", of whom 34 were women"."""
    doc = sentence.doc
    if not is_plural(noun):
        return None
    of = next((t.i for t in doc[start : subject.i + 4] if t.lower_ == "of"), -1)
    if any(t.lower_ in ("which", "whom") for t in doc[of + 2 : inner]):
        return None
    if of < 0 or of + 1 >= inner or doc[of + 1].lower_ not in ("which", "whom"):
        return None
    if of == start:
        return ("Of these", ",", Copy(start + 2, inner))
    part = doc[of - 1]
    if not (part.lower_ in _PARTS or part.like_num) or part != subject:
        return None
    return (Copy(start, of + 1), "them", Copy(of + 2, inner))


def _held(verb: Token, sentence: Sentence) -> Edit | None:
    """The clause without a comma, at the end, on a noun that is there."""
    noun, start, end = verb.head, verb.left_edge.i, verb.right_edge.i + 1
    subject = subject_of(verb)
    if subject is None or subject.i != start or subject.lower_ not in ("which", "who", "that"):
        return None
    if not closes(end, sentence) or not is_held(noun, sentence) or not touches(noun, start, sentence):
        return None
    if any(child.dep_ == "expl" for child in noun.head.children):
        # "There are data that show …": without the clause nothing is said.
        return None
    last = trimmed(start, end, sentence)
    if any(t.tag_ == "WP" for t in sentence.doc[start + 1 : last]):
        # "A woman who had pain who was treated": the second clause is about her too.
        return None
    if sentence.doc[start - 1].text == "," or _weak(verb) or count(start, last, sentence) < _FEWEST_WORDS:
        return None
    second = any(t.dep_ == "conj" and is_finite(t) for t in verb.children)
    if goes_on(start, last, sentence) or (second and noun.dep_ != "attr"):
        # "… a root that grows by the sea and is sold": the main verb's subject may be what is sold.
        return None
    if count(sentence.start, start, sentence) < _FEWEST_WORDS:
        return None
    one = this(noun, sentence)
    return _edit(Change(start, last, ()), subject.text, (*one, Copy(start + 1, last))) if one else None


def _weak(verb: Token) -> bool:
    """Whether the clause only says how much or of which kind, so that the noun says little without it."""
    kind = verb.lemma_ == "be" and not any(child.dep_ in ("auxpass", "attr") for child in verb.children)
    return is_negated(verb) or kind


def _governed(noun: Token, sentence: Sentence) -> bool:
    """Whether a negation or a condition stands over the noun, so that the clause cannot stand alone.

    People of a kind are there whatever is denied of them: "must not be used in patients with …, in whom".
    """
    kind = (
        sentence.classes.is_person(noun)
        and noun.tag_ == "NNS"
        and not any(t.tag_ == "DT" for t in noun.lefts)
    )
    for token in noun.ancestors if not kind else ():
        if any(child.dep_ in ("neg", "mark") for child in token.children):
            return True
        if token.dep_ in ("advcl", "ccomp", "relcl", "acl", "csubj"):
            return True
    return any(child.lower_ in ("no", "any", "neither") for child in noun.children)


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: relative clauses", _find)
