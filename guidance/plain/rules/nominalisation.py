"""A noun made from a verb gives way to the verb: "for the assessment of X" → "to assess X".

lexicon/nominalisations.toml pairs the nouns with their verbs. What the noun is about ("of X") stays in
its place and untouched; only the words around it change. A noun with any other word before it ("early
treatment of"), with an agent ("by nurses") or joined to a noun that has no verb stays as it is.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.grammar import auxiliaries, is_finite, is_negated
from guidance.plain.nominalisations import Nominalisations
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Number, Piece, Rule, Word

_NAME = "nominalisation"
_WHY = "A verb is plainer than the noun made from it."
_DOING = frozenset(
    ("for", "by", "of", "on", "in", "about", "without", "before", "after", "following", "through")
)
_STACKED = frozenset(("for", "by", "without", "before", "after"))
_IN_TIME = frozenset(("before", "after", "until", "following"))
_NOT_DONE_TO = frozenset(("choice", "which", "whom", "whose", "action", "this", "these", "it"))
_ARTICLES = frozenset(("a", "an", "the"))
_HEADINGS = frozenset(("title", "heading"))
_AIMS = frozenset(("aim", "goal", "purpose", "intention", "intent", "objective"))
_CAUSES = frozenset(("causation.cause",))
_LONGEST_SUBJECT = 8
_RELATIVE = frozenset(("WDT", "WP", "WP$", "WRB"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    if not reader.plain_words:
        return
    nouns = reader.data.nominalisations
    for token in sentence.tokens:
        if token.pos_ not in ("NOUN", "PROPN") or token.i in sentence.protected:
            continue
        edit = next(
            filter(
                None,
                (
                    _heading(token, sentence, nouns),
                    _light(token, sentence, nouns),
                    _done(token, sentence, nouns),
                    _there_was(token, sentence, nouns),
                    _use(token, sentence, nouns),
                    _aim(token, sentence),
                    _in_time(token, sentence, nouns),
                    _doing(token, sentence, reader),
                    _stack(token, sentence, reader),
                    _done_stack(token, sentence, nouns),
                ),
            ),
            None,
        )
        if edit is not None:
            yield edit


def _made(*changes: Change, exchanges: frozenset[str] = frozenset()) -> Edit:
    return Edit(_NAME, changes, _WHY, 2, exchanges=exchanges)


def _of(noun: Token, sentence: Sentence, *others: str) -> Token | None:
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


def _measured(noun: Token) -> bool:
    """Whether the noun tells by how much ("an increase in weight of 5 kg"): a verb would need "by"."""
    return any(t.lower_ == "of" and any(n.like_num or n.text == "%" for n in t.subtree) for t in noun.subtree)


def _thing(of: Token) -> Token | None:
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


def _article_only(noun: Token, sentence: Sentence) -> int | None:
    """Where the noun phrase starts if nothing but an article stands before the noun."""
    start, inner = words_before(noun, sentence)
    plain = not inner and (start == noun.i or sentence.doc[start].lower_ in _ARTICLES)
    return start if plain and not _others(noun, start) else None


def _others(noun: Token, start: int) -> bool:
    return any(t.i < start for t in noun.lefts)


def _adverbs(noun: Token, sentence: Sentence, nouns: Nominalisations) -> tuple[int, list[str]] | None:
    """Where the phrase starts and its adjectives as adverbs; None where one has no adverb here."""
    start, inner = words_before(noun, sentence)
    if _others(noun, start) or any(t.lower_ not in nouns.adverbs for t in inner) or len(inner) > 1:
        return None
    if start < noun.i - len(inner) and sentence.doc[start].lower_ not in _ARTICLES:
        return None
    return start, [nouns.adverbs[t.lower_] for t in inner]


def _joined(noun: Token, sentence: Sentence, nouns: Nominalisations) -> list[Token] | None:
    """Nouns joined to this one that must turn into verbs with it; None where one of them cannot.

    "Treatment and prevention of X" shares its "of X"; "treatment of X and prevention of Y" has two.
    """
    of = next((c for c in noun.children if c.lower_ == "of"), None)
    thing = _thing(of) if of is not None else None
    own = [c for c in thing.conjuncts if c.lower_ in nouns.object] if thing is not None else []
    found = [noun]
    for other in (*noun.conjuncts, *own):
        if other.lower_ not in nouns.object or other.i < noun.i:
            return None
        if _article_only(other, sentence) is None or _of(other, sentence) is None:
            return None
        found.append(other)
    return found


def _to_verbs(
    found: Sequence[Token], sentence: Sentence, nouns: Nominalisations, tag: str
) -> list[Change] | None:
    """Each noun as a verb in the form of the tag; its article and "of" go."""
    changes = []
    for noun in found:
        start = _article_only(noun, sentence)
        if start is None:
            return None
        shares = sentence.doc[noun.i + 1].lower_ != "of"
        end = noun.i + 1 if shares else noun.i + 2
        changes.append(Change(start, end, (Word(_verb(noun, nouns), tag),)))
    return changes


def _verb(noun: Token, nouns: Nominalisations) -> str:
    """The verb for a noun with an object: what is only looked at in research is not "checked"."""
    said = nouns.object[noun.lower_]
    of = next((c for c in noun.children if c.lower_ == "of"), None)
    thing = _thing(of) if of is not None else None
    return (
        "study" if said == "check" and thing is not None and thing.lemma_.lower() in nouns.studied else said
    )


def _doable(noun: Token, sentence: Sentence, nouns: Nominalisations) -> list[Token] | None:
    """The noun, and those joined to it, if "… of X" can be a verb with X as its object."""
    named = noun.text[0].isupper() and noun.i != sentence.start
    if noun.lower_ not in nouns.object or noun.dep_ == "conj" or named:
        return None
    if _article_only(noun, sentence) is None:
        return None
    if _of(noun, sentence) is None:
        following = sentence.doc[noun.i + 1 : noun.i + 2]
        partner = next((c for c in noun.children if c.dep_ == "conj"), None)
        pair = following and following[0].lower_ in ("and", "or") and partner is not None
        if not pair or partner is None or partner.i != noun.i + 2 or len(noun.conjuncts) != 1:
            return None
    return _joined(noun, sentence, nouns)


def _stack(noun: Token, sentence: Sentence, reader: Reader) -> Edit | None:
    """ "used for blood pressure control" → "used to control blood pressure"."""
    nouns, prep = reader.data.nominalisations, noun.head
    if (
        noun.dep_ != "pobj"
        or prep.lower_ not in _STACKED
        or noun.lower_ not in nouns.object
        or noun.conjuncts
    ):
        return None
    start, inner = words_before(noun, sentence)
    if start != prep.i + 1 or start == noun.i or not stacked(inner, nouns.mass) or _others(noun, start):
        return None
    if any(True for _ in noun.rights) or not _may_do(prep, nouns) or noun.lower_ == "use":
        return None
    to = _takes_to(prep, reader)
    said = (Word(nouns.object[noun.lower_], "VB" if to else "VBG"), Copy(inner[0].i, noun.i))
    return _made(Change(prep.i if to else start, noun.i + 1, ("to", *said) if to else said))


def _done_stack(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "Blood pressure measurement was performed" → "blood pressure was measured"."""
    verb = noun.head
    start, inner = words_before(noun, sentence)
    if noun.dep_ != "nsubjpass" or noun.lower_ not in nouns.object or noun.conjuncts or verb.conjuncts:
        return None
    helpers = auxiliaries(verb)
    if not stacked(inner, nouns.mass) or _others(noun, start) or verb.lemma_.lower() not in nouns.light:
        return None
    if (
        is_negated(verb)
        or not is_finite(verb)
        or not helpers
        or helpers[0].i != noun.i + 1
        or noun.tag_ != "NN"
    ):
        return None
    said = Word(nouns.object[noun.lower_], "VBN")
    return _made(Change(noun.i, noun.i + 1, ()), Change(verb.i, verb.i + 1, (said,)))


def _takes_to(prep: Token, reader: Reader) -> bool:
    """Whether "to do it" says what "for the doing" said: what the preposition hangs on has an aim."""
    head = prep.head
    return prep.lower_ == "for" and (
        (head.pos_ == "VERB" and head.lemma_ in reader.data.people.purpose_verbs)
        or head.lemma_.lower() in ("need", "available")
    )


def stacked(inner: Sequence[Token], mass: frozenset[str]) -> bool:
    """Whether two nouns and more before a noun are one name that cannot be counted: "blood pressure …"."""
    return len(inner) > 1 and all(t.dep_ == "compound" for t in inner) and inner[-1].lower_ in mass


def _doing(noun: Token, sentence: Sentence, reader: Reader) -> Edit | None:
    """ "by the assessment of X" → "by assessing X"; "used for the assessment of X" → "used to assess X"."""
    nouns, prep = reader.data.nominalisations, noun.head
    if noun.dep_ != "pobj" or prep.lower_ not in _DOING:
        return None
    found = _doable(noun, sentence, nouns)
    start = _article_only(noun, sentence)
    counted = start is not None and sentence.doc[start].lower_ in ("a", "an")
    if found is None or start != prep.i + 1 or counted or not _may_do(prep, nouns):
        return None
    to = _takes_to(prep, reader)
    changes = _to_verbs(found, sentence, nouns, "VB" if to else "VBG")
    if changes is None:
        return None
    if to:
        first = changes[0]
        changes[0] = Change(prep.i, first.end, ("to", *first.pieces))
    elif prep.lower_ == "following":
        changes.append(Change(prep.i, prep.i + 1, ("after",)))
    return _made(*changes)


def _may_do(prep: Token, nouns: Nominalisations) -> bool:
    """Whether a verb in "-ing" may stand after the preposition, by what the preposition hangs on."""
    head = prep.head.lemma_.lower()
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


def _heading(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "Treatment of asthma" → "Treating asthma"."""
    if sentence.kind not in _HEADINGS or noun.i != sentence.start:
        return None
    found = _doable(noun, sentence, nouns)
    changes = _to_verbs(found, sentence, nouns, "VBG") if found else None
    return _made(*changes) if changes else None


def _verb_before(noun: Token, verbs: frozenset[str], sentence: Sentence, start: int) -> Token | None:
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


def _light(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "perform an assessment of X" → "check X"; "lead to an improvement in X" → "improve X"."""
    shape = _adverbs(noun, sentence, nouns)
    if shape is None or noun.tag_ != "NN" or noun.conjuncts:
        return None
    start, adverbs = shape
    for verbs, listed, others in (
        (nouns.makes, nouns.changing, ("in",)),
        (nouns.object, nouns.light, ()),
    ):
        of, word = _of(noun, sentence, *others), verbs.get(noun.lower_)
        verb = _verb_before(noun, listed, sentence, start)
        if of is None or word is None or verb is None or _thing(of) is None or _measured(noun):
            continue
        if verb.tag_ == "VBN" and not _active(verb):
            continue
        alike = verbs.keys() | nouns.changes.keys()
        if any(t.i > noun.i and t.pos_ == "NOUN" and t.lower_ in alike for t in sentence.tokens):
            # "Led to a fall in X and, so, a rise in Y": the second would lose its verb.
            continue
        exchanges = _CAUSES if listed is nouns.changing else frozenset()
        said = _verb(noun, nouns) if listed is nouns.light else word
        pieces: tuple[Piece, ...] = (*adverbs, Word(said, verb.tag_))
        return _made(Change(verb.i, of.i + 1, pieces), exchanges=exchanges)
    return None


def _active(verb: Token) -> bool:
    """Whether a participle is one of the perfect ("has led"), not of the passive."""
    helpers = auxiliaries(verb)
    return bool(helpers) and helpers[-1].lemma_ == "have"


def _done(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "An assessment of X was carried out" → "X was assessed"."""
    verb, start = noun.head, _article_only(noun, sentence)
    if (
        noun.dep_ != "nsubjpass"
        or noun.lower_ not in nouns.object
        or start is None
        or noun.conjuncts
        or verb.conjuncts
    ):
        return None
    doc = sentence.doc
    out = doc[verb.i + 1 : verb.i + 2].text == "out" and doc[verb.i + 1].dep_ == "prt"
    name = f"{verb.lemma_.lower()} out" if out else verb.lemma_.lower()
    of = _of(noun, sentence)
    number = _number(of)
    if of is None or number is None or name not in nouns.light or is_negated(verb) or not is_finite(verb):
        return None
    helpers = [t.i for t in auxiliaries(verb)]
    if not helpers or noun.right_edge.i + 1 != helpers[0]:
        return None
    gone = Change(start, of.i + 1, (), number=number, head=noun.i)
    return _made(gone, Change(verb.i, verb.i + 1 + out, (Word(_verb(noun, nouns), "VBN"),)))


def _number(of: Token | None) -> Number | None:
    """The number of what stands after "of"; None where it is not clear."""
    thing = _thing(of) if of is not None else None
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


def _there_was(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "There was a sharp fall in X" → "X fell sharply"; "there was no change in X" → "X did not change"."""
    verb, word = noun.head, nouns.changes.get(noun.lower_)
    there = next((c for c in verb.children if c.dep_ == "expl" and c.lower_ == "there"), None)
    of = _of(noun, sentence, "in")
    if word is None or there is None or of is None or noun.dep_ != "attr" or noun.conjuncts or verb.conjuncts:
        return None
    if verb.lower_ not in ("is", "was") or verb.i != there.i + 1 or is_negated(verb) or _measured(noun):
        return None
    start, inner = words_before(noun, sentence)
    thing, number = _thing(of), _number(of)
    none = start < noun.i and sentence.doc[start].lower_ == "no"
    if (
        start != verb.i + 1
        or thing is None
        or number is None
        or any(t.lower_ not in nouns.adverbs for t in inner)
    ):
        return None
    end = _end(thing)
    if len(inner) > 1 or end - of.i > _LONGEST_SUBJECT or not _may_follow(end, sentence):
        return None
    past = verb.lower_ == "was"
    said: tuple[Piece, ...] = (Word(word, _tense(number, past=past)),)
    if none:
        plural = number is Number.PLURAL
        said = (("did" if past else "do" if plural else "does") + " not", Word(word, "VB"))
    adverbs = tuple(nouns.adverbs[t.lower_] for t in inner)
    return _made(Change(there.i, end, (Copy(of.i + 1, end), *said, *adverbs)))


def _tense(number: Number, *, past: bool) -> str:
    return "VBD" if past else "VBP" if number is Number.PLURAL else "VBZ"


def _end(thing: Token) -> int:
    """Where a noun phrase ends with its "of …"; what else hangs on it may belong to the statement."""
    joined = [c for c in thing.rights if c.dep_ == "conj"]
    if joined:
        return _end(joined[-1])
    of = next((c for c in thing.rights if c.lower_ == "of" and c.i == thing.i + 1), None)
    return of.right_edge.i + 1 if of is not None else thing.i + 1


def _may_follow(end: int, sentence: Sentence) -> bool:
    """Whether what stands at `end` can follow a verb: a preposition, a mark, or nothing."""
    after = sentence.doc[end : sentence.end]
    return not after or after[0].pos_ == "ADP" or after[0].text in ".,;)"


def _use(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "The use of X is recommended" → "X is recommended"; "the use of X reduces Y" → "using X reduces Y"."""
    of, start, verb = _of(noun, sentence), _article_only(noun, sentence), noun.head
    if (
        noun.lower_ != "use"
        or of is None
        or start is None
        or noun.conjuncts
        or sentence.doc[start].lower_ == "a"
    ):
        return None
    if noun.dep_ == "nsubjpass" and verb.lemma_ in nouns.choosing and is_finite(verb):
        number = _number(of)
        return _made(Change(start, of.i + 1, (), number=number, head=noun.i)) if number else None
    acts = noun.dep_ == "nsubj" and (
        any(c.dep_ == "dobj" for c in verb.children) or verb.lemma_ in ("lead", "result")
    )
    linked = noun.dep_ == "nsubjpass" and verb.lemma_ in ("associate", "link")
    if verb.lemma_ in nouns.doing and (acts or linked):
        return _made(Change(start, of.i + 1, (Word("use", "VBG"),)))
    return None


def _aim(noun: Token, sentence: Sentence) -> Edit | None:
    """ "With the aim of reducing X" → "to reduce X"."""
    doc, start = sentence.doc, _article_only(noun, sentence)
    if (
        noun.lower_ not in _AIMS
        or start != noun.i - 1
        or start - 1 < sentence.start
        or noun.i + 2 >= sentence.end
    ):
        return None
    verb = doc[noun.i + 2]
    if doc[start - 1].lower_ != "with" or doc[noun.i + 1].lower_ != "of" or verb.tag_ != "VBG":
        return None
    if verb.pos_ != "VERB" or verb.conjuncts or any(c.dep_ == "aux" for c in verb.children):
        return None
    return _made(Change(start - 1, noun.i + 3, ("to", Copy(verb.i, verb.i + 1, tag="VB"))))


def _in_time(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "After resolution of the fever" → "after the fever goes away"."""
    prep, word = noun.head, nouns.subject.get(noun.lower_)
    of, start = _of(noun, sentence), _article_only(noun, sentence)
    if noun.dep_ != "pobj" or prep.lower_ not in _IN_TIME or word is None or of is None or noun.conjuncts:
        return None
    thing, number = _thing(of), _number(of)
    if start != prep.i + 1 or thing is None or number is None:
        return None
    end = noun.right_edge.i + 1
    main = next((t for t in prep.ancestors if t.pos_ in ("VERB", "AUX") and is_finite(t)), None)
    if main is None or end != _end(thing) or end - of.i > _LONGEST_SUBJECT:
        return None
    helpers = auxiliaries(main)
    past = (helpers[0] if helpers else main).tag_ == "VBD"
    when = "after" if prep.lower_ == "following" else prep.text
    said = Word(word, _tense(number, past=past))
    return _made(Change(prep.i, end, (when, Copy(of.i + 1, end), said)))


RULE = Rule(
    _NAME, "Plain English Campaign and CDC Clear Communication Index: verbs, not nouns made from them", _find
)
