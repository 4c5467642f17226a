"""Whether a wording can stand where its term stands: it is put into short sentences of our own, and parsed.

A sentence has a gap (lexicon/checks/frames.toml). With a plain word in the gap the parse shows which part
the gap plays. A wording plays that part where it hangs together, where it hangs on the rest as the plain
word does, and where the words around it keep their tags and links; so a verb that would not agree is seen
as well.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, Token

from guidance.errors import Fault
from guidance.plain.entries import Entry
from guidance.plain.inflect import inflect
from guidance.plain.parse import Parser
from guidance.plain.vocabulary import LexiconError

_GAP = "{}"
_AT_ONCE = 2000
_NUMBERS = frozenset(("same", "mass", "plural"))
# Links that say the same of a gap: what describes a noun; what says how, when or where; what is spoken of.
_ALIKE = {"compound": "amod", "nmod": "amod", "prep": "advmod", "npadvmod": "advmod", "csubj": "nsubj"}
_NEEDED = {"pos", "kind", "text", "plain", "tag"}


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence with a gap; `number` are the numbers of wording that it is for."""

    pos: str
    kind: str
    text: str
    plain: str
    tag: str
    number: frozenset[str] = _NUMBERS

    def filled(self, words: str) -> str:
        """The sentence with these words in its gap."""
        at = self.text.index(_GAP)
        return self.text.replace(_GAP, words if at else words[:1].upper() + words[1:])

    def gap(self, words: str) -> tuple[int, int]:
        """First and last (exclusive) character of the words in the filled sentence."""
        at = self.text.index(_GAP)
        return at, at + len(words)


def load(root: Path) -> tuple[Frame, ...]:
    """The sentences of a lexicon folder; none where it has no file of them. Raises LexiconError."""
    path = root / "checks" / "frames.toml"
    if not path.exists():
        return ()
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("frame", [])
        return tuple(_frame(row) for row in rows)
    except (OSError, ValueError, TypeError) as error:
        fault = Fault(f"checks/{path.name}", f"cannot be read: {error}")
        raise LexiconError("A sentence to try wordings in is not valid", faults=(fault,)) from error


def _frame(row: Mapping[str, object]) -> Frame:
    if not set(row) >= _NEEDED or str(row["text"]).count(_GAP) != 1:
        raise ValueError(f"a frame needs {', '.join(sorted(_NEEDED))}, and one gap: {dict(row)}")
    texts = {key: str(row[key]) for key in _NEEDED}
    number = row.get("number", sorted(_NUMBERS))
    return Frame(**texts, number=frozenset(number if isinstance(number, list) else ()))


@dataclass(frozen=True, slots=True)
class _Try:
    entry: Entry
    wording: str
    frame: Frame
    words: str


class Unfit(NamedTuple):
    """A wording that does not stand, and the fault."""

    term: str
    wording: str
    fault: Fault


def faults(entries: Iterable[Entry], frames: Iterable[Frame], parser: Parser) -> Iterator[Unfit]:
    """The wordings that fit no sentence of a kind that their part of speech has."""
    listed = tuple(frames)
    plain = {frame: _part(doc, frame, frame.plain) for frame, doc in _parsed(listed, parser)}
    tries = iter([one for entry in entries for one in _tries(entry, listed)])
    failed: dict[tuple[str, str, str], Unfit | None] = {}
    while batch := list(islice(tries, _AT_ONCE)):
        docs = parser.parse(one.frame.filled(one.words) for one in batch)
        for one, doc in zip(batch, docs, strict=True):
            key = (one.entry.id, one.wording, one.frame.kind)
            if _part(doc, one.frame, one.words) == plain[one.frame]:
                failed[key] = None
            else:
                detail = f"stand: {one.wording!r} does not stand {one.frame.kind}: “{doc.text}”"
                failed.setdefault(key, Unfit(one.entry.term, one.wording, Fault(one.entry.where, detail)))
    yield from filter(None, failed.values())


def _parsed(frames: Iterable[Frame], parser: Parser) -> Iterator[tuple[Frame, Doc]]:
    listed = list(frames)
    return zip(listed, parser.parse(frame.filled(frame.plain) for frame in listed), strict=True)


def _tries(entry: Entry, frames: Iterable[Frame]) -> Iterator[_Try]:
    for frame in frames:
        if frame.pos != entry.pos or entry.number not in frame.number:
            continue
        for wording in dict.fromkeys(filter(None, (entry.wording, entry.child))):
            yield _Try(entry, wording, frame, inflect(wording, frame.tag, entry.pos, entry.number))


def _part(doc: Doc, frame: Frame, words: str) -> object:
    """What the gap does in the sentence: how it hangs on the rest, and how the rest hangs together."""
    start, end = frame.gap(words)
    inside = {token.i for token in doc if start <= token.idx < end}
    heads = [doc[i] for i in inside if doc[i].head.i not in inside or doc[i].head.i == i]
    links = frozenset(_link(token, inside) for token in heads)
    rest = [(t.lower_, *_link(t, inside), t.tag_[:2]) for t in doc if t.i not in inside and not t.is_punct]
    return links, rest


def _link(token: Token, inside: set[int]) -> tuple[str, str]:
    """The kind of link of a token, and what it hangs on; on the gap any kind will do."""
    if token.head.i in inside and token.i not in inside:
        return "", "gap"
    return _ALIKE.get(token.dep_, token.dep_), token.head.lower_ if token.head.i != token.i else ""
