"""A noun made from a verb gives way to the verb: "for the assessment of X" → "to assess X".

lexicon/nominalisations.toml pairs nouns and verbs. What the noun is about ("of X") stays untouched. A noun
with another word before it, with an agent, or joined to a noun that has no verb stays as it is.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.deverbal import (
    article_only,
    as_adverbs,
    doable,
    end_of,
    has_others,
    is_active,
    is_measured,
    may_do,
    may_follow,
    number_of,
    of_phrase,
    stacked,
    takes_to,
    tense_of,
    thing_of,
    to_verbs,
    verb_before,
    verb_for,
    words_before,
)
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
_CAUSES = frozenset(("causation.cause",))
_LONGEST_SUBJECT = 8


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
    if start != prep.i + 1 or start == noun.i or not stacked(inner, nouns.mass) or has_others(noun, start):
        return None
    if any(True for _ in noun.rights) or not may_do(prep, nouns, sentence) or noun.lower_ == "use":
        return None
    to = takes_to(prep, sentence, reader)
    said = (Word(nouns.object[noun.lower_], "VB" if to else "VBG"), Copy(inner[0].i, noun.i))
    return _made(Change(prep.i if to else start, noun.i + 1, ("to", *said) if to else said))


def _done_stack(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "Blood pressure measurement was performed" → "blood pressure was measured"."""
    verb = noun.head
    start, inner = words_before(noun, sentence)
    if noun.dep_ != "nsubjpass" or noun.lower_ not in nouns.object or noun.conjuncts or verb.conjuncts:
        return None
    helpers = auxiliaries(verb)
    if not stacked(inner, nouns.mass) or has_others(noun, start) or verb.lemma_.lower() not in nouns.light:
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


def _doing(noun: Token, sentence: Sentence, reader: Reader) -> Edit | None:
    """ "by the assessment of X" → "by assessing X"; "used for the assessment of X" → "used to assess X"."""
    nouns, prep = reader.data.nominalisations, noun.head
    if noun.dep_ != "pobj" or prep.lower_ not in _DOING:
        return None
    found = doable(noun, sentence, nouns)
    start = article_only(noun, sentence)
    counted = start is not None and sentence.doc[start].lower_ in ("a", "an")
    if found is None or start != prep.i + 1 or counted or not may_do(prep, nouns, sentence):
        return None
    to = takes_to(prep, sentence, reader)
    changes = to_verbs(found, sentence, nouns, "VB" if to else "VBG")
    if changes is None:
        return None
    if to:
        first = changes[0]
        changes[0] = Change(prep.i, first.end, ("to", *first.pieces))
    elif prep.lower_ == "following":
        changes.append(Change(prep.i, prep.i + 1, ("after",)))
    return _made(*changes)


def _heading(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "Treatment of asthma" → "Treating asthma"."""
    if sentence.kind not in ("title", "heading") or noun.i != sentence.start:
        return None
    found = doable(noun, sentence, nouns)
    changes = to_verbs(found, sentence, nouns, "VBG") if found else None
    return _made(*changes) if changes else None


def _light(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "perform an assessment of X" → "check X"; "lead to an improvement in X" → "improve X"."""
    shape = as_adverbs(noun, sentence, nouns)
    if shape is None or noun.tag_ != "NN" or noun.conjuncts:
        return None
    start, adverbs = shape
    for verbs, listed, others in (
        (nouns.makes, nouns.changing, ("in",)),
        (nouns.object, nouns.light, ()),
    ):
        of, word = of_phrase(noun, sentence, *others), verbs.get(noun.lower_)
        verb = verb_before(noun, listed, sentence, start)
        if of is None or word is None or verb is None or thing_of(of) is None or is_measured(noun):
            continue
        if verb.tag_ == "VBN" and not is_active(verb):
            continue
        alike = verbs.keys() | nouns.changes.keys()
        named = (t for t in sentence.tokens if t.i > noun.i and t.lower_ in alike)
        if any(t.pos_ == "NOUN" for t in (*named, *verb.conjuncts)):
            # "Led to a fall in X and, so, a rise in Y": the second would lose its verb.
            continue
        exchanges = _CAUSES if listed is nouns.changing else frozenset()
        said = verb_for(noun, nouns) if listed is nouns.light else word
        pieces: tuple[Piece, ...] = (*adverbs, Word(said, verb.tag_))
        return _made(Change(verb.i, of.i + 1, pieces), exchanges=exchanges)
    return None


def _done(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "An assessment of X was carried out" → "X was assessed"."""
    verb, start = noun.head, article_only(noun, sentence)
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
    of = of_phrase(noun, sentence)
    number = number_of(of)
    if of is None or number is None or name not in nouns.light or is_negated(verb) or not is_finite(verb):
        return None
    helpers = [t.i for t in auxiliaries(verb)]
    if not helpers or noun.right_edge.i + 1 != helpers[0]:
        return None
    gone = Change(start, of.i + 1, (), number=number, head=noun.i)
    return _made(gone, Change(verb.i, verb.i + 1 + out, (Word(verb_for(noun, nouns), "VBN"),)))


def _there_was(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "There was a sharp fall in X" → "X fell sharply"; "there was no change in X" → "X did not change"."""
    verb, word = noun.head, nouns.changes.get(noun.lower_)
    there = next((c for c in verb.children if c.dep_ == "expl" and c.lower_ == "there"), None)
    of = of_phrase(noun, sentence, "in")
    if word is None or there is None or of is None or noun.dep_ != "attr" or noun.conjuncts or verb.conjuncts:
        return None
    if verb.lower_ not in ("is", "was") or verb.i != there.i + 1 or is_negated(verb) or is_measured(noun):
        return None
    start, inner = words_before(noun, sentence)
    thing, number = thing_of(of), number_of(of)
    none = start < noun.i and sentence.doc[start].lower_ == "no"
    if (
        start != verb.i + 1
        or thing is None
        or number is None
        or any(t.lower_ not in nouns.adverbs for t in inner)
    ):
        return None
    end = end_of(thing)
    if len(inner) > 1 or end - of.i > _LONGEST_SUBJECT or not may_follow(end, sentence):
        return None
    past = verb.lower_ == "was"
    said: tuple[Piece, ...] = (Word(word, tense_of(number, past=past)),)
    if none:
        plural = number is Number.PLURAL
        said = (("did" if past else "do" if plural else "does") + " not", Word(word, "VB"))
    adverbs = tuple(nouns.adverbs[t.lower_] for t in inner)
    return _made(Change(there.i, end, (Copy(of.i + 1, end), *said, *adverbs)))


def _use(noun: Token, sentence: Sentence, nouns: Nominalisations) -> Edit | None:
    """ "The use of X is recommended" → "X is recommended"; "the use of X reduces Y" → "using X reduces Y"."""
    of, start, verb = of_phrase(noun, sentence), article_only(noun, sentence), noun.head
    if (
        noun.lower_ != "use"
        or of is None
        or start is None
        or noun.conjuncts
        or sentence.doc[start].lower_ == "a"
    ):
        return None
    if noun.dep_ == "nsubjpass" and verb.lemma_ in nouns.choosing and is_finite(verb):
        number = number_of(of)
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
    doc, start = sentence.doc, article_only(noun, sentence)
    if (
        noun.lower_ not in sentence.classes.aims
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
    of, start = of_phrase(noun, sentence), article_only(noun, sentence)
    if noun.dep_ != "pobj" or prep.lower_ not in _IN_TIME or word is None or of is None or noun.conjuncts:
        return None
    thing, number = thing_of(of), number_of(of)
    if start != prep.i + 1 or thing is None or number is None:
        return None
    end = noun.right_edge.i + 1
    main = next((t for t in prep.ancestors if t.pos_ in ("VERB", "AUX") and is_finite(t)), None)
    if main is None or end != end_of(thing) or end - of.i > _LONGEST_SUBJECT:
        return None
    helpers = auxiliaries(main)
    past = (helpers[0] if helpers else main).tag_ == "VBD"
    when = "after" if prep.lower_ == "following" else prep.text
    said = Word(word, tense_of(number, past=past))
    return _made(Change(prep.i, end, (when, Copy(of.i + 1, end), said)))


RULE = Rule(_NAME, "CDC Clear Communication Index: verbs, not nouns made from them", _find)
