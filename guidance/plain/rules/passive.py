"""The passive with a named agent becomes active: "X was seen by a nurse" → "a nurse saw X".

Only for people who act (lexicon/people.toml: agents), who are short to name, in a statement with nothing
that a change of order could give another scope: no negation, no "all", "only" or "most". And what people
take by themselves is told to the reader: "the tablet should be taken at night" → "you should take the
tablet at night"; the force stays what it was. Only of "the" tablet that the text has spoken of: "statins
should be taken at night" does not tell the reader to take statins.
"""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, is_finite, is_negated
from guidance.plain.inflect import form
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Piece, Rule

_NAME = "passive"
_WHY = "Who does it comes first."
_LONGEST_AGENT = 6
_LONGEST_SUBJECT = 10
_SCOPE = frozenset(
    (
        "all",
        "any",
        "both",
        "each",
        "either",
        "every",
        "few",
        "fewer",
        "half",
        "just",
        "many",
        "more",
        "most",
        "neither",
        "never",
        "no",
        "none",
        "not",
        "only",
        "several",
        "some",
        "alone",
        "everyone",
        "nobody",
        "nothing",
    )
)
_SUBJECT_FORM = {"me": "I", "him": "he", "her": "she", "us": "we", "them": "they", "you": "you", "it": "it"}
_OBJECT_FORM = {"i": "me", "he": "him", "she": "her", "we": "us", "they": "them"}
_MOST_HELPERS = 3
_DIRECTING = frozenset(("should", "must", "can", "may"))
_OTHERS = frozenset(
    ("people", "women", "men", "children", "adults", "trial", "study", "trials", "studies", "who", "those")
)
_POINTING = frozenset(("their", "his", "her", "its"))
_DEFINITE = frozenset(("the", "this", "these"))


class _Chain(NamedTuple):
    """The auxiliaries of an active verb, as pieces, and the tag that its verb takes."""

    helpers: tuple[Piece, ...]
    tag: str


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words or sentence.kind not in ("sentence", "item") or sentence.leads_a_pronoun:
        return
    for verb in sentence.tokens:
        subject = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
        if subject is None or verb.tag_ != "VBN" or not _is_plain(verb, subject, sentence):
            continue
        by = next((c for c in verb.rights if c.dep_ == "agent"), None)
        edit = (
            _taken(verb, subject, sentence, reader)
            if by is None
            else _active(verb, subject, by, sentence, reader)
        )
        if edit is not None:
            yield edit


def _is_plain(verb: Token, subject: Token, sentence: Sentence) -> bool:
    """Whether the clause says one thing of one subject, and nothing in it has a scope to lose."""
    helpers = auxiliaries(verb)
    if not helpers or len(helpers) > _MOST_HELPERS or not is_finite(verb) or is_negated(verb):
        return False
    start, end = subject.left_edge.i, subject.right_edge.i + 1
    if start == sentence.start and sentence.doc[start].pos_ == "PROPN":
        # Whether it keeps its capital inside the sentence is not known.
        return False
    reported = verb.dep_ == "ccomp" and sentence.doc[start - 1].lower_ == "that"
    if not (verb.dep_ == "ROOT" or reported) or any(
        c.dep_ in ("conj", "neg", "preconj") for c in verb.children
    ):
        return False
    if subject.conjuncts or subject.tag_ in ("WDT", "WP", "EX", "DT") or subject.lower_ == "it":
        return False
    if form(verb.lemma_.lower(), "VBN") != verb.lower_:
        # The parser took the verb for another one.
        return False
    nearby = [t for t in verb.doc[end : verb.i] if t not in helpers]
    if any(t.pos_ != "ADV" for t in nearby) or end - start > _LONGEST_SUBJECT:
        return False
    inner = [*sentence.doc[start:end]]
    return not any(t.dep_ in ("relcl", "acl") or t.text in ",;()" for t in inner) and not any(
        t.lower_ in _SCOPE and t.head.dep_ != "npadvmod" for t in sentence.doc[start : verb.right_edge.i + 1]
    )


def _active(verb: Token, subject: Token, by: Token, sentence: Sentence, reader: Reader) -> Edit | None:
    agent = next((c for c in by.children if c.dep_ == "pobj"), None)
    if (
        agent is None
        or not _acts(agent, reader)
        or not _steady(agent, sentence)
        or not _steady(subject, sentence)
    ):
        return None
    start, end = by.i + 1, agent.right_edge.i + 1
    if agent.left_edge.i != start or end - start > _LONGEST_AGENT or end > sentence.end:
        return None
    if any(
        t.dep_ in ("relcl", "acl", "cc", "punct") or t.lower_ in _POINTING for t in sentence.doc[start:end]
    ):
        return None
    hit = sentence.hit_at(verb.i)
    if hit is not None and " " in hit.entry.wording:
        # "Assigned by chance" takes no object behind it.
        return None
    if sentence.doc[start].is_digit or (_is_counted(agent) and _is_counted(subject)):
        # "Two scans were read by three doctors" need not mean the same two.
        return None
    one = agent.tag_ == "NN" or agent.lower_ in ("him", "her", "it")
    chain = _chain(auxiliaries(verb), "VBZ" if one else "VBP")
    if chain is None:
        return None
    who: tuple[Piece, ...] = (_SUBJECT_FORM[agent.lower_],) if agent.pos_ == "PRON" else (Copy(start, end),)
    own = _particles(verb, by.i)
    if own > verb.i + 1 and subject.pos_ == "PRON":
        return None
    particles = (Copy(verb.i + 1, own),) if own > verb.i + 1 else ()
    between = (Copy(own, by.i),) if by.i > own else ()
    pieces = (*who, *_said(verb, chain), *particles, *_object(subject), *between)
    return Edit(_NAME, (Change(subject.left_edge.i, end, pieces),), _WHY, 3)


def _acts(agent: Token, reader: Reader) -> bool:
    """Whether the agent is a person, or people, and named so that a sentence can begin with it."""
    if agent.lower_ in _SUBJECT_FORM and agent.pos_ == "PRON":
        return agent.lower_ != "it"
    named = agent.lemma_.lower() in reader.data.people.agents and agent.tag_ in ("NN", "NNS")
    told = agent.tag_ == "NNS" or any(c.dep_ in ("det", "poss", "nummod") for c in agent.lefts)
    return named and told


def _particles(verb: Token, end: int) -> int:
    """Where the words end that belong to the verb itself: "carried out", "cared for"."""
    i = verb.i + 1
    while i < end and verb.doc[i].head == verb and verb.doc[i].dep_ in ("prt", "prep"):
        if any(True for _ in verb.doc[i].children):
            break
        i += 1
    return i


def _is_counted(noun: Token) -> bool:
    return any(t.dep_ == "nummod" or t.lower_ in ("a", "an") for t in noun.lefts) and noun.tag_ != "PRP"


def _steady(noun: Token, sentence: Sentence) -> bool:
    """Whether no plain wording can give the noun another number."""
    hit = sentence.hit_at(noun.i)
    return hit is None or hit.entry.number in ("", "same")


def _chain(helpers: list[Token], present: str) -> _Chain | None:
    """The auxiliaries without the "be" of the passive; the verb takes the form that "be" had."""
    *rest, be = helpers
    if be.lemma_.lower() != "be" or any(t.lower_ in ("n't", "'ve", "'s", "'d") for t in helpers):
        return None
    if be.tag_ == "VBD":
        return _Chain((), "VBD") if not rest else None
    if be.tag_ in ("VBZ", "VBP"):
        return _Chain((), present) if not rest else None
    first = rest[0] if rest else None
    if first is None:
        return None
    others: tuple[Piece, ...] = tuple(t.text for t in rest[1:])
    if be.tag_ == "VB" and first.tag_ == "MD" and len(rest) == 1:
        return _Chain((first.text,), "VB")
    if be.tag_ == "VBN" and first.lemma_ == "have" and len(rest) == 1:
        have = "had" if first.tag_ == "VBD" else "has" if present == "VBZ" else "have"
        return _Chain((have,), "VBN")
    if be.tag_ == "VBN" and first.tag_ == "MD" and len(rest) == 2:
        return _Chain((first.text, *others), "VBN")
    return None


def _said(verb: Token, chain: _Chain) -> tuple[Piece, ...]:
    """The active verb with the adverbs that stood before it."""
    helpers = auxiliaries(verb)
    adverbs = [t for t in verb.doc[helpers[0].i : verb.i] if t not in helpers]
    return (*chain.helpers, *(Copy(t.i, t.i + 1) for t in adverbs), Copy(verb.i, verb.i + 1, tag=chain.tag))


def _object(subject: Token) -> tuple[Piece, ...]:
    if subject.lower_ in _OBJECT_FORM and subject.pos_ == "PRON":
        return (_OBJECT_FORM[subject.lower_],)
    return (Copy(subject.left_edge.i, subject.right_edge.i + 1),)


def _taken(verb: Token, subject: Token, sentence: Sentence, reader: Reader) -> Edit | None:
    """ "The tablet should be taken at night" → "You should take the tablet at night"."""
    address, people = reader.audience.address, reader.data.people
    definite = any(t.dep_ == "det" and t.lower_ in _DEFINITE for t in subject.lefts)
    taken = verb.lemma_.lower() in people.taking_verbs and subject.lemma_.lower() in people.taken_things
    if (
        address == "third"
        or not (definite and taken)
        or verb.dep_ != "ROOT"
        or not _steady(subject, sentence)
    ):
        return None
    if any(
        t.lemma_.lower() in people.agents | people.readers or t.lower_ in _OTHERS for t in sentence.tokens
    ):
        return None
    chain = _chain(auxiliaries(verb), "VBP" if address == "you" else "VBZ")
    if chain is None or chain.tag in ("VBD", "VBN") or (chain.helpers and chain.helpers[0] not in _DIRECTING):
        return None
    who = "you" if address == "you" else reader.audience.care_phrase
    pieces = (who, *_said(verb, chain), *_object(subject))
    return Edit(_NAME, (Change(subject.left_edge.i, verb.i + 1, pieces),), _WHY, 3)


RULE = Rule(_NAME, "CDC Clear Communication Index: active voice; Plain English Campaign", _find)
