"""Words of the lexicon: the plain wording in the term's place, or its explanation at first mention."""

from collections.abc import Iterator

from spacy.tokens import Token

from guidance.plain.annotate import Sentence
from guidance.plain.articles import indefinite
from guidance.plain.entries import Entry
from guidance.plain.hits import Hit
from guidance.plain.inflect import head as head_of
from guidance.plain.inflect import inflect
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Gloss, Number, Piece, Rule, Word
from guidance.plain.wordclasses import WordClasses

_NAME = "term"
_COUNTING = frozenset(
    ("these", "those", "many", "few", "several", "both", "various", "each", "every", "another", "one")
)
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
_QUIET_KINDS = frozenset(("title", "heading", "cell"))
_SINGLE = frozenset(("a", "an", "one", "any"))
_TITLES = frozenset(("title", "heading"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_EXPLAINABLE = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "ROOT", "appos"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    taught = set(reader.taught) if sentence.hits else set()
    for hit in sentence.hits:
        edit = _edit(hit, sentence, reader, taught)
        if edit is None or not _may_touch(hit, edit, sentence):
            continue
        taught.update({edit.teaches} if edit.teaches else ())
        yield edit


def _may_touch(hit: Hit, edit: Edit, sentence: Sentence) -> bool:
    """Whether no protected word of the term changes: "SGLT2 inhibitor" may be explained, never reworded."""
    kept = [i for i in range(hit.start, hit.end) if i in sentence.protected]
    return not kept or (
        all(_keeps(change) for change in edit.changes)
        and all(any(char.isdigit() for char in sentence.doc[i].text) for i in kept)
    )


def _keeps(change: Change) -> bool:
    return change.start == change.end or change.pieces == (Copy(change.start, change.end),)


def _edit(hit: Hit, sentence: Sentence, reader: Reader, taught: set[str]) -> Edit | None:
    entry = hit.entry
    if not reader.data.lexicon.hard(entry, reader.audience):
        return None
    stays = entry.action == "explain" or (reader.keeps_terms and entry.action == "teach")
    if stays:
        return _explain(hit, sentence, reader, taught)
    if sentence.kind == "title" and entry.action == "teach":
        # A title names what the article is about; the text teaches the word.
        return None
    wording = entry.child if reader.is_child else entry.wording
    return _replace(hit, wording, sentence, reader, taught) if wording else None


def _replace(hit: Hit, wording: str, sentence: Sentence, reader: Reader, taught: set[str]) -> Edit | None:
    if not _stands(hit, wording, sentence):
        return None
    entry, text = hit.entry, sentence.doc[hit.start : hit.end].text
    body = _inflected(entry, _cased(wording, hit, sentence), hit)
    teaches = entry.action == "teach" and entry.id not in taught and sentence.kind not in _QUIET_KINDS
    named = (
        teaches
        and reader.names_terms
        and not _beside_bracket(hit, sentence)
        and not _is_modifier(hit, sentence)
    )
    pieces = (*body, Gloss(f"({_bare(text, hit, sentence)})")) if named else body
    number = _number(entry, wording, hit)
    change = Change(hit.start, hit.end, pieces, body, number, hit.head if number else None)
    return Edit(
        rule=_NAME,
        changes=(change, *_without_article(hit, sentence)),
        why=_why(entry, text, named=named),
        tails=_about_topic(entry, wording, sentence, reader) if teaches else (),
        rank=2,
        teaches=entry.id if teaches else None,
        own=(text, wording),
    )


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
    several = hit.entry.pos == "noun" and hit.end - hit.start > 1
    if several and before is not None and before.dep_ == "cc" and before.head.pos_ == "ADJ":
        # "Upper and lower limbs": the noun belongs to both adjectives.
        return False
    if _hyphened(before, after) and (" " in wording or hit.entry.pos != "adj"):
        return False
    if hit.entry.pos == "noun":
        trailing = head_of(wording)[1] < len(wording)
        if trailing and (_is_modifier(hit, sentence) or (after is not None and after.tag_ == "POS")):
            return False
        changes_count = (
            hit.entry.number in ("mass", "plural") and _number(hit.entry, wording, hit) is not None
        )
        return not (changes_count and _is_counted(head))
    if hit.entry.pos == "verb" and " " in wording and _is_participle_before_noun(head):
        return False
    if hit.entry.pos == "adj" and head.dep_ == "amod" and head.head.i > head.i:
        return not any(word in _PREPOSITION for word in wording.split()[1:])
    return True


def _is_participle_before_noun(verb: Token) -> bool:
    """Whether the verb describes the noun after it: "hospitalized patients", "drug metabolizing enzymes"."""
    if verb.tag_ not in ("VBN", "VBG"):
        return False
    if verb.dep_ in ("amod", "compound", "nmod") and verb.head.i > verb.i:
        return True
    after = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    before = verb.nbor(-1) if verb.i else verb
    if verb.tag_ == "VBN":
        return after.pos_ in _NOUNS and before.pos_ in ("ADP", "DET", "ADJ", "VERB", "SCONJ")
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


def _beside_bracket(hit: Hit, sentence: Sentence) -> bool:
    around = [i for i in (hit.start - 1, hit.end) if sentence.start <= i < sentence.end]
    return any(sentence.doc[i].text in "([" for i in around)


def _bare(text: str, hit: Hit, sentence: Sentence) -> str:
    """The term as it stands inside brackets: without the capital of a sentence's start."""
    first = sentence.doc[hit.start]
    if text.lower() == hit.entry.term.lower():
        return hit.entry.term
    if hit.start == sentence.start and first.text[1:].islower() and hit.entry.term[:1].islower():
        return text[:1].lower() + text[1:]
    return text


def _explain(hit: Hit, sentence: Sentence, reader: Reader, taught: set[str]) -> Edit | None:
    entry = hit.entry
    if not entry.explanation or entry.id in taught or sentence.kind in _QUIET_KINDS:
        return None
    head = sentence.doc[hit.head]
    joined = hit.end < sentence.end and sentence.doc[hit.end].dep_ == "cc"
    if not (head.dep_ in _EXPLAINABLE or joined) or entry.pos != "noun" or head.i >= hit.end:
        return None
    text = _bare(sentence.doc[hit.start : hit.end].text, hit, sentence)
    why = f"“{text}” is a name that the reader needs, so it is explained once."
    if reader.keeps_terms or sentence.leads_a_pronoun:
        return _in_brackets(hit, sentence, why)
    tail = (Gloss(f"{_definition(hit, text, sentence.classes)}."),)
    named = Change(hit.start, hit.end, (Copy(hit.start, hit.end),))
    return Edit(_NAME, (named,), why, strength=2, tails=(tail,), rank=2, teaches=entry.id)


def _definition(hit: Hit, text: str, classes: WordClasses) -> str:
    """ "A stent is a …", "The placenta is the …", "Asthma is a …", "Fibres are …".

    What is counted takes the article of its explanation; a name that is a mass ("asthma") takes none.
    """
    explanation, name = hit.entry.explanation, _singular(hit, text)
    article = explanation.split(" ", 1)[0]
    if article == "the" and hit.entry.number != "mass":
        said = f"the {name} is {explanation}"
    elif article in _SINGLE and hit.entry.number != "mass" and not classes.is_uncounted(name):
        said = f"{indefinite(name)} {name} is {explanation}"
    elif article in (*_SINGLE, "the"):
        said = f"{name} is {explanation}"
    else:
        said = f"{text} {'are' if hit.tag == 'NNS' else 'is'} {explanation}"
    return said[:1].upper() + said[1:]


def _singular(hit: Hit, text: str) -> str:
    """The term as the text names it, in the singular."""
    names = (hit.entry.term, *hit.entry.variants)
    if hit.tag != "NNS":
        return text
    return next((name for name in names if inflect(name, "NNS", "noun").lower() == text.lower()), names[0])


def _in_brackets(hit: Hit, sentence: Sentence, why: str) -> Edit | None:
    if _beside_bracket(hit, sentence):
        return None
    gloss = Change(hit.end, hit.end, (Gloss(f"({hit.entry.explanation})"),), (), after=True)
    return Edit(_NAME, (gloss,), why, strength=2, teaches=hit.entry.id)


RULE = Rule(_NAME, "PLABA guidelines: replace, or explain at first mention; lexicon/terms", _find)
