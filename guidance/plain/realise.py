"""Makes the text of a sentence from its source tokens and the edits chosen for it.

The only place that makes new text. Each output token remembers the source token it is, or the range
of source tokens it stands for, so that guards and marks (links, citations) can follow it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from lemminflect import getAllLemmas
from spacy.tokens import Doc, Token

from guidance.plain.articles import indefinite
from guidance.plain.inflect import form, inflect
from guidance.plain.parse import label
from guidance.plain.rule import Break, Change, Copy, Edit, Gloss, Piece, Word

EXPLAINS = 2
_NO_SPACE_BEFORE = tuple(",.;:!?)]}%’”…")
_OPENING = frozenset("([{“‘")
_LONGEST_LABEL = 7
_SHORTEST_VERB = 5
_ENDS = (".", "!", "?", ":", "…")
_POINTERS = frozenset(("This", "These", "They", "It"))
_POINTING = frozenset(("them", "this", "these"))
_SENTENCE_PUNCTUATION = frozenset(",;:–—-")


class Out(NamedTuple):
    """One word or mark of the output. `start` to `end` are the source tokens it stands for.

    `new` is False for a source token as it was; `space` is whether white space goes before it;
    `repeated` marks a second copy; `gloss` marks words that explain and claim nothing.
    """

    text: str
    start: int
    end: int
    space: bool
    new: bool
    repeated: bool = False
    gloss: bool = False


type OutSentence = tuple[Out, ...]


def is_item(sentence: OutSentence) -> bool:
    """Whether the sentence is an item of a list that the sentence before it leads in."""
    return sentence[0].text == Break.ITEM.value


def text_of(sentence: OutSentence) -> str:
    """The sentence as read."""
    return "".join((" " if out.space and i else "") + out.text for i, out in enumerate(sentence))


def only_explains(sentence: OutSentence) -> bool:
    """Whether the sentence claims nothing: all its words explain."""
    return all(out.gloss or not any(map(str.isalnum, out.text)) for out in sentence)


class Tail(NamedTuple):
    """A sentence that waits for the end of the one that holds source token `at`.

    `own` are the changes of its edit: they took its words away and must not do so again.
    """

    rank: int
    at: int
    pieces: tuple[Piece, ...]
    own: tuple[Change, ...]


@dataclass(slots=True)
class _Maker:
    """Walks the source once, putting the pieces of each change in the place of its tokens."""

    doc: Doc
    changes: Mapping[int, Sequence[Change]]
    tails: dict[int, list[Tail]]
    sentences: list[list[Out]] = field(default_factory=lambda: [[]])
    waiting: list[Tail] = field(default_factory=list)
    last: int = -1

    def span(
        self, start: int, end: int, active: tuple[Change, ...] = (), *, repeated: bool = False, tag: str = ""
    ) -> None:
        """Put the tokens, each change in its place; `tag` is the form that the first token takes."""
        i = start
        while i < end:
            if not repeated:
                self.waiting.extend(self.tails.pop(i, ()))
            found = [c for c in self.changes.get(i, ()) if c.end <= end and c not in active]
            self._insert(found, active, after=False, repeated=repeated)
            change = next((c for c in found if c.end > c.start), None)
            if change is not None:
                bent = tag if i == start else ""
                self._pieces(change, (*active, change), repeated=repeated, tag=bent)
                i = change.end
            elif tag and i == start:
                self._literal(form(self.doc[i].lemma_, tag), Change(i, i + 1, ()))
                self.last = i = i + 1
            else:
                self._token(self.doc[i], repeated=repeated)
                i += 1
            self._insert(self.changes.get(i, ()), active, after=True, repeated=repeated)

    def _insert(
        self, found: Sequence[Change], active: tuple[Change, ...], *, after: bool, repeated: bool
    ) -> None:
        for change in found:
            if change.start != change.end or change.after != after or change in active:
                continue
            # What stands behind a word goes where the word went, not where it was taken from.
            current = self.sentences[-1]
            if not after or (current and current[-1].end == change.start):
                self._pieces(change, active, repeated=repeated)

    def _pieces(self, change: Change, active: tuple[Change, ...], *, repeated: bool, tag: str = "") -> None:
        pieces = change.again if repeated and change.again is not None else change.pieces
        for at, piece in enumerate(pieces):
            match piece:
                case Copy(start, end, repeat, bent):
                    self.span(start, end, active, repeated=repeated or repeat, tag=bent)
                case Break.SENTENCE if _points_back(pieces[at + 1 :]):
                    self._close()
                case Break.SENTENCE:
                    self.end()
                case Break.ITEM:
                    self._item(change.start)
                case Word(lemma, own):
                    bent = tag if tag and own.startswith("V") else own
                    self._literal(inflect(lemma, bent, "verb" if bent.startswith("V") else "noun"), change)
                case Gloss(text):
                    self._literal(text, change, gloss=True)
                case str():
                    self._literal(piece, change)
        self.last = change.end

    def _token(self, token: Token, *, repeated: bool) -> None:
        if token.is_space:
            return
        self._put(Out(token.text, token.i, token.i + 1, space=True, new=False, repeated=repeated))
        self.last = token.i + 1

    def _literal(self, text: str, change: Change, *, gloss: bool = False) -> None:
        for word in text.split():
            self._put(Out(word, change.start, change.end, space=True, new=True, gloss=gloss))
            self.last = -1

    def _put(self, out: Out) -> None:
        at = out.start if out.end > out.start else -1
        space = self._space_before(out.text, at)
        self.sentences[-1].append(out if space else out._replace(space=False))

    def _space_before(self, text: str, start: int) -> bool:
        if not self.sentences[-1]:
            return True
        before = self.sentences[-1][-1].text
        if self.last == start and start > 0:
            return bool(self.doc[start - 1].whitespace_) or self.doc[start - 1].is_space
        if before[-1] in _OPENING:
            return False
        return not (text.startswith(_NO_SPACE_BEFORE) or text in ("'s", "n't"))

    def end(self, *, last: bool = False) -> None:
        """Close the sentence with a full stop where it has no end, then put the waiting tails.

        Explanations wait for the `last`: what a split makes of one sentence stays together.
        """
        self._close()
        tails = [tail for tail in self.waiting if last or tail.rank < EXPLAINS]
        self.waiting = [tail for tail in self.waiting if tail not in tails]
        for tail in sorted(tails, key=lambda tail: tail.rank):
            self._pieces(Change(tail.at, tail.at, tail.pieces), tail.own, repeated=False)
            self.end(last=last)

    def _item(self, at: int) -> None:
        """Close the lead, with a colon, or the item before, and begin an item."""
        self._close(":")
        self.sentences[-1].append(Out(Break.ITEM.value, at, at, space=True, new=True))

    def _close(self, mark: str = ".") -> None:
        current = self.sentences[-1]
        item = bool(current) and is_item(tuple(current))
        stops = _SENTENCE_PUNCTUATION | {"."} if item or mark == ":" else _SENTENCE_PUNCTUATION
        while current and current[-1].text in stops:
            current.pop()
        if not current:
            return
        if not item and not current[-1].text.endswith(_ENDS):
            at = current[-1].end
            current.append(Out(mark, at, at, space=False, new=True))
        self.sentences.append([])
        self.last = -1


def _points_back(pieces: Sequence[Piece]) -> bool:
    """Whether a sentence so begun speaks of the one before it, so that nothing may come between."""
    words = pieces[0].split() if pieces and isinstance(pieces[0], str) else [""]
    return words[0] in _POINTERS or words[-1].rstrip(",") in _POINTING


def realise(
    doc: Doc, start: int, end: int, edits: Iterable[Edit], common: frozenset[int] = frozenset()
) -> tuple[OutSentence, ...]:
    """The output sentences for source tokens `start` to `end` with every edit made.

    `common` are tokens that are no names, whatever the parse says of their capital.
    """
    edits = tuple(edits)
    changes: dict[int, list[Change]] = {}
    tails: dict[int, list[Tail]] = {}
    for edit in edits:
        for change in edit.changes:
            changes.setdefault(change.start, []).append(change)
        if edit.tails:
            at = max(edit.start, start)
            tails.setdefault(at, []).extend(Tail(edit.rank, at, tail, edit.changes) for tail in edit.tails)
    for found in changes.values():
        found.sort(key=lambda change: change.start - change.end)
    maker = _Maker(doc, changes, tails)
    maker.span(start, end)
    if maker.waiting or (maker.sentences[-1] and is_item(tuple(maker.sentences[-1]))):
        maker.end(last=True)
    return tuple(_finish(doc, start, tuple(s), i, common) for i, s in enumerate(maker.sentences) if s)


def _finish(doc: Doc, start: int, sentence: OutSentence, index: int, common: frozenset[int]) -> OutSentence:
    words = [*sentence]
    lower_first = doc[start].text[:1].islower()
    opening = _opening(doc, start)
    behind = next((i + 1 for i, out in enumerate(words[:-1]) if opening and out.start == opening - 1), 0)
    for i, out in enumerate(words):
        text = out.text
        first = i == 0 and not (index == 0 and lower_first)
        if first or (index == 0 and 0 < i == behind):
            text = capitalised(out)
        elif (i > 0 and out.start in (start, opening) and not out.new and words[i - 1].text != "“") or (
            i > 0 and not out.new and words[i - 1].text == "," and doc[out.start - 1].text == ":"
        ):
            text = out.text.lower() if out.start in common else uncapitalised(doc[out.start])
        if text is not out.text:
            words[i] = out._replace(text=text)
    return _with_articles(words)


def _opening(doc: Doc, start: int) -> int:
    """The token behind a label ("Results:") where a capital begins the statement, or 0."""
    colon = next((t for t in doc[start : start + _LONGEST_LABEL] if t.text == ":"), None)
    if colon is None or colon.i + 1 >= len(doc) or not label(doc[start:].text):
        return 0
    return colon.i + 1 if doc[colon.i + 1].text[:1].isupper() else 0


def capitalised(out: Out) -> str:
    """The word as a sentence begins with it; a word with capitals inside (mRNA) stays."""
    if any(char.isupper() for char in out.text):
        return out.text
    return out.text[:1].upper() + out.text[1:]


def uncapitalised(token: Token) -> str:
    """The first word of a source sentence as it stands inside one; names keep their capital."""
    text = token.text
    if (
        text[1:] != text[1:].lower()
        or (len(text) == 1 and text != "A")
        or (token.pos_ == "PROPN" and not _is_verb(token))
        or text == "I"
    ):
        return text
    return text.lower()


def _is_verb(token: Token) -> bool:
    """Whether the word is a verb too, of which few names are made: "Repeat tests were rare"."""
    alone = token.i + 1 < len(token.doc) and not token.nbor().is_title
    return alone and len(token) > _SHORTEST_VERB and "VERB" in getAllLemmas(token.lower_)


def _with_articles(words: list[Out]) -> OutSentence:
    """Sets "a" or "an" by sound wherever the word after it is new."""
    for i, (article, following) in enumerate(pairwise(words)):
        if article.text.lower() not in ("a", "an") or (article.text == "A" and i > 0):
            continue
        if article.new or following.new or following.start != article.end:
            text = indefinite(following.text)
            text = text.capitalize() if article.text[0].isupper() else text
            words[i] = article._replace(text=text)
    return tuple(words)
