"""The glossary: every term of the lexicon that is explained, in the words of an audience.

It reads the rows alone, when the first reader asks, so that a process which only serves needs no language
model. Which articles use a term is told by the glossaries of their stored variants.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from guidance.asking import guesses
from guidance.asking.words import Word, fold, normalise, words
from guidance.errors import NotFound
from guidance.plain import combining
from guidance.plain.audience import Audience
from guidance.plain.combining import Combining, Hint
from guidance.plain.data import folder
from guidance.plain.entries import Entry
from guidance.plain.respelling import Spelling
from guidance.plain.spelling import alternatives
from guidance.plain.vocabulary import read_vocabulary
from guidance.site import Site
from guidance.store import cursors

MOST_RELATED = 8
MOST_NEAR = 5
_LONGEST_NAME = 4
_NO_PARTS = Combining(())
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class NoSuchTerm(NotFound):
    """The glossary has no term under that name; `hint` is what its parts hint at."""

    code = "no-such-term"
    title = "There is no such term"

    def __init__(self, name: str, hint: Hint | None) -> None:
        guess = f" {hint.text}" if hint else ""
        super().__init__(f"The glossary has no term under {name!r}.{guess}")
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Term:
    """A term as an audience reads it; `sense` names its sense where it has several, else "".

    `also` are other spellings and names; `plain` is "" where the term has no plainer word.
    """

    id: str
    term: str
    sense: str
    also: tuple[str, ...]
    plain: str
    explanation: str


@dataclass(frozen=True, slots=True)
class TermPage:
    """One page of the list; `next` is the cursor of the page that follows, None on the last.

    `hint` is a guess at a word that was looked for and that the lexicon does not know.
    """

    items: tuple[Term, ...]
    next: str | None
    hint: Hint | None = None


class Glossary:
    """The explained terms, in the order of the alphabet."""

    def __init__(self, entries: Iterable[Entry], parts: Combining = _NO_PARTS) -> None:
        known = tuple(entries)
        explained = (entry for entry in known if entry.explanation)
        self._entries = {entry.id: entry for entry in sorted(explained, key=_place)}
        self._known = {name.casefold() for entry in known for name in (entry.term, *entry.variants)}
        self._parts = parts

    def term(self, name: str, audience: Audience) -> Term:
        """One term. Raises NoSuchTerm."""
        return _read(self._entry(name), audience)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters, in lower case, with which terms begin."""
        return tuple(dict.fromkeys(_letter(entry) for entry in self._entries.values()))

    def hint(self, word: str) -> Hint | None:
        """What the parts of a word that the lexicon does not have hint at, or None."""
        lower = word.casefold()
        forms = {lower, *combining.singulars(lower)}
        if not self._known.isdisjoint({*forms, *(other for form in forms for other in alternatives(form))}):
            return None
        return self._parts.hint(word)

    def page(
        self, audience: Audience, *, limit: int, q: str = "", letter: str = "", cursor: str | None = None
    ) -> TermPage:
        """The terms that hold all words of `q` in what the audience reads of them, of one letter or of all.

        Raises BadCursor.
        """
        after = cursors.read(cursor) if cursor is not None else ("", "")
        asked = q.casefold().split()
        hint = self.hint(asked[0]) if len(asked) == 1 else None
        found: list[Term] = []
        for entry in self._entries.values():
            if _place(entry) > after and letter in ("", _letter(entry)):
                read = _read(entry, audience)
                if all(word in _searched(read) for word in asked):
                    found.append(read)
            if len(found) > limit:
                last = self._entries[found[limit - 1].id]
                return TermPage(tuple(found[:limit]), cursors.write(_place(last)), hint)
        return TermPage(tuple(found), None, hint)

    def related(self, name: str, audience: Audience) -> tuple[Term, ...]:
        """Other senses of the term, terms that its explanation uses, and terms that are explained by it."""
        entry = self._entry(name)
        others = [
            *self._by_name[entry.term.casefold()],
            *self._mentions[name],
            *self._mentioned_by.get(name, ()),
        ]
        names = [other for other in dict.fromkeys(others) if other != name]
        return tuple(_read(self._entries[other], audience) for other in names[:MOST_RELATED])

    def near(self, text: str, audience: Audience, *, most: int = MOST_NEAR) -> tuple[Term, ...]:
        """The terms whose names share most words with the text; a misspelt word counts as the nearest."""
        stems = {stem for word in words(text) for stem in self._meant(word)}
        shared = Counter(name for stem in stems for name in self._by_stem.get(stem, ()))
        best = sorted(shared, key=lambda name: (-shared[name], len(self._entries[name].term.split()), name))
        return tuple(_read(self._entries[name], audience) for name in best[:most])

    def _meant(self, word: Word) -> Iterator[str]:
        reach = guesses.reach(fold(word.text))
        if word.stem in self._by_stem or reach is None:
            yield word.stem
            return
        for guess in guesses.nearest(fold(word.text), self._words, reach.mistakes):
            yield from normalise(guess)

    def _entry(self, name: str) -> Entry:
        if name not in self._entries:
            raise NoSuchTerm(name, self.hint(name))
        return self._entries[name]

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        names: dict[str, list[str]] = {}
        for entry in self._entries.values():
            for name in dict.fromkeys((entry.term.casefold(), *(one.casefold() for one in entry.variants))):
                names.setdefault(name, []).append(entry.id)
        return names

    @cached_property
    def _by_stem(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for entry in self._entries.values():
            for stem in set(normalise("\n".join(_names(entry)))):
                found.setdefault(stem, []).append(entry.id)
        return found

    @cached_property
    def _words(self) -> Mapping[str, int]:
        names = (name for entry in self._entries.values() for name in _names(entry))
        return {fold(word.text): 0 for name in names for word in words(name)}

    @cached_property
    def _mentions(self) -> Mapping[str, list[str]]:
        return {entry.id: list(self._named_in(entry.explanation)) for entry in self._entries.values()}

    @cached_property
    def _mentioned_by(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, mentioned in self._mentions.items():
            for other in mentioned:
                found.setdefault(other, []).append(name)
        return found

    def _named_in(self, text: str) -> Iterator[str]:
        told = [word.casefold() for word in _WORD.findall(text)]
        for start in range(len(told)):
            for end in range(start + 1, min(start + _LONGEST_NAME, len(told)) + 1):
                yield from self._by_name.get(" ".join(told[start:end]), ())


def of(site: Site) -> Glossary:
    """The glossary of a site; read once in a process. Raises LexiconError."""
    return _opened(folder(site.settings.lexicon), site.settings.overlay, site.settings.spelling)


@cache
def _opened(root: Path, overlay: Path | None, spelling: Spelling) -> Glossary:
    return Glossary(read_vocabulary(root, overlay, spelling=spelling).entries, combining.load(root, spelling))


def _letter(entry: Entry) -> str:
    return entry.term[0].casefold()


def _place(entry: Entry) -> tuple[str, str]:
    return entry.term.casefold(), entry.id


def _read(entry: Entry, audience: Audience) -> Term:
    plain = entry.child if audience.id == "child" else entry.wording
    return Term(entry.id, entry.term, entry.sense, entry.variants, plain, entry.explanation)


def _names(entry: Entry) -> tuple[str, ...]:
    return entry.term, *entry.variants, entry.wording, entry.child


def _searched(term: Term) -> str:
    return "\n".join((term.term, *term.also, term.plain, term.explanation)).casefold()
