"""Duties of "patients" are told to the reader: "patients should" → "you should".

A carer reads "the person you care for should". What narrows the patients becomes a condition: "patients
with asthma should" → "if you have asthma, you should". A sentence that reports, asks whether, or speaks of
others to whom "they" could point stays as it is.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, is_negated, subject_of
from guidance.plain.people import People
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Edit, Number, Piece, Rule, Word

_NAME = "second-person"
_WHY = "Advice is given to the reader, not about “patients”."
_YOU = {"they": "you", "them": "you", "their": "your", "theirs": "yours", "themselves": "yourself"}
_ONE = {"he": "they", "she": "they", "him": "them", "his": "their", "himself": "themselves"}
_ASKING = frozenset(("whether", "how", "why", "what"))
_PRESENT_BE = frozenset(("are", "is"))
_SINGULAR = {"are": "is", "have": "has", "do": "does"}


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if sentence.kind == "title":
        return
    people = reader.data.people
    for verb in sentence.tokens:
        subject = subject_of(verb) if verb.pos_ in ("VERB", "AUX") else None
        if subject is None or not _is_duty(verb, subject, people):
            continue
        if reader.audience.address == "third":
            return
        named = _antecedent(subject, sentence, people)
        if named is not None and _is_bare(named):
            changes = _addressed(named, verb, sentence, reader)
            exchanges: frozenset[str] = frozenset()
        else:
            changes = _narrowed(subject, verb, sentence, reader)
            exchanges = frozenset(("condition.if",))
        if changes is not None:
            yield Edit(_NAME, changes, _WHY, 2, exchanges=exchanges)
            return


def _is_duty(verb: Token, subject: Token, people: People) -> bool:
    """Whether the verb tells its subject to do something, and does so here and now."""
    helpers = auxiliaries(verb)
    before = verb.doc[verb.sent.start : subject.i]
    if any(t.lower_ in _ASKING for t in before) or subject.conjuncts:
        return False
    if verb.dep_ in ("csubj", "csubjpass", "relcl", "acl", "pcomp"):
        return False
    if any(helper.lower_ in people.duties for helper in helpers):
        told = subject.dep_ == "nsubjpass" and verb.lemma_.lower() in people.telling_verbs
        return not told and not any(helper.lemma_ == "have" for helper in helpers)
    to = any(c.dep_ == "xcomp" and any(t.lower_ == "to" for t in c.lefts) for c in verb.children)
    if not to or is_negated(verb) or verb.dep_ not in ("ROOT", "ccomp", "conj"):
        return False
    if verb.tag_ in ("VBP", "VBZ") and not helpers:
        return verb.lemma_.lower() in people.needing_verbs
    present = len(helpers) == 1 and helpers[0].lower_ in _PRESENT_BE and verb.tag_ == "VBN"
    return present and verb.lemma_.lower() in people.advising_verbs | people.urging_verbs


def _antecedent(subject: Token, sentence: Sentence, people: People) -> Token | None:
    """The "patients" that the subject is or, as "they", points back to."""
    if subject.lemma_.lower() in people.readers and subject.pos_ == "NOUN":
        return subject
    if subject.lower_ != "they":
        return None
    before = [t for t in sentence.tokens if t.i < subject.i and t.tag_ in ("NNS", "NN")]
    named = [t for t in before if t.lemma_.lower() in people.readers and t.dep_ in ("nsubj", "nsubjpass")]
    others = [t for t in before if t.tag_ == "NNS" and t not in named]
    return named[0] if len(named) == 1 and not others else None


def _is_bare(noun: Token) -> bool:
    return (
        all(child.dep_ == "det" and child.lower_ == "the" for child in noun.children) and not noun.conjuncts
    )


def _addressed(subject: Token, verb: Token, sentence: Sentence, reader: Reader) -> tuple[Change, ...] | None:
    """ "Patients" and all that points to them, told to the reader."""
    you = reader.audience.address == "you"
    number = Number.YOU if you else Number.SINGULAR
    word = "you" if you else reader.audience.care_phrase
    own = [t for t in sentence.tokens if t.lemma_.lower() in reader.data.people.readers and t.i != subject.i]
    if own:
        return None
    start, end = subject.left_edge.i, subject.right_edge.i + 1
    pronouns = _pronouns(subject, sentence, reader)
    if pronouns is None:
        return None
    should = _should(verb, reader.data.people)
    # "Should" needs no agreement.
    first = Change(start, end, (word,), number=None if should else number, head=subject.i)
    return (first, *pronouns, *should)


def _should(verb: Token, people: People) -> tuple[Change, ...]:
    """ "Are advised to rest" → "should rest"; "are advised not to drive" → "should not drive"."""
    helpers = auxiliaries(verb)
    to = next((t for c in verb.children if c.dep_ == "xcomp" for t in c.lefts if t.lower_ == "to"), None)
    if verb.lemma_.lower() not in people.advising_verbs or len(helpers) != 1 or to is None:
        return ()
    between = [t.lower_ for t in verb.doc[verb.i + 1 : to.i]]
    if helpers[0].i != verb.i - 1 or between not in ([], ["not"]):
        return ()
    return (Change(helpers[0].i, to.i + 1, (" ".join(("should", *between)),)),)


def _pronouns(subject: Token, sentence: Sentence, reader: Reader) -> tuple[Change, ...] | None:
    """What becomes of "they" and "their"; None where one of them may point to somebody else."""
    people, changes = reader.data.people, []
    for token in sentence.tokens:
        lower = token.lower_
        if lower in _ONE or lower in ("her", "himself", "herself", "hers"):
            return None
        if lower not in _YOU:
            continue
        others = [t for t in sentence.tokens if t.tag_ == "NNS" and t.i < token.i and t.i != subject.i]
        persons = any(t.lemma_.lower() in people.agents for t in others)
        owned = lower == "their" and sentence.doc[token.i + 1].lower_ in people.own_things
        if persons or (others and not owned):
            return None
        if reader.audience.address == "you":
            changes.append(Change(token.i, token.i + 1, (_YOU[lower],)))
    return tuple(changes)


def _narrowed(subject: Token, verb: Token, sentence: Sentence, reader: Reader) -> tuple[Change, ...] | None:
    """ "Patients with asthma should …" → "If you have asthma, you should …"."""
    lowers = {subject.lower_, subject.lemma_.lower()}
    start, end = subject.left_edge.i, subject.right_edge.i + 1
    narrow = [c for c in subject.children if c.dep_ != "det"]
    known = not lowers.isdisjoint(reader.data.people.narrowed_readers)
    if (
        not known
        or start != sentence.start
        or subject.i > start
        or len(narrow) != 1
        or narrow[0].i <= subject.i
    ):
        return None
    you = reader.audience.address == "you"
    head = _condition(narrow[0], subject, you=you)
    pronouns = _pronouns(subject, sentence, reader)
    if head is None or pronouns is None or any(t.text in ",;(" for t in sentence.doc[start:end]):
        return None
    who = "you" if you else reader.audience.care_phrase
    again = "you" if you else "they"
    last, pieces = head
    opening = Change(start, last, ("If", who, *pieces))
    return (
        opening,
        Change(end, end, (f", {again}",), after=True),
        *pronouns,
        *_should(verb, reader.data.people),
    )


def _condition(narrow: Token, subject: Token, *, you: bool) -> tuple[int, tuple[Piece, ...]] | None:
    """What narrows the patients as a condition: where its first words end, and what stands for them."""
    inner = list(narrow.subtree)
    if narrow.i != subject.i + 1 and narrow.dep_ != "relcl":
        return None
    if narrow.lower_ == "with" and narrow.dep_ == "prep":
        simple = not any(t.dep_ in ("acl", "relcl") for t in inner) and not any(
            c.dep_ in ("cc", "conj") for c in narrow.children
        )
        return (narrow.i + 1, ("have" if you else "has",)) if simple else None
    if narrow.dep_ == "acl" and narrow.tag_ == "VBG":
        return narrow.i, ("are" if you else "is",)
    who = subject.doc[subject.i + 1]
    if (
        narrow.dep_ != "relcl"
        or who.lower_ != "who"
        or who.head != narrow
        or who.dep_ not in ("nsubj", "nsubjpass")
    ):
        return None
    return _relative(narrow, who, subject, you=you)


def _relative(verb: Token, who: Token, subject: Token, *, you: bool) -> tuple[int, tuple[Piece, ...]] | None:
    """ "Patients who are pregnant" → "if you are pregnant"."""
    finite = (*auxiliaries(verb), verb)[0]
    one = subject.tag_ == "NN"
    if one or finite.i != who.i + 1 or verb.conjuncts or finite.tag_ not in ("VBP", "VBD", "MD"):
        return None
    if you or finite.tag_ == "MD":
        return who.i + 1, ()
    if finite.tag_ == "VBD":
        return (who.i + 2, ("was",)) if finite.lower_ == "were" else (who.i + 1, ())
    if finite.lower_ in _SINGULAR:
        return who.i + 2, (_SINGULAR[finite.lower_],)
    return who.i + 2, (Word(finite.lemma_, "VBZ"),)


RULE = Rule(_NAME, "CDC Clear Communication Index and NHS content style: address the reader", _find)
