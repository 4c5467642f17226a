"""Nouns made from verbs: what stands around them in a sentence, and what their verbs need."""

from collections.abc import Sequence

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, is_finite
from guidance.plain.nominalisations import Nominalisations
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Number, Word

_NOT_DONE_TO = frozenset(("choice", "which", "whom", "whose", "action", "this", "these", "it"))
_ARTICLES = frozenset(("a", "an", "the"))
_IN_TIME = frozenset(("before", "after", "following"))
_RELATIVE = frozenset(("WDT", "WP", "WP$", "WRB"))


def of_phrase(noun: Token, sentence: Sentence, *others: str) -> Token | None:
    """The "of" right behind the noun, or another preposition, if what follows it can be a verb's object."""
    i = noun.i + 1
    if i + 1 >= sentence.end:
        return None
    token = sentence.doc[i]
    if (
        token.lower_ not in ("of", *others)
        or token.head not in (noun, *noun.conjuncts)
        or token.dep_ != "prep"
    ):
        return None
    if sentence.doc[i + 1].lower_ in _NOT_DONE_TO or any(c.lower_ == "by" for c in noun.children):
        return None
    if any(c.dep_ == "conj" for c in token.children):
        # "Of gloves and of masks": the second "of" would be left over.
        return None
    return token


def is_measured(noun: Token) -> bool:
    """Whether the noun tells by how much ("an increase in weight of 5 kg"): a verb would need "by"."""
    return any(t.lower_ == "of" and any(n.like_num or n.text == "%" for n in t.subtree) for t in noun.subtree)


def thing_of(of: Token) -> Token | None:
    """The head of what stands after "of"."""
    return next((c for c in of.children if c.dep_ in ("pobj", "pcomp")), None)


def words_before(noun: Token, sentence: Sentence) -> tuple[int, list[Token]]:
    """Where the noun phrase starts, and the words between its article and the noun."""
    start = noun.i
    inner: list[Token] = []
    while start > sentence.start and start <= sentence.doc[start - 1].head.i <= noun.i:
        start -= 1
        token = sentence.doc[start]
        if token.dep_ == "det":
            return start, inner
        inner.insert(0, token)
    return start, inner


def article_only(noun: Token, sentence: Sentence) -> int | None:
    """Where the noun phrase starts if nothing but an article stands before the noun."""
    start, inner = words_before(noun, sentence)
    joined = start > sentence.start and sentence.doc[start - 1].dep_ == "conj"
    if joined and start == noun.i and sentence.doc[start - 1].head.head == noun:
        # "Manual or triggered initiation"
        return None
    plain = not inner and (start == noun.i or sentence.doc[start].lower_ in _ARTICLES)
    return start if plain and not has_others(noun, start) else None


def has_others(noun: Token, start: int) -> bool:
    return any(t.i < start for t in noun.lefts)


def as_adverbs(noun: Token, sentence: Sentence, nouns: Nominalisations) -> tuple[int, list[str]] | None:
    """Where the phrase starts and its adjectives as adverbs; None where one has no adverb here."""
    start, inner = words_before(noun, sentence)
    if has_others(noun, start) or any(t.lower_ not in nouns.adverbs for t in inner) or len(inner) > 1:
        return None
    if start < noun.i - len(inner) and sentence.doc[start].lower_ not in _ARTICLES:
        return None
    return start, [nouns.adverbs[t.lower_] for t in inner]


def joined_to(noun: Token, sentence: Sentence, nouns: Nominalisations) -> list[Token] | None:
    """Nouns joined to this one that must turn into verbs with it; None where one of them cannot.

    "Treatment and prevention of X" shares its "of X"; "treatment of X and prevention of Y" has two.
    """
    of = next((c for c in noun.children if c.lower_ == "of"), None)
    thing = thing_of(of) if of is not None else None
    own = [c for c in thing.conjuncts if c.lower_ in nouns.object] if thing is not None else []
    found = [noun]
    for other in (*noun.conjuncts, *own):
        if other.lower_ not in nouns.object or other.i < noun.i:
            return None
        if article_only(other, sentence) is None or of_phrase(other, sentence) is None:
            return None
        found.append(other)
    return found


def to_verbs(
    found: Sequence[Token], sentence: Sentence, nouns: Nominalisations, tag: str
) -> list[Change] | None:
    """Each noun as a verb in the form of the tag; its article and "of" go."""
    changes = []
    for noun in found:
        start = article_only(noun, sentence)
        if start is None:
            return None
        shares = sentence.doc[noun.i + 1].lower_ != "of"
        end = noun.i + 1 if shares else noun.i + 2
        changes.append(Change(start, end, (Word(verb_for(noun, nouns), tag),)))
    return changes


def verb_for(noun: Token, nouns: Nominalisations) -> str:
    """The verb for a noun with an object: what is only looked at in research is not "checked"."""
    said = nouns.object[noun.lower_]
    of = next((c for c in noun.children if c.lower_ == "of"), None)
    thing = thing_of(of) if of is not None else None
    return (
        "study" if said == "check" and thing is not None and thing.lemma_.lower() in nouns.studied else said
    )


def doable(noun: Token, sentence: Sentence, nouns: Nominalisations) -> list[Token] | None:
    """The noun, and those joined to it, if "… of X" can be a verb with X as its object."""
    named = noun.text[1:] != noun.text[1:].lower() or (noun.text[0].isupper() and noun.i != sentence.start)
    if noun.lower_ not in nouns.object or noun.dep_ == "conj" or named:
        return None
    if article_only(noun, sentence) is None:
        return None
    if of_phrase(noun, sentence) is None:
        following = sentence.doc[noun.i + 1 : noun.i + 2]
        partner = next((c for c in noun.children if c.dep_ == "conj"), None)
        pair = following and following[0].lower_ in ("and", "or") and partner is not None
        if not pair or partner is None or partner.i != noun.i + 2 or len(noun.conjuncts) != 1:
            return None
    return joined_to(noun, sentence, nouns)


def takes_to(prep: Token, sentence: Sentence, reader: Reader) -> bool:
    """Whether "to do it" says what "for the doing" said: what the preposition hangs on has an aim."""
    head, looking = prep.head, sentence.classes.looking_verbs
    return prep.lower_ == "for" and (
        (head.pos_ == "VERB" and head.lemma_ in reader.data.people.purpose_verbs - looking)
        or head.lemma_.lower() in ("need", "available")
    )


def stacked(inner: Sequence[Token], mass: frozenset[str]) -> bool:
    """Whether two nouns and more before a noun are one name that cannot be counted: "blood pressure …"."""
    return len(inner) > 1 and all(t.dep_ == "compound" for t in inner) and inner[-1].lower_ in mass


def may_do(prep: Token, nouns: Nominalisations, sentence: Sentence) -> bool:
    """Whether a verb in "-ing" may stand after the preposition, by what the preposition hangs on."""
    head = prep.head.lemma_.lower()
    if prep.lower_ in _IN_TIME and not _may_be_doer(prep, sentence):
        return False
    if prep.lower_ == "of":
        return head in nouns.of_doing
    if prep.lower_ in ("on", "in"):
        return head not in nouns.on_things and head not in (
            "increase",
            "decrease",
            "change",
            "reduction",
            "result",
        )
    return (
        prep.lower_ != "by" or prep.dep_ != "agent" or prep.head.lemma_ not in ("cause", "follow", "affect")
    )


def _may_be_doer(prep: Token, sentence: Sentence) -> bool:
    """Whether no subject is there that "after introducing X" would make the doer, unless it may be."""
    main = next((t for t in prep.ancestors if t.pos_ in ("VERB", "AUX") and is_finite(t)), None)
    subject = next((c for c in main.lefts if c.dep_ == "nsubj"), None) if main is not None else None
    return subject is None or subject.lower_ in sentence.classes.tellers or subject.lower_ in ("you", "i")


def verb_before(noun: Token, verbs: frozenset[str], sentence: Sentence, start: int) -> Token | None:
    """The verb that ends right before `start`, its particle or preposition included, if it is listed."""
    doc = sentence.doc
    for verb, said in ((noun.head, ""), (noun.head.head, noun.head.lower_)):
        if verb.pos_ != "VERB" or not sentence.start <= verb.i < start:
            continue
        between = " ".join(t.lower_ for t in doc[verb.i + 1 : start])
        if (
            between in (said, "out", "about", "to", "in")
            and f"{verb.lemma_.lower()} {between}".strip() in verbs
        ):
            return verb
    return None


def is_active(verb: Token) -> bool:
    """Whether a participle is one of the perfect ("has led"), not of the passive."""
    helpers = auxiliaries(verb)
    return bool(helpers) and helpers[-1].lemma_ == "have"


def number_of(of: Token | None) -> Number | None:
    """The number of what stands after "of"; None where it is not clear."""
    thing = thing_of(of) if of is not None else None
    if thing is None or any(t.tag_ in _RELATIVE for t in thing.subtree):
        return None
    if any(child.dep_ == "conj" for child in thing.children) or thing.tag_ in ("NNS", "NNPS"):
        return Number.PLURAL
    joined = any(t.lower_ in ("and", "or") for t in thing.lefts)
    odd = thing.lower_.endswith(("ia", "ae")) or thing.lower_ in (
        "number",
        "majority",
        "half",
        "rest",
        "range",
    )
    return Number.SINGULAR if thing.tag_ == "NN" and not (joined or odd) else None


def tense_of(number: Number, *, past: bool) -> str:
    return "VBD" if past else "VBP" if number is Number.PLURAL else "VBZ"


def end_of(thing: Token) -> int:
    """Where a noun phrase ends with its "of …"; what else hangs on it may belong to the statement."""
    joined = [c for c in thing.rights if c.dep_ == "conj"]
    if joined:
        return end_of(joined[-1])
    of = next((c for c in thing.rights if c.lower_ == "of" and c.i == thing.i + 1), None)
    return of.right_edge.i + 1 if of is not None else thing.i + 1


def may_follow(end: int, sentence: Sentence) -> bool:
    """Whether what stands at `end` can follow a verb: a preposition, a mark, or nothing."""
    after = sentence.doc[end : sentence.end]
    return not after or after[0].pos_ == "ADP" or after[0].text in ".,;)"
