"""Words of the lexicon: the plain wording in the term's place; a term to meet again is named once."""

from collections.abc import Iterator, Set

from lemminflect import getAllLemmas
from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.entries import Entry
from guidance.plain.hits import Hit
from guidance.plain.inflect import head as head_of
from guidance.plain.inflect import inflect
from guidance.plain.mentions import QUIET_KINDS, bare, beside_bracket, stays
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Edit, Gloss, Number, Piece, Rule, Word, owned
from guidance.plain.singulars import article_for

_NAME = "term"
_COUNTING = frozenset(
    ("these", "those", "many", "few", "several", "both", "various", "each", "every", "another", "one")
)
_MUCH = frozenset(("too", "much", "more", "less", "few"))
_ARTICLES = frozenset(("a", "an"))
_PREPOSITION = frozenset(
    (
        "of",
        "in",
        "with",
        "from",
        "for",
        "to",
        "that",
        "by",
        "on",
        "at",
        "into",
        "around",
        "between",
        "after",
        "before",
        "without",
    )
)
_TITLES = frozenset(("title", "heading"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_SINGULAR = frozenset(("NN", "NNP"))
_DESCRIBING = frozenset(("amod", "compound", "nmod"))
_PARTICLES = frozenset(("off", "out", "up", "down", "away", "back", "apart", "together"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    taught = set(reader.taught) if sentence.hits else set()
    for hit in sentence.hits:
        edit = _edit(hit, sentence, reader, taught)
        if edit is not None:
            taught |= edit.teaches
            yield owned(edit, hit.entry.where)


def _is_explained(hit: Hit, reader: Reader, taught: Set[str]) -> bool:
    """Whether the text has explained the term already, so that it stays where it stands for a thing."""
    lexicon = reader.data.lexicon
    told = taught & lexicon.kin(hit.entry)
    return any(lexicon.by_id[name].action == "explain" for name in told)


def _edit(hit: Hit, sentence: Sentence, reader: Reader, taught: Set[str]) -> Edit | None:
    entry = hit.entry
    if not reader.data.lexicon.hard(entry, reader.audience) or stays(entry, reader):
        return None
    if not sentence.protected.isdisjoint(range(hit.start, hit.end)):
        return None
    if _is_explained(hit, reader, taught) and not _is_modifier(hit, sentence):
        return None
    if sentence.kind == "title" and entry.action == "teach":
        # A title names what the article is about; the text teaches the word.
        return None
    wording = entry.child if reader.is_child else entry.wording
    return _replace(hit, wording, sentence, reader, taught) if wording else None


def _replace(hit: Hit, wording: str, sentence: Sentence, reader: Reader, taught: Set[str]) -> Edit | None:
    if not _stands(hit, wording, sentence):
        return None
    entry, text = hit.entry, sentence.doc[hit.start : hit.end].text
    body = (
        *(_article(hit, wording, sentence) or ()),
        *_inflected(entry, _cased(wording, hit, sentence), hit),
    )
    teaches = entry.action == "teach" and entry.id not in taught and sentence.kind not in QUIET_KINDS
    named = (
        teaches
        and reader.names_terms
        and not beside_bracket(hit, sentence)
        and not _is_modifier(hit, sentence)
    )
    pieces = (*body, Gloss(f"({bare(text, hit, sentence)})")) if named else body
    number = _number(entry, wording, hit)
    change = Change(hit.start, hit.end, pieces, body, number, hit.head if number else None)
    return Edit(
        rule=_NAME,
        changes=(change, *_without_article(hit, sentence)),
        why=_why(entry, text, named=named),
        tails=_about_topic(entry, wording, sentence, reader) if teaches else (),
        rank=2,
        teaches=frozenset((entry.id,)) if teaches else frozenset(),
        own=(text, wording),
    )


def _article(hit: Hit, wording: str, sentence: Sentence) -> tuple[str, ...] | None:
    if hit.entry.pos != "noun" or hit.entry.number != "same":
        return ()
    return article_for(wording, hit.head, hit.start, hit.end, sentence)


def _about_topic(
    entry: Entry, wording: str, sentence: Sentence, reader: Reader
) -> tuple[tuple[Piece, ...], ...]:
    """What the article is about is explained too, once, in a sentence of its own."""
    if entry.id not in reader.topics or sentence.kind != "sentence" or not reader.names_terms:
        return ()
    explained = f"{wording[:1].upper()}{wording[1:]} is {entry.explanation}."
    return ((Gloss(explained),),) if entry.explanation and entry.number == "mass" else ()


def _cased(wording: str, hit: Hit, sentence: Sentence) -> str:
    """The wording with the capitals of a title whose words all have them."""
    first = sentence.doc[hit.start]
    if sentence.kind not in _TITLES or hit.start == sentence.start or not first.is_title:
        return wording
    return " ".join(
        w if w in _PREPOSITION or w in ("a", "the", "and") else w[:1].upper() + w[1:] for w in wording.split()
    )


def _why(entry: Entry, text: str, *, named: bool) -> str:
    if named:
        return f"“{text}” is a word that the reader will meet again, so it is named once in brackets."
    return f"“{entry.term}” is a hard word with a plainer one."


def _inflected(entry: Entry, wording: str, hit: Hit) -> tuple[Piece, ...]:
    if entry.pos == "verb":
        return (Word(wording, hit.tag),)
    return (inflect(wording, hit.tag, entry.pos, entry.number),)


def _number(entry: Entry, wording: str, hit: Hit) -> Number | None:
    """The number that the noun phrase now has, where it is another than before."""
    if entry.pos != "noun" or not wording:
        return None
    if entry.number == "mass" and hit.tag == "NNS":
        return Number.SINGULAR
    if entry.number == "plural" and hit.tag == "NN":
        return Number.PLURAL
    return None


def _without_article(hit: Hit, sentence: Sentence) -> Iterator[Change]:
    """Takes "a" away from what can no longer be counted."""
    if hit.entry.pos != "noun" or hit.entry.number == "same":
        return
    for token in sentence.doc[hit.head].children:
        if token.dep_ == "det" and token.lower_ in _ARTICLES and token.i < hit.start:
            yield Change(token.i, token.i + 1, ())


def _stands(hit: Hit, wording: str, sentence: Sentence) -> bool:
    """Whether the wording can stand where the term does, by what is around it."""
    doc, head = sentence.doc, sentence.doc[hit.head]
    before = doc[hit.start - 1] if hit.start > sentence.start else None
    after = doc[hit.end] if hit.end < sentence.end else None
    if _shares_its_noun(hit, wording, sentence):
        return False
    if _hyphened(before, after) and (" " in wording or hit.entry.pos != "adj"):
        return False
    if _jumps_the_row(hit, wording, before, sentence):
        return False
    if hit.entry.pos == "noun":
        return _noun_stands(hit, wording, sentence, after)
    if hit.entry.pos == "verb" and " " in wording:
        moves = wording.split()[-1] in _PARTICLES and after is not None and after.tag_ == "PRP"
        return not (moves or _is_participle_before_noun(head))
    if hit.entry.pos == "adj" and head.dep_ == "amod" and head.head.i > head.i:
        if wording.startswith("the ") and before is not None and before.head == head.head:
            # "Different optimal doses": no article behind another word of the noun.
            return False
        return not any(word in _PREPOSITION for word in wording.split()[1:])
    return True


def _noun_stands(hit: Hit, wording: str, sentence: Sentence, after: Token | None) -> bool:
    head = sentence.doc[hit.head]
    if _article(hit, wording, sentence) is None:
        return False
    trailing = head_of(wording)[1] < len(wording)
    if trailing and (_is_modifier(hit, sentence) or (after is not None and after.tag_ == "POS")):
        return False
    if " without " in wording and after is not None and after.lower_ == "of":
        # "Children without symptoms of parents"
        return False
    changes_count = hit.entry.number in ("mass", "plural") and _number(hit.entry, wording, hit) is not None
    # "There is signalling" is no "there is signals".
    there = any(t.dep_ == "expl" for t in head.head.lefts)
    return not (changes_count and (there or _is_counted(head)))


def _shares_its_noun(hit: Hit, wording: str, sentence: Sentence) -> bool:
    """Whether "and" or "or" ties the term to a word before or after it with which it shares its noun.

    "Upper and lower limbs": the noun belongs to both; "kidney or cardiovascular death": it may, which a
    wording that begins with it would hide. "Renal and cardiovascular disease": words that hold an "and" of
    their own leave open what is tied to what.
    """
    doc = sentence.doc
    first, last = doc[hit.start], doc[hit.end - 1]
    tied = [i for i in (hit.start - 1, hit.end) if sentence.start < i < sentence.end - 1 and _ties(doc[i])]
    if hit.entry.pos == "adj":
        return bool(tied) and " and " in wording and last.i == first.i
    before = doc[hit.start - 2] if hit.start - 1 in tied else None
    if before is None or hit.entry.pos != "noun" or hit.end - hit.start < 2:
        return False
    opens = head_of(wording)[1] < len(wording) and before.tag_ in _SINGULAR and before.left_edge == before
    return opens or before.pos_ == "ADJ" or before.dep_ in _DESCRIBING


def _jumps_the_row(hit: Hit, wording: str, before: Token | None, sentence: Sentence) -> bool:
    """Whether an adjective would stand behind a noun that describes the same noun.

    "Treatment alternatives" are no "treatment other choices", and where "cerebral" becomes "brain",
    "cerebral hypoperfusion" is no "brain poor blood flow".
    """
    if hit.entry.pos != "noun" or before is None or not hit.start <= before.head.i < hit.end:
        return False
    noun = before.dep_ == "compound" and before.pos_ in _NOUNS
    if not noun and not _becomes_a_noun(before, sentence):
        return False
    first = wording.split()[0]
    return first != wording and ("ADJ" in getAllLemmas(first) or first in _MUCH)


def _becomes_a_noun(word: Token, sentence: Sentence) -> bool:
    """Whether the plain wording of an adjective is a noun: "kidney" for "renal"."""
    hit = sentence.hit_at(word.i)
    if hit is None or hit.entry.pos != "adj" or not hit.entry.wording:
        return False
    return "ADJ" not in getAllLemmas(hit.entry.wording.split()[-1])


def _ties(token: Token) -> bool:
    return token.dep_ == "cc" and token.lower_ in ("and", "or")


def _is_participle_before_noun(verb: Token) -> bool:
    """Whether the verb describes the noun after it: "hospitalized patients", "drug metabolizing enzymes"."""
    if verb.tag_ not in ("VBN", "VBG"):
        return False
    if verb.dep_ in ("amod", "compound", "nmod") and verb.head.i > verb.i:
        return True
    after = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    before = verb.nbor(-1) if verb.i else verb
    if verb.tag_ == "VBN":
        return after.pos_ in _NOUNS and before.pos_ in ("ADP", "DET", "ADJ", "VERB", "SCONJ", "CCONJ")
    return after.pos_ == "NOUN" and before.tag_ == "NN"


def _hyphened(before: Token | None, after: Token | None) -> bool:
    return (before is not None and before.text == "-" and not before.whitespace_) or (
        after is not None and after.text == "-" and not after.nbor(-1).whitespace_
    )


def _is_counted(head: Token) -> bool:
    return any(t.lower_ in _COUNTING or t.dep_ == "nummod" for t in head.children)


def _is_modifier(hit: Hit, sentence: Sentence) -> bool:
    head = sentence.doc[hit.head]
    return head.dep_ in ("compound", "nmod", "amod", "poss") and head.head.i >= hit.end


RULE = Rule(_NAME, "PLABA guidelines: replace hard words; lexicon/terms", _find)
