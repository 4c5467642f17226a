"""A term that stays is explained once: in a sentence after the text that holds it, or in brackets.

Brackets are for readers who keep the terms, and for where no sentence may come between what follows.
"""

from collections.abc import Iterator, Sequence, Set

from spacy.tokens import Token

from guidance.plain import explaining
from guidance.plain.annotate import Sentence
from guidance.plain.hits import Hit
from guidance.plain.mentions import QUIET_KINDS, bare, beside_bracket, stays
from guidance.plain.reader import Reader
from guidance.plain.rule import Change, Copy, Edit, Gloss, Rule, owned

_NAME = "explanation"
_EXPLAINABLE = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "ROOT", "appos"))


def _find(sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    told, hits = set(reader.taught), []
    for hit in sentence.hits:
        hard = reader.data.lexicon.hard(hit.entry, reader.audience)
        if (
            hard
            and stays(hit.entry, reader)
            and _is_explainable(hit, sentence)
            and _is_new(hit, reader, told)
        ):
            hits.append(hit)
            told.add(hit.entry.id)
    if reader.keeps_terms or not sentence.has_room:
        yield from _brackets(hits, sentence, reader)
    else:
        yield from _sentences(hits, sentence, reader)


def _is_new(hit: Hit, reader: Reader, told: Set[str]) -> bool:
    """Whether the text has explained neither the term nor another word for it.

    Terms of one explanation mean the same where they end alike ("randomised trial", "controlled trial") or
    where the explanation is no kind of thing ("a drug that …"), of which there may be many.
    """
    lexicon, entry = reader.data.lexicon, hit.entry
    same = lexicon.kin(entry) | {
        name
        for name in lexicon.alike(entry)
        if not explaining.is_single(entry) or lexicon.by_id[name].term.split()[-1] == entry.term.split()[-1]
    }
    return told.isdisjoint(same)


def _is_explainable(hit: Hit, sentence: Sentence) -> bool:
    """Whether the term stands for a thing that can be explained here, and no name holds it."""
    entry, head = hit.entry, sentence.doc[hit.head]
    if not entry.explanation or entry.pos != "noun" or sentence.kind in QUIET_KINDS or head.i >= hit.end:
        return False
    joined = hit.end < sentence.end and sentence.doc[hit.end].dep_ == "cc"
    kept = [sentence.doc[i] for i in range(hit.start, hit.end) if i in sentence.protected]
    return (head.dep_ in _EXPLAINABLE or joined) and all(_has_digit(token) for token in kept)


def _has_digit(token: Token) -> bool:
    return any(char.isdigit() for char in token.text)


def _sentences(hits: Sequence[Hit], sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    """A sentence for each explanation, whatever number of terms it is for."""
    alike: dict[str, list[Hit]] = {}
    for hit in hits:
        key = hit.entry.explanation if explaining.is_single(hit.entry) else hit.entry.id
        alike.setdefault(key, []).append(hit)
    for group in alike.values():
        edit = _in_sentence(group, sentence, also=_is_said(group[0], reader, reader.taught))
        yield owned(edit, group[0].entry.where)


def _brackets(hits: Sequence[Hit], sentence: Sentence, reader: Reader) -> Iterator[Edit]:
    told = set(reader.taught)
    for hit in hits:
        if not beside_bracket(hit, sentence) and not _is_numbered(hit, sentence):
            yield owned(_in_brackets(hit, sentence, also=_is_said(hit, reader, told)), hit.entry.where)
            told.add(hit.entry.id)


def _is_said(hit: Hit, reader: Reader, told: Set[str]) -> bool:
    """Whether the text gives the same explanation of another term."""
    return not told.isdisjoint(reader.data.lexicon.alike(hit.entry))


def _in_sentence(hits: Sequence[Hit], sentence: Sentence, *, also: bool) -> Edit:
    names = [bare(sentence.doc[hit.start : hit.end].text, hit, sentence) for hit in hits]
    alone = len(hits) == 1 and _is_all(hits[0], sentence)
    told = explaining.of_this(hits[0], also=also) if alone else explaining.sentence(hits, names, also=also)
    return Edit(
        _NAME,
        tuple(Change(hit.start, hit.end, (Copy(hit.start, hit.end),)) for hit in hits),
        _why_explained(names),
        strength=2,
        tails=((Gloss(told),),),
        rank=2,
        teaches=frozenset(hit.entry.id for hit in hits),
    )


def _is_all(hit: Hit, sentence: Sentence) -> bool:
    """Whether an item of a list holds one thing, and nothing but its name."""
    rest = [t for t in sentence.tokens if not hit.start <= t.i < hit.end]
    bare_name = all(t.is_punct or (t.lower_ in ("a", "an", "the") and t.i < hit.start) for t in rest)
    return sentence.kind == "item" and hit.tag != "NNS" and hit.entry.number != "plural" and bare_name


def _in_brackets(hit: Hit, sentence: Sentence, *, also: bool) -> Edit:
    text = bare(sentence.doc[hit.start : hit.end].text, hit, sentence)
    gloss = Change(hit.end, hit.end, (Gloss(explaining.bracket(hit, also=also)),), (), after=True)
    return Edit(_NAME, (gloss,), _why_explained((text,)), strength=2, teaches=frozenset((hit.entry.id,)))


def _why_explained(names: Sequence[str]) -> str:
    named = " and ".join(f"“{name}”" for name in names)
    if len(names) > 1:
        return f"{named} are names that the reader needs, so they are explained once."
    return f"{named} is a name that the reader needs, so it is explained once."


def _is_numbered(hit: Hit, sentence: Sentence) -> bool:
    """Whether a number behind it makes the term part of a name: "receptor 3"."""
    return hit.end < sentence.end and _has_digit(sentence.doc[hit.end])


RULE = Rule(_NAME, "PLABA guidelines: explain at first mention; lexicon/terms", _find)
