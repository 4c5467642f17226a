""" "…, highlighting …" and "…, published in 2024, …": what a participle adds becomes a sentence of its own.

A present participle at the end speaks of the whole statement ("This highlights …") only for verbs that
commonly take a statement as their subject. A participle between commas speaks of the noun before it, and
so does one without commas where the noun is one that there is: "a drug made from plants".
"""

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import is_finite, is_negated, nearest_noun_before, subject_of
from guidance.plain.phrases import (
    again,
    be,
    closes,
    count,
    finite,
    goes_on,
    is_held,
    is_long,
    is_past,
    is_perfect,
    is_plural,
    is_stated,
    modal_of,
    outside_brackets,
    this,
    touches,
    trimmed,
)
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "participle"
_FEWEST_WORDS = 3
_MODALS = frozenset(("may", "might", "can", "could", "will", "would"))
# Past participles at the end that speak of the whole statement.
_BEHIND = {"followed": "by", "accompanied": "by", "based": "on", "caused": "by", "driven": "by"}
_THUS = frozenset(("thus", "thereby", "hence", "therefore", "so"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not is_long(sentence, reader):
        return
    statements = reader.data.people.statement_verbs
    for token in outside_brackets(sentence):
        if token.tag_ not in ("VBG", "VBN") or token.i == sentence.start:
            continue
        found = (
            _statement(token, sentence, statements)
            or _report(token, sentence)
            or _behind(token, sentence)
            or _aside(token, sentence)
            or _held(token, sentence)
        )
        if found is not None:
            yield found


def _edit(verb: Token, change: Change, tail: tuple[Piece, ...], rank: int = 1) -> Edit:
    why = f"What “{verb.text} …” adds is told in a sentence of its own."
    return Edit(_NAME, (change,), why, 3, tails=(tail,), rank=rank)


def _statement(verb: Token, sentence: Sentence, statements: frozenset[str]) -> Edit | None:
    """ ", thereby highlighting the need for …" at the end of a main clause."""
    main = verb.head
    if verb.tag_ != "VBG" or verb.dep_ != "advcl" or verb.lemma_ not in statements:
        return None
    if main.dep_ != "ROOT" or not is_finite(main) or verb.i < main.i:
        return None
    start, end = verb.i, verb.right_edge.i + 1
    adverb = sentence.doc[start - 1]
    first = start - 1 if adverb.dep_ == "advmod" and adverb.head == verb else start
    if first <= sentence.start or sentence.doc[first - 1].text != "," or not closes(end, sentence):
        return None
    if verb.left_edge.i != first or _too_short(verb, start, end, sentence):
        return None
    if is_negated(main) and verb.lemma_ not in sentence.classes.evidence_verbs:
        return None
    if goes_on(start, end, sentence):
        # "from mild, requiring no treatment, to severe"
        return None
    last = trimmed(start, end, sentence)
    modal = modal_of(main)
    if modal is not None and modal.lower_ not in _MODALS:
        return None
    # What may be so may have this effect; it is no more certain than the statement.
    force: tuple[Piece, ...] = (Copy(modal.i, modal.i + 1, repeat=True),) if modal is not None else ()
    past = is_past(main) and verb.lemma_ not in sentence.classes.evidence_verbs
    tag = "VB" if force else finite(past=past, plural=False)
    if is_perfect(main) and not force and verb.lemma_ not in sentence.classes.evidence_verbs:
        force, tag = ("has",), "VBN"
    # "This" says what "thus" does.
    said = first == start or adverb.lower_ in _THUS
    adverbs: tuple[Piece, ...] = () if said else (Copy(first, start),)
    tail = ("This", *force, *adverbs, *_bent(verb, last, tag, sentence))
    return _edit(verb, Change(first - 1, last, ()), tail, 0)


def _report(verb: Token, sentence: Sentence) -> Edit | None:
    """ "This review sums up …, discussing …": what a text or its authors do beside, they do."""
    main, start, end = verb.head, verb.i, verb.right_edge.i + 1
    if (
        verb.tag_ != "VBG"
        or verb.lemma_ not in sentence.classes.telling_verbs
        or main.dep_ != "ROOT"
        or verb.dep_ != "advcl"
    ):
        return None
    subject = subject_of(main)
    if (
        subject is None
        or subject.lower_ not in sentence.classes.texts
        or not is_stated(main, sentence)
        or is_perfect(main)
    ):
        return None
    if sentence.doc[start - 1].text != "," or not closes(end, sentence) or verb.left_edge.i != start:
        return None
    lead = again(subject, sentence)
    last = trimmed(start, end, sentence)
    if lead is None or goes_on(start, end, sentence) or _too_short(verb, start, end, sentence):
        return None
    plural = is_plural(subject) or subject.lower_ == "we"
    bent = _bent(verb, last, finite(past=is_past(main), plural=plural), sentence)
    return _edit(verb, Change(start - 1, last, ()), (*lead, *bent), 0)


def _bent(verb: Token, last: int, tag: str, sentence: Sentence) -> tuple[Piece, ...]:
    """The phrase with its participles, joined ones too, as finite verbs."""
    verbs = [verb]
    while following := next((t for t in verbs[-1].rights if _joined(t, verb, sentence) and t.i < last), None):
        verbs.append(following)
    bounds = [*(t.i for t in verbs), last]
    return tuple(Copy(a, b, tag=tag) for a, b in pairwise(bounds))


def _joined(other: Token, verb: Token, sentence: Sentence) -> bool:
    """Whether it is a second participle with an object: "and lowering the pressure", not "and swelling"."""
    same = other.dep_ == "conj" and other.tag_ == verb.tag_
    return same and (other.lemma_ in sentence.classes.leading_verbs or _has_object(other))


def _has_object(verb: Token) -> bool:
    return any(child.dep_ in ("dobj", "ccomp") for child in verb.children)


def _behind(verb: Token, sentence: Sentence) -> Edit | None:
    """ ", followed by two weeks of rest" and ", based on …" at the end."""
    start, end = verb.i, verb.right_edge.i + 1
    if start + 1 >= sentence.end or sentence.doc[start - 1].text != "," or not closes(end, sentence):
        return None
    if _BEHIND.get(verb.lower_) != sentence.doc[start + 1].lower_ or verb.left_edge.i != start:
        return None
    if _ranks(verb, sentence):
        return None
    main = verb.head
    while main.dep_ != "ROOT" and main.dep_ in ("dobj", "pobj", "prep", "attr"):
        main = main.head
    if not is_stated(main, sentence) or main.i > start or _too_short(verb, start, end, sentence):
        return None
    last = trimmed(start, end, sentence)
    tail = ("This", be(past=is_past(main), plural=False), Copy(start, last))
    return _edit(verb, Change(start - 1, last, ()), tail, 0)


def _ranks(verb: Token, sentence: Sentence) -> bool:
    """Whether it names the next of a rank: "the most common cause is A, followed by B"."""
    highest = any(t.tag_ in ("JJS", "RBS") or t.lower_ == "leading" for t in sentence.tokens)
    return verb.lower_ == "followed" and highest


def _aside(verb: Token, sentence: Sentence) -> Edit | None:
    """ ", published in 2024," or ", affecting 1 in 100 people," after the subject of the sentence."""
    noun, start, end = _owner(verb, sentence), verb.left_edge.i, verb.right_edge.i + 1
    if noun is None or noun.dep_ not in ("nsubj", "nsubjpass") or start != verb.i:
        return None
    if sentence.doc[start - 1].text != "," or end >= sentence.end or sentence.doc[end].text != ",":
        return None
    if sentence.doc[end + 1].lower_ in ("and", "or", "but") or _joins(verb, sentence):
        return None
    main = noun.head
    if nearest_noun_before(sentence.doc[start - 1]) != noun or main.dep_ != "ROOT" or is_negated(main):
        return None
    if list(noun.conjuncts) or _too_short(verb, start, end, sentence):
        return None
    lead = again(noun, sentence, until=start - 1) if noun.tag_ == "NNP" else this(noun, sentence)
    if lead is None:
        return None
    numbers = any(t.like_num for t in sentence.doc[start:end])
    past = is_past(main) or (verb.tag_ == "VBN" and numbers)
    predicate = _predicate(verb, end, sentence, past=past, plural=is_plural(noun))
    return _edit(verb, Change(start - 1, end + 1, ()), (*lead, *predicate))


def _joins(verb: Token, sentence: Sentence) -> bool:
    """Whether it works as a preposition: "compared with"."""
    return verb.lower_ in sentence.classes.like_prepositions


def _owner(verb: Token, sentence: Sentence) -> Token | None:
    """The noun of which it speaks, also where the parse ties it to the verb of that noun."""
    if verb.dep_ == "advcl" and verb.lemma_ in sentence.classes.lasting_verbs and verb.i < verb.head.i:
        return subject_of(verb.head)
    return verb.head if verb.dep_ == "acl" else None


def _held(verb: Token, sentence: Sentence) -> Edit | None:
    """ "a rare disorder caused by …" at the end: "This disorder is caused by …"."""
    noun, start, end = verb.head, verb.left_edge.i, verb.right_edge.i + 1
    before = sentence.doc[start - 1]
    if verb.dep_ != "acl" or start != verb.i or not closes(end, sentence) or _joins(verb, sentence):
        return None
    if not is_held(noun, sentence) or before.text == "," or not touches(noun, start, sentence):
        return None
    if verb.tag_ == "VBN" and any(t.dep_ == "dobj" for t in verb.children):
        return None
    if _ranks(verb, sentence) or any(t.lower_ in ("few", "several") for t in noun.lefts):
        # "There were a few studies showing …" does not say that there were few studies.
        return None
    if _too_short(verb, start, end, sentence) or count(sentence.start, start, sentence) < _FEWEST_WORDS + 1:
        return None
    if goes_on(start, end, sentence):
        return None
    lead = this(noun, sentence)
    last = trimmed(start, end, sentence)
    past = is_past(sentence.root)
    predicate = _predicate(verb, last, sentence, past=past, plural=noun.tag_ == "NNS")
    return _edit(verb, Change(start, last, ()), (*lead, *predicate)) if lead else None


def _predicate(verb: Token, last: int, sentence: Sentence, *, past: bool, plural: bool) -> tuple[Piece, ...]:
    if verb.tag_ == "VBN":
        return (be(past=past, plural=plural), Copy(verb.i, last))
    return _bent(verb, last, finite(past=past, plural=plural), sentence)


def _too_short(verb: Token, start: int, end: int, sentence: Sentence) -> bool:
    return count(start, end, sentence) < _FEWEST_WORDS or subject_of(verb) is not None


RULE = Rule(_NAME, "Siddharthan 2006, Syntactic simplification and text cohesion: participles", _find)
