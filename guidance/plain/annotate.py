"""Marks on a parse: terms of the lexicon in their sense, abbreviations, what no rule may touch, cues."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from guidance.article.document import Run
from guidance.plain.cues import Cue, Cues
from guidance.plain.definitions import definitions
from guidance.plain.entries import Entry
from guidance.plain.forms import Candidate
from guidance.plain.hits import Hit, ShortHit
from guidance.plain.introductions import introductions
from guidance.plain.lexicon import Lexicon
from guidance.plain.match import Match
from guidance.plain.senses import Place, holds
from guidance.plain.wordclasses import WordClasses

_POS = {
    "noun": frozenset(("NOUN", "PROPN")),
    "verb": frozenset(("VERB", "AUX")),
    "adj": frozenset(("ADJ",)),
    "adv": frozenset(("ADV",)),
}
_LONG_SHORT = 5
_LINKS = frozenset(("of", "and", "for"))
_HAVING = frozenset(("have", "get"))
_PASSIVE = frozenset(("nsubjpass", "csubjpass"))
_TITLE_KINDS = frozenset(("title", "heading"))


@dataclass(frozen=True)
class Sentence:
    """One source sentence: its tokens in `doc`, its marks. Rules read it and change nothing.

    `kind` is "title", "heading", "sentence", "item" or "cell"; `citations` holds, by token, the runs
    that follow it. It is a sentence of unit number `unit` of the document, at `offset` of that unit's text.
    `introduces` are the ids of terms that it names in brackets or explains, `introducing` the tokens that
    do it or that a long abbreviation stands for, which stay as they are; `explains` says that it does
    nothing else. `leads_a_pronoun` says that the next sentence of the paragraph begins with a word that
    points back ("It", "But these"); `has_room`, that a sentence that explains has a place behind it or
    behind the next. `common` are tokens with a capital that the lexicon knows as no name.
    """

    doc: Doc = field(repr=False)
    start: int
    end: int
    kind: str
    id: str
    hits: tuple[Hit, ...]
    shorts: tuple[ShortHit, ...]
    protected: frozenset[int]
    cues: tuple[Cue, ...]
    citations: Mapping[int, tuple[Run, ...]]
    classes: WordClasses = field(repr=False)
    unit: int = 0
    offset: int = 0
    introduces: frozenset[str] = frozenset()
    introducing: frozenset[int] = frozenset()
    explains: bool = False
    leads_a_pronoun: bool = False
    has_room: bool = True
    common: frozenset[int] = frozenset()

    @cached_property
    def span(self) -> Span:
        """The tokens as spaCy's Span."""
        return self.doc[self.start : self.end]

    @cached_property
    def root(self) -> Token:
        """The head of the sentence; of two parts ("Results: we …"), of the one that has a finite verb."""
        heads = [token for token in self.span if token.dep_ == "ROOT"]
        return next((t for t in heads if t.pos_ in ("VERB", "AUX")), self.span.root)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, white space left out."""
        return tuple(token for token in self.span if not token.is_space)

    @cached_property
    def text(self) -> str:
        """The sentence as read, without its citations."""
        return self.span.text.strip()

    @cached_property
    def words(self) -> int:
        """How many words it has; marks do not count."""
        return sum(any(char.isalnum() for char in token.text) for token in self.tokens)

    @cached_property
    def is_passive(self) -> bool:
        """Whether a verb in it is passive."""
        return any(token.dep_ in _PASSIVE for token in self.span)

    @cached_property
    def known(self) -> frozenset[str]:
        """The ids of the terms and abbreviations that it holds."""
        shorts = (short.reading.id for short in self.shorts if short.reading is not None)
        return frozenset((*(hit.entry.id for hit in self.hits), *shorts))

    @cached_property
    def abbreviated(self) -> frozenset[str]:
        """The abbreviations that it holds, as written."""
        return frozenset(short.short for short in self.shorts)

    def hit_at(self, i: int) -> Hit | None:
        """The term that covers token i."""
        return next((hit for hit in self.hits if hit.start <= i < hit.end), None)

    def cue_tokens(self, kind: str) -> Iterator[tuple[Cue, Span]]:
        """Each cue of a kind with the tokens it stands on."""
        base = self.span.start_char
        for cue in self.cues:
            found = self.doc.char_span(base + cue.start, base + cue.end, alignment_mode="expand")
            if cue.kind == kind and found is not None:
                yield cue, found


@dataclass(frozen=True, slots=True)
class Annotator:
    """Marks sentences with what one lexicon and one list of cues know."""

    lexicon: Lexicon
    cues: Cues
    classes: WordClasses

    def sentence(
        self, span: Span, kind: str, name: str, citations: Mapping[int, tuple[Run, ...]], topic: str
    ) -> Sentence:
        """The span with all its marks. `topic` is the article's specialty."""
        hits = tuple(self._hits(span, kind, topic))
        marked = introductions(span, hits, self.lexicon)
        return Sentence(
            doc=span.doc,
            start=span.start,
            end=span.end,
            kind=kind,
            id=name,
            hits=hits,
            shorts=tuple(self._shorts(span, topic)),
            protected=frozenset(_protected(span, kind, hits)) | marked.tokens,
            cues=self.cues.find(span.text),
            classes=self.classes,
            citations={i: runs for i, runs in citations.items() if span.start <= i < span.end},
            introduces=marked.terms,
            introducing=marked.tokens.union(_opened(span, hits)),
            explains=marked.whole,
            common=frozenset(t.i for t in span if t.is_title and self.lexicon.is_common(t.lower_)),
        )

    def _hits(self, span: Span, kind: str, topic: str) -> Iterator[Hit]:
        lowers = [token.lower_ for token in span]

        def decides(match: Match[Candidate]) -> bool:
            return _sense(span, match, kind, topic, self.classes) is not None

        for match in self.lexicon.match(lowers, holds=decides):
            found = _sense(span, match, kind, topic, self.classes)
            if found is not None:
                yield found

    def _shorts(self, span: Span, topic: str) -> Iterator[ShortHit]:
        for match in self.lexicon.match_shorts([token.text for token in span]):
            readings = match.candidates
            place = Place(span[match.start : match.end], topic)
            fits = [short for short in readings if holds(short.abbreviation.context, place)]
            yield ShortHit(
                span.start + match.start,
                span.start + match.end,
                span[match.start : match.end].text,
                fits[0].abbreviation if fits else None,
                readings[0].plural,
            )


def _sense(span: Span, match: Match[Candidate], kind: str, topic: str, classes: WordClasses) -> Hit | None:
    """The first sense whose part of speech and context fit where the match stands."""
    found = span[match.start : match.end]
    place = Place(found, topic)
    for entry, tag in match.candidates:
        head = found.root
        if fits(entry, tag, head, found, kind) and holds(entry.context, place):
            return Hit(found.start, found.end, entry, _tag(entry, tag, head, classes), head.i)
    return None


def fits(entry: Entry, tag: str, head: Token, found: Span, kind: str) -> bool:
    """Whether the term can have its part of speech where it was found."""
    if entry.pos == "phrase" or entry.action == "keep":
        return True
    if entry.pos == "noun" and len(found) > 1:
        return True
    if entry.pos == "verb" and head.pos_ in _POS["verb"]:
        return _verb_form_fits(tag, head.tag_)
    if head.pos_ == "PROPN" and kind in _TITLE_KINDS:
        return entry.pos in ("noun", "adj")
    if head.pos_ == "PROPN" and entry.pos == "adj":
        return head.dep_ in ("compound", "amod")
    return head.pos_ in _POS[entry.pos]


def _verb_form_fits(tag: str, found: str) -> bool:
    same = {"VB": ("VB", "VBP"), "VBD": ("VBD", "VBN"), "VBN": ("VBD", "VBN")}
    return found in same.get(tag, (tag,))


def _tag(entry: Entry, tag: str, head: Token, classes: WordClasses) -> str:
    if entry.pos != "verb":
        return tag
    assigned = head.tag_ == "VBD" and head.lemma_ in classes.assigning_verbs and not _has_object(head)
    if assigned or _is_reduced(head):
        return "VBN"
    return "VBD" if _is_past(head, classes) else head.tag_


def _is_reduced(verb: Token) -> bool:
    """Whether a verb that the parser takes for the main one only describes its noun.

    "Doses given to adults were low": another verb follows, with no subject and no "and" between.
    """
    if verb.tag_ != "VBD" or any(child.dep_ == "cc" or child.tag_ == "PRP" for child in verb.children):
        return False
    return verb.dep_ in ("acl", "csubj") or any(map(_is_second, verb.children))


def _is_second(verb: Token) -> bool:
    finite = verb.tag_ in ("VBD", "VBZ", "VBP") and verb.dep_ == "conj"
    return finite and not any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def _has_object(verb: Token) -> bool:
    return any(child.dep_ == "dobj" for child in verb.children)


def _is_past(verb: Token, classes: WordClasses) -> bool:
    """Whether a verb in "-ed" that the parser takes for a participle has its own subject or object."""
    if verb.tag_ != "VBN" or any(child.dep_ in ("aux", "auxpass") for child in verb.children):
        return False
    if verb.dep_ in ("ccomp", "xcomp") and verb.head.lemma_ in _HAVING:
        # "Had a culture done"
        return False
    own = {child.dep_ for child in verb.children}
    if verb.lemma_ in classes.assigning_verbs and "dobj" not in own:
        return False
    told = verb.dep_ == "acl" and "dobj" in own and verb.lemma_ not in classes.giving_verbs
    return told or "nsubj" in own


def _protected(span: Span, kind: str, hits: tuple[Hit, ...]) -> Iterator[int]:
    """Tokens that stay letter for letter: numbers, kept words, names of several capitalised words."""
    for token in span:
        if token.like_num or any(char.isdigit() for char in token.text):
            yield token.i
    for hit in hits:
        if hit.entry.action == "keep":
            yield from range(hit.start, hit.end)
    if kind not in _TITLE_KINDS:
        known = {i for hit in hits for i in range(hit.start, hit.end)}
        yield from (i for run in _names(span) if not known.issuperset(run) for i in run)


def _opened(span: Span, hits: tuple[Hit, ...]) -> Iterator[int]:
    """The words that a long abbreviation of the text stands for: the name of a tool, letter by letter."""
    for short, long in definitions(span.text) if "(" in span.text or "[" in span.text else ():
        at = span.text.find(long) if long and len(short) >= _LONG_SHORT else -1
        joined = not _LINKS.isdisjoint(long.lower().split())
        found = span.char_span(at, at + len(long)) if at >= 0 and joined else None
        if found is not None and not any(h.start <= found.start and found.end <= h.end for h in hits):
            yield from range(found.start, found.end)


def _names(span: Span) -> Iterator[list[int]]:
    """Runs of two or more capitalised words inside the sentence: "Berg Scale", "School of Medicine"."""
    run: list[int] = []
    for token in (*span, None):
        inside = token is not None and token.i != span.start
        if inside and (_is_name_like(token) or (run and _links_names(token, span))):
            run.append(token.i)
            continue
        if len(run) > 1:
            yield run
        run = []


def _links_names(token: Token, span: Span) -> bool:
    after = token.i + 1
    return token.lower_ in ("of", "for") and after < span.end and _is_name_like(token.doc[after])


def _is_name_like(token: Token) -> bool:
    return token.text[:1].isupper() and token.text[1:].islower() and token.pos_ == "PROPN"
