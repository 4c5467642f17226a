"""A wording that is counted ("a cyst") where its term has no article ("treatment of popliteal cyst")."""

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.inflect import head
from guidance.plain.mentions import QUIET_KINDS

_SINGULAR = frozenset(("NN", "NNP"))
_MODIFIERS = frozenset(("compound", "nmod", "amod", "poss"))
_DETERMINERS = frozenset(("DT", "PRP$", "PDT", "POS", "WDT", "WP$"))
_BEFORE = frozenset(("per", "one", "1"))
# "Regardless of method" speaks of no certain one.
_WHATEVER = frozenset(("regardless", "irrespective", "independent"))
_INSIDE = frozenset(("NOUN", "PROPN", "ADJ", "ADV"))


def article_for(wording: str, i: int, start: int, end: int, sentence: Sentence) -> tuple[str, ...] | None:
    """What `wording` needs before it in the place of tokens `start` to `end` with the main token i.

    Nothing, an article, or None where it needs one that cannot stand there, because another word of the
    noun phrase comes before ("severe lesion"). Nouns that are counted are named in
    lexicon/wordclasses.toml. A describing noun ("cyst fluid") has the article of its own noun; titles and
    labels do without.
    """
    noun, counted = sentence.doc[i], sentence.classes.counted
    if sentence.kind in QUIET_KINDS or noun.tag_ not in _SINGULAR or noun.pos_ not in ("NOUN", "PROPN"):
        return ()
    if wording.startswith(("a ", "an ", "the ")):
        return ()
    begin, stop = head(wording)
    describes = noun.dep_ in _MODIFIERS and noun.head.i >= end
    if wording[begin:stop].lower() not in counted or describes or _is_determined(noun, start, sentence):
        return ()
    if noun.left_edge.i >= start and not noun.conjuncts and not _is_joined(start, sentence):
        return ("a",)
    return () if noun.lower_ in counted else None


def _is_determined(noun: Token, start: int, sentence: Sentence) -> bool:
    """Whether an article or a word like one stands before the noun, or before what it is joined to."""
    i = start - 1
    while i >= sentence.start and _is_inside(sentence.doc[i]):
        i -= 1
    before = sentence.doc[i] if i >= sentence.start else None
    if before is not None and (before.tag_ in _DETERMINERS or before.lower_ in _BEFORE):
        return True
    if any(t.tag_ in _DETERMINERS for t in noun.lefts):
        return True
    joined = noun.dep_ == "conj" and noun.head.i < start
    return joined and _is_determined(noun.head, noun.head.i, sentence)


def _is_inside(token: Token) -> bool:
    """Whether it may stand between an article and its noun."""
    return token.pos_ in _INSIDE or token.tag_ in ("VBN", "VBG", "HYPH") or token.text in "-/"


def _is_joined(start: int, sentence: Sentence) -> bool:
    """Whether the word before is no place for an article behind it: "type of", "high-", "as"."""
    if start <= sentence.start:
        return False
    before = sentence.doc[start - 1]
    of_kind = before.lower_ == "of" and (
        before.head.lemma_.lower() in sentence.classes.labels or before.head.lower_ in _WHATEVER
    )
    return of_kind or _is_inside(before) or before.lower_ in ("as", "(", "[")
